"""Where a record went that was merged into another one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from ..models import Account

# A chain of merges longer than this has never been seen; a torn one must not hang a request.
LONGEST = 50


def accounts_merged(keys: Iterable[str]) -> dict[str, tuple[UUID, str, UUID | None]]:
    """For keys of merged accounts: (id, key, team) of the account that each is part of now.

    A key that a living account has by now means that one and is left out.
    """
    wanted = list(keys)
    if not wanted:
        return {}
    gone = Account.objects.filter(key__in=wanted, merged_into__isnull=False).exclude(undone_at=None)
    living = set(Account.objects.living().filter(key__in=wanted).values_list("key", flat=True))
    found = {}
    for row in gone.select_related("merged_into").order_by("undone_at"):
        kept = _last(row)
        if kept is not None and row.key not in living:
            found[row.key] = (kept.pk, kept.key, kept.team_id)
    return found


def _last(row: Account) -> Account | None:
    current: Account | None = row
    for _step in range(LONGEST):
        if current is None or current.undone_at is None:
            return current
        current = current.merged_into
    return None


def parts_of(account: Account) -> list[UUID]:
    """The account and every account that was ever merged into it, directly or through others."""
    found, frontier = [account.pk], [account.pk]
    while frontier and len(found) < 1_000:
        rows = Account.objects.filter(merged_into__in=frontier).exclude(undone_at=None)
        frontier = [pk for pk in rows.values_list("pk", flat=True) if pk not in found]
        found += frontier
    return found
