"""The customer's side of the project: who owns it, who sponsors it, who leads the sites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Contact
from senro.kernel.access import require
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Attempt, Case, StructureMember
from ..queries.gates import line_of
from ..steps.cases import create_all, locked, refuse
from ..steps.reading import Reader

# An argument that is not given leaves that part as it is; None or [] empties it.
KEEP: Any = ...


@verb("onboarding.structure.set", _("Project structure set"), permission="case.change")
def set_structure(
    change: Change,
    *,
    case: Case,
    owner: Contact | str | None = KEEP,
    sponsor: Contact | str | None = KEEP,
    site_leads: Sequence[Contact | str] | None = KEEP,
    by: Actor,
    at: datetime,
) -> list[StructureMember]:
    """Name the people (contact keys) of this attempt. Raises Invalid for people of other accounts."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    given = {
        "owner": owner if owner is KEEP else [owner] if owner else [],
        "sponsor": sponsor if sponsor is KEEP else [sponsor] if sponsor else [],
        "site_lead": site_leads if site_leads is KEEP else list(site_leads or []),
    }
    read = Reader({}, ())
    wanted: dict[str, dict[Any, Contact]] = {}
    for role, people in given.items():
        if people is not KEEP:
            field = "site_leads" if role == "site_lead" else role
            found = [read.contact_of(field, one, case.account) for one in people]
            wanted[role] = {one.pk: one for one in found if one is not None}
    refuse(read.errors)
    attempt = line_of(case).attempt
    before = _named(attempt)
    for role, people in wanted.items():
        rows = StructureMember.objects.living().filter(attempt=attempt, role=role)
        present = {row.contact_id: row for row in rows}
        for contact_id in present.keys() - people.keys():
            change.remove(present[contact_id])
        missing = [one for pk, one in people.items() if pk not in present]
        create_all(
            change, [StructureMember(attempt=attempt, role=role, contact=one) for one in missing]
        )
    change.subject(case)
    change.evidence = {"people_before": before, "people": _named(attempt)}
    change.about(case.account, *(one for people in wanted.values() for one in people.values()))
    return list(StructureMember.objects.living().filter(attempt=attempt).select_related("contact"))


def _named(attempt: Attempt) -> dict[str, list[str]]:
    """Contacts by role, for who reads the record: ids, since a key may hold a mail address."""
    rows = StructureMember.objects.living().filter(attempt=attempt).order_by("role", "contact")
    named: dict[str, list[str]] = {}
    for role, contact in rows.values_list("role", "contact"):
        named.setdefault(role, []).append(str(contact))
    return named
