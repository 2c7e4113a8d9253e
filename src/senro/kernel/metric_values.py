"""Keeping current values of metrics: hundreds of thousands at once, only those that changed written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from .among import among, among_sql
from .models import MetricValue
from .rows_writer import put_rows

Place = tuple[Any, str]


@transaction.atomic
def keep_values(
    found: Mapping[UUID, Mapping[str, Any]], *, at: datetime, everybody: bool = False
) -> None:
    """Make these the current values of these subjects, `everybody`: of all there are.

    A value that is None, or not named, is unknown and has no row. One that stays is not written.
    """
    before = _before(None if everybody else list(found))
    written = _written()
    changed: dict[str, list[dict[str, Any]]] = {}
    # In the order of the index, whose pages are then each written once.
    for subject in sorted(found):
        key = written(subject)
        for name, value in found[subject].items():
            if value is None:
                continue
            there = before.pop((key, name), None)
            if there is None or there[1] != value:
                row = {"name": name, "subject_id": subject, "value": float(value), "at": at}
                changed.setdefault(name, []).append(row)
    if before:
        gone = among([row for row, _value in before.values()])
        MetricValue.objects.filter(pk__in=gone).delete()
    for name in sorted(changed):
        put_rows(MetricValue, changed[name], ("name", "subject_id"))


def _before(subjects: list[UUID] | None) -> dict[Place, tuple[int, float]]:
    """{(subject as the driver gives it, name): (row, value)}: past the objects, which cost most here."""
    table = connection.ops.quote_name(MetricValue._meta.db_table)
    sql = f"SELECT id, subject_id, name, value FROM {table}"  # noqa: S608 quoted names of models
    wanted: tuple[Any, ...] = ()
    if subjects is not None:
        among_them, wanted = among_sql(subjects)
        sql += f" WHERE subject_id IN ({among_them})"
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return {(subject, name): (row, value) for row, subject, name, value in cursor.fetchall()}


def _written() -> Any:
    """How this database's driver gives a subject."""
    return (lambda key: key.hex) if connection.vendor == "sqlite" else (lambda key: key)
