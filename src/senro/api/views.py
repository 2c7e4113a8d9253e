"""A list through a saved view, and a list as a file: what lists have beyond a page of JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from senro.exchange.lists import FORMATS, chosen, rows_of, spoken, stream_of
from senro.kernel import names
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.lists import LISTS, cleaned
from senro.kernel.names import Moment
from senro.kernel.queries import view_of

from .requests import ApiRequest

OWN = ("where", "q", "group")


def asked_of(request: ApiRequest, code: str) -> dict[str, Any]:
    """What the address asks of a list; what it does not say is the view's. Raises Invalid."""
    key = request.GET.get("view", "")
    view = view_of(request.actor, code, key) if key else None
    if key and view is None:
        raise Invalid(FieldError("view", "unknown_value", _("There is no such view of this list.")))
    given: dict[str, Any] = dict(view.query) if view else {}
    given |= {name: request.GET[name] for name in OWN if name in request.GET}
    filters = dict(given.get("filters") or {})
    for name in LISTS[code].filters:
        if name in request.GET:
            filters[name] = request.GET.getlist(name)
    given["filters"] = filters
    if "columns" in request.GET:
        given["columns"] = [one for one in request.GET["columns"].split(",") if one]
    kept, errors = cleaned(LISTS[code], given)
    if errors:
        raise Invalid(
            *(FieldError(e.field.removeprefix("query."), e.code, e.message) for e in errors)
        )
    return kept


def narrows(request: ApiRequest, code: str, otherwise: Collection[str] = ()) -> bool:
    """Whether the address asks as a saved view does; `otherwise`: what the resource sees to itself."""
    asking = {"view", "q", *LISTS[code].filters}.difference(otherwise)
    return any(request.GET.get(name) for name in asking)


def seen(request: ApiRequest, code: str) -> dict[str, Any]:
    """What chooses the rows: where, q and filters."""
    asked = asked_of(request, code)
    return {name: asked[name] for name in ("where", "q", "filters") if name in asked}


def as_file(request: ApiRequest, code: str) -> HttpResponse | None:
    """The whole list as CSV or a workbook, where `format` or `Accept` asks for it."""
    kind = _kind(request)
    if kind is None:
        return None
    asked = asked_of(request, code)
    if asked.get("where"):
        names.parse(LISTS[code].subject, asked["where"])
    actor, at = request.actor, request.at
    columns = chosen(code, asked.get("columns") or [])
    rows = rows_of(code, actor, at=at, asked=asked, columns=columns)
    content_type, ending = FORMATS[kind]
    pieces = spoken(stream_of(kind, rows), get_language() or "ja")
    answer = StreamingHttpResponse(pieces, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{code}.{ending}"'
    return answer  # type: ignore[return-value]


def of_today(file: HttpResponse, then: Moment | None) -> HttpResponse:
    """A file holds today's values: better refused than mistaken for the past. Raises Invalid."""
    if then:
        words = _("A file shows today's values: ask for JSON, or leave `as_of` out.")
        raise Invalid(FieldError("as_of", "not_in_files", words))
    return file


def _kind(request: ApiRequest) -> str | None:
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return wanted
    if wanted and wanted != "json":
        raise Invalid(FieldError("format", "unknown_value", _("json, csv or xlsx.")))
    accepted = request.headers.get("Accept", "").partition(",")[0].partition(";")[0].strip()
    kinds = {content.partition(";")[0]: kind for kind, (content, _end) in FORMATS.items()}
    return None if wanted else kinds.get(accepted)
