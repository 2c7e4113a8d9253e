"""What becomes of a case beside its phases: stalled, parked, returned, relaunched, closed.

Each verb is one step of `rules.machine`; asked again where the case is already, it changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.customers.actions import log_touch
from senro.customers.models import Contact
from senro.kernel.access import require
from senro.kernel.errors import FieldError
from senro.kernel.models import Person
from senro.kernel.notifications import notify
from senro.kernel.queries import people_with_roles
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, CaseStatus
from ..queries.gates import line_of
from ..queries.moments import moment_of
from ..rules.machine import FAILING, STEPS
from ..steps.attempts import back_before_the_last_gate, begin_attempt, end_attempt
from ..steps.cases import locked, must_follow, needed, refuse, set_owner, set_status
from ..steps.reading import WORDS, as_day

CAUSE_LENGTH = 40


@verb("onboarding.case.stalled", _("Stalled"), permission="case.change")
def mark_stalled(
    change: Change, *, case: Case, by: Actor, at: datetime, cause: str = "", reason: str = ""
) -> Case:
    """The customer does not answer, or nothing moves. `cause` is what is thought to be behind it."""
    _short(cause)
    return _step(change, "mark_stalled", case, by, reason, cause=cause)


@verb("onboarding.case.recovered", _("Recovered"), permission="case.change")
def recover(
    change: Change, *, case: Case, by: Actor, at: datetime, reason: str = "", cause: str = ""
) -> Case:
    """The customer answered or something moved. `cause` is what was found to have been behind it.

    A case that was found at risk is not found so again until there is something new.
    """
    _short(cause)
    found = CaseStatus.objects.living().filter(case=case, until=None, status="at_risk").first()
    changed = _step(change, "recover", case, by, reason, cause=cause)
    if found is not None and changed.status == "active":
        change.update(found, cause="dismissed")
    return changed


@verb("onboarding.case.parked", _("Parked with CS"), permission="case.change")
def park_with_cs(
    change: Change,
    *,
    case: Case,
    by: Actor,
    at: datetime,
    reason: str = "",
    owner: Person | None = None,
) -> Case:
    """Onboarding stops here; the account's CSM (or `owner`) keeps in touch. The phase stays."""
    before = case.status
    changed = _step(change, "park_with_cs", case, by, reason)
    if before != changed.status:
        set_owner(change, changed, owner or changed.account.owner or changed.owner, at)
    return changed


@verb("onboarding.case.returned", _("Returned to sales"), permission="case.change")
def return_to_sales(
    change: Change, *, case: Case, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """Sales speaks with the decision maker. The attempt has failed."""
    return _step(change, "return_to_sales", case, by, reason)


@verb("onboarding.case.relaunched", _("Relaunched"), permission="case.returned.change")
def relaunch(
    change: Change,
    *,
    case: Case,
    by: Actor,
    at: datetime,
    reason: str = "",
    owner: Person | None = None,
    contact: Contact | None = None,
) -> Case:
    """The next attempt begins in the first phase; what the last one came to stays.

    `contact` is who answered: it is logged as an inbound contact. From a dead flag, a manager's.
    """
    case = locked(case)
    if case.status == "dead_flagged":
        require(by, "case.override", case.team_id)
    last = line_of(case).attempt
    already = case.status == STEPS["relaunch"].to
    case = _step(change, "relaunch", case, by, reason)
    if already:
        return case
    end_attempt(change, last, "failed", reason)
    begin_attempt(change, case, last)
    if owner is not None:
        set_owner(change, case, owner, at)
    if contact is not None:
        log_touch(
            account=case.account, contact=contact, direction="inbound", channel="call",
            touched_at=at, note="", source=case, by=by, at=at,
        )  # fmt: skip
    return case


@verb("onboarding.dead_flag.proposed", _("Dead flag proposed"), permission="case.returned.change")
def propose_dead_flag(
    change: Change, *, case: Case, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """Sales could not bring the customer back either: a manager decides."""
    case = _step(change, "propose_dead_flag", case, by, reason)
    notify(
        "onboarding.dead_flag.proposed", to=people_with_roles("manager", "vp"), subject=case,
        once=f"{case.pk}:{case.attempt_no}", at=at, by=by, params={"account": case.account.name},
    )  # fmt: skip
    return case


@verb("onboarding.dead_flag.set", _("Dead flag set"), permission="case.override")
def set_dead_flag(change: Change, *, case: Case, reason: str, by: Actor, at: datetime) -> Case:
    """A manager gives the onboarding up, with a reason. Contract and renewal stay visible."""
    require(by, "case.override", case.team_id)
    needed(reason=reason)
    return _step(change, "set_dead_flag", case, by, reason)


@verb("onboarding.case.kept_for_renewal", _("Kept for renewal only"), permission="case.change")
def keep_for_renewal(
    change: Change, *, case: Case, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """Nothing but the renewal is expected of this customer."""
    case = _step(change, "keep_for_renewal", case, by, reason)
    end_attempt(change, line_of(case).attempt, "failed", reason)
    return case


@verb("onboarding.watch.stalled", _("Use fell during the watch"), permission="case.change")
def mark_watch_stalled(
    change: Change, *, case: Case, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """After completion the customer uses the product less than before."""
    return _step(change, "mark_watch_stalled", case, by, reason)


@verb("onboarding.watch.resumed", _("Watch resumed"), permission="case.change")
def resume_watch(change: Change, *, case: Case, by: Actor, at: datetime, reason: str = "") -> Case:
    """The watch goes on (also when retention refused the handover)."""
    return _step(change, "resume_watch", case, by, reason)


@verb("onboarding.case.extended", _("Onboarding extended"), permission="case.change")
def extend_onboarding(
    change: Change, *, case: Case, until: date, reason: str, by: Actor, at: datetime
) -> Case:
    """Back to the closing phase until a day, by decision. A second time only a manager may."""
    case = locked(case)
    before = CaseStatus.objects.living().filter(case=case, status="extended_onboarding")
    again = case.status != "extended_onboarding" and before.exists()
    require(by, "case.override" if again else "case.change", case.team_id)
    needed(reason=reason)
    day = as_day(until)
    late = day is not None and day > moment_of(at).today
    refuse([] if late else [FieldError("until", "out_of_range", WORDS["out_of_range"])])
    line = line_of(case)
    already = case.status == "extended_onboarding"
    case = _step(change, "extend_onboarding", case, by, reason)
    if not already:
        change.update(line.attempt, ended=None, result="")
        back_before_the_last_gate(change, case, line)
    change.update(line.attempt, target_end=day)
    return case


@verb("onboarding.handover.proposed", _("Handover proposed"), permission="case.change")
def propose_handover(
    change: Change, *, case: Case, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """Retention is asked to take the customer over."""
    return _step(change, "propose_handover", case, by, reason)


@verb("onboarding.handover.accepted", _("Handed over"), permission="case.change")
def accept_handover(
    change: Change,
    *,
    case: Case,
    by: Actor,
    at: datetime,
    reason: str = "",
    owner: Person | None = None,
) -> Case:
    """Retention takes the customer over."""
    case = _step(change, "accept_handover", case, by, reason)
    if owner is not None:
        set_owner(change, case, owner, at)
    return case


@verb("onboarding.case.churned", _("Closed: contract cancelled"), permission="case.change")
def close_churned(change: Change, *, case: Case, by: Actor, at: datetime, reason: str = "") -> Case:
    """The contract was cancelled."""
    case = _step(change, "close_churned", case, by, reason)
    end_attempt(change, line_of(case).attempt, "churned", reason)
    return case


@verb("onboarding.case.voided", _("Closed: opened by mistake"), permission="case.change")
def close_void(change: Change, *, case: Case, by: Actor, at: datetime, reason: str) -> Case:
    """The case was a duplicate or a mistake."""
    require(by, "case.change", case.team_id)
    needed(reason=reason)
    case = _step(change, "close_void", case, by, reason)
    end_attempt(change, line_of(case).attempt, "void", reason)
    return case


def _step(change: Change, name: str, case: Case, by: Actor, reason: str, **status: Any) -> Case:
    """Take one step of the machine. Raises Forbidden, TransitionNotAllowed."""
    step = STEPS[name]
    case = locked(case)
    require(by, step.permission, case.team_id)
    change.subject(case)
    change.about(case.account)
    change.reason = (reason or "").strip()
    if case.status == step.to:
        return case
    must_follow(case, step.to, step.only)
    if step.to in FAILING:
        end_attempt(change, line_of(case).attempt, "failed", change.reason)
    set_status(change, case, step.to, reason=change.reason, **status)
    change.subject(case)
    return case


def _short(cause: str) -> None:
    wrong = [FieldError("cause", "too_long", WORDS["too_long"])]
    refuse(wrong if len(cause) > CAUSE_LENGTH else [])
