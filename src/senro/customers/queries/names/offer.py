"""The pieces that all names are made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    DateField,
    ExpressionWrapper,
    F,
    Field,
    FloatField,
    Func,
    IntegerField,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, NullIf

from senro.kernel.names import Moment
from senro.kernel.rules.language import Name

Builder = Callable[[Moment], Any]
DAYS = {"ja": "日", "en": "days"}
PEOPLE = {"ja": "人", "en": "people"}


class Offer(NamedTuple):
    """A name and how its value is computed at a moment."""

    name: Name
    expression: Builder


class DaysBetween(Func):
    """Whole days from the first day to the second."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Days are texts there."""
        template = "CAST(ROUND(julianday(%(second)s) - julianday(%(first)s)) AS INTEGER)"
        return self._as(compiler, template)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        """Days subtract to whole numbers."""
        return self._as(compiler, "(CAST(%(second)s AS date) - CAST(%(first)s AS date))")

    def _as(self, compiler: Any, template: str) -> Any:
        first, second = self.source_expressions
        first_sql, first_params = compiler.compile(first)
        second_sql, second_params = compiler.compile(second)
        # `second` stands before `first` in the text, and so do its parameters.
        return template % {"first": first_sql, "second": second_sql}, (
            *second_params,
            *first_params,
        )


def text(path: str) -> Builder:
    """A text column; nothing said is unknown."""
    return lambda _moment: NullIf(F(path), Value(""))


def column(path: str) -> Builder:
    """A column as it is."""
    return lambda _moment: F(path)


def days_until(expression: Any, today: date) -> Any:
    """Days from today to a day."""
    return DaysBetween(Value(today, DateField()), expression)


def days_since(expression: Any, today: date) -> Any:
    """Days from a day to today."""
    return DaysBetween(expression, Value(today, DateField()))


def count(rows: QuerySet[Any]) -> Subquery:
    """How many rows; 0 when there are none."""
    return _single(rows, Func(F("pk"), function="COUNT", output_field=IntegerField()))


def count_distinct(rows: QuerySet[Any], name: str) -> Subquery:
    """How many different values."""
    of = Func(F(name), template="COUNT(DISTINCT %(expressions)s)", output_field=IntegerField())
    return _single(rows, of)


def total(
    rows: QuerySet[Any], name: str, field: type[Field[Any, Any]] = BigIntegerField
) -> Subquery:
    """The sum of a column; unknown when no row has a value."""
    summed = Func(F(name), function="SUM", output_field=field())
    return _single(rows, Cast(summed, field()))


def least(rows: QuerySet[Any], name: str, field: Any) -> Subquery:
    """The smallest value."""
    return _single(rows, Func(F(name), function="MIN", output_field=field))


def greatest(rows: QuerySet[Any], name: str, field: Any) -> Subquery:
    """The largest value."""
    return _single(rows, Func(F(name), function="MAX", output_field=field))


def ratio(part: Any, whole: Any) -> Any:
    """A part of a whole; unknown when there is no whole."""
    return ExpressionWrapper(
        Cast(part, FloatField()) / NullIf(Cast(whole, FloatField()), Value(0.0)), FloatField()
    )


def _single(rows: QuerySet[Any], expression: Any) -> Subquery:
    # A plain function instead of an aggregate: one value for all rows, without grouping.
    return Subquery(rows.order_by().annotate(single=expression).values("single"))
