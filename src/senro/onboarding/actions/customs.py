"""The third layer: a criterion that is written for one case. It counts when a manager approved it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.asking import ask
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb
from senro.programs.rules import ELEMENTS

from ..models import Case, CaseCriterion
from ..queries.gates import line_of
from ..rules.criteria import KINDS
from ..steps.asking import CUSTOM, customs_of, most_customs, tell_leaders, tell_of_variance
from ..steps.cases import locked, needed, refuse
from ..steps.reading import Reader

FIELDS = ("title", "element", "kind", "mandatory", "threshold", "scale", "reason")


@verb("onboarding.criterion.custom_added", _("Custom criterion written"), permission="case.change")
def add_custom(
    change: Change, *, case: Case, fields: Mapping[str, Any], by: Actor, at: datetime
) -> CaseCriterion:
    """Write a criterion for this case alone, and ask for its approval.

    `fields`: title*, element* (structure, goal, value), kind, mandatory, threshold, scale, reason*.
    Written again word for word, it is written once. More of them than the policy means tells the
    managers. Raises Invalid naming every wrong one.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    attempt = line_of(case).attempt
    row, reason = _read(fields)
    there = CaseCriterion.objects.living().filter(
        attempt=attempt, custom=True, title_ja=row.title_ja, approval__in=("pending", "approved")
    )
    if there.first() is not None:
        found: CaseCriterion = there[0]
        return found
    row.attempt = attempt
    taken = CaseCriterion.objects.filter(attempt=attempt, custom=True).count()
    row.code = f"custom-{taken + 1}"
    change.create(row)
    request = ask(change, CUSTOM, subject=row, reason=reason, team_id=case.team_id)
    change.subject(row)
    change.about(case, case.account)
    change.reason = reason
    tell_leaders(change, "onboarding.criterion.custom_asked", case, row, request)
    number = customs_of(attempt)
    if number > most_customs(at, case.account.tier):
        tell_of_variance(change, case, row, number)
    return row


def _read(fields: Mapping[str, Any]) -> tuple[CaseCriterion, str]:
    read = Reader(fields, FIELDS)
    title = read.text("title", needed=True, most=300)
    reason = read.text("reason", needed=True)
    row = CaseCriterion(
        title_ja=title,
        title_en=title,
        element=read.choice("element", ELEMENTS),
        kind=read.choice("kind", KINDS, "human"),
        mandatory=bool(fields.get("mandatory", True)),
        threshold=_number(read, "threshold"),
        scale=_number(read, "scale"),
        custom=True,
        approval="pending",
    )
    if row.kind == "survey" and row.threshold is None:
        read.wrong("threshold", "required")
    refuse(read.errors)
    needed(title=title)
    return row, reason


def _number(read: Reader, name: str) -> float | None:
    value = read.fields.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if isinstance(value, bool) or not abs(number) < 1e12:
        read.wrong(name, "out_of_range")
        return None
    return number
