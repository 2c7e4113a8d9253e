"""Gates of a past day: measured by what has dated rows; everything else is not known for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from senro.customers.models import EndUser
from senro.customers.queries.past import given_then
from senro.kernel import names
from senro.kernel.dated import values_then
from senro.kernel.names import Moment
from senro.kernel.prepared import values_by_id
from senro.programs.rules.phases import INTAKE

from ..models import (
    COUNTING,
    Case,
    CaseCriterion,
    FeatureWish,
    GateAttestation,
    Meeting,
    MeetingShare,
    Outcome,
    PromotionPolicy,
    SiteWave,
    StructureMember,
)
from ..rules.waves import NOBODY, Crew
from .crews import Vouched, crews_of, gate_of_all, measured, vouched_of
from .gate_rows import COMPANIONS, Gate, gate_from
from .gates import Line
from .moments import end_of, moment_of
from .past import criterion_met, entered, waivers_then
from .said import rule_of
from .states import State, held

CONFIRMED = {"wish_confirmed": "wish", "criteria_told": "criteria", "schedule_told": "schedule"}
ROLES = {"owner", "sponsor", "site_lead"}


@dataclass(frozen=True)
class Then:
    """The gates of a case by phase, and its sites, each with the gate of its phase."""

    gates: Mapping[str, Gate]
    crew: Crew = NOBODY


def gates_then(cases: Iterable[Case], lines: Mapping[UUID, Line], at: datetime) -> dict[UUID, Then]:
    """Gates of all phases of cases that carry what they were then, in a constant number of queries.

    What has no dates is unknown: the team's own fields, for one.
    """
    cases = list(cases)
    asked = _Asked(cases, lines, at)
    found: dict[UUID, dict[str, Any]] = {case.pk: dict.fromkeys(asked.needed) for case in cases}
    for code in asked.names & MEASURED.keys():
        for key, value in MEASURED[code](asked).items():
            found[key][code] = value
    if asked.names & {"kickoff_held", *CONFIRMED}:
        for key, told in _told(asked).items():
            found[key] |= told
    if asked.dated:
        for key, told in values_by_id(
            Case, "case", asked.dated, _past(at), list(asked.lines)
        ).items():
            found[key] |= told
    said = _vouched(asked)
    attempts = {line.attempt.pk: line.phases for line in asked.lines.values()}
    sites = crews_of(attempts, at=at, past=True)
    moment = moment_of(at)
    answer = {}
    for case in cases:
        line, values = lines[case.pk], found[case.pk]
        own = said.get(line.attempt.pk, Vouched())
        crew = sites.get(line.attempt.pk, NOBODY)
        answer[case.pk] = Then(
            {
                phase.code: gate_of_all(crew, phase, values, own, moment, line.version)
                if crew.waves and phase.code in crew.span
                else gate_from(phase, values, own.of_case, moment, line.version)
                for phase in line.phases.phases
                if line.phases.after(phase.code)
            },
            measured(crew, line.phases, values, own, moment, line.version),
        )
    return answer


def _past(at: datetime) -> Moment:
    """The instant as names are asked for it: as a day where it is the end of one."""
    moment = moment_of(at)
    whole = at == end_of(moment.today, moment)
    return replace(moment, asked="day" if whole else "instant")


def gate_then(then: Then | None, line: Line, state: State) -> Gate | None:
    """The gate of the phase that the case was in; None where there was none."""
    if then is None or state.phase == INTAKE or not line.phases.after(state.phase):
        return None
    return then.gates.get(state.phase)


class _Asked:
    """What is asked of which cases, in the terms of the queries."""

    def __init__(self, cases: list[Case], lines: Mapping[UUID, Line], at: datetime) -> None:
        self.cases, self.at = cases, at
        self.lines = {case.pk: lines[case.pk] for case in cases}
        self.attempts = {line.attempt.pk: key for key, line in self.lines.items()}
        items = {
            item.rule
            for line in self.lines.values()
            for phase in line.phases.phases
            for item in phase.gate
        }
        self.names = {name for rule in items for name in rule_of(rule).names}
        self.names |= set(COMPANIONS.values())
        looks = {look for rule in items for look in rule_of(rule).looks}
        self.needed: set[Any] = self.names | looks
        codes = {need if isinstance(need, str) else need[0] for need in self.needed}
        known = names.REGISTRY.get("case", {})
        if codes - known.keys() - MEASURED.keys():
            known = names.names_of("case")
        # Names that can themselves be asked for a past moment.
        self.dated: set[Any] = {
            need
            for need in self.needed - MEASURED.keys()
            for code in (need if isinstance(need, str) else need[0],)
            if code in known and known[code].dated
        }

    def rows(self, model: Any, **more: Any) -> Any:
        """What the attempts had of a kind by then."""
        return model.objects.filter(
            held(self.at), attempt__in=self.attempts, created_at__lte=self.at, **more
        ).order_by()

    def counted(self, attempts: Iterable[UUID]) -> dict[UUID, int]:
        """{case: how many}, with 0 for those that have none."""
        counts = Counter(self.attempts[attempt] for attempt in attempts)
        return {case.pk: counts[case.pk] for case in self.cases}


def _told(asked: _Asked) -> dict[UUID, dict[str, bool]]:
    """Whether there was a kickoff, and what kickoffs confirmed."""
    held_then = Meeting.objects.filter(held(asked.at), kind="kickoff", held_at__lte=asked.at)
    own = held_then.filter(attempt__in=asked.attempts).values_list("attempt_id", "confirmed")
    shares = MeetingShare.objects.filter(held(asked.at), attempt__in=asked.attempts)
    shared = shares.filter(meeting__in=held_then).values_list(
        "attempt_id", "meeting__confirmed", "counts"
    )
    kickoffs: set[UUID] = set()
    said: dict[UUID, set[str]] = {}
    for attempt, words, counts in [*((*row, True) for row in own), *shared]:
        kickoffs.add(attempt)
        if counts:
            said.setdefault(attempt, set()).update(words or ())
    return {
        key: {
            **{code: word in said.get(attempt, ()) for code, word in CONFIRMED.items()},
            "kickoff_held": attempt in kickoffs,
        }
        for attempt, key in asked.attempts.items()
    }


def _self_onboarding(asked: _Asked) -> dict[UUID, str]:
    """What the attempt began with never changes."""
    return {key: line.attempt.self_onboarding for key, line in asked.lines.items()}


def _structure(asked: _Asked) -> dict[UUID, bool]:
    roles: dict[UUID, set[str]] = {key: set() for key in asked.lines}
    for attempt, role in asked.rows(StructureMember).values_list("attempt_id", "role"):
        roles[asked.attempts[attempt]].add(role)
    return {key: there >= ROLES for key, there in roles.items()}


def _purposes(asked: _Asked) -> dict[UUID, int]:
    """How many of its account's; the case carries what it left out then."""
    given = given_then(moment_of(asked.at)).filter(
        account__in={case.account_id for case in asked.cases}
    )
    known: dict[UUID, set[str]] = {}
    for account, code in given.values_list("account_id", "code"):
        known.setdefault(account, set()).add(code)
    return {
        case.pk: len(known.get(case.account_id, set()) - set(case.excluded_purposes))
        for case in asked.cases
    }


def _wishes(asked: _Asked) -> dict[UUID, int]:
    rows = FeatureWish.objects.filter(
        held(asked.at), case__in=list(asked.lines), created_at__lte=asked.at
    )
    counts = Counter(rows.values_list("case_id", flat=True))
    return {key: counts[key] for key in asked.lines}


def _undated(asked: _Asked) -> dict[UUID, int]:
    """Of the wishes, how many had no day by then."""
    rows = FeatureWish.objects.filter(
        held(asked.at), case__in=list(asked.lines), created_at__lte=asked.at
    )
    days = {pk: (case, day) for pk, case, day in rows.values_list("pk", "case_id", "want_by")}
    was = values_then("featurewish", "want_by", days, asked.at)
    counts = Counter(case for pk, (case, day) in days.items() if was.get(pk, day) is None)
    return {key: counts[key] for key in asked.lines}


def _end_users(asked: _Asked) -> dict[UUID, int]:
    """The end users who were on record, or had signed in."""
    there = Q(created_at__lte=asked.at) | Q(first_login_at__lte=asked.at)
    accounts = {case.account_id for case in asked.cases}
    rows = EndUser.objects.filter(held(asked.at), there, account__in=accounts)
    counts = Counter(rows.values_list("account_id", flat=True))
    return {case.pk: counts[case.account_id] for case in asked.cases}


def _waves(asked: _Asked) -> dict[UUID, int]:
    return asked.counted(asked.rows(SiteWave).values_list("attempt_id", flat=True))


def _mandatory(asked: _Asked) -> dict[UUID, int]:
    rows = CaseCriterion.objects.filter(
        entered(asked.at, "met_at"),
        attempt__in=asked.attempts, mandatory=True, approval__in=COUNTING,
    ).annotate(met=criterion_met(asked.at))  # fmt: skip
    unmet = dict(rows.filter(met=None).values_list("pk", "attempt_id"))
    waived = set(waivers_then(unmet, asked.at).values_list("criterion_id", flat=True))
    return asked.counted(attempt for key, attempt in unmet.items() if key not in waived)


def _has(model: Any) -> Callable[[_Asked], dict[UUID, bool]]:
    def there(asked: _Asked) -> dict[UUID, bool]:
        rows = set(asked.rows(model).values_list("attempt_id", flat=True))
        return {key: attempt in rows for attempt, key in asked.attempts.items()}

    return there


def _vouched(asked: _Asked) -> dict[UUID, Vouched]:
    rows = GateAttestation.objects.filter(
        held(asked.at), attempt__in=asked.attempts, at__lte=asked.at
    )
    return vouched_of(rows)


def _operation(asked: _Asked) -> dict[UUID, bool]:
    said = _vouched(asked)
    return {
        key: attempt in said and "operation_decided" in said[attempt].of_case
        for attempt, key in asked.attempts.items()
    }


MEASURED: dict[str, Callable[[_Asked], Mapping[UUID, Any]]] = {
    "self_onboarding": _self_onboarding,
    "structure_named": _structure,
    "purpose_count": _purposes,
    "wish_count": _wishes,
    "wishes_undated": _undated,
    "wave_count": _waves,
    "mandatory_open": _mandatory,
    "promotion_policy_decided": _has(PromotionPolicy),
    "outcome_written": _has(Outcome),
    "operation_decided": _operation,
    "end_users": _end_users,
}
