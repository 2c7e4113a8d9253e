"""A gate as the panel and the rows of `senro.ui` take it, with what opens it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.models import Case
from senro.onboarding.queries.gates import Gate, Line, gate_of, line_of
from senro.onboarding.rules.gates import GateRow
from senro.ui.figures import day, number

from ..words import STATUS
from .why import why

# code of a gate item -> (name of the address that mends it, anchor)
RUNNERS = {
    "kickoff_held": "kickoff",
    "wish": "kickoff",
    "criteria_told": "kickoff",
    "schedule_told": "kickoff",
    "purpose": "case_purposes",
    "structure": "structure",
    "wish_dates": "case_wishes",
    "waves_chosen": "waves",
    "promotion_policy": "closing",
    "outcome": "closing",
}
PEOPLE = ("registration_coverage", "registration_method", "first_login_rate")


def phase_name(case: Case, code: str, line: Line | None = None) -> str:
    """A phase in the reader's language; the intake has a word of its own."""
    if code == "intake":
        return str(STATUS["intake"])
    phase = (line or line_of(case)).phases.phase(code)
    return phase.name.of(get_language() or "ja") if phase else code


def gate_context(request: Any, case: Case, phase: str = "") -> dict[str, Any] | None:
    """The gate of a phase, or of the one the case is in; None where no gate is ahead."""
    line, wanted = line_of(case), phase or case.phase
    following = line.phases.after(wanted)
    if wanted == "intake" or following is None:
        return None
    gate = gate_of(case, wanted, at=request.at)
    return shape(request.actor, case, gate, line)


def shape(actor: Actor, case: Case, gate: Gate, line: Line) -> dict[str, Any]:
    """The context of `ui/gate_panel.html`."""
    language = get_language() or "ja"
    following = line.phases.after(gate.phase)
    here = line.phases.phase(gate.phase)
    closed = gate.open is not True
    fixes = fixes_of(actor, case.pk, case.team_id, gate) if closed else []
    urls = {fix["url"] for fix in fixes}
    return {
        "case": case.pk,
        "name": case.account.name,
        "phase": gate.phase,
        "here": gate.phase == case.phase,
        "from_phase": here.name.of(language) if here else gate.phase,
        "to_phase": following.name.of(language) if following else "",
        "rows": [row_shape(row) for row in gate.rows],
        "unmet": gate.unmet,
        "total": len(gate.rows),
        "open": gate.open is True,
        "action": fixes[0] if fixes else None,
        "links": links_of(actor, case, gate, fixes[1:]),
        "override_url": override_url(actor, case, gate.phase) if closed else "",
        "complete_url": reverse("completion", args=[case.pk, gate.phase]),
        "back_url": reverse("case", args=[case.pk]),
        "attest": [
            row
            for row in gate.rows
            if row.attestable
            and row.state != "met"
            and reverse("gate_item", args=[case.pk, row.code]) not in urls
        ],
    }


def override_url(actor: Actor, case: Case, phase: str) -> str:
    """Where a leader may pass the gate by exception; nothing for everybody else."""
    if not allowed(actor, "case.override", case.team_id):
        return ""
    return reverse("exception", args=[case.pk, phase])


def row_shape(row: GateRow) -> dict[str, Any]:
    """One condition as `gate_rows` takes it."""
    shown: dict[str, Any] = {
        "code": row.code,
        "state": row.state,
        "name": row.name,
        "value": row.value,
        "threshold": row.threshold,
        "why": why(row.text, row.rule, row.version, row.inputs),
        "attestable": row.attestable,
    }
    if row.waves:
        shown |= {"sites": True, "threshold": f"／{row.waves[1]}"}
    if row.attested:
        by = row.attested.by
        shown["value"] = f"{day(row.attested.at)} {by}".strip()
        shown["why"] = why(row.attested.evidence, row.rule, row.version)
    elif row.state == "met":
        shown["threshold"] = shown["threshold"] if row.waves else ""
    else:
        shown |= {"share": row.share, "limit": row.limit, "text": _sentence(row)}
    return shown


def _sentence(row: GateRow) -> Any:
    """How many of how many, where that is known; else what the method says about it."""
    total = row.inputs.get("end_users")
    if row.share is None or not total:
        return row.text if row.state == "unknown" else row.message
    there = round(row.share * total)
    return _("%(there)s of %(total)s people; %(rest)s still to settle") % {
        "there": number(there), "total": number(total), "rest": number(total - there),
    }  # fmt: skip


def fixes_of(actor: Actor, case: UUID, team: UUID | None, gate: Gate) -> list[dict[str, Any]]:
    """What opens the gate: one action for each thing that is missing, none twice."""
    found: dict[str, dict[str, Any]] = {}
    for row in gate.rows:
        if row.state == "met":
            continue
        fix = _fix(case, row)
        if fix is not None:
            found.setdefault(fix["url"], fix)
    # What leads away from the page comes first: a jump to the criteria below opens nothing.
    fixes = sorted(found.values(), key=lambda fix: "#" in fix["url"])
    return fixes if allowed(actor, "case.change", team) else []


def first_fix(actor: Actor, case: UUID, team: UUID | None, gate: Gate) -> dict[str, Any] | None:
    """The first of them, for a list that shows one and has fifty gates."""
    if not allowed(actor, "case.change", team):
        return None
    below = None
    for row in gate.rows:
        fix = _fix(case, row) if row.state != "met" else None
        if fix is not None and "#" not in fix["url"]:
            return fix
        below = below or fix
    return below


def _fix(case: UUID, row: GateRow) -> dict[str, Any] | None:
    if row.waves:
        return {"url": reverse("waves", args=[case]), "label": _("See it site by site")}
    if row.code in RUNNERS:
        return {"url": reverse(RUNNERS[row.code], args=[case]), "label": _label(row.code)}
    if row.code == "mandatory_criteria":
        return {"url": f"{reverse('case', args=[case])}#criteria", "label": _label(row.code)}
    if row.code in PEOPLE and row.state == "unmet":
        return _people_fix(case, row)
    if row.attestable:
        url = reverse("gate_item", args=[case, row.code])
        return {"url": url, "label": _("Vouch for “%(item)s”") % {"item": row.name}}
    return None


def _people_fix(case: UUID, row: GateRow) -> dict[str, Any]:
    total, share = row.inputs.get("end_users") or 0, row.share or 0
    missing = {"n": number(total - round(share * total))}
    if row.code == "first_login_rate":
        return {
            "url": f"{reverse('missing_people', args=[case])}?of=sign-in",
            "label": _("List the %(n)s people who have not signed in") % missing,
            "short": _("List who has not signed in"),
            "note": _("A file for the customer: whom to remind, by site."),
        }
    return {
        "url": reverse("missing_people", args=[case]),
        "label": _("List the %(n)s people without a way to register") % missing,
        "short": _("List who cannot register yet"),
        "note": _(
            "The customer fills in the last column (e-mail, employee number, SMS, QR card"
            " or shared terminal); importing the same file opens the gate."
        ),
    }


def _label(code: str) -> str:
    return {
        "kickoff_held": _("Run the kickoff"),
        "wish": _("Confirm in the kickoff what the customer wants"),
        "criteria_told": _("Tell the completion criteria in the kickoff"),
        "schedule_told": _("Tell the schedule in the kickoff"),
        "purpose": _("Choose the purpose of adoption"),
        "structure": _("Name the project structure"),
        "wish_dates": _("Settle which functions are wanted by when"),
        "waves_chosen": _("Name the sites that are rolled out"),
        "promotion_policy": _("Decide the promotion policy"),
        "outcome": _("Write the outcome"),
        "mandatory_criteria": _("Go through the completion criteria"),
    }[code]


def links_of(
    actor: Actor, case: Case, gate: Gate, fixes: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The other ways, as links under the one action."""
    links = [{"href": fix["url"], "text": fix["label"]} for fix in fixes]
    codes = {row.code for row in gate.rows if row.state != "met"}
    if codes & set(PEOPLE[:2]) and allowed(actor, "import.run"):
        text = _("Import end users with their way to register")
        links.append({"href": "/imports/new/?kind=end-users", "text": text})
    return links
