"""A draft tried on cases that are complete: who would have passed, who not, whose answer is unknown.

Nothing is measured anew. What the draft leaves as it was counts as passed where the phase was passed
without an override; what it changes is asked of what was written down then, a criterion of what was
proved. What nobody wrote down is unknown and never a failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from senro.kernel.models import Version
from senro.kernel.rules.access import Actor
from senro.kernel.rules.language import evaluate
from senro.programs.queries import criteria_set_of, phase_set_of, phase_sets
from senro.programs.rules import GateItem, PhaseSet
from senro.programs.rules.criteria import CriteriaSet, Criterion

from ..models import Attempt, CaseCriterion, PhaseCompletion
from ..rules.gates import state_of
from ..rules.machine import AFTER
from ..rules.upgrades import mapped
from .moments import moment_of
from .said import rule_of
from .visible import visible_cases

MOST, SHOWN = 2000, 50
ANSWERS = ("fails", "unknown", "passes")


@dataclass(frozen=True)
class PastCase:
    """One complete case: the answer, and what it rests on (codes that are not met or not known)."""

    case_id: UUID
    key: str
    name: str
    answer: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Past:
    """All of them counted; those that would not have passed first, then the unknown."""

    tried: int
    counts: Mapping[str, int]
    cases: tuple[PastCase, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class _Tried:
    case_id: UUID
    attempt_id: UUID
    key: str
    name: str
    set_id: UUID
    tier: str
    industry: str
    product: str


def method_past(actor: Actor, draft: Version, *, at: datetime) -> Past | None:
    """The draft of phases or criteria over the newest 2,000 complete cases; None for other parts."""
    if draft.kind not in ("phase_set", "criteria_set"):
        return None
    rows = _complete(actor)
    ids = [row.attempt_id for row in rows]
    if draft.kind == "phase_set":
        states = _gates(rows, ids, phase_set_of(draft), at)
    else:
        states = _criteria(rows, ids, criteria_set_of(draft))
    found = [
        PastCase(row.case_id, row.key, row.name, *_answer(said))
        for row, said in zip(rows, states, strict=True)
    ]
    counts = Counter(one.answer for one in found)
    shown = sorted(
        (one for one in found if one.answer != "passes"), key=lambda one: ANSWERS.index(one.answer)
    )
    told = {name: counts[name] for name in ANSWERS}
    return Past(len(found), told, tuple(shown[:SHOWN]), max(len(shown) - SHOWN, 0))


def _complete(actor: Actor) -> list[_Tried]:
    """Attempts that came through, the newest first."""
    cases = visible_cases(actor).filter(status__in=(*AFTER, "handed_over")).order_by()
    rows = Attempt.objects.living().filter(
        number=F("case__attempt_no"), case__in=cases.values("pk")
    )
    values = rows.order_by("-ended", "pk").values_list(
        "case_id", "pk", "case__account__key", "case__account__name", "phase_set_id",
        "case__account__tier", "case__account__industry", "case__product__key",
    )  # fmt: skip
    return [_Tried(*row[:-1], row[-1] or "") for row in values[:MOST]]


def _answer(states: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """One answer of many states: one that is not met decides, then one that is not known."""
    for state, answer in (("unmet", "fails"), ("unknown", "unknown")):
        codes = tuple(code for code, one in states.items() if one == state)
        if codes:
            return answer, codes
    return "passes", ()


def _gates(
    rows: list[_Tried], ids: list[UUID], new: PhaseSet, at: datetime
) -> Iterator[dict[str, str]]:
    passed: dict[UUID, list[tuple[str, Mapping[str, Any], str]]] = {}
    completions = PhaseCompletion.objects.living().filter(attempt__in=ids, wave=None)
    values = completions.values_list("attempt_id", "phase", "measured", "override_reason")
    for attempt, *told in values:
        passed.setdefault(attempt, []).append(tuple(told))
    sets, today = phase_sets({row.set_id for row in rows}), moment_of(at).today
    for row in rows:
        old = sets[row.set_id]
        written: dict[str, Mapping[str, Any]] = {}
        kept: set[tuple[str, str, str]] = set()
        for phase, measured, override in passed.get(row.attempt_id, ()):
            written[mapped(old, new, phase, ()).phase] = measured or {}
            before = old.phase(phase)
            if before is not None and not override:
                kept |= {(item.code, item.rule, item.attest) for item in before.gate}
        yield {
            item.code: "met"
            if (item.code, item.rule, item.attest) in kept
            else _item(item, written.get(phase.code, {}), today)
            for phase in new.phases
            for item in phase.gate
        }


def _item(item: GateItem, measured: Mapping[str, Any], today: Any) -> str:
    """The state of an item by what was written down when the phase was passed."""
    rule, attested = rule_of(item.rule), item.code in measured and item.code not in _names(item)
    if all(name in measured for name in rule.names):
        truth = evaluate(rule, {name: measured[name] for name in rule.names}, today=today)
    else:
        truth = None
    return state_of(None if truth is None else bool(truth), item.attest, attested)


def _names(item: GateItem) -> frozenset[str]:
    return frozenset(rule_of(item.rule).names)


def _criteria(rows: list[_Tried], ids: list[UUID], new: CriteriaSet) -> Iterator[dict[str, str]]:
    promised: dict[UUID, dict[str, CaseCriterion]] = {}
    for row in CaseCriterion.objects.living().filter(attempt__in=ids).order_by("pk"):
        promised.setdefault(row.attempt_id, {})[row.code] = row
    for tried in rows:
        there = promised.get(tried.attempt_id, {})
        yield {
            one.code: _criterion(one, there.get(one.code))
            for one in new.criteria
            if one.mandatory and one.scope.holds(tried.tier, tried.industry, tried.product)
        }


def _criterion(new: Criterion, row: CaseCriterion | None) -> str:
    """Proved then, and by a value that would do now; another rule without a value is unknown."""
    if row is None:
        return "unknown"
    value: Any = (row.proof or {}).get("value")
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if known and new.threshold is not None:
        return "met" if value >= new.threshold else "unmet"
    if row.met_at is None:
        return "unmet"
    return "met" if (new.rule, new.threshold) == (row.rule, row.threshold) else "unknown"
