"""What the lists share: choosing among values, counting groups, one page of something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When


@dataclass(frozen=True)
class Group:
    """The rows of a list that have one value in common: how many, and their sums."""

    key: str
    count: int
    sums: dict[str, Any] = field(default_factory=dict)


# A page of a screen; longer answers are the API's and the files' business.
MOST = 500


@dataclass(frozen=True)
class Window:
    """Which rows of many one page shows."""

    page: int
    pages: int
    per_page: int

    @property
    def rows(self) -> slice:
        """Where they stand among all of them."""
        start = (self.page - 1) * self.per_page
        return slice(start, start + self.per_page)

    @property
    def told(self) -> tuple[int, int, int]:
        """Page, pages and rows a page, as a list tells them."""
        return self.page, self.pages, self.per_page


def window(total: int, page: int, per_page: int) -> Window:
    """The page that was asked for, or the nearest that there is. Pages count from 1."""
    per_page = min(max(per_page, 1), MOST)
    pages = max(-(-total // per_page), 1)
    return Window(min(max(page, 1), pages), pages, per_page)


def several(value: str | Sequence[str] | None) -> list[str]:
    """What a filter asks for: one value, many or none, as a list without empty ones."""
    return [one for one in ([value] if isinstance(value, str) else value or ()) if one]


def among(column: str, wanted: Sequence[str]) -> Q:
    """One of these values; `-` is for none."""
    found = Q(**{f"{column}__in": [one for one in wanted if one != "-"]})
    if "-" in wanted:
        found |= Q(**{column: ""}) | Q(**{f"{column}__isnull": True})
    return found


def grouped(rows: QuerySet[Any], column: str, sums: Mapping[str, Any]) -> tuple[Group, ...]:
    """Every group with its count and sums, in the order in which the list shows them."""
    named = {f"g_{name}": expression for name, expression in sums.items()}
    found = (
        rows.order_by()
        .annotate(**named)
        .values(column)
        .annotate(group_n=Count("pk"), **{f"s_{name}": Sum(f"g_{name}") for name in sums})
        .values_list(column, "group_n", *(f"s_{name}" for name in sums))
    )
    merged: dict[str, Group] = {}
    for value, count, *totals in found:
        key = str(value or "")
        there = merged.get(key)
        if there:
            count += there.count
            totals = [_plus(a, b) for a, b in zip(there.sums.values(), totals, strict=True)]
        merged[key] = Group(key, count, dict(zip(sums, totals, strict=True)))
    return tuple(sorted(merged.values(), key=lambda one: (one.key == "", one.key)))


def empty_last(column: str) -> Any:
    """An order that puts rows without a value behind the others."""
    empty = Q(**{f"{column}__isnull": True}) | Q(**{column: ""})
    return Case(When(empty, then=Value(1)), default=Value(0)).asc()


def _plus(one: Any, other: Any) -> Any:
    return one if other is None else other if one is None else one + other
