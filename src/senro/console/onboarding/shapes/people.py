"""Structure, purposes and wishes of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from senro.customers.models import AccountPurpose
from senro.onboarding.models import Case, FeatureWish, StructureMember
from senro.programs.queries import purposes as known_purposes


def structure_rows(case: Case) -> list[StructureMember]:
    """Who stands for the project in the current attempt."""
    rows = StructureMember.objects.living().filter(
        attempt__case=case, attempt__number=case.attempt_no, attempt__undone_at=None
    )
    return list(rows.select_related("contact").order_by("role", "contact__name"))


def structure_initial(case: Case) -> dict[str, Any]:
    """The structure as its form takes it."""
    initial: dict[str, Any] = {"site_leads": []}
    for row in structure_rows(case):
        if row.role == "site_lead":
            initial["site_leads"].append(row.contact.key)
        else:
            initial[row.role] = row.contact.key
    return initial


def purpose_cards(
    case: Case, *, at: datetime, locale: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The chosen purposes in their order, and those to choose from."""
    cards = {
        one.code: {
            "code": one.code,
            "name": one.name.of(locale),
            "success": one.success.of(locale),
            "proof": one.proof.of(locale),
            "excluded": one.code in case.excluded_purposes,
            "rank": None,
        }
        for one in known_purposes(at)
    }
    rows = AccountPurpose.objects.living().filter(account_id=case.account_id, ended_at=None)
    chosen = []
    for place, code in enumerate(rows.order_by("rank", "code").values_list("code", flat=True), 1):
        card = cards.pop(code, None) or {
            "code": code, "name": code, "success": "", "proof": "",
            "excluded": code in case.excluded_purposes,
        }  # fmt: skip
        chosen.append({**card, "rank": place})
    return chosen, list(cards.values())


def wish_rows(case: Case) -> list[FeatureWish]:
    """What the customer wants, the nearest day first."""
    rows = FeatureWish.objects.living().filter(case=case)
    return sorted(rows, key=lambda row: (row.want_by is None, row.want_by, row.feature))
