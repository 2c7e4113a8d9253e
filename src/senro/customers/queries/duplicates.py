"""Records that may be one and the same, and what merging two of them would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from senro.kernel.merging import counts_under
from senro.kernel.models import Person, Team
from senro.kernel.rules.access import Actor

from ..models import Account, Contact, DistinctPair, Partner
from ..rules import fold
from ..rules.merging import ACCOUNT_COLUMNS, CONTACT_COLUMNS, FieldChoice, differing
from .visible import visible_accounts, visible_contacts

# Why two records look alike, the surest first.
REASONS = ("crm_id", "name", "contact_email")
MOST = 200
# One address in so many accounts is a consultant's or a test's: it says nothing.
MOST_SHARING = 5


@dataclass(frozen=True)
class Pair:
    """Two accounts that may be one: proposed to stay is the one that more hangs on, or the older."""

    keep: Account
    duplicate: Account
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do: fields that differ, and how many rows of each kind would move."""

    fields: tuple[FieldChoice, ...]
    moves: Mapping[str, int]
    open_cases: int


def duplicate_accounts(actor: Actor) -> list[Pair]:
    """Pairs of visible accounts with the same CRM id, name or contact's address (4 queries)."""
    reasons: dict[tuple[UUID, UUID], set[str]] = {}
    rows = visible_accounts(actor).values_list("pk", "crm_id", "name")
    by_crm: dict[str, list[UUID]] = {}
    by_name: dict[str, list[UUID]] = {}
    for pk, crm_id, name in rows.order_by("pk"):
        if crm_id:
            by_crm.setdefault(crm_id, []).append(pk)
        by_name.setdefault(fold(name), []).append(pk)
    _pair(by_crm.values(), "crm_id", reasons)
    _pair(by_name.values(), "name", reasons)
    _pair(_sharing_addresses(actor), "contact_email", reasons)
    told = DistinctPair.objects.living().values_list("first_id", "second_id")
    for first, second in told:
        reasons.pop(_ordered(first, second), None)
    surest = sorted(reasons.items(), key=lambda item: (-len(item[1]), _rank(item[1]), item[0]))
    return _pairs(surest[:MOST])


def duplicate_contacts(actor: Actor, account: Account) -> list[tuple[Contact, Contact]]:
    """Contacts of an account with the same name or address, in pairs (1 query)."""
    rows = list(visible_contacts(actor).filter(account=account).order_by("pk"))
    found: dict[tuple[UUID, UUID], tuple[Contact, Contact]] = {}
    for of in (lambda row: fold(row.name), lambda row: row.email.casefold()):
        groups: dict[str, list[Contact]] = {}
        for row in rows:
            if of(row):
                groups.setdefault(of(row), []).append(row)
        for group in groups.values():
            for one, other in combinations(group, 2):
                found[(one.pk, other.pk)] = (one, other)
    return list(found.values())


def merge_preview(keep: Account, duplicate: Account) -> MergePreview:
    """What merging two accounts would do."""
    return _preview(ACCOUNT_COLUMNS, keep, duplicate)


def contact_merge_preview(keep: Contact, duplicate: Contact) -> MergePreview:
    """What merging two contacts would do."""
    return _preview(CONTACT_COLUMNS, keep, duplicate)


def _preview(columns: Mapping[str, str], keep: Any, duplicate: Any) -> MergePreview:
    moves = counts_under(duplicate)
    fields = tuple(_named(choice) for choice in differing(columns, vars(keep), vars(duplicate)))
    return MergePreview(fields, moves, moves.get("case", 0))


def _named(choice: FieldChoice) -> FieldChoice:
    """References by the names that people know them by."""
    models: dict[str, Any] = {"owner": Person, "team": Team, "partner": Partner}
    model = models.get(choice.name)
    if model is None:
        return choice
    names = dict(
        model.objects.filter(pk__in=[pk for pk in (choice.kept, choice.other) if pk]).values_list(
            "pk", "name"
        )
    )
    return FieldChoice(
        choice.name, names.get(choice.kept), names.get(choice.other), choice.takes_other
    )


def _sharing_addresses(actor: Actor) -> Iterable[list[UUID]]:
    rows = visible_contacts(actor).exclude(email="").filter(left_on=None)
    found: dict[str, set[UUID]] = {}
    for email, account in rows.values_list("email", "account_id"):
        found.setdefault(email.casefold(), set()).add(account)
    return [sorted(group) for group in found.values() if 1 < len(group) <= MOST_SHARING]


def _pair(groups: Iterable[list[UUID]], reason: str, found: dict[Any, set[str]]) -> None:
    for group in groups:
        for one, other in combinations(group[:MOST], 2):
            found.setdefault(_ordered(one, other), set()).add(reason)


def _ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)


def _rank(reasons: set[str]) -> int:
    return min(REASONS.index(reason) for reason in reasons)


def _pairs(found: list[tuple[tuple[UUID, UUID], set[str]]]) -> list[Pair]:
    ids = {pk for pair, _reasons in found for pk in pair}
    rows = Account.objects.select_related("owner").in_bulk(ids)
    contracts = _contracts(ids)
    pairs = []
    for (one, other), reasons in found:
        # The older of two with as many contracts: ids are in the order of time.
        keep, duplicate = (one, other) if contracts(one) >= contracts(other) else (other, one)
        ordered = tuple(reason for reason in REASONS if reason in reasons)
        pairs.append(Pair(rows[keep], rows[duplicate], ordered))
    return pairs


def _contracts(ids: set[UUID]) -> Any:
    living = Count("contracts", filter=Q(contracts__undone_at=None))
    counts = dict(Account.objects.filter(pk__in=ids).annotate(n=living).values_list("pk", "n"))
    return lambda pk: counts.get(pk, 0)
