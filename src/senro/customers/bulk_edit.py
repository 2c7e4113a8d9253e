"""The same change to many accounts: what it would do to each, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from senro.kernel.editing import Edit
from senro.kernel.errors import Invalid
from senro.kernel.models import Person, Team
from senro.kernel.queries.calendar import local_day_of
from senro.kernel.rules.access import Actor

from .bulk import write_plans
from .models import Account
from .putting.known import load
from .putting.plans import Batch, Plan, plan_all
from .putting.reading import custom_fields, read
from .putting.wording import field_errors
from .rules.fields import ACCOUNT

FIELDS: Final = ("owner", "team", "tier", "industry", "status", "channel", "parent")
# Wrong for every row alike: then the whole edit is refused.
_WRONG_FOR_ALL: Final = frozenset({"unknown_person", "unknown_team", "unknown_account"})
_COLUMNS: Final = {"owner_id": "owner", "team_id": "team", "parent_id": "parent"}


def edit_accounts(
    keys: Sequence[str], fields: Mapping[str, Any], *, by: Actor, at: datetime
) -> list[Edit]:
    """What these values would change in each account; nothing is written. Raises Invalid."""
    return _edits(*_planned(keys, fields, by, at))


def write_accounts(
    keys: Sequence[str],
    fields: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    cause: UUID,
) -> list[Edit]:
    """The same, written: one fact a changed account, under `cause`. The caller holds the transaction."""
    batch, plans, names = _planned(keys, fields, by, at)
    edits = _edits(batch, plans, names)
    write_plans(batch, plans, cause=cause, recorded_at=None)
    return edits


def _planned(
    keys: Sequence[str], fields: Mapping[str, Any], by: Actor, at: datetime
) -> tuple[Batch, list[Plan], dict[str, str]]:
    own = custom_fields(ACCOUNT)
    one = read(ACCOUNT, fields, own)
    unknown = [
        name
        for name in fields
        if name not in FIELDS and name not in ("custom",) and not name.startswith("custom.")
    ]
    errors = {**one.errors, **dict.fromkeys(unknown, "unknown_field")}
    if errors:
        raise Invalid(*field_errors(errors.items()))
    said = [read(ACCOUNT, {**fields, "key": key}, own) for key in keys]
    known = load(ACCOUNT, said, at=at)
    there = [row for row in said if row.key in known.rows]
    batch = Batch(ACCOUNT, known, by, at, local_day_of(at))
    plans = plan_all(batch, there)
    wrong = {name: code for plan in plans for name, code in plan.errors if code in _WRONG_FOR_ALL}
    if wrong:
        raise Invalid(*field_errors(wrong.items()))
    return batch, plans, {key: row["name"] for key, row in known.rows.items()}


def _edits(batch: Batch, plans: Sequence[Plan], names: Mapping[str, str]) -> list[Edit]:
    words = _words(plans)
    return [
        Edit(
            key=plan.key,
            name=names[plan.key],
            changes=() if plan.errors else tuple(_changes(plan, words)),
            errors=field_errors(plan.errors),
        )
        for plan in plans
    ]


def _changes(plan: Plan, words: Mapping[Any, str]) -> Iterable[tuple[str, Any, Any]]:
    for name, after in plan.values.items():
        before = plan.before.get(name)
        if name == "custom":
            for code in {*(before or {}), *(after or {})}:
                was, now = (before or {}).get(code), (after or {}).get(code)
                if was != now:
                    yield f"custom.{code}", was, now
        elif name != "search":
            yield _COLUMNS.get(name, name), words.get(before, before), words.get(after, after)


def _words(plans: Sequence[Plan]) -> dict[Any, str]:
    """People, teams and accounts by name: what a reader of the preview knows."""
    found: dict[Any, str] = {}
    for column, model, name in (
        ("owner_id", Person, "name"), ("team_id", Team, "name"), ("parent_id", Account, "key"),
    ):  # fmt: skip
        ids = {p.values[column] for p in plans if p.values.get(column)}
        ids |= {p.before[column] for p in plans if p.before.get(column)}
        if ids:
            found |= dict(model._default_manager.filter(pk__in=ids).values_list("pk", name))
    return found


__all__ = ["FIELDS", "edit_accounts", "write_accounts"]
