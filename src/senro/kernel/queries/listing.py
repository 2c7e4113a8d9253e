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
