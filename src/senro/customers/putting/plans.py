"""What a row would change: compared with what is there, nothing written yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from senro.kernel.models import Row, uuid7
from senro.kernel.rules.access import Actor, allowed

from ..rules import search_text
from ..rules.fields import Kind
from .known import Known, account_of
from .reading import Said
from .tables import MODELS
from .terms import TermChange, term_changes

REFERENCES = {"unknown_account": "parent", "unknown_contact": "successor"}


@dataclass(frozen=True, slots=True)
class Batch:
    """What all rows of a call share."""

    kind: Kind
    known: Known
    by: Actor
    at: datetime
    today: date


@dataclass(slots=True)
class Plan:
    """One row: the columns that get another value, those values before, or what is wrong."""

    key: str
    id: UUID
    created: bool = False
    account_id: UUID | None = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    terms: list[TermChange] = field(default_factory=list)
    # Columns of the rows that keep what dated fields were: made with the change.
    dated: list[dict[str, Any]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    forbidden: bool = False

    @property
    def changes(self) -> bool:
        """Is there anything to write?"""
        return not self.errors and (self.created or bool(self.values) or bool(self.terms))


def plan_all(batch: Batch, rows: Sequence[Said]) -> list[Plan]:
    """A plan for each row, in order. A row may refer to another one of the same batch."""
    plans = [plan(batch, row) for row in rows]
    own = {row.key for row in rows}
    waiting = [i for i, row in enumerate(rows) if _waits(plans[i], row, own)]
    while waiting:
        for index in waiting:
            plans[index] = plan(batch, rows[index])
        still = [i for i in waiting if _waits(plans[i], rows[i], own)]
        if len(still) == len(waiting):
            break
        waiting = still
    return plans


def _waits(found: Plan, row: Said, own: set[str]) -> bool:
    return any(
        REFERENCES.get(code) == name and row.values.get(name) in own for name, code in found.errors
    )


def plan(batch: Batch, row: Said) -> Plan:
    """What one row would change."""
    there = batch.known.rows.get(row.key) if row.key else None
    found = Plan(row.key, there["id"] if there else uuid7(), created=there is None)
    found.errors = list(row.errors.items())
    found.version = there["version"] if there else 0
    values = dict(row.values)
    _needed(batch, row, values, there, found)
    if batch.kind.code == "account" and row.key in batch.known.merged:
        found.errors.append(("key", "merged_account"))
    _refer(batch, row, values, there, found)
    _check(batch, values, there, found)
    team = _team(batch, values, there, found)
    found.forbidden = not allowed(batch.by, "account.change", team)
    if batch.kind.code == "product" and "self_onboarding" in values:
        # How customers are onboarded is the method's.
        found.forbidden |= not allowed(batch.by, "method.change")
    if found.forbidden:
        found.errors.append(("", "forbidden"))
    if not found.errors:
        _settle(batch, row, values, there, found)
    return found


def _needed(batch: Batch, row: Said, values: dict[str, Any], there: Any, found: Plan) -> None:
    if there is not None:
        return
    for name, one in batch.kind.fields.items():
        if one.required and name not in values and name not in row.errors:
            found.errors.append((name, "required"))
    if not row.key and "key" not in row.errors:
        known_by = batch.kind.known_by
        said = any(values.get(name) or name in row.errors for name in known_by)
        # With an account that is unknown, the key could not be made: that is the error then.
        if not (said and "account" in (values.keys() | row.errors.keys())):
            found.errors.append(("key", "required"))


def _refer(batch: Batch, row: Said, values: dict[str, Any], there: Any, found: Plan) -> None:
    known = batch.known
    if "account" in batch.kind.fields:
        found.account_id = account_of(known, row)
        key = values.pop("account", None)
        if key is not None:
            account = known.accounts.get(key)
            if account is None:
                found.errors.append(("account", "unknown_account"))
            elif there is not None and account != there["account_id"]:
                found.errors.append(("account", "other_account"))
        if there is None:
            values["account_id"] = found.account_id
    _look_up(values, "parent", known.accounts, "unknown_account", found)
    _look_up(values, "team", known.teams, "unknown_team", found)
    if batch.kind.code == "account" and "owner" in values:
        mail = values.pop("owner")
        person = known.people.get(mail.lower()) if mail else None
        if mail and person is None:
            found.errors.append(("owner", "unknown_person"))
        values["owner_id"] = person[0] if person else None
        has_team = values.get("team_id") or (there or {}).get("team_id")
        if person and person[1] and not has_team:
            values["team_id"] = person[1]
    if values.get("successor"):
        successor = known.contacts.get(values["successor"])
        if successor is None or successor[1] != found.account_id:
            found.errors.append(("successor", "unknown_contact"))
        values["successor"] = successor[0] if successor else None
    if "successor" in values:
        values["successor_id"] = values.pop("successor")


def _look_up(
    values: dict[str, Any], name: str, there: Mapping[str, UUID], code: str, found: Plan
) -> None:
    if name not in values:
        return
    key = values.pop(name)
    values[name + "_id"] = there.get(key) if key else None
    if key and key not in there:
        found.errors.append((name, code))


def _check(batch: Batch, values: dict[str, Any], there: Any, found: Plan) -> None:
    current = there or {}
    if values.get("parent_id"):
        above: UUID | None = values["parent_id"]
        parents = batch.known.parents
        for _step in range(len(parents) + 1):
            if above is None or above == found.id:
                break
            above = parents.get(above)
        if above == found.id:
            found.errors.append(("parent", "own_parent"))
    if values.get("successor_id") == found.id:
        found.errors.append(("successor", "own_successor"))
    if batch.kind.code == "contract":
        start = values.get("start", current.get("start"))
        end = values.get("end", current.get("end"))
        if start and end and end < start:
            found.errors.append(("end", "ends_before_start"))


def _team(batch: Batch, values: dict[str, Any], there: Any, found: Plan) -> UUID | None:
    """The team that decides who may do this."""
    if batch.kind.code == "account":
        return (there or values).get("team_id")
    return batch.known.team_of.get(found.account_id) if found.account_id else None


def _settle(batch: Batch, row: Said, values: dict[str, Any], there: Any, found: Plan) -> None:
    known = batch.known
    for name in ("partner", "product"):
        if name in values:
            text = values.pop(name)
            values[name + "_id"] = known.make(name, text) if text else None
    if "site" in values:
        text = values.pop("site")
        values["site_id"] = known.make("site", (found.account_id, text)) if text else None
    if row.custom:
        kept = {**((there or {}).get("custom") or {}), **row.custom}
        values["custom"] = {code: value for code, value in kept.items() if value is not None}
    if batch.kind.code == "contract":
        rows = known.terms.get(found.id, []) if there else []
        found.terms = term_changes(found.id, values, there, rows, batch.today)
    if there is None:
        found.values = {**_blank(batch.kind), **values, "id": found.id, "key": row.key}
    else:
        found.values = {name: value for name, value in values.items() if there[name] != value}
        found.before = {name: there[name] for name in found.values}
    if batch.kind.code == "account":
        _searchable(there, found)
        known.accounts[row.key] = found.id
        if "parent_id" in found.values:
            known.parents[found.id] = found.values["parent_id"]
    elif batch.kind.code == "contact" and found.account_id:
        known.contacts[row.key] = (found.id, found.account_id)


def _searchable(there: Any, found: Plan) -> None:
    now = {**(there or {}), **found.values}
    text = search_text(now["key"], now["name"], now["kana"]) if found.values else ""
    if found.values and (there is None or there["search"] != text):
        if there is not None:
            found.before["search"] = there["search"]
        found.values["search"] = text


_BLANKS: dict[str, dict[str, Any]] = {}


def _blank(kind: Kind) -> dict[str, Any]:
    if kind.code not in _BLANKS:
        _BLANKS[kind.code] = blank_row(MODELS[kind.code])
    return _BLANKS[kind.code]


def blank_row(model: type[Row]) -> dict[str, Any]:
    """Every column that a new row of the model needs, with what it holds when nothing is said."""
    skipped = {"id", "updated_at", "created_at", "created_by_id"}
    return {
        one.attname: one.get_default()
        for one in model._meta.concrete_fields
        if one.attname not in skipped and not isinstance(one, models.AutoField)
    }
