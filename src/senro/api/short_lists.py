"""Lists that are made whole, because they are short: they take what every list takes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, get_args

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel

from senro.kernel.errors import FieldError, Invalid

from .lists import MOST, bad_cursor, packed, unpacked, whole
from .routes import View, reads

PLAIN = (str, int, float, bool)


def lists(
    router: Router, path: str, gives: type[BaseModel], *, query: tuple[str, ...] = ()
) -> Callable[[View], View]:
    """A GET whose `items` are cut by `limit` and `cursor`, and sorted by any plain field of theirs."""
    item = get_args(gives.model_fields["items"].annotation)[0]
    fields = tuple(item.model_fields)

    def register(view: View) -> View:
        @functools.wraps(view)
        def cut(request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
            return _piece(request, view(request, **kwargs), fields)

        reads(router, path, gives, query=(*query, "all", "cursor", "sort"))(cut)
        return view

    return register


def _piece(request: HttpRequest, found: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    limit = whole(request, "limit", MOST, MOST)
    sort = request.GET.get("sort", "")
    items = _sorted(found["items"], sort, fields) if sort else list(found["items"])
    start = _start(request.GET.get("cursor", ""), sort)
    more = start + limit < len(items)
    cursor = packed([sort, start + limit]) if more else None
    return {**found, "items": items[start : start + limit], "next_cursor": cursor}


def _sorted(
    items: Sequence[dict[str, Any]], sort: str, fields: Sequence[str]
) -> list[dict[str, Any]]:
    """By one field, what has none at the end; equal ones stay as they were. Raises Invalid."""
    name = sort.removeprefix("-")
    values = [one.get(name) for one in items]
    if name not in fields or any(v is not None and not isinstance(v, PLAIN) for v in values):
        words = _("Sort by one of these: %(names)s.") % {"names": ", ".join(fields)}
        raise Invalid(FieldError("sort", "unknown_value", words))
    known = [one for one in items if one.get(name) is not None]
    known.sort(key=lambda one: one[name], reverse=sort.startswith("-"))
    return known + [one for one in items if one.get(name) is None]


def _start(text: str, sort: str) -> int:
    if not text:
        return 0
    place = unpacked(text)
    if len(place) != 2 or place[0] != sort or not isinstance(place[1], int) or place[1] < 0:
        raise bad_cursor()
    return place[1]
