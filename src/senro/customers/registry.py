"""What this domain offers to the kernel: names for rules about accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.lists import ListKind, register_list
from senro.kernel.models import Membership, Person
from senro.kernel.names import DYNAMIC, RecordName, register
from senro.kernel.reassignment import register_holding
from senro.kernel.rules.access import Actor
from senro.kernel.subjects import register_subject

from . import checks  # noqa: F401 - what `senro doctor` asks
from .actions import put_rows
from .models import Account
from .queries import listing, visible_accounts
from .queries.names import DATED, account_names, contracts_of_account_names, custom_names

for _offer in (*account_names(), *contracts_of_account_names()):
    register("account", _offer.name, _offer.expression, dated=_offer.name.code in DATED)


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


def _led_by(person_id: UUID) -> list[UUID]:
    rows = Account.objects.living().filter(owner_id=person_id)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _give_accounts(ids: Sequence[UUID], person: Person, by: Actor, at: datetime) -> None:
    """With the team of whoever takes over: only that team may work on them."""
    there = Membership.objects.living().filter(person=person, until=None, team__undone_at=None)
    team = there.order_by("-since").values_list("team__key", flat=True).first()
    more = {"team": team} if team else {}
    keys = Account.objects.filter(pk__in=ids).values_list("key", flat=True)
    rows = [{"key": key, "owner": person.email, **more} for key in keys]
    put_rows(kind="accounts", rows=rows, by=by, at=at)


register_holding("accounts", _("Accounts they own"), held=_led_by, give=_give_accounts)
