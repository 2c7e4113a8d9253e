"""What a rule looks back at: names as they were so many days ago, beside those of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import FloatField, QuerySet, Value

from .clock import end_of_day
from .moments import Moment, RecordName

Look = tuple[str, int]


def past_columns(looks: Iterable[Look]) -> dict[Look, str]:
    """The column of each (name, days back)."""
    return {(code, back): f"n_{code}_{back}_ago" for code, back in sorted(looks)}


def past_expressions(
    known: Mapping[str, RecordName], looks: Iterable[Look], moment: Moment
) -> dict[str, Any]:
    """{column: what was true then}; unknown where the records do not keep it."""
    return {
        column: known[code].expression(days_back(moment, back))
        if known[code].dated
        else Value(None, FloatField())
        for (code, back), column in past_columns(looks).items()
    }


def days_back(moment: Moment, days: int) -> Moment:
    """The end of the local day so many days before that of a moment."""
    day = moment.today - timedelta(days=days)
    return replace(moment, at=end_of_day(day, moment.zone), today=day, asked="day")


def past_values(
    queryset: QuerySet[Any], known: Mapping[str, RecordName], looks: Iterable[Look], moment: Moment
) -> dict[UUID, dict[Look, Any]]:
    """{primary key: {(code, days back): value}}, in one query."""
    columns = past_columns(looks)
    rows = queryset.order_by().annotate(**past_expressions(known, columns, moment))
    return {
        row[0]: {
            place: python_value(known[place[0]].name.type, value)
            for place, value in zip(columns, row[1:], strict=True)
        }
        for row in rows.values_list("pk", *columns.values())
    }


def python_value(kind: str, value: Any) -> Any:
    """A database value as the evaluator wants it (lists arrive joined, SQLite booleans as 0/1)."""
    if value is None:
        return None
    if kind == "list":
        return [part for part in str(value).split("|") if part]
    if kind == "boolean":
        return bool(value)
    if kind == "date" and isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value
