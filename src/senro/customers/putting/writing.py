"""Writes what was planned, and tells facts of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from senro.kernel.dated import dated_rows
from senro.kernel.fact_writer import FactDraft, FactRow
from senro.kernel.models import DatedValue, Row, uuid7
from senro.kernel.rows_writer import insert_rows, update_rows
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import encode

from ..models import ContractTerm, Partner, Product, Site
from .known import Known
from .plans import Batch, Plan, blank_row
from .tables import MODELS

MADE: dict[str, type[Row]] = {"partner": Partner, "product": Product, "site": Site}
HIDDEN = frozenset({"id", "created_at", "created_by_id", "updated_at", "version"})


def write_rows(batch: Batch, plans: Sequence[Plan]) -> None:
    """Insert and update the rows of plans that change something, their terms included."""
    model = MODELS[batch.kind.code]
    stamp = {"created_at": batch.at, "created_by_id": batch.by.person_id}
    insert_rows(model, [{**plan.values, **stamp} for plan in plans if plan.created])
    update_rows(
        model, [(plan.id, plan.values) for plan in plans if not plan.created and plan.values]
    )
    _write_terms(batch, plans, stamp)
    _write_dated(batch, plans, stamp)


def _write_terms(batch: Batch, plans: Sequence[Plan], stamp: dict[str, Any]) -> None:
    made, changed, gone = [], [], []
    blank = blank_row(ContractTerm)
    for plan in plans:
        for term in plan.terms:
            if term.after is None:
                term.before = {"undone_at": None, "undone_by_id": None}
                term.after = {"undone_at": batch.at, "undone_by_id": batch.by.person_id}
                gone.append((term.id, term.after))
            elif term.before is None:
                made.append({**blank, **stamp, **term.after, "id": term.id})
            else:
                changed.append((term.id, term.after))
    # What goes makes room first: one living term a day.
    update_rows(ContractTerm, gone)
    update_rows(ContractTerm, changed)
    insert_rows(ContractTerm, made)


def _write_dated(batch: Batch, plans: Sequence[Plan], stamp: dict[str, Any]) -> None:
    model = MODELS[batch.kind.code]
    for plan in plans:
        if not plan.created:
            was, now = encoded(plan.before), encoded(plan.values)
            rows = dated_rows(model, plan.id, was, now, batch.at)
            plan.dated = [{"id": uuid7(), **row} for row in rows]
    made = [{**stamp, **row} for plan in plans for row in plan.dated]
    if made:
        blank = blank_row(DatedValue)
        insert_rows(DatedValue, [{**blank, **row} for row in made])


def fact_rows(batch: Batch, plan: Plan) -> list[FactRow]:
    """What a fact tells of a plan: the row itself, its terms, what its dated fields were."""
    model = MODELS[batch.kind.code]
    before = None if plan.created else encoded(plan.before)
    after = known_values(plan.values) if plan.created else encoded(plan.values)
    rows = [FactRow(batch.kind.code, plan.id, before, after, model.PERSONAL)]
    for term in plan.terms:
        told = known_values(term.after or {}) if term.before is None else encoded(term.after or {})
        was = None if term.before is None else encoded(term.before)
        rows.append(FactRow("contractterm", term.id, was, told))
    for row in plan.dated:
        told = {name: encode(value) for name, value in row.items() if name != "id"}
        rows.append(FactRow("datedvalue", row["id"], None, told))
    return rows


def encoded(values: dict[str, Any]) -> dict[str, Any]:
    """Column values as JSON."""
    return {name: encode(value) for name, value in values.items()}


def known_values(values: dict[str, Any]) -> dict[str, Any]:
    """Column values of a new row as JSON, without those that say nothing."""
    return {
        name: value if type(value) is str else encode(value)
        for name, value in values.items()
        if value is not None and value != "" and value != {} and name not in HIDDEN
    }


def write_made(
    known: Known, *, by: Actor, at: datetime, cause: UUID | None, recorded_at: datetime | None
) -> list[FactDraft]:
    """Insert products, partners and sites that rows named first; the facts about them."""
    drafts = []
    stamp = {"created_at": at, "created_by_id": by.person_id}
    for refers, named in known.new.items():
        model, rows = MADE[refers], []
        for name, key in named.items():
            own = {"key": name, "name": name} if refers != "site" else _site(name)
            rows.append({**blank_row(model), **stamp, **own, "id": key})
            about = [("account", name[0])] if refers == "site" else []
            told = FactRow(refers, key, None, encoded(own))
            drafts.append(
                FactDraft(
                    uuid7(), at, by, f"customers.{refers}.saved", told,
                    about=about, cause=cause, recorded_at=recorded_at,
                )
            )  # fmt: skip
        insert_rows(model, rows)
    known.new = {}
    return drafts


def _site(name: tuple[UUID, str]) -> dict[str, Any]:
    return {"account_id": name[0], "name": name[1]}
