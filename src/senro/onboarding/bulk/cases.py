"""Cases from other systems, past ones too: a row is an attempt. No gate is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.models import uuid7
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case
from .attempts import AttemptRow, read
from .book import Book, Story
from .known import CaseRecord, Known, custom_fields, load
from .method import Method
from .placing import place
from .results import CREATED, UNCHANGED, UPDATED, Errors, RowResult, refused

VERB = "onboarding.case.imported"


@verb(VERB, _("Case imported"), permission="import.run")
def import_cases(
    change: Change, *, rows: Sequence[Mapping[str, Any]], by: Actor, at: datetime
) -> list[RowResult]:
    """Place cases without asking gates; each changed one leaves a fact of its own."""
    return put_cases(rows=rows, by=by, at=at, cause=change.cause)


@transaction.atomic
def put_cases(
    *,
    rows: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
    cause: UUID | None = None,
    recorded_at: datetime | None = None,
) -> list[RowResult]:
    """Place attempts of cases. Good rows go in, bad ones are refused; the order is kept."""
    require(by, "import.run")
    known, method, book = load(rows, at=at, whole=True), Method(at), Book(by, at)
    own, seen = custom_fields(), set[tuple[UUID, int]]()
    results: dict[int, RowResult] = {}
    # Earlier attempts first: a later one closes what they left open.
    for index in sorted(range(len(rows)), key=lambda i: rows[i].get("attempt") or 1):
        row = read(rows[index], known, method, own)
        results[index] = _put(row, known, method, book, seen)
    book.write(cause=cause, recorded_at=recorded_at)
    return [results[index] for index in range(len(rows))]


def _put(
    row: AttemptRow, known: Known, method: Method, book: Book, seen: set[tuple[UUID, int]]
) -> RowResult:
    if row.errors:
        return refused(row.key, row.errors)
    case, number, errors = _find(row, known)
    place_of = (case.row["id"], number) if case else None
    if place_of in seen:
        errors = [("key", "duplicate_key")]
    attempt = case.attempts.get(number) if case else None
    errors += row.check(method, attempt)
    if errors:
        return refused(row.key, errors)
    case_id = case.row["id"] if case else uuid7()
    seen.add((case_id, number))
    story = Story(VERB, book.at, ("case", case_id), [("account", row.account["id"])])
    if case is None:
        case = _new_case(row, known, book, story, case_id)
    place(row, number, case, known, method, book, story)
    book.stories.append(story)
    if attempt is None:
        return RowResult(row.key, CREATED)
    return RowResult(row.key, UPDATED if story.rows else UNCHANGED)


def _find(row: AttemptRow, known: Known) -> tuple[CaseRecord | None, int, Errors]:
    """The case that a row means, the number of its attempt, and what stands against it."""
    case = known.by_key.get(row.key) if row.key else None
    if case is not None:
        if case.row["account_id"] != row.account["id"]:
            return None, 1, [("account", "other_account")]
        if row.contract and case.row["contract_id"] not in (None, row.contract["id"]):
            return None, 1, [("contract", "contract_taken")]
        own = next((n for n, one in case.attempts.items() if one["key"] == row.key), 1)
        return case, row.number or own, []
    number = row.number or 1
    for case in _candidates(row, known):
        attempt = case.attempts.get(number)
        if attempt is None or not attempt["key"] or not row.key:
            return case, number, []
        if row.contract:
            return case, number, [("contract", "contract_taken")]
    return None, number, []


def _candidates(row: AttemptRow, known: Known) -> list[CaseRecord]:
    cases = known.cases_of.get(row.account["id"], [])
    if row.contract:
        return [case for case in cases if case.row["contract_id"] == row.contract["id"]]
    without = [case for case in cases if case.row["contract_id"] is None]
    return without or (cases if len(cases) == 1 else [])


def _new_case(row: AttemptRow, known: Known, book: Book, story: Story, case_id: UUID) -> CaseRecord:
    contract = row.contract or _only_contract(row, known)
    made = book.make(
        story,
        Case,
        id=case_id,
        account_id=row.account["id"],
        contract_id=contract["id"] if contract else None,
        product_id=contract["product_id"] if contract else None,
        team_id=row.account["team_id"],
        phase_since=book.at,
        attempt_no=0,
    )
    case = CaseRecord(made)
    known.add(case)
    if row.key:
        known.by_key[row.key] = case
    return case


def _only_contract(row: AttemptRow, known: Known) -> Any:
    """The contract of an account that has just one, when no case has it."""
    contracts = known.contracts_of.get(row.account["id"], [])
    taken = {case.row["contract_id"] for case in known.cases_of.get(row.account["id"], [])}
    if len(contracts) == 1 and contracts[0]["id"] not in taken:
        return contracts[0]
    return None
