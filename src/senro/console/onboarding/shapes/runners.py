"""What the kickoff and closing runners show beside their forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import get_language

from senro.kernel.locales import locale
from senro.kernel.queries import local_day_of
from senro.onboarding.models import COUNTING, Case, CaseCriterion, Outcome
from senro.onboarding.queries.gates import Line, line_of

from ..words import ROLE
from .gates import gate_context
from .outcome import outcome_sentence
from .people import purpose_cards, structure_rows, wish_rows
from .playbook import agenda_rows


def kickoff_context(request: Any, case: Case) -> dict[str, Any]:
    """The agenda: purpose, wishes, structure, criteria and schedule to tell, and the gate."""
    locale = get_language() or "ja"
    line = line_of(case)
    chosen, _others = purpose_cards(case, at=request.at, locale=locale)
    return {
        "gate": gate_context(request, case) if case.phase == line.phases.first.code else None,
        "purposes": [one for one in chosen if not one["excluded"]],
        "wishes": wish_rows(case),
        "structure": [
            {"role": ROLE.get(row.role, row.role), "name": row.contact.name}
            for row in structure_rows(case)
        ],
        "criteria": criteria_rows(case, line),
        "schedule": schedule(line, locale),
        "target": line.attempt.target_end,
        "stumbling": agenda_rows(case, request.at),
    }


def closing_context(request: Any, case: Case) -> dict[str, Any]:
    """Criteria status, policy and outcome as they are, and the gate."""
    line = line_of(case)
    outcome = Outcome.objects.living().filter(attempt=line.attempt).first()
    return {
        "sentence": outcome_sentence(line.attempt, outcome, local_day_of(request.at)),
        "gate": gate_context(request, case, line.phases.codes[-2]),
        "criteria": criteria_rows(case, line),
    }


def of_attempt(model: Any, case: Case) -> Any:
    """The one row that the present attempt has of this, or None."""
    rows = model.objects.living().filter(attempt__case=case, attempt__number=case.attempt_no)
    return rows.filter(attempt__undone_at=None).first()


def schedule(line: Line, locale: str) -> list[dict[str, Any]]:
    """Each phase with its planned days, as the customer is told them."""
    day = line.attempt.started
    told = []
    for phase in line.phases.phases:
        ends = day + timedelta(days=phase.days)
        told.append({"name": phase.name.of(locale), "start": day, "end": ends, "days": phase.days})
        day = ends
    return told


def criteria_rows(case: Case, line: Line) -> list[dict[str, Any]]:
    """The criteria that were promised, with their state."""
    japanese = locale() == "ja"
    rows = CaseCriterion.objects.living().filter(attempt=line.attempt, approval__in=COUNTING)
    rows = rows.prefetch_related("waivers").order_by("-mandatory", "created_at", "code")
    found = []
    for row in rows:
        waived = any(waiver.undone_at is None for waiver in row.waivers.all())
        state = "met" if row.met_at else "waived" if waived else "open"
        title = row.title_ja if japanese else row.title_en
        found.append({"code": row.code, "title": title, "state": state, "evidence": row.evidence})
    return found
