"""Rows that nearly every test begins with: built by the real code once a process, then put in again.

What a build leaves is every row that was not there before it. Putting those rows back takes a few
statements, where publishing the method takes hundreds; tests of publishing itself call the verb.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import models, transaction

from senro.kernel.fact_writer import next_numbers
from senro.kernel.models import Fact, FactAbout
from senro.kernel.rows_writer import insert_rows

T = TypeVar("T")
Row = dict[str, Any]
Tables = dict[type[models.Model], list[Row]]
BUILT: dict[object, tuple[Tables, Any]] = {}


def replayed(key: object, build: Callable[[], T]) -> T:
    """What `build` gives, with its rows in the database; `build` runs once a process and key.

    It must add rows only: one that changes or deletes a row that was there is refused.
    """
    if key in BUILT:
        tables, given = BUILT[key]
        with transaction.atomic():
            _put(tables)
        return copy.deepcopy(given)
    before = _rows()
    given = build()
    after = _rows()
    for model, rows in before.items():
        kept = {pk: after[model].get(pk) for pk in rows}
        assert kept == rows, f"the build changes rows of {model.__name__} that were there"
    BUILT[key] = (
        {
            model: new
            for model, rows in after.items()
            if (new := [row for pk, row in rows.items() if pk not in before[model]])
        },
        copy.deepcopy(given),
    )
    return given


def _rows() -> dict[type[models.Model], dict[Any, Row]]:
    """All rows of our tables by model and primary key, tables in the order of their keys."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("senro.")]
    return {
        model: {
            row[model._meta.pk.attname]: row for row in model._base_manager.order_by("pk").values()
        }
        for model in ours
        if model._meta.managed and not model._meta.proxy
    }


def _put(tables: Tables) -> None:
    facts = tables.get(Fact, [])
    transaction_number, numbers = next_numbers(len(facts)) if facts else (0, [])
    fresh = dict(zip((row["seq"] for row in facts), numbers, strict=True))
    for model, rows in tables.items():
        key = model._meta.pk
        if model is Fact:
            rows = [{**row, "seq": fresh[row["seq"]], "xid": transaction_number} for row in rows]
        elif isinstance(key, models.AutoField | models.BigAutoField):
            # The database counts on from its own last number.
            rows = [{name: v for name, v in row.items() if name != key.attname} for row in rows]
        if model is FactAbout:
            rows = [{**row, "fact_id": fresh[row["fact_id"]]} for row in rows]
        insert_rows(model, rows)
