"""Finding cases at risk, and stalled ones, by the policies' rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.names import values_of
from senro.kernel.notifications import notify
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, CaseStatus
from ..queries.moments import moment_of
from ..queries.risk import RiskFindings, risk_findings
from ..rules.risk import STALLED
from ..steps.cases import locked, set_status

UNREACHABLE = "unreachable"
TOLD = ("days_since_inbound_contact", "phase_age_days", "phase_days")


@verb("onboarding.risk.checked", _("Cases at risk looked for"), permission="case.change")
def detect_at_risk(change: Change, *, by: Actor, at: datetime) -> RiskFindings:
    """Mark the cases for which the rule is true, and take back those for which it no longer is.

    Run again, it changes nothing and tells nobody twice.
    """
    require(by, "case.change")
    findings = risk_findings(at)
    for case, evidence in findings.found:
        mark_at_risk(case=case, evidence=evidence, by=by, at=at)
    for case in findings.cleared:
        clear_risk(case=case, by=by, at=at)
    return _told(change, findings)


@verb("onboarding.case.found_at_risk", _("Found at risk"), permission="case.change")
def mark_at_risk(
    change: Change, *, case: Case, evidence: dict[str, Any], by: Actor, at: datetime
) -> Case:
    """The case needs attention: why stands in the evidence. Its owner is told once."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    if case.status != "active":
        return case
    change.subject(case)
    change.about(case.account)
    change.evidence, change.version = evidence, str(evidence.get("version", ""))
    set_status(change, case, "at_risk", evidence=evidence)
    change.subject(case)
    _tell_owner(change, "onboarding.case.at_risk", case, evidence)
    return case


@verb("onboarding.case.risk_cleared", _("No longer at risk"), permission="case.change")
def clear_risk(change: Change, *, case: Case, by: Actor, at: datetime) -> Case:
    """What put the case at risk is no longer so."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    if case.status != "at_risk":
        return case
    change.subject(case)
    change.about(case.account)
    set_status(change, case, "active")
    change.subject(case)
    return case


@verb("onboarding.stall.checked", _("Stalled cases looked for"), permission="case.change")
def detect_stalled(change: Change, *, by: Actor, at: datetime) -> RiskFindings:
    """Mark the cases whose customers cannot be reached (R08); those who answered are back.

    Run again, it changes nothing and tells nobody twice.
    """
    require(by, "case.change")
    findings = risk_findings(at, STALLED)
    for case, evidence in findings.found:
        find_stalled(case=case, evidence=evidence, by=by, at=at)
    for case in findings.cleared:
        clear_stall(case=case, by=by, at=at)
    return _told(change, findings)


@verb("onboarding.case.found_stalled", _("Found stalled"), permission="case.change")
def find_stalled(
    change: Change, *, case: Case, evidence: dict[str, Any], by: Actor, at: datetime
) -> Case:
    """The customer cannot be reached: why stands in the evidence. The owner is told once."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    if case.status not in STALLED.sources:
        return case
    change.subject(case)
    change.about(case.account)
    change.evidence, change.version = evidence, str(evidence.get("version", ""))
    set_status(change, case, "stalled", cause=UNREACHABLE, evidence=evidence)
    change.subject(case)
    _tell_owner(change, "onboarding.case.stalled", case, evidence)
    return case


@verb("onboarding.case.stall_cleared", _("No longer stalled"), permission="case.change")
def clear_stall(change: Change, *, case: Case, by: Actor, at: datetime) -> Case:
    """The customer answered a case that a rule had found stalled. What people set stays."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    if case.status != "stalled" or _found(case) is None:
        return case
    change.subject(case)
    change.about(case.account)
    set_status(change, case, "active")
    change.subject(case)
    return case


def _found(case: Case) -> CaseStatus | None:
    rows = CaseStatus.objects.living().filter(case=case, until=None, evidence__isnull=False)
    return rows.first()


def _tell_owner(change: Change, kind: str, case: Case, evidence: dict[str, Any]) -> None:
    values = values_of(Case.objects.filter(pk=case.pk), "case", TOLD, moment_of(change.at))[case.pk]
    notify(
        kind,
        to=[case.owner_id] if case.owner_id else [],
        subject=case,
        once=f"{case.pk}:{evidence.get('key', '')}",
        at=change.at,
        params={"account": case.account.name, "phase": case.phase, **values},
        fact=change.id,
    )


def _told(change: Change, findings: RiskFindings) -> RiskFindings:
    """One fact for the whole look, when it found or cleared anything."""
    if findings.found or findings.cleared:
        counts = {"found": len(findings.found), "cleared": len(findings.cleared)}
        change.note(findings.version, **counts)
    return findings
