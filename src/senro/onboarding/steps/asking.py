"""Asking a manager about a case, and telling them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from senro.kernel.models import Approval, Person
from senro.kernel.notifications import notify
from senro.kernel.queries.people import names_of_people, people_with_roles
from senro.kernel.verbs import Change
from senro.programs.queries import NoMethod, policies

from ..models import Attempt, Case, CaseCriterion

CUSTOM, WAIVER = "criterion_custom", "criterion_waiver"
# R16, where a method says nothing about it.
MOST_CUSTOMS = 2


def leaders() -> list[Person]:
    """Who approves; the administrators where nobody leads yet."""
    return people_with_roles("manager", "vp") or people_with_roles("admin")


def tell_leaders(
    change: Change, kind: str, case: Case, row: CaseCriterion, request: Approval
) -> None:
    """N9: a criteria exception is asked for."""
    _tell(change, kind, leaders(), case, row, f"{request.pk}:{request.version}")


def tell_author(change: Change, kind: str, case: Case, row: CaseCriterion, asked: Approval) -> None:
    """What became of it."""
    people = [asked.created_by_id] if asked.created_by_id else []
    extra = {"reason": asked.decision_reason}
    _tell(change, kind, people, case, row, f"{asked.pk}:{asked.version}", extra)


def tell_of_variance(change: Change, case: Case, row: CaseCriterion, number: int) -> None:
    """R16: a case has more criteria of its own than the method means."""
    extra = {"number": number}
    _tell(
        change, "onboarding.criteria.variance", leaders(), case, row,
        f"{row.attempt_id}:{number}", extra,
    )  # fmt: skip


def customs_of(attempt: Attempt) -> int:
    """How many criteria of its own an attempt has, those included that wait for approval."""
    rows = CaseCriterion.objects.living().filter(attempt=attempt, custom=True)
    return rows.exclude(approval="refused").count()


def most_customs(at: Any, tier: str) -> int:
    """How many are usual (policy `custom_criteria_limit`)."""
    try:
        known = policies(at)[1]
    except NoMethod:
        return MOST_CUSTOMS
    found = known.by_code.get("custom_criteria_limit")
    return int(found.of(tier)) if found else MOST_CUSTOMS


def _tell(
    change: Change,
    kind: str,
    to: Iterable[Any],
    case: Case,
    row: CaseCriterion,
    once: str,
    extra: dict[str, Any] | None = None,
) -> None:
    who = names_of_people([change.by.person_id]) if change.by.person_id else {}
    params = {
        "account": case.account.name,
        "title": row.title_ja or row.title_en,
        "who": next(iter(who.values()), ""),
        **(extra or {}),
    }
    notify(
        kind, to=to, subject=case, once=once, by=change.by, at=change.at, params=params,
        fact=change.id,
    )  # fmt: skip
