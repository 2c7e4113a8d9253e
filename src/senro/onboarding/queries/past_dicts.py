"""Cases in the one public shape as they stood on a day of the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import translation

from senro.customers.queries.past import purposes_then
from senro.kernel.names import Moment

from ..models import (
    Attempt,
    Case,
    CaseStatus,
    Outcome,
    PhaseCompletion,
    PhasePlan,
    StructureMember,
)
from .dicts import FOUND, Parts, shape_of
from .past import as_they_stood, lines_then
from .past_gates import gates_then
from .states import State, held, standing


def case_dicts_at(rows: Iterable[Case], moment: Moment, *, locale: str) -> list[dict[str, Any]]:
    """Cases in the API's shape as of the day, in about a dozen queries however many."""
    ids = [row.pk for row in rows]
    related = ("account", "contract", "team")
    known = {row.pk: row for row in Case.objects.filter(pk__in=ids).select_related(*related)}
    stood = as_they_stood((known[pk] for pk in ids), moment.at)
    parts = _parts(stood, moment)
    with translation.override(locale):
        return [shape_of(case, parts, locale) for case, _state, _attempt in stood]


def _parts(stood: list[tuple[Case, State, Attempt]], moment: Moment) -> Parts:
    at = moment.at
    lines = lines_then(stood)
    then = gates_then((case for case, _s, _a in stood), lines, at)
    attempts = [attempt.pk for _case, _state, attempt in stood]
    parts = Parts(lines, {key: one.gates for key, one in then.items()})
    parts.crews = {key: one.crew for key, one in then.items() if one.crew.waves}
    done = PhaseCompletion.objects.filter(held(at), attempt__in=attempts, wave=None, at__lte=at)
    for one, phase, when in done.values_list("attempt_id", "phase", "at"):
        parts.done.setdefault(one, {})[phase] = when
    plans = PhasePlan.objects.filter(standing(at), attempt__in=attempts).order_by("since")
    ends: dict[Any, dict[str, date]] = {}
    for one, phase, day in plans.values_list("attempt_id", "phase", "planned_end"):
        ends.setdefault(one, {})[phase] = day
    parts.ends = ends
    members = StructureMember.objects.filter(held(at), attempt__in=attempts, created_at__lte=at)
    for one, role, key in members.order_by("created_at").values_list(
        "attempt_id", "role", "contact__key"
    ):
        parts.structure.setdefault(one, {}).setdefault(role, []).append(key)
    names = ("achieved", "led_to", "evidence")
    for outcome in Outcome.objects.filter(held(at), attempt__in=attempts, created_at__lte=at):
        parts.outcomes[outcome.attempt_id] = {name: getattr(outcome, name) for name in names}
    parts.purposes = purposes_then({case.account_id for case, _s, _a in stood}, moment)
    told = CaseStatus.objects.filter(
        standing(at), case__in=[case.pk for case, _s, _a in stood], status__in=FOUND
    )
    parts.risks = {row.case_id: row for row in told}
    return parts
