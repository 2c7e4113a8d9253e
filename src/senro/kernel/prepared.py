"""Queries that differ from one time to the next only in their moment and their ids.

Building such a query from its expressions takes Django longer than the database takes to answer it.
Here it is built once: for two made-up moments, so that what differs between them shows where the
moment stands. A query for which that does not work out is built each time, as ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet

from .names import PREFIX, REGISTRY, Moment, annotated, past_values_of, values_of
from .past import Look, python_value

Build = Callable[[Moment, Sequence[UUID]], QuerySet[Any, Any]]
Form = Callable[[Moment], Any]
MARK = re.compile(r"%%|%s")
ANY = UUID("5e11a0c0-0000-7000-8000-0123456789ab")
MOST_KEPT = 200
_kept: dict[Hashable, Prepared | None] = {}


@dataclass(frozen=True)
class Prepared:
    """SQL around its ids, the parameters around them (some made from the moment), what reads rows."""

    before: str
    after: str
    first: tuple[Any, ...]
    last: tuple[Any, ...]
    compiler: Any
    converters: Any

    def rows(self, moment: Moment, ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
        """Ask."""
        marks = ", ".join(["%s"] * len(ids))
        keys = [key.hex for key in ids] if connection.vendor == "sqlite" else ids
        params = (*_said(self.first, moment), *keys, *_said(self.last, moment))
        with connection.cursor() as cursor:
            cursor.execute(f"{self.before}{marks}{self.after}", params)
            found = cursor.fetchall()
        return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]


def ask(key: Hashable, build: Build, moment: Moment, ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """The rows of `build(moment, ids)`, a `values_list` of rows whose primary key is in `ids`.

    `key` names the query: the same key always builds the same one.
    """
    if not ids:
        return []
    key = (key, connection.vendor, moment.zone, moment.asked)
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _prepare(build, moment)
    found = _kept[key]
    return list(build(moment, ids)) if found is None else found.rows(moment, ids)


def compiled(rows: QuerySet[Any, Any]) -> tuple[Any, str, tuple[Any, ...], Any]:
    """(compiler, SQL, its parameters, converters of its columns) of a `values_list`, to be kept."""
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    fields = [column[0] for column in compiler.select[: compiler.col_count]]
    return compiler, sql, params, compiler.get_converters(fields)


def _prepare(build: Build, like: Moment) -> Prepared | None:
    first_at = datetime(2001, 2, 3, 4, 5, 6, 789, UTC)
    one = replace(like, at=first_at, today=date(2011, 3, 4))
    other_at = datetime(2002, 5, 6, 7, 8, 9, 987, UTC)
    other = replace(like, at=other_at, today=date(2012, 7, 8))
    compiler, sql, params, converters = compiled(build(one, [ANY]))
    same, others = build(other, [ANY]).query.get_compiler(connection=connection).as_sql()
    places = [n for n, value in enumerate(params) if value in (ANY, ANY.hex)]
    if sql != same or len(params) != len(others) or len(places) != 1:
        return None
    slots = [_slot(a, b, one, other) for a, b in zip(params, others, strict=True)]
    place = places[0]
    mark = [found for found in MARK.finditer(sql) if found.group() == "%s"][place]
    before, after = sql[: mark.start()], sql[mark.end() :]
    if None in slots or not before.endswith("IN (") or not after.startswith(")"):
        return None
    first, last = tuple(slots[:place]), tuple(slots[place + 1 :])
    return Prepared(before, after, first, last, compiler, converters)


@dataclass(frozen=True)
class _Slot:
    """A parameter: always the same, or a form of the moment."""

    value: Any = None
    form: Form | None = None


def _slot(first: Any, second: Any, one: Moment, other: Moment) -> _Slot | None:
    if type(first) is type(second) and first == second:
        return _Slot(first)
    for form in _FORMS:
        if (first, second) == (form(one), form(other)):
            return _Slot(form=form)
    return None


_FORMS: tuple[Form, ...] = (
    lambda moment: moment.at,
    lambda moment: connection.ops.adapt_datetimefield_value(moment.at),
    lambda moment: moment.today,
    lambda moment: moment.today.isoformat(),
)


def _said(slots: Sequence[_Slot], moment: Moment) -> list[Any]:
    return [slot.form(moment) if slot.form else slot.value for slot in slots]


def values_by_id(
    model: type[models.Model],
    subject: str,
    codes: Iterable[str | Look],
    moment: Moment,
    ids: Sequence[UUID],
) -> dict[UUID, dict[Any, Any]]:
    """{primary key: {code: value}} of these rows, as `names.values_of` has it.

    A code may be a (name, days back) too: what `Rule.needs` lists.
    """
    needs = set(codes)
    looks = [code for code in needs if not isinstance(code, str)]
    asked = tuple(sorted(code for code in needs if isinstance(code, str)))
    found = _values_by_id(model, subject, asked, moment, ids)
    if not looks:
        return found
    past = past_values_of(model._default_manager.filter(pk__in=ids), subject, looks, moment)
    return {pk: {**values, **past[pk]} for pk, values in found.items()}


def _values_by_id(
    model: type[models.Model],
    subject: str,
    codes: tuple[str, ...],
    moment: Moment,
    ids: Sequence[UUID],
) -> dict[UUID, dict[Any, Any]]:
    known = REGISTRY.get(subject, {})
    rows = model._default_manager.order_by()
    if any(code not in known for code in codes):  # the team's own fields may change
        return values_of(rows.filter(pk__in=ids), subject, codes, moment)

    def build(moment: Moment, ids: Sequence[UUID]) -> QuerySet[Any, Any]:
        found = annotated(rows.filter(pk__in=ids), subject, codes, moment)
        return found.values_list("pk", *(PREFIX + code for code in codes))

    kinds = [(code, known[code].name.type) for code in codes]
    return {
        key: {
            code: python_value(kind, value)
            for (code, kind), value in zip(kinds, values, strict=True)
        }
        for key, *values in ask((subject, codes), build, moment, ids)
    }
