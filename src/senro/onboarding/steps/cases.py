"""A case under lock, its status, phase and owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Conflict, FieldError, Invalid, Missing
from senro.kernel.models import Person, Row
from senro.kernel.verbs import Change, snapshot
from senro.programs.rules import PhaseSet

from ..models import Case, CaseOwner, CaseStatus
from ..rules.machine import TRANSITIONS, may_follow, sources_of

R = TypeVar("R", bound=Row)


class TransitionNotAllowed(Conflict):
    """The machine of statuses knows no such step from here."""

    code = "transition_not_allowed"
    message = _("The case cannot go there from its present status.")


def locked(case: Case) -> Case:
    """The case as it is now, kept from everybody else until the verb ends. Raises Missing."""
    rows = Case.objects.living().select_for_update(of=("self",))
    found = rows.select_related("account", "contract", "owner").filter(pk=case.pk).first()
    if found is None:
        raise Missing()
    return found


def product_of(case: Case) -> str:
    """The key of the product that the case is about; empty where it is about none."""
    return case.product.key if case.product else ""


def set_status(
    change: Change,
    case: Case,
    status: str,
    *,
    cause: str = "",
    reason: str = "",
    evidence: dict[str, Any] | None = None,
) -> CaseStatus:
    """Close the present status and begin another, whether or not a person may ask for it."""
    current = CaseStatus.objects.living().filter(case=case, until=None).first()
    if current is not None:
        change.update(current, until=change.at)
    row = CaseStatus(
        case=case, status=status, since=change.at, cause=cause, reason=reason, evidence=evidence
    )
    change.create(row)
    change.update(case, status=status)
    return row


def must_follow(case: Case, wanted: str, only: tuple[str, ...] = ()) -> None:
    """Raises TransitionNotAllowed, naming what is allowed from here and from where it would be."""
    if not may_follow(case.status, wanted) or (only and case.status not in only):
        raise TransitionNotAllowed(
            status=case.status,
            wanted=wanted,
            allowed=list(TRANSITIONS[case.status]),
            allowed_from=list(only or sources_of(wanted)),
        )


def move_to(change: Change, case: Case, phases: PhaseSet, code: str, since: datetime) -> None:
    """The case is in this phase since then."""
    phase = phases.phase(code)
    days = phase.days if phase and phase.days else None
    change.update(case, phase=code, phase_since=since, phase_days=days)


def set_owner(change: Change, case: Case, person: Person | None, since: datetime) -> None:
    """Another person leads the case from then on."""
    current = CaseOwner.objects.living().filter(case=case, until=None).first()
    if current is not None and person is not None and current.person_id == person.pk:
        return
    if current is not None:
        change.update(current, until=since)
    if person is not None:
        change.create(CaseOwner(case=case, person=person, since=since))
    change.update(case, owner=person)


def create_all(change: Change, rows: Sequence[R]) -> list[R]:
    """Insert many rows in one statement; the fact knows each."""
    rows = list(rows)
    if not rows:
        return rows
    for row in rows:
        row.created_at, row.created_by_id = change.at, change.by.person_id
    type(rows[0])._default_manager.bulk_create(rows, batch_size=500)
    for row in rows:
        change.touch(row, None, {k: v for k, v in snapshot(row).items() if v is not None})
    return rows


def needed(**texts: str) -> None:
    """Raises Invalid naming every text that is missing."""
    missing = [name for name, text in texts.items() if not str(text or "").strip()]
    if missing:
        words = _("This is needed.")
        raise Invalid(*(FieldError(name, "required", words) for name in missing))


def refuse(errors: Iterable[FieldError]) -> None:
    """Raises Invalid when there are any errors."""
    found = tuple(errors)
    if found:
        raise Invalid(*found)
