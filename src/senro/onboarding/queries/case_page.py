"""Everything one case's page shows, now or as it stood on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from senro.customers.models import Account, Contact, Touch
from senro.customers.queries.past import purposes_then
from senro.kernel.errors import Missing
from senro.kernel.models import Approval
from senro.kernel.queries.facts import fact_dict, facts_about, in_any, without_note_kinds
from senro.kernel.rules.access import Actor
from senro.programs.queries import ask_together
from senro.programs.queries import purposes as known_purposes
from senro.programs.rules import INTAKE, Purpose, Words

from ..models import (
    Case,
    CaseCriterion,
    CaseStatus,
    FeatureWish,
    Meeting,
    Outcome,
    PhaseCompletion,
    PromotionPolicy,
    StructureMember,
    Task,
    Waiver,
    Watch,
)
from ..rules.criteria import standing
from ..rules.machine import AFTER, PARKED
from ..rules.waves import NOBODY, Crew
from .crews import crews_of
from .criteria import WAIVER
from .gates import Gate, Line, crew_of, gates_of, line_of
from .moments import day_of, moment_of
from .past import (
    as_they_stood,
    criteria_then,
    give_task_days,
    lines_then,
    meetings_then,
    tasks_then,
)
from .past_gates import gate_then, gates_then
from .plan import planned_ends_at
from .states import State, held
from .states import standing as stood
from .stops import Stop, stops_of

FACTS = 12
REGISTERED = ~Q(end_users__email="") | ~Q(end_users__registration_method="")
LOGGED_IN = Q(end_users__first_login_at__isnull=False)
TELLING = ("at_risk", *PARKED)
TOUCHED = "customers.touch.logged"


@dataclass(frozen=True)
class CriterionLine:
    """A completion criterion with its state: met, waived or open."""

    row: CaseCriterion
    state: str
    asked: bool = False


@dataclass(frozen=True)
class People:
    """The customer's people and how many use the product."""

    contacts: tuple[Contact, ...] = ()
    roles: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    users: int = 0
    registered: int = 0
    logged_in: int = 0
    last_contact: datetime | None = None


@dataclass(frozen=True)
class CasePage:
    """One case. `past` is the day it is shown as of; today's values carry none."""

    case: Case
    state: State
    line: Line
    stops: tuple[Stop, ...]
    gate: Gate | None
    criteria: tuple[CriterionLine, ...]
    tasks: tuple[Task, ...]
    meetings: tuple[Meeting, ...]
    people: People
    purposes: tuple[tuple[Purpose, bool], ...]
    wishes: tuple[FeatureWish, ...]
    facts: tuple[dict[str, Any], ...]
    more_facts: bool
    today: date
    past: date | None = None
    status_row: CaseStatus | None = None
    policy: PromotionPolicy | None = None
    outcome: Outcome | None = None
    watch: Watch | None = None
    crew: Crew = NOBODY

    @property
    def days(self) -> int:
        """Calendar days since the attempt started."""
        attempt = self.line.attempt
        return max(0, (min(attempt.ended or self.today, self.today) - attempt.started).days)

    @property
    def target_days(self) -> int:
        """How many days the attempt may take."""
        return (self.line.attempt.target_end - self.line.attempt.started).days


def case_page(
    actor: Actor,
    case: Case,
    *,
    at: datetime,
    as_of: datetime | None = None,
    people_only: bool = False,
    facts: int = FACTS,
) -> CasePage:
    """The page in a number of queries that does not grow. `case` came through `visible_cases`.

    With `as_of` every dated thing is shown as it stood then, its gate as far as dated rows tell.
    """
    shown = as_of or at
    moment = moment_of(shown)
    state, line = _stood(case, as_of) if as_of else (_state(case), line_of(case))
    attempt = {"attempt": line.attempt}
    done = PhaseCompletion.objects.filter(held(shown), wave=None, at__lte=shown, **attempt)
    passed = {row.phase: day_of(row.at, moment) for row in done}
    then = gates_then([case], {case.pk: line}, as_of).get(case.pk) if as_of else None
    crews = {} if as_of else crews_of({line.attempt.pk: line.phases}, at=at)
    gate = gate_then(then, line, state) if as_of else _gate_now(case, line, state, at, crews)
    ask_together(("purposes", "roadmap"), shown)
    entries, more = _facts(actor, case, shown, people_only, facts)
    closing = line.phases.index(state.phase) >= len(line.phases.phases) - 2
    return CasePage(
        case=case,
        state=state,
        line=line,
        stops=stops_of(line, state, passed, gate, moment, planned_ends_at(line.attempt, shown)),
        gate=gate,
        criteria=_criteria(line, shown),
        tasks=_tasks(line, shown),
        meetings=_meetings(case, shown),
        people=_people(case, line, shown),
        purposes=_purposes(case, shown, live=as_of is None),
        wishes=_wishes(case, shown),
        facts=entries,
        more_facts=more,
        today=moment.today,
        past=moment.today if as_of else None,
        status_row=_status(case, shown) if state.status in TELLING else None,
        policy=_there(PromotionPolicy, line, shown) if closing else None,
        outcome=_there(Outcome, line, shown) if closing else None,
        watch=_there(Watch, line, shown) if state.status in AFTER else None,
        crew=crew_of(case, line, at=at, crews=crews)
        if as_of is None
        else then.crew
        if then
        else NOBODY,
    )


def _gate_now(
    case: Case, line: Line, state: State, at: datetime, crews: Mapping[UUID, Crew]
) -> Gate | None:
    if state.phase == INTAKE or not line.phases.after(state.phase):
        return None
    lines = {case.pk: line}
    gates = gates_of([case], at=at, only=state.phase, lines=lines, crews=crews)
    return gates[case.pk][state.phase]


def _state(case: Case) -> State:
    return State(
        case.pk, case.account_id, case.status, case.phase_since, case.phase, case.phase_since,
        case.phase_days, case.attempt_no, case.owner_id,
    )  # fmt: skip


def _stood(case: Case, at: datetime) -> tuple[State, Line]:
    """State and attempt of that day; the case itself carries them too. Raises Missing before it."""
    stood = as_they_stood([case], at)
    if not stood:
        raise Missing()
    return stood[0][1], lines_then(stood)[case.pk]


def _there(model: Any, line: Line, at: datetime) -> Any:
    """What the attempt had of this by then."""
    rows = model.objects.filter(held(at), attempt=line.attempt)
    entered = Q(created_at__lte=at) | Q(attempt__created_at__gt=at)
    return rows.filter(entered).first()


def _criteria(line: Line, at: datetime) -> tuple[CriterionLine, ...]:
    waived = Waiver.objects.filter(held(at), criterion=OuterRef("pk"), created_at__lte=at)
    asked = Approval.objects.living().filter(
        kind=WAIVER, decision="", subject_id=OuterRef("pk"), created_at__lte=at
    )
    rows = criteria_then(line.attempt, at)
    rows = rows.annotate(waived=Exists(waived), asked=Exists(asked))
    rows = rows.select_related("met_by").order_by("-mandatory", "created_at", "pk")
    found = []
    for row in rows:
        if row.met_at != row.met_then:
            # Who vouched, and with what, is told of the last time only.
            row.met_at, row.met_by, row.evidence, row.proof = row.met_then, None, "", None
        state = standing(met=row.met_at is not None, waived=row.waived, approval=row.approval)
        found.append(CriterionLine(row, state, row.asked))
    return tuple(found)


def _tasks(line: Line, at: datetime) -> tuple[Task, ...]:
    rows = tasks_then(line.attempt, at).select_related("owner", "contact")
    found = tuple(rows.order_by(F("due_then").asc(nulls_last=True), "pk"))
    give_task_days(found)
    return found


def _meetings(case: Case, at: datetime) -> tuple[Meeting, ...]:
    rows = meetings_then(case, at).select_related("contact")
    return tuple(rows.order_by("-held_at", "-pk")[:12])


def _people(case: Case, line: Line, at: datetime) -> People:
    day = moment_of(at).today
    there = Q(left_on=None) | Q(left_on__gt=day)
    contacts = Contact.objects.living().filter(there, account_id=case.account_id).exclude(name="")
    roles: dict[UUID, tuple[str, ...]] = {}
    members = StructureMember.objects.living().filter(attempt=line.attempt)
    for contact, role in members.order_by("created_at").values_list("contact_id", "role"):
        roles[contact] = (*roles.get(contact, ()), role)
    counts = _counts(case, at)
    found = tuple(contacts.order_by("-is_champion", "name")[:60])
    return People(found, roles, **counts)


def _counts(case: Case, at: datetime) -> dict[str, Any]:
    """End users and the last inbound contact, in one query."""
    touches = Touch.objects.living().filter(account=OuterRef("pk"), direction="inbound", at__lte=at)
    last = touches.order_by().values("account").annotate(last=Max("at")).values("last")
    living = Q(end_users__undone_at=None)
    rows = Account.objects.filter(pk=case.account_id).annotate(
        users=Count("end_users", filter=living),
        registered=Count("end_users", filter=living & REGISTERED),
        logged_in=Count("end_users", filter=living & LOGGED_IN),
        last_contact=Subquery(last),
    )
    return dict(rows.values("users", "registered", "logged_in", "last_contact").get())


def _purposes(case: Case, at: datetime, *, live: bool) -> tuple[tuple[Purpose, bool], ...]:
    known = {one.code: one for one in known_purposes(at)}
    codes = purposes_then([case.account_id], moment_of(at), live=live).get(case.account_id, ())
    return tuple(
        (
            known.get(code) or Purpose(code=code, name=Words(code, code)),
            code in case.excluded_purposes,
        )
        for code in codes
    )


def _wishes(case: Case, at: datetime) -> tuple[FeatureWish, ...]:
    rows = FeatureWish.objects.living().filter(case=case, created_at__lte=at)
    return tuple(rows.order_by(F("want_by").asc(nulls_last=True), "feature"))


def _facts(
    actor: Actor, case: Case, at: datetime, people_only: bool, limit: int
) -> tuple[tuple[dict[str, Any], ...], bool]:
    # A contact is the customer's, and stands in the record of each of their cases.
    touches = facts_about("account", case.account_id).filter(verb=TOUCHED, cause=None)
    both = (facts_about("case", case.pk).values("seq"), touches.values("seq"))
    rows = without_note_kinds(actor, in_any(*both).filter(at__lte=at))
    if people_only:
        rows = rows.exclude(by=None)
    found = list(rows.select_related("by").order_by("-at", "-seq")[: limit + 1])
    lines = ({**fact_dict(row), "name": row.by.name if row.by else ""} for row in found[:limit])
    return tuple(lines), len(found) > limit


def _status(case: Case, at: datetime) -> CaseStatus | None:
    rows = CaseStatus.objects.filter(stood(at), case=case)
    return rows.order_by("-since").first()
