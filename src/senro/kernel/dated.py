"""What fields of records were on a day of the past: kept whenever a verb changes one of them.

A model names such fields in `DATED`. Whatever changes them, a verb or a bulk write, leaves a row of
`DatedValue` in the same fact, so that an undo takes both back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    F,
    Field,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf, Replace
from django.db.models.lookups import Exact

from .among import among
from .models import DatedValue, Fact, uuid7

CHUNK = 2000
# How JSON says nothing.
NOTHING = "null"


def dated_rows(
    model: type[models.Model],
    key: UUID,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    at: datetime,
) -> Iterator[dict[str, Any]]:
    """The columns of the rows that a change of these fields leaves. Values are JSON."""
    if_said: frozenset[str] = getattr(model, "DATED_IF_SAID", frozenset())
    for name in sorted((getattr(model, "DATED", frozenset()) | if_said) & after.keys()):
        was, now = before[name], after[name]
        if name in if_said:
            was, now = bool(was), bool(now)
            if was == now:
                continue
        yield {
            "kind": model._meta.model_name,
            "subject_id": key,
            "field": name,
            "before": was,
            "value": now,
            "since": at,
        }


def values_then(kind: str, field: str, subjects: Iterable[UUID], at: datetime) -> dict[UUID, Any]:
    """{record: what the field was}, of those in which it has changed; others are as they were made.

    One query. The value that came last before the moment counts, else the one before the first
    change after it.
    """
    return fields_then(kind, (field,), subjects, at)[field]


def fields_then(
    kind: str, fields: Iterable[str], subjects: Iterable[UUID], at: datetime
) -> dict[str, dict[UUID, Any]]:
    """{field: {record: what it was}} of several fields, in one query, as `values_then` of one."""
    found: dict[str, dict[UUID, Any]] = {field: {} for field in fields}
    rows = DatedValue.objects.filter(
        Q(undone_at=None) | Q(undone_at__gt=at),
        kind=kind,
        field__in=list(found),
        subject_id__in=among(list(subjects)),
    )
    columns = ("field", "subject_id", "before", "value", "since")
    for field, subject, before, value, since in rows.order_by("since", "pk").values_list(*columns):
        if since <= at:
            found[field][subject] = value
        else:
            found[field].setdefault(subject, before)
    return found


def number_then(kind: str, field: str, at: datetime, path: str = "") -> Case:
    """What a whole number was: an expression over rows of that kind, or that `path` leads to one from.

    Unknown for rows that had not been made by then: nobody knew it.
    """
    number = BigIntegerField[Any, Any]()
    return Case(
        When(**{path + "created_at__gt": at}, then=Value(None, number)),
        default=_then(kind, field, at, path, number),
        output_field=number,
    )


def day_then(kind: str, field: str, at: datetime) -> Cast:
    """What a day of a row was, as it was made where it never changed."""
    return _then(kind, field, at, "", DateField())


def _then(kind: str, field: str, at: datetime, path: str, of: Field[Any, Any]) -> Cast:
    rows = DatedValue.objects.filter(
        Q(undone_at=None) | Q(undone_at__gt=at),
        kind=kind,
        field=field,
        subject_id=OuterRef(path + "pk"),
    )
    until = rows.filter(since__lte=at).order_by("-since", "-pk")
    after = rows.filter(since__gt=at).order_by("since", "pk")
    said = Coalesce(
        Subquery(until.values(said=_said("value"))[:1]),
        Subquery(after.values(said=_said("before"))[:1]),
        _said(path + field),
        output_field=TextField(),
    )
    # A day stands between quotes in JSON.
    return Cast(Replace(NullIf(said, Value(NOTHING)), Value('"'), output_field=TextField()), of)


def _said(column: str) -> Coalesce:
    """As text. What was cleared is not what never changed."""
    return Coalesce(Cast(column, TextField()), Value(NOTHING), output_field=TextField())


def said_then(
    kind: str, field: str, at: datetime, *, as_it_is: Q, carries_its_day: bool = False
) -> Case:
    """Whether a field of a row said something then: an expression over rows of that kind.

    `as_it_is` tells it of rows in which the field never changed; of one that carries its own day
    also where it was filled in later.
    """
    until, after = _around(kind, field, at)
    filled_in = [When(as_it_is, then=Value(True))] if carries_its_day else []
    return Case(
        When(Exists(until), then=_filled(until.order_by("-since", "-pk"), "value")),
        *filled_in,
        When(Exists(after), then=_filled(after.order_by("since", "pk"), "before")),
        When(as_it_is, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def moment_then(kind: str, field: str, at: datetime) -> Case:
    """When what a row had by then was filled in, of a field that carries its own moment.

    None where it was empty then, before it was filled or after it had been taken back.
    """
    until, _after = _around(kind, field, at)
    said = said_then(kind, field, at, as_it_is=Q(**{f"{field}__lte": at}), carries_its_day=True)
    moment = DateTimeField[Any, Any]()
    return Case(
        When(Exact(said, False), then=Value(None, moment)),
        When(**{f"{field}__lte": at}, then=F(field)),
        default=Subquery(until.order_by("-since", "-pk").values("since")[:1]),
        output_field=moment,
    )


def _around(kind: str, field: str, at: datetime) -> tuple[Any, Any]:
    """The changes of the row's field until the moment, and those after it."""
    rows = DatedValue.objects.filter(
        Q(undone_at=None) | Q(undone_at__gt=at), kind=kind, field=field, subject_id=OuterRef("pk")
    )
    return rows.filter(since__lte=at), rows.filter(since__gt=at)


def _filled(rows: models.QuerySet[DatedValue], column: str) -> Subquery:
    nothing = Q(text=None) | Q(text__in=('""', "null", "false"))
    said = Case(When(nothing, then=Value(False)), default=Value(True), output_field=BooleanField())
    return Subquery(
        rows.annotate(text=Cast(column, TextField())).annotate(said=said).values("said")[:1]
    )


def fill_from_facts(apps: Any, kind: str, field: str, verbs: Iterable[str]) -> None:
    """For a migration: the rows that these verbs would have left, from the facts that they did leave.

    What was undone, or undoes, is told by its own facts: it has taken the value there and back.
    """
    facts = apps.get_model("kernel", "Fact").objects.filter(
        Q(verb__in=list(verbs)) | Q(verb="kernel.fact.undone")
    )
    made = []
    for fact in facts.order_by("seq").iterator(CHUNK):
        for subject, before, after in _touched(fact, kind):
            if before and field in before and field in (after or {}):
                made.append((fact, subject, before[field], after[field]))
    model = apps.get_model("kernel", "DatedValue")
    model.objects.bulk_create(
        (
            model(
                id=uuid7(), kind=kind, subject_id=subject, field=field, before=before, value=value,
                since=fact.at, created_at=fact.at, created_by_id=fact.by_id,
            )
            for fact, subject, before, value in made
        ),
        batch_size=500,
    )  # fmt: skip


def _touched(fact: Fact, kind: str) -> Iterator[tuple[UUID, Any, Any]]:
    if fact.subject_kind == kind:
        yield fact.subject_id, fact.before, fact.after
    for row in fact.touched or ():
        if row["kind"] == kind:
            yield UUID(row["id"]), row["before"], row["after"]
