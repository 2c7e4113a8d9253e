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
    Case,
    DateField,
    Field,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf, Replace

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
    for name in sorted(getattr(model, "DATED", frozenset()) & after.keys()):
        yield {
            "kind": model._meta.model_name,
            "subject_id": key,
            "field": name,
            "before": before[name],
            "value": after[name],
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
