"""What the board shows of a case, for many cases at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery

from senro.customers.models import Account
from senro.customers.queries.past import purposes_then
from senro.kernel.dated import moment_then
from senro.kernel.names import Moment
from senro.kernel.queries.people import names_of_people
from senro.programs.queries import phase_sets
from senro.programs.queries import purposes as known_purposes

from ..models import COUNTING, Case, CaseCriterion, SiteWave, Task
from ..rules.signals import signal_of
from .crews import crews_of
from .moments import day_of
from .said import said
from .states import State, excluded_then, held


@dataclass(frozen=True, kw_only=True)
class Face:
    """What every list tells of a case. `days` are calendar days in the phase."""

    case_id: UUID
    key: str
    name: str
    tier: str
    phase: str
    status: str
    days: int
    plan: int | None
    evidence: Any = None
    signal: str = "go"

    @property
    def late(self) -> int:
        """Days past the plan, never negative."""
        return max(0, self.days - self.plan) if self.plan else 0


@dataclass(frozen=True, kw_only=True)
class Card(Face):
    """One case on the board."""

    purpose_code: str
    purpose: Any
    met: int
    total: int
    owner_id: UUID | None
    owner: str
    touch: str = ""
    # Of its sites, how many have come to the phase the case is in.
    waves_here: int = 0
    waves: int = 0
    product_key: str = ""
    product: str = ""


def face_of(state: State, account: Account, moment: Moment) -> Face:
    """The face of a case in a state. Asks nothing."""
    told = (account.key, account.name, account.tier)
    return Face(**_face(state, told, moment))


def cards_of(states: Iterable[State], moment: Moment, *, live: bool = False) -> dict[UUID, Card]:
    """Cards by case, in five queries however many they are; eight where any has sites.

    `live` asks nothing of the past.
    """
    states = list(states)
    ids = [state.case_id for state in states]
    cases = {
        pk: rest
        for pk, *rest in Case.objects.filter(pk__in=ids).values_list(
            "pk",
            "account__key",
            "account__name",
            "account__tier",
            "excluded_purposes",
            "product__key",
            "product__name",
        )
    }
    main = purposes_then([state.account_id for state in states], moment, live=live)
    left_out = {} if live else excluded_then(ids, moment.at)
    words = {purpose.code: said(purpose.name) for purpose in known_purposes(moment.at)}
    criteria = criteria_counts(ids, moment.at, live=live)
    owners = names_of_people({state.owner_id for state in states if state.owner_id})
    touches = next_touches(ids, moment.at, live=live)
    sites = site_counts(states, moment)
    found = {}
    for state in states:
        *told, excluded, product_key, product = cases[state.case_id]
        excluded = left_out.get(state.case_id, excluded)
        code = next((c for c in main.get(state.account_id, ()) if c not in excluded), "")
        waves_here, waves = sites.get(state.case_id, (0, 0))
        met, total = criteria.get((state.case_id, state.attempt_no), (0, 0))
        found[state.case_id] = Card(
            **_face(state, told, moment),
            purpose_code=code,
            purpose=words.get(code, ""),
            met=met,
            total=total,
            owner_id=state.owner_id,
            owner=owners.get(state.owner_id, "") if state.owner_id else "",
            touch=touches.get(state.case_id, ""),
            waves_here=waves_here,
            waves=waves,
            product_key=product_key or "",
            product=product or "",
        )
    return found


def _face(state: State, told: Sequence[str], moment: Moment) -> dict[str, Any]:
    """The fields of a face; `told` are key, name and tier of the account."""
    key, name, tier = told
    days = (moment.today - day_of(state.phase_since, moment)).days
    return {
        "case_id": state.case_id, "key": key, "name": name, "tier": tier,
        "phase": state.phase, "status": state.status, "days": days,
        "plan": state.phase_days or None, "evidence": state.evidence,
        "signal": signal_of(state.status, days, state.phase_days),
    }  # fmt: skip


def site_counts(states: Iterable[State], moment: Moment) -> dict[UUID, tuple[int, int]]:
    """Of the sites of each case, how many have come to its phase, and how many there are."""
    known = {state.case_id: state for state in states}
    rows = SiteWave.objects.filter(attempt__case__in=list(known), attempt__undone_at=None)
    columns = ("attempt_id", "attempt__case_id", "attempt__number", "attempt__phase_set_id")
    attempts = {
        pk: (case, phase_set)
        for pk, case, number, phase_set in rows.order_by().values_list(*columns).distinct()
        if known[case].attempt_no == number
    }
    if not attempts:
        return {}
    sets = phase_sets({phase_set for _case, phase_set in attempts.values()})
    crews = crews_of({pk: sets[phases] for pk, (_case, phases) in attempts.items()}, at=moment.at)
    return {
        case: (len(crew.there(known[case].phase)), len(crew.waves))
        for pk, (case, _phases) in attempts.items()
        for crew in (crews.get(pk),)
        if crew and known[case].phase in crew.span
    }


def criteria_counts(
    cases: Iterable[UUID], at: datetime, *, live: bool
) -> dict[tuple[UUID, int], tuple[int, int]]:
    """(case, attempt) to (met or waived by then, all)."""
    waived = Q(waivers__created_at__lte=at) & (
        Q(waivers__undone_at=None) | Q(waivers__undone_at__gt=at)
    )
    rows = (
        CaseCriterion.objects.filter(held(at), attempt__case__in=list(cases), approval__in=COUNTING)
        .annotate(met_then=F("met_at") if live else moment_then("casecriterion", "met_at", at))
        .order_by()
        .values(case=F("attempt__case_id"), number=F("attempt__number"))
        .annotate(
            total=Count("pk", distinct=True),
            met=Count("pk", filter=Q(met_then__lte=at) | waived, distinct=True),
        )
    )
    return {(row["case"], row["number"]): (row["met"], row["total"]) for row in rows}


def next_touches(cases: Iterable[UUID], at: datetime, *, live: bool) -> dict[UUID, str]:
    """How the task of each case that was next then is done: high, low or self."""
    tasks = Task.objects.filter(held(at), attempt__case=OuterRef("pk"))
    done = F("done_at") if live else moment_then("task", "done_at", at)
    tasks = tasks.annotate(done=done).filter(done=None)
    first = tasks.order_by(F("due_on").asc(nulls_last=True), "pk").values("touch")[:1]
    rows = Case.objects.filter(pk__in=list(cases)).annotate(touch=Subquery(first))
    return dict(rows.exclude(touch=None).values_list("pk", "touch"))
