"""Metrics of events as names for rules about accounts and cases.

For the present they are read from the values that the worker keeps; for any other moment they are
counted in the event table and handed to the database as one parameter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, FloatField, Func, Value
from django.db.models.functions import Cast

from senro.customers.queries.names.offer import ratio
from senro.kernel.memo import remembered
from senro.kernel.models import MetricRun, MetricValue
from senro.kernel.models.metrics import KEPT_INDEX
from senro.kernel.names import REGISTRY, Moment, RecordName
from senro.kernel.rules.language import Name

from ..metrics import Definition
from .definitions import RUN, definitions
from .handed import LOOK_UP, hand_over, handed
from .values import as_of, counted_once

# How an account is reached from a row of the subject.
PATHS = {"account": "", "case": "account__"}


def event_names(subject: str) -> Iterable[RecordName]:
    """The names that the method defines over events, for a subject."""
    if subject not in PATHS:
        return
    own = {one.code: one for one in definitions()}
    for one in own.values():
        dated = all(_dated(code, subject, own) for code in one.parts)
        yield RecordName(name_of(one), subject, _expression(subject, one, own), dated)


def _dated(code: str, subject: str, own: dict[str, Definition]) -> bool:
    if code in own:
        return all(_dated(part, subject, own) for part in own[code].parts)
    found = REGISTRY.get(subject, {}).get(code)
    return found is not None and found.dated


def name_of(one: Definition) -> Name:
    """A definition as the rule language has it."""
    return Name(
        one.code,
        "number",
        one.title,
        kind="metric",
        unit=one.unit,
        percent=one.percent,
        formula=one.formula,
    )


def _expression(
    subject: str, one: Definition, own: dict[str, Definition]
) -> Callable[[Moment], Any]:
    if one.of_events:
        return lambda moment: _counted(one, PATHS[subject] + "pk", moment)

    def part(code: str, moment: Moment) -> Any:
        if code in own:
            return _expression(subject, own[code], own)(moment)
        found = REGISTRY.get(subject, {}).get(code)
        return found.expression(moment) if found else Value(None, FloatField())

    return lambda moment: ratio(
        Cast(part(one.numerator, moment), FloatField()), part(one.denominator, moment)
    )


def _counted(one: Definition, place: str, moment: Moment) -> Any:
    if is_kept(moment):
        return Kept(F(place), one.code)
    asked = as_of(moment.at, moment.asked, moment.today, moment.zone)
    return FromTable(F(place), counted_once(one, asked))


def is_kept(moment: Moment) -> bool:
    """Whether the kept values are those of a moment; before any were, unknown is what they say."""
    if moment.asked:
        return False
    run = last_run()
    return run is None or moment.today >= run.day


def last_run() -> MetricRun | None:
    """When everybody's values were last computed."""
    found: MetricRun | None = remembered(
        ("version", "metric_run"), lambda: MetricRun.objects.filter(key=RUN).first()
    )
    return found


class Kept(Func):
    """The kept value of a metric for a row."""

    output_field = FloatField()

    def __init__(self, place: Any, code: str) -> None:
        super().__init__(place)
        self.code = code

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """By the index that holds the value: left alone, SQLite takes the unique one and opens rows."""
        return self._sql(compiler, connection, f" INDEXED BY {KEPT_INDEX}")

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        """The planner finds the index."""
        return self._sql(compiler, connection, "")

    def _sql(self, compiler: Any, connection: Any, by: str) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        table = connection.ops.quote_name(MetricValue._meta.db_table)
        found = f"SELECT value FROM {table}{by} WHERE subject_id = {sql} AND name = %s"  # noqa: S608 quoted names of models
        return f"({found})", (*params, self.code)


class FromTable(Func):
    """The value that a table of {id: number} has for a row."""

    output_field = FloatField()

    def __init__(self, place: Any, values: dict[UUID, Any]) -> None:
        super().__init__(place)
        self.values = values
        self.handed = handed(values)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Looked up by a function of ours: as JSON, all of it would be read again for each row."""
        hand_over(connection)
        sql, params = compiler.compile(self.source_expressions[0])
        return f"{LOOK_UP}(%s, {sql})", (self.handed, *params)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        """Ids are UUIDs."""
        sql, params = compiler.compile(self.source_expressions[0])
        told = json.dumps({str(pk): value for pk, value in self.values.items()})
        return f"CAST(CAST(%s AS jsonb) ->> CAST({sql} AS text) AS double precision)", (
            told,
            *params,
        )
