"""Why a customer bought: added, put in order, ended."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Account, AccountPurpose
from ..putting.wording import WORDS

CODE_LENGTH = 20


@verb("customers.purpose.set", _("Purpose set"), permission="account.change")
def set_purpose(
    change: Change,
    *,
    account: Account,
    code: str,
    rank: int | None = None,
    source: str = "customer",
    by: Actor,
    at: datetime,
) -> AccountPurpose:
    """Give the account this purpose at this rank (1 is first; None: last); the others move."""
    require(by, "account.change", account.team_id)
    code = _checked(code, rank)
    rows = _open(account)
    row = next((one for one in rows if one.code == code), None)
    if row is None:
        row = AccountPurpose(account=account, code=code, rank=0, source=source, added_at=at)
    elif rank is None:
        rank = row.rank
    others = [one for one in rows if one.code != code]
    place = len(others) if rank is None else min(rank - 1, len(others))
    change.subject(row)
    change.about(account)
    _in_order(change, [*others[:place], row, *others[place:]])
    return row


@verb("customers.purpose.ended", _("Purpose ended"), permission="account.change")
def end_purpose(
    change: Change, *, account: Account, code: str, by: Actor, at: datetime, reason: str = ""
) -> AccountPurpose | None:
    """The account no longer has this purpose; those after it move up. None: it had none such."""
    require(by, "account.change", account.team_id)
    rows = _open(account)
    row = next((one for one in rows if one.code == code.strip()), None)
    if row is None:
        return None
    change.subject(row)
    change.about(account)
    change.reason = reason
    change.update(row, ended_at=at)
    _in_order(change, [one for one in rows if one is not row])
    return row


def _checked(code: str, rank: int | None) -> str:
    errors = []
    code = code.strip()
    if not code:
        errors.append(FieldError("code", "required", WORDS["required"]))
    elif len(code) > CODE_LENGTH:
        errors.append(FieldError("code", "too_long", WORDS["too_long"]))
    if rank is not None and not 1 <= rank <= 100:
        errors.append(FieldError("rank", "out_of_range", WORDS["out_of_range"]))
    if errors:
        raise Invalid(*errors)
    return code


def _open(account: Account) -> list[AccountPurpose]:
    Account.objects.select_for_update().get(pk=account.pk)
    rows = AccountPurpose.objects.living().filter(account=account, ended_at=None)
    return list(rows.order_by("rank", "added_at", "pk"))


def _in_order(change: Change, rows: list[AccountPurpose]) -> None:
    for rank, row in enumerate(rows, start=1):
        if row._state.adding:
            row.rank = rank
            change.create(row)
        else:
            change.update(row, rank=rank)
