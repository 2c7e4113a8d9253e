"""A metric of cases, asked for an account: the worst of its open cases."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from senro.kernel.names import Moment, values_of

from ..models import Case
from ..rules.machine import ENDED

WORST = {
    "phase_age_days": max,
    "overdue_todos": max,
    "criteria_met": min,
    "criteria_total": min,
}


def worst_of_cases(code: str, accounts: Collection[UUID], moment: Moment) -> dict[UUID, Any]:
    """{account: value} for accounts with an open case whose value is known; in two queries."""
    cases = Case.objects.living().filter(account__in=list(accounts)).exclude(status__in=ENDED)
    owners = dict(cases.values_list("pk", "account_id"))
    found: dict[UUID, list[Any]] = {}
    for case, values in values_of(cases, "case", [code], moment).items():
        if values[code] is not None:
            found.setdefault(owners[case], []).append(values[code])
    return {account: WORST[code](values) for account, values in found.items()}
