"""Opening a case, letting it begin, and who leads it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account, Contract
from senro.kernel.access import require
from senro.kernel.errors import Conflict, FieldError
from senro.kernel.models import Membership, Person, Version
from senro.kernel.names import Moment
from senro.kernel.notifications import notify
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb
from senro.programs.queries import criteria_set_for, label_of, phase_set_for, policy
from senro.programs.rules import INTAKE

from ..models import Attempt, Case, CaseOwner, CaseStatus
from ..queries.calendar import kickoff_to_come, shareable_kickoff
from ..queries.gates import line_of
from ..queries.moments import day_of, moment_of, start_of
from ..steps.cases import create_all, locked, move_to, product_of, refuse, set_owner
from ..steps.plan import give_criteria, give_tasks, self_onboarding_of
from ..steps.sharing import await_kickoff
from .sharing import share_kickoff


class CaseExists(Conflict):
    """The contract has a case already, opened with other values."""

    code = "case_exists"
    message = _("This contract has a case already.")


class AlreadyBegun(Conflict):
    """The case is past its intake."""

    code = "already_begun"
    message = _("The case has begun already.")


@verb("onboarding.case.opened", _("Case opened"), permission="case.change")
def open_case(
    change: Change,
    *,
    account: Account,
    contract: Contract | None = None,
    started: date,
    owner: Person | None = None,
    phase: str = "",
    shared_kickoff: bool | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Open the case of a contract, at its first phase or at `intake`.

    A kickoff of another running case of the customer, held or to come, is this one's too and not
    held twice. With `shared_kickoff` what it confirmed counts here as well; with False the case gets
    its own.
    Asked again with the same values it answers with the case that is there; raises CaseExists when
    they differ, Invalid, NoMethod.
    """
    lead = owner or account.owner
    team_id = account.team_id or _team_of(lead, at)
    require(by, "case.change", team_id)
    product = contract.product.key if contract and contract.product else ""
    version, phases = phase_set_for(at, account.tier, product)
    phase = phase or phases.first.code
    refuse(_problems(account, contract, phase, phases.first.code))
    Account.objects.select_for_update().get(pk=account.pk)
    there = _existing(account, contract)
    if there is not None:
        return _same_or_refused(there, started, owner)
    moment = moment_of(at)
    begun = None if phase == INTAKE else _begins(started, moment)
    case = Case(
        account=account, contract=contract, product=contract.product if contract else None,
        owner=lead, team_id=team_id, phase=phase, phase_since=begun or at,
        phase_days=None if phase == INTAKE else phases.first.days,
    )  # fmt: skip
    change.create(case)
    change.about(account, contract)
    change.evidence, change.version = {"handoff": "none"}, label_of(version)
    _dated(change, case, min(begun or at, at))
    attempt = _first_attempt(change, case, version, started, begun)
    wanted = shared_kickoff is not False
    kickoff = shareable_kickoff(account, besides=case) if wanted else None
    if wanted and kickoff is None and (other := kickoff_to_come(account, besides=case)) is not None:
        await_kickoff(change, attempt, other, counts=bool(shared_kickoff))
    if begun is not None:
        give_tasks(change, case, attempt, phases)
    if kickoff is not None:
        counts = bool(shared_kickoff)
        share_kickoff(case=case, meeting=kickoff, counts=counts, by=by, at=at)
        change.subject(case)
    return case


def _first_attempt(
    change: Change, case: Case, version: Version, started: date, begun: datetime | None
) -> Attempt:
    attempt = Attempt(
        case=case,
        started=started,
        began_at=begun,
        phase_set=version,
        self_onboarding=self_onboarding_of(case, change.at),
        criteria_set=criteria_set_for(change.at, case.account.tier, product_of(case))[0],
        target_end=_target(started, case.account, change.at),
    )
    change.create(attempt)
    give_criteria(change, attempt)
    return attempt


def _dated(change: Change, case: Case, since: datetime) -> None:
    """The rows that say since when: status and owner."""
    create_all(change, [CaseStatus(case=case, status="active", since=since)])
    if case.owner is not None:
        create_all(change, [CaseOwner(case=case, person=case.owner, since=since)])


@verb("onboarding.case.begun", _("Onboarding begun"), permission="case.change")
def begin(
    change: Change, *, case: Case, by: Actor, at: datetime, started: date | None = None
) -> Case:
    """Lead a case from its intake into the first phase; the plan counts from that day."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    line = line_of(case)
    if case.phase != INTAKE:
        if line.attempt.began_at == at:
            return case
        raise AlreadyBegun(phase=case.phase)
    day = started or day_of(at, moment_of(at))
    attempt = line.attempt
    change.update(attempt, began_at=at, started=day, target_end=_target(day, case.account, at))
    move_to(change, case, line.phases, line.phases.first.code, at)
    give_tasks(change, case, attempt, line.phases)
    change.subject(case)
    change.about(case.account)
    return case


@verb("onboarding.owner.assigned", _("Owner assigned"), permission="case.change")
def assign_owner(
    change: Change,
    *,
    case: Case,
    owner: Person | None,
    by: Actor,
    at: datetime,
    reason: str = "",
    with_team: bool = False,
    tell: bool = True,
) -> Case:
    """Another person leads the case; who led it until now stays on record.

    `with_team`: it becomes a case of the new lead's team too, who may then work on it.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    change.subject(case)
    change.about(case.account)
    change.reason = reason
    set_owner(change, case, owner, at)
    team = _team_of(owner, at) if with_team else None
    if team is not None:
        change.update(case, team_id=team)
    change.subject(case)
    notify(
        "onboarding.case.assigned", to=[owner] if owner and tell else [], subject=case, once=f"{change.id}",
        at=at, by=by, params={"account": case.account.name},
    )  # fmt: skip
    return case


def _begins(started: date, moment: Moment) -> datetime:
    """A case of today begins now; one of the past began with its day."""
    return moment.at if started >= moment.today else start_of(started, moment)


def _target(started: date, account: Account, at: datetime) -> date:
    return started + timedelta(days=int(policy("target_days", at, account.tier)))


def _existing(account: Account, contract: Contract | None) -> Case | None:
    rows = Case.objects.living().select_related("account", "contract", "owner")
    return rows.filter(account=account, contract=contract).first()


def _same_or_refused(case: Case, started: date, owner: Person | None) -> Case:
    first = Attempt.objects.living().filter(case=case).order_by("number").first()
    same = first is not None and first.started == started
    if same and (owner is None or owner.pk == case.owner_id):
        return case
    raise CaseExists(case=str(case.pk))


def _problems(
    account: Account, contract: Contract | None, phase: str, first: str
) -> list[FieldError]:
    wrong = []
    if contract is not None and contract.account_id != account.pk:
        words = _("This contract belongs to another account.")
        wrong.append(FieldError("contract", "unknown_contract", words))
    if phase not in (INTAKE, first):
        words = _("A case begins at the intake or in the first phase.")
        wrong.append(FieldError("phase", "unknown_phase", words))
    return wrong


def _team_of(person: Person | None, at: datetime) -> UUID | None:
    if person is None:
        return None
    rows = Membership.objects.living().filter(person=person, since__lte=at, until=None)
    return rows.order_by("since").values_list("team_id", flat=True).first()
