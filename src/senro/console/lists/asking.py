"""What the address of a list asks for, and a view as such an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from senro.exchange.lists import Column, chosen
from senro.kernel.errors import FieldError
from senro.kernel.lists import LISTS, cleaned
from senro.kernel.models import View
from senro.kernel.queries import default_view, view_of, visible_views
from senro.kernel.queries.views import may_change_view

YEAR = 60 * 60 * 24 * 365
PER_PAGE = 50
PLAIN = "-"


@dataclass(frozen=True)
class Asked:
    """The query of a list. Rubbish is nothing asked."""

    q: str = ""
    where: str = ""
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: str = "name"
    group: str = ""
    lanes: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict, code: str) -> Asked:
        """Read an address."""
        kind = LISTS[code]
        page = query.get("page", "")
        sort, group = query.get("sort", ""), query.get("group", "")
        return cls(
            q=query.get("q", "").strip()[:200],
            where=query.get("where", "").strip(),
            filters={name: query.getlist(name) for name in kind.filters if query.get(name)},
            sort=sort if sort.removeprefix("-") in kind.sorts else kind.usual,
            group=group if group in kind.groups else "",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        )

    @property
    def narrowed(self) -> bool:
        """Anything that leaves rows out."""
        return bool(self.q or self.where or self.filters)

    @property
    def folded(self) -> int:
        """How many filters hold that a phone keeps behind one button (the search stands beside it)."""
        return len(self.filters) + bool(self.where)

    def one(self, name: str) -> str:
        """The single value of a filter."""
        return (self.filters.get(name) or [""])[0]

    @property
    def narrow(self) -> dict[str, Any]:
        """What chooses the rows."""
        return {"where": self.where, "q": self.q, "filters": self.filters}

    @property
    def all(self) -> dict[str, Any]:
        """What chooses and orders them."""
        return {**self.narrow, "sort": self.sort, "group": self.group}


def opened(request: Any, code: str) -> HttpResponse | None:
    """The redirect that opens a view: the one of the address, or the one this person starts with."""
    asked = request.GET
    if not asked:
        view = default_view(request.actor, code)
    elif list(asked) == ["view"] and asked["view"] != PLAIN:
        view = view_of(request.actor, code, asked["view"])
    else:
        return None
    if view is None or (asked and not view.query):
        return None
    return redirect(address_of(request.path, view))


def address_of(path: str, view: View) -> str:
    """A view as an address that says all it shows."""
    query = view.query
    parts: list[tuple[str, str]] = [("view", view.key)]
    parts += [(name, query[name]) for name in ("q", "where") if query.get(name)]
    parts += [(name, one) for name, many in (query.get("filters") or {}).items() for one in many]
    if query.get("columns"):
        parts.append(("columns", ",".join(query["columns"])))
    parts += [(name, query[name]) for name in ("sort", "group", "lanes") if query.get(name)]
    return f"{path}?{urlencode(parts)}"


def query_of(query: QueryDict, code: str) -> tuple[dict[str, Any], list[FieldError]]:
    """An address as what a view keeps."""
    kind = LISTS[code]
    given: dict[str, Any] = {
        name: query.get(name, "") for name in ("where", "q", "sort", "group", "lanes")
    }
    given["filters"] = {name: query.getlist(name) for name in kind.filters if query.get(name)}
    given["columns"] = [one for one in query.get("columns", "").split(",") if one]
    return cleaned(kind, given)


def columns_asked(request: Any, code: str) -> tuple[Column, ...]:
    """The columns of the address, else those that this browser remembers."""
    codes = request.GET.get("columns", "").split(",")
    if codes == [""]:
        codes = request.COOKIES.get(cookie_of(code), "").replace(".", ",").split(",")
        codes = [one.replace(":", ".") for one in codes]
    return chosen(code, codes)


def cookie_of(code: str) -> str:
    """Where a browser remembers the columns of a list."""
    return f"senro_{code.removesuffix('s')}_columns"


def remembered(request: Any, code: str) -> HttpResponse:
    """Keep chosen columns: in the address of a view, else in this browser."""
    columns = [one.code for one in chosen(code, request.GET.getlist("cols"))]
    query = request.GET.copy()
    del query["cols"]
    if "view" in query or "columns" in query:
        query["columns"] = ",".join(columns)
        return redirect(f"{request.path}?{query.urlencode()}")
    answer = redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
    kept = ".".join(one.replace(".", ":") for one in columns)
    answer.set_cookie(cookie_of(code), kept, max_age=YEAR, httponly=True, samesite="Lax")
    return answer


def bar_of(request: Any, code: str) -> dict[str, Any]:
    """The views of a list for its bar: which is open, whether it was changed, what may be done."""
    views = list(visible_views(request.actor, code))
    key = request.GET.get("view", "")
    current = next((one for one in views if one.key == key), None)
    start = default_view(request.actor, code) if views else None
    query, _errors = query_of(request.GET, code)
    return {
        "list": code,
        "path": request.path,
        "views": [
            {"key": one.key, "name": one.name, "scope": one.scope, "owner": one.owner,
             "team": one.team, "href": address_of(request.path, one),
             "current": one is current, "starts": start is not None and one.pk == start.pk}
            for one in views
        ],
        "current": current,
        "changed": current is not None and query != dict(current.query),
        "may_change": current is not None and may_change_view(request.actor, current),
        "starts": start is not None and current is not None and start.pk == current.pk,
        "start": start,
        "plain": f"{request.path}?view={PLAIN}" if start else request.path,
        "search": request.GET.urlencode(),
    }  # fmt: skip


def kept(request: Any, *without: str) -> list[tuple[str, str]]:
    """The rest of the address, for the hidden fields of a form."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in without
        for value in values
    ]


def moved(
    request: Any, columns: tuple[Column, ...], everything: tuple[Column, ...]
) -> list[dict[str, Any]]:
    """The chooser: shown columns in their order with where each can go, then the others."""
    codes = [one.code for one in columns if one.code != "name"]
    rows: list[dict[str, Any]] = []
    for place, one in enumerate(one for one in columns if one.code != "name"):
        before = _swapped(request, codes, place - 1) if place else ""
        after = _swapped(request, codes, place) if place < len(codes) - 1 else ""
        rows.append({"column": one, "on": True, "before": before, "after": after})
    rows += [
        {"column": one, "on": False, "before": "", "after": ""}
        for one in everything
        if one.code not in codes and one.code != "name"
    ]
    return rows


def _swapped(request: Any, codes: list[str], place: int) -> str:
    found = ["name", *codes]
    found[place + 1], found[place + 2] = found[place + 2], found[place + 1]
    query = request.GET.copy()
    query.setlist("cols", found)
    return f"?{query.urlencode()}"
