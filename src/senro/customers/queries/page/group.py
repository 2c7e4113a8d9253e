"""An account among those above and below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from senro.kernel.rules.access import Actor

from ...models import Account, ContractTerm
from ..visible import visible_accounts

# A group with more levels than this has a ring somewhere; the page must not hang on it.
DEEPEST = 20
MOST = 200


@dataclass(frozen=True)
class Member:
    """An account of the group, how far below, and what it pays a month."""

    account: Account
    depth: int
    mrr: int | None


@dataclass(frozen=True)
class Group:
    """The accounts below one, in order, and what all of them pay together with it."""

    members: tuple[Member, ...]
    mrr: int | None
    more: bool


def group_of(actor: Actor, account: Account, day: date) -> Group | None:
    """The accounts below this one that the actor may see; None when it has none.

    One query a level, and one for the money.
    """
    visible = visible_accounts(actor)
    found: list[tuple[Account, int]] = []
    seen, level = {account.pk}, [account.pk]
    for depth in range(1, DEEPEST):
        rows = list(visible.filter(parent__in=level).order_by("name", "pk")[: MOST + 1])
        rows = [row for row in rows if row.pk not in seen]
        if not rows or len(found) > MOST:
            break
        found += [(row, depth) for row in rows]
        seen |= {row.pk for row in rows}
        level = [row.pk for row in rows]
    if not found:
        return None
    worth = _worth(ContractTerm.objects.living(), [*seen], day)
    total = sum(worth.values()) if worth else None
    members = [Member(row, depth, worth.get(row.pk)) for row, depth in _in_order(found)]
    return Group(tuple(members[:MOST]), total, len(members) > MOST)


def _in_order(found: list[tuple[Account, int]]) -> list[tuple[Account, int]]:
    """Each account followed by what is below it."""
    below: dict[object, list[tuple[Account, int]]] = {}
    for row, depth in found:
        below.setdefault(row.parent_id, []).append((row, depth))
    ordered: list[tuple[Account, int]] = []
    stack = [one for one in reversed(found) if one[1] == 1]
    while stack:
        row, depth = stack.pop()
        ordered.append((row, depth))
        stack += reversed(below.get(row.pk, []))
    return ordered


def _worth(terms: QuerySet[ContractTerm], ids: list[UUID], day: date) -> dict[UUID, int]:
    worth: dict[UUID, int] = {}
    rows = terms.filter(
        contract__account__in=ids, contract__undone_at=None, contract__start__lte=day,
        since__lte=day,
    ).exclude(contract__end__lte=day)  # fmt: skip
    latest: dict[UUID, tuple[UUID, int]] = {}
    for contract, account, mrr in rows.order_by("since").values_list(
        "contract_id", "contract__account_id", "mrr"
    ):
        latest[contract] = (account, mrr)
    for account, mrr in latest.values():
        worth[account] = worth.get(account, 0) + mrr
    return worth
