"""Merging records that turn out to be one customer or one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, FieldError, Invalid, Missing
from senro.kernel.merging import counts_under, merge_into
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Account, AccountPurpose, Contact, DistinctPair
from ..putting.wording import WORDS
from ..rules import search_text
from ..rules.merging import ACCOUNT_COLUMNS, CONTACT_COLUMNS, merged_values, names_of

R = TypeVar("R", Account, Contact)


class MergedElsewhere(Conflict):
    """The duplicate went into another record already."""

    code = "merged_elsewhere"
    message = _("This record was merged into another one already.")


@verb("customers.account.merged", _("Accounts merged"), permission="account.change")
def merge_accounts(
    change: Change,
    *,
    keep: Account,
    duplicate: Account,
    take: Iterable[str] = (),
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Account:
    """Two accounts are one customer: everything of `duplicate` becomes `keep`'s.

    What `keep` does not know it takes from the duplicate; of what both know, only the fields named
    in `take`. The duplicate's key goes on meaning `keep`. Merged already: nothing happens. Raises
    Invalid, MergedElsewhere, Missing, Forbidden. Undoing it parts them again.
    """
    keep, duplicate, merged = _both(change, Account, keep, duplicate)
    if merged:
        return keep
    for account in (keep, duplicate):
        require(by, "account.change", account.team_id)
    values = _values(ACCOUNT_COLUMNS, keep, duplicate, take)
    parent, own = _parent(keep, duplicate), _purposes(keep)
    change.evidence = {"merged": duplicate.key, "moved": counts_under(duplicate)}
    change.reason = reason.strip()
    for pair in _pairs(keep, duplicate):
        change.remove(pair)
    change.update(duplicate, merged_into=keep)
    change.update(keep, parent_id=parent)
    merge_into(change, duplicate, keep)
    change.update(keep, **values)
    change.update(keep, search=search_text(keep.key, keep.name, keep.kana))
    _in_order(change, keep, own)
    return keep


@verb("customers.contact.merged", _("Contacts merged"), permission="account.change")
def merge_contacts(
    change: Change,
    *,
    keep: Contact,
    duplicate: Contact,
    take: Iterable[str] = (),
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Contact:
    """Two contacts of one account are one person. As `merge_accounts`."""
    keep, duplicate, merged = _both(change, Contact, keep, duplicate)
    if merged:
        return keep
    if keep.account_id != duplicate.account_id:
        raise Invalid(FieldError("duplicate", "other_account", WORDS["other_account"]))
    require(by, "account.change", keep.account.team_id)
    values = _values(CONTACT_COLUMNS, keep, duplicate, take)
    change.about(keep.account)
    change.evidence = {"moved": counts_under(duplicate)}
    change.reason = reason.strip()
    change.update(duplicate, merged_into=keep)
    merge_into(change, duplicate, keep)
    change.update(keep, **values)
    return keep


@verb("customers.pair.distinguished", _("Said to be two customers"), permission="account.change")
def distinguish(
    change: Change, *, first: Account, second: Account, by: Actor, at: datetime
) -> DistinctPair:
    """These two look alike and are not one customer: they are not proposed again."""
    if first.pk == second.pk:
        raise Invalid(FieldError("second", "not_a_duplicate", WORDS["not_a_duplicate"]))
    for account in (first, second):
        require(by, "account.change", account.team_id)
    both = Account.objects.select_for_update().filter(pk__in=[first.pk, second.pk])
    list(both.order_by("pk"))
    there = _pairs(first, second)
    if there:
        return there[0]
    row = DistinctPair(first=first, second=second)
    change.create(row)
    change.about(first, second)
    return row


def _pairs(first: Account, second: Account) -> list[DistinctPair]:
    both = [first.pk, second.pk]
    return list(DistinctPair.objects.living().filter(first__in=both, second__in=both))


def _both(change: Change, model: type[R], keep: R, duplicate: R) -> tuple[R, R, bool]:
    """Both rows under lock; True when the duplicate is part of `keep` already."""
    if keep.pk == duplicate.pk:
        raise Invalid(FieldError("duplicate", "not_a_duplicate", WORDS["not_a_duplicate"]))
    rows = model.objects.select_for_update(of=("self",)).filter(pk__in=[keep.pk, duplicate.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) < 2 or found[keep.pk].undone_at is not None:
        raise Missing()
    gone = found[duplicate.pk]
    change.subject(found[keep.pk])
    change.about(gone)
    if gone.undone_at is None:
        return found[keep.pk], gone, False
    if gone.merged_into_id is None:
        raise Missing()
    if gone.merged_into_id != keep.pk:
        raise MergedElsewhere()
    return found[keep.pk], gone, True


def _values(columns: dict[str, str], keep: Any, duplicate: Any, take: Iterable[str]) -> Any:
    wanted = list(take)
    mine, theirs = vars(keep), vars(duplicate)
    known = names_of(columns, theirs)
    wrong = [
        FieldError(f"take[{number}]", "unknown_field", WORDS["unknown_field"])
        for number, name in enumerate(wanted)
        if name not in known
    ]
    if wrong:
        raise Invalid(*wrong)
    return merged_values(columns, mine, theirs, wanted)


def _parent(keep: Account, duplicate: Account) -> UUID | None:
    """Whose part `keep` is afterwards; never its own, and never in a ring."""
    pairs = Account.objects.living().exclude(parent=None).values_list("pk", "parent_id")
    parents: dict[UUID, UUID | None] = dict(pairs)
    under, steps = keep.parent_id, 0
    while under is not None and under != duplicate.pk and steps <= len(parents):
        under, steps = parents.get(under), steps + 1
    if under != duplicate.pk and keep.parent_id is not None:
        return keep.parent_id
    above, steps = duplicate.parent_id, 0
    while above is not None and steps <= len(parents):
        if above == keep.pk:
            return None if under == duplicate.pk else keep.parent_id
        above, steps = parents.get(above), steps + 1
    return duplicate.parent_id


def _purposes(account: Account) -> list[AccountPurpose]:
    rows = AccountPurpose.objects.living().filter(account=account, ended_at=None)
    return list(rows.order_by("rank", "added_at", "pk"))


def _in_order(change: Change, account: Account, own: list[AccountPurpose]) -> None:
    """Purposes of both: those that the one that stayed had come first."""
    first = {row.pk for row in own}
    rows = sorted(_purposes(account), key=lambda row: row.pk not in first)
    for rank, row in enumerate(rows, start=1):
        change.update(row, rank=rank)
