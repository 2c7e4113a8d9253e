"""What this domain offers to the kernel: names for rules about accounts."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from senro.kernel.lists import ListKind, register_list
from senro.kernel.names import DYNAMIC, RecordName, register
from senro.kernel.rules.access import Actor
from senro.kernel.subjects import register_subject

from .models import Account
from .queries import listing, visible_accounts
from .queries.names import account_names, contracts_of_account_names, custom_names

for _offer in (*account_names(), *contracts_of_account_names()):
    register("account", _offer.name, _offer.expression)


def _custom_fields(subject: str) -> Iterable[RecordName]:
    if subject == "account":
        for offer in custom_names("account"):
            yield RecordName(offer.name, "account", offer.expression)


DYNAMIC["customers"] = _custom_fields


register_list(
    ListKind(
        code="accounts",
        subject="account",
        filters=(*listing.FILTERS, "purpose"),
        columns=listing.LIST_COLUMNS,
        sorts=(*listing.COLUMNS, *listing.MEASURES),
        groups=tuple(listing.GROUPS),
    )
)


def _account(actor: Actor, key: UUID) -> Account | None:
    return visible_accounts(actor).select_related("team").filter(pk=key).first()


register_subject("account", find=_account, title=lambda row: row.name)
