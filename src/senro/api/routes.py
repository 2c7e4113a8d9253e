"""How a resource says what it reads, takes and gives; its documentation grows from the same words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import BaseModel

from .idempotency import once
from .problems import CONTENT_TYPE, plain
from .shapes import Problem

View = Callable[..., Any]
SHAPES: dict[type[BaseModel], None] = {Problem: None}
ENCODER = msgspec.json.Encoder(enc_hook=plain)


@dataclass(frozen=True)
class Route:
    """What a test or a page may want to know of an operation."""

    method: str
    path: str
    name: str


ROUTES: list[Route] = []


def answer(data: Any, status: int = 200) -> HttpResponse:
    """JSON, with the row's version as ETag where it has one."""
    response = HttpResponse(ENCODER.encode(data), status=status, content_type="application/json")
    if isinstance(data, dict) and isinstance(data.get("version"), int):
        response.headers["ETag"] = f'"{data["version"]}"'
    return response


def reads(
    router: Router, path: str, gives: type[BaseModel], *, query: tuple[str, ...] = ()
) -> Callable[[View], View]:
    """A GET."""

    def register(view: View) -> View:
        extra = {"parameters": [PARAMETERS[name] for name in query], "responses": _gives(gives)}
        _add(router, "GET", path, _replying(view), extra)
        return view

    return register


def writes(
    router: Router,
    method: str,
    path: str,
    gives: type[BaseModel],
    *,
    takes: type[BaseModel] | None = None,
    created: bool = False,
) -> Callable[[View], View]:
    """A PUT, POST, PATCH or DELETE. A POST may carry an Idempotency-Key."""

    def register(view: View) -> View:
        called = _again(_replying(view))
        parameters = [PARAMETERS["If-Match"]] if method in {"PUT", "PATCH"} else []
        if method == "POST":
            called = once(called)
            parameters = [PARAMETERS["Idempotency-Key"]]
        if method == "DELETE":
            parameters = [PARAMETERS["reason"]]
        extra: dict[str, Any] = {"responses": _gives(gives, created), "parameters": parameters}
        if takes is not None:
            extra["requestBody"] = {"content": _json(takes), "required": method != "DELETE"}
        _add(router, method, path, called, extra)
        return view

    return register


def _add(router: Router, method: str, path: str, view: View, extra: dict[str, Any]) -> None:
    ROUTES.append(Route(method, path, view.__name__))
    summary, _stop, rest = inspect.cleandoc(view.__doc__ or "").partition("\n")
    register = router.api_operation(
        [method],
        path,
        summary=summary.rstrip("."),
        description=rest.strip() or None,
        openapi_extra=extra,
    )
    register(view)


def _replying(view: View) -> View:
    @functools.wraps(view)
    def reply(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        result = view(request, **kwargs)
        if isinstance(result, HttpResponseBase):
            return result
        return answer(*result) if isinstance(result, tuple) else answer(result)

    return reply


def _again(view: View) -> View:
    """Another writer was first: run it again, and it finds what the other made."""

    @functools.wraps(view)
    def called(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except IntegrityError:
            return view(request, **kwargs)

    return called


def _json(model: type[BaseModel]) -> dict[str, Any]:
    SHAPES[model] = None
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _gives(model: type[BaseModel], created: bool = False) -> dict[Any, Any]:
    given: dict[Any, Any] = {200: {"description": "Done", "content": _json(model)}}
    if created:
        given[201] = {"description": "Made", "content": _json(model)}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    given["default"] = {"description": "Refused", "content": {CONTENT_TYPE: problem}}
    return given


def _parameter(name: str, words: str, kind: str = "string", place: str = "query") -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": False,
        "description": words,
        "schema": {"type": kind},
    }


PARAMETERS: dict[str, dict[str, Any]] = {
    "limit": {
        **_parameter("limit", "How many at most.", "integer"),
        "schema": {"type": "integer", "minimum": 1, "maximum": 5000, "default": 100},
    },
    "cursor": _parameter("cursor", "`next_cursor` of the page before."),
    "sort": _parameter("sort", "A column; with a minus in front, downwards."),
    "where": _parameter("where", "A rule of the rule language, such as `tier = 'MM'`."),
    "as_of": _parameter(
        "as_of", "A date (the end of that day) or an instant; later than now is read as now."
    ),
    "by": _parameter("by", "The id or mail of a person; of the board: `standard`."),
    "against": _parameter("against", "The number of the version to compare with.", "integer"),
    "kind": _parameter("kind", "A kind: of parts `phase_set`, of signals `usage_drop`."),
    "subject": _parameter("subject", "`kind:id`, such as `case:01936f5e-…`."),
    "verb": _parameter("verb", "A verb; with a dot at its end, all that begin with it."),
    "since": _parameter("since", "Facts that took effect at or after this."),
    "until": _parameter("until", "Facts that took effect before this."),
    "account": _parameter("account", "The key of an account."),
    "status": _parameter("status", "A status."),
    "phase": _parameter("phase", "A phase's code."),
    "severity": _parameter("severity", "stop, care or go."),
    "state": _parameter("state", "open, snoozed, settled, closed or any; open when absent."),
    "mine": _parameter("mine", "`1`: only of one's own accounts and cases."),
    "decision": _parameter("decision", "open, approved, refused or any; open when absent."),
    "owner": _parameter("owner", "A person's mail."),
    "list": _parameter("list", "A list: accounts, cases or board."),
    "format": _parameter(
        "format", "`csv` or `xlsx`: the whole list as a file, as `Accept` may ask too."
    ),
    "columns": _parameter("columns", "Columns of the file, in their order, with commas."),
    "view": _parameter("view", "The key of a saved view; what the address says itself goes first."),
    "weeks": {
        **_parameter("weeks", "How many weeks to look back.", "integer"),
        "schema": {"type": "integer", "minimum": 1, "maximum": 53, "default": 12},
    },
    "reason": _parameter("reason", "Why, for programs that cannot send a body with DELETE."),
    "If-Match": _parameter(
        "If-Match", "The version this change is based on; another one is 409.", place="header"
    ),
    "Idempotency-Key": _parameter(
        "Idempotency-Key",
        "The same key with the same body gives the same answer for 24 hours.",
        place="header",
    ),
}
LIST = ("limit", "cursor", "sort", "where")
