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
from .parameters import PARAMETERS, only
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
        parameters = [PARAMETERS[name] for name in query]
        known = [one["name"] for one in parameters]
        extra = {"parameters": parameters, "responses": _gives(gives)}
        _add(router, "GET", path, only(known, _replying(view), first=False), extra)
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
        _add(router, method, path, only(_said_in_address(method, takes), called, first=True), extra)
        return view

    return register


def _said_in_address(method: str, takes: type[BaseModel] | None) -> tuple[str, ...]:
    # A DELETE may say in its address what it cannot say in a body.
    if method != "DELETE":
        return ()
    return ("reason", *(takes.model_fields if takes else ()))


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


LIST = ("limit", "cursor", "sort", "where")
