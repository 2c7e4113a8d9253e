"""Purposes, criteria and outcomes of imported attempts: what was promised and what came of it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from senro.customers.models import AccountPurpose
from senro.programs.rules import CriteriaSet, Criterion
from senro.programs.rules.words import Words

from ..models import Attempt, CaseCriterion, Outcome
from .attempts import AttemptRow
from .book import Book, Story
from .known import CaseRecord, Known
from .method import Method

Values = dict[str, Any]
LONGEST_CODE = 60
# 「Aを達成したので、Bへ」: an outcome as article 003 asks for it.
LED_TO = "を達成したので"


def put_criteria(
    row: AttemptRow,
    case: CaseRecord,
    attempt: Values,
    made: bool,
    method: Method,
    book: Book,
    story: Story,
) -> None:
    """The criteria that the row names; for a running attempt that names none, the standard ones."""
    name = row.get("criteria_set") or ""
    named = row.get("criteria") or ()
    found = method.criteria(attempt["started"], name)
    if name and found is None:
        book.change(story, Attempt, attempt, criteria_name=name)
        found = None
    elif found is not None and (name or (made and not attempt["ended"] and not named)):
        book.change(story, Attempt, attempt, criteria_set_id=found[0].pk)
    standard = found[1] if found else None
    usual = method.criteria(attempt["started"], "") if named and standard is None else None
    if named:
        wanted = [_criterion(text, standard or (usual[1] if usual else None)) for text in named]
    elif made and standard is not None and (name or not attempt["ended"]):
        wanted = list(standard.criteria)
    else:
        return
    _add(wanted, case, attempt, method, book, story)


def _add(
    wanted: list[Criterion],
    case: CaseRecord,
    attempt: Values,
    method: Method,
    book: Book,
    story: Story,
) -> None:
    there = case.criteria.setdefault(attempt["id"], {})
    completed = attempt["ended"] and attempt["result"] == "completed"
    for one in wanted:
        if one.code in there:
            continue
        there[one.code] = book.make(
            story,
            CaseCriterion,
            attempt_id=attempt["id"],
            code=one.code,
            element=one.element,
            kind=one.kind,
            mandatory=one.mandatory,
            title_ja=one.title.ja or one.title.en,
            title_en=one.title.en or one.title.ja,
            rule=one.rule,
            threshold=one.threshold,
            scale=one.scale,
            window_days=one.window_days,
            per=one.per,
            step=one.step,
            met_at=method.instant(attempt["ended"]) if completed else None,
        )


def _criterion(text: str, standard: CriteriaSet | None) -> Criterion:
    for one in standard.criteria if standard else ():
        if text in (one.code, one.title.ja, one.title.en):
            return one
    short = len(text) <= LONGEST_CODE and text.isascii() and text.isprintable()
    code = text if short else sha256(text.encode()).hexdigest()[:16]
    words = Words(text[:300], text[:300])
    return Criterion(code=code, element="value", kind="human", title=words)


def put_outcome(
    row: AttemptRow, case: CaseRecord, attempt: Values, book: Book, story: Story
) -> None:
    """What was achieved, and what it led to where the text says so."""
    if "outcome" not in row.said:
        return
    there = case.outcomes.get(attempt["id"])
    text = row.said["outcome"] or ""
    achieved, _mark, led_to = text.partition(LED_TO)
    values = {"achieved": achieved.strip(), "led_to": led_to.strip("、, 　")}
    if there is None:
        if text:
            made = book.make(story, Outcome, attempt_id=attempt["id"], evidence="", **values)
            case.outcomes[attempt["id"]] = made
    elif text:
        book.change(story, Outcome, there, **values)
    else:
        book.change(story, Outcome, there, undone_at=book.at, undone_by_id=book.by.person_id)
        del case.outcomes[attempt["id"]]


def put_purposes(
    row: AttemptRow, known: Known, attempt: Values, method: Method, book: Book, story: Story
) -> None:
    """Purposes of the account that were not known yet, in the order of the row."""
    there = known.purposes.setdefault(row.account["id"], {})
    began = method.instant(attempt["started"])
    for code in row.purposes:
        if code not in there:
            there[code] = book.make(
                story,
                AccountPurpose,
                account_id=row.account["id"],
                code=code,
                rank=max((one["rank"] for one in there.values()), default=0) + 1,
                source="import",
                added_at=min(began, book.at),
            )
