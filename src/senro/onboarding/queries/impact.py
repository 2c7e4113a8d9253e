"""What a draft would mean for running cases: how many, and whose gate would open or close.

Cases are read in pieces, and only where the gate before a case differs is anything measured, so that
ten thousand cases take seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from senro.kernel.among import among
from senro.kernel.models import Version
from senro.kernel.names import Moment
from senro.kernel.prepared import values_by_id
from senro.kernel.rules.access import Actor
from senro.kernel.rules.language import evaluate
from senro.programs.queries import best_of, phase_set_of, phase_sets, variants
from senro.programs.rules import GateItem, Phase, PhaseSet

from ..models import Attempt, Case, GateAttestation
from ..rules.gates import is_open, state_of
from ..rules.machine import MOVING, PARKED
from ..rules.upgrades import gate_change, mapped
from .moments import moment_of
from .said import rule_of
from .visible import visible_cases

CHUNK = 1000
SHOWN = 200
CHANGES = ("opens", "closes", "unknown")
LOST, SAME = "lost", "same"
Place = tuple[Phase, Phase] | str


@dataclass(frozen=True)
class Affected:
    """One running case, as far as a comparison needs it."""

    case_id: UUID
    attempt_id: UUID
    key: str
    name: str
    phase: str
    set_id: UUID


@dataclass(frozen=True)
class CaseImpact:
    """What would be otherwise for one case: `opens`, `closes`, `unknown`, or `cannot` follow."""

    case_id: UUID
    key: str
    name: str
    phase: str
    to: str
    change: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Impact:
    """How many running cases a draft is about, and those for which something changes."""

    kind: str
    code: str
    running: int
    counts: Mapping[str, int]
    cases: tuple[CaseImpact, ...] = ()
    more: int = 0


@dataclass
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    cases: list[CaseImpact] = field(default_factory=list)

    def add(self, found: CaseImpact) -> None:
        self.counts[found.change] += 1
        if len(self.cases) < SHOWN:
            self.cases.append(found)


def method_impact(actor: Actor, draft: Version, *, at: datetime) -> Impact:
    """Which running cases a draft is about; of a phase set also which gates would read otherwise."""
    rows = list(_affected(actor, draft, at))
    tally = _Tally()
    if draft.kind == "phase_set":
        new, truths = phase_set_of(draft), _Truths(moment_of(at))
        old = phase_sets({row.set_id for row in rows})
        places: dict[tuple[UUID, str], Place] = {}
        waiting: list[tuple[Affected, Phase, Phase]] = []
        for row in rows:
            key = (row.set_id, row.phase)
            if key not in places:
                places[key] = _place(old[row.set_id], new, row.phase)
            place = places[key]
            if place == LOST:
                tally.add(CaseImpact(row.case_id, row.key, row.name, row.phase, "", "cannot"))
            elif not isinstance(place, str):
                waiting.append((row, *place))
        for start in range(0, len(waiting), CHUNK):
            _compare(waiting[start : start + CHUNK], truths, tally)
    counts = {name: tally.counts[name] for name in (*CHANGES, "cannot")}
    more = sum(counts.values()) - len(tally.cases)
    return Impact(draft.kind, draft.code, len(rows), counts, tuple(tally.cases), more)


def _affected(actor: Actor, draft: Version, at: datetime) -> Iterator[Affected]:
    """Running cases on this part, and those that would get it if they were opened now."""
    ahead = [one for one in variants(draft.kind, at) if one.code != draft.code] + [draft]

    @cache
    def gets(tier: str, product: str) -> bool:
        best = best_of(ahead, tier, product)
        return best is not None and best.code == draft.code

    own = {"phase_set": "phase_set__code", "criteria_set": "criteria_set__code"}.get(draft.kind)
    rows = _running(actor).values_list(
        "case_id", "pk", "case__account__key", "case__account__name", "case__phase",
        "phase_set_id", "case__account__tier", "case__product__key", *([own] if own else []),
    )  # fmt: skip
    for case, attempt, key, name, phase, set_id, tier, product, *code in rows:
        if draft.code in code or gets(tier, product or ""):
            yield Affected(case, attempt, key, name, phase, set_id)


def _running(actor: Actor) -> QuerySet[Attempt]:
    cases = visible_cases(actor).filter(status__in=(*MOVING, *PARKED)).order_by()
    rows = Attempt.objects.living().filter(
        number=F("case__attempt_no"), case__in=cases.values("pk")
    )
    return rows.order_by("case__account__key", "case_id")


def _place(old: PhaseSet, new: PhaseSet, phase: str) -> Place:
    """The phase before and after; LOST without a counterpart, SAME where both ask for the same."""
    found = mapped(old, new, phase, ())
    if found.lost:
        return LOST
    before, after = old.phase(phase), new.phase(found.phase)
    if before is None or after is None or _asks(before) == _asks(after):
        return SAME
    return before, after


def _asks(phase: Phase) -> tuple[tuple[str, str, str], ...]:
    return tuple((item.code, item.rule, item.attest) for item in phase.gate)


def _compare(rows: list[tuple[Affected, Phase, Phase]], truths: _Truths, tally: _Tally) -> None:
    gates = {id(phase): phase.gate for _row, *phases in rows for phase in phases}
    codes = {name for gate in gates.values() for item in gate for name in _needs(item)}
    ids = [row.case_id for row, _before, _after in rows]
    values = values_by_id(Case, "case", codes, truths.moment, ids) if codes else {}
    vouched = _vouched([row.attempt_id for row, _before, _after in rows])
    for row, before, after in rows:
        known = values.get(row.case_id, {})
        there = vouched.get(row.attempt_id, frozenset())
        change, otherwise = truths.compared(before, after, known, there)
        if change:
            tally.add(
                CaseImpact(
                    row.case_id, row.key, row.name, before.code, after.code, change, otherwise
                )
            )  # fmt: skip


class _Truths:
    """Answers of gates and of rules, asked once for the same values."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self.kept: dict[tuple[Any, ...], bool | None] = {}
        self.pairs: dict[tuple[Any, ...], tuple[str, tuple[str, ...]]] = {}
        self.needed: dict[tuple[int, int], list[Any]] = {}

    def compared(
        self, before: Phase, after: Phase, known: Mapping[Any, Any], there: frozenset[str]
    ) -> tuple[str, tuple[str, ...]]:
        """How a gate would read instead, and which of its items: most cases are alike."""
        place = (id(before), id(after))
        if place not in self.needed:
            needs = {name for item in (*before.gate, *after.gate) for name in _needs(item)}
            self.needed[place] = sorted(needs, key=repr)
        key = (*place, there, *(repr(known[name]) for name in self.needed[place]))
        if key not in self.pairs:
            self.pairs[key] = self._compared(before, after, known, there)
        return self.pairs[key]

    def _compared(
        self, before: Phase, after: Phase, known: Mapping[Any, Any], there: frozenset[str]
    ) -> tuple[str, tuple[str, ...]]:
        old = {item.code: self.state(item, known, there) for item in before.gate}
        new = {item.code: self.state(item, known, there) for item in after.gate}
        change = gate_change(is_open(list(old.values())), is_open(list(new.values())))
        other = tuple(code for code, state in new.items() if old.get(code, "met") != state)
        gone = tuple(code for code, state in old.items() if code not in new and state != "met")
        return change or "", (*other, *gone)

    def state(self, item: GateItem, values: Mapping[Any, Any], vouched: frozenset[str]) -> str:
        rule = rule_of(item.rule)
        inputs = {name: values[name] for name in sorted(rule.names)}
        past = {look: values[look] for look in sorted(rule.looks)}
        key = (item.rule, *map(repr, inputs.values()), *map(repr, past.values()))
        if key not in self.kept:
            truth = evaluate(rule, inputs, today=self.moment.today, history=past)
            self.kept[key] = None if truth is None else bool(truth)
        return state_of(self.kept[key], item.attest, item.code in vouched)


def _needs(item: GateItem) -> frozenset[Any]:
    return rule_of(item.rule).needs


def _vouched(attempts: list[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, frozenset[str]] = {}
    rows = GateAttestation.objects.living().filter(attempt__in=among(attempts))
    for attempt, code in rows.values_list("attempt_id", "code"):
        found[attempt] = found.get(attempt, frozenset()) | {code}
    return found
