"""The only way to a row: through what the person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from senro.kernel.models import Person
from senro.kernel.rules.access import CUSTOMER_ROLES, SALES, Actor

from ..models import Account, Contact, Contract, Deal, EndUser, Touch

_CUSTOMERS = frozenset(CUSTOMER_ROLES)


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """Accounts the actor may see: all for the team and sales, else one's own."""
    rows = Account.objects.living()
    mine = _mine(actor)
    return rows if mine is None else rows.filter(mine)


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts of visible accounts."""
    return _of_accounts(Contact.objects.living(), actor)


def nameable_contacts(actor: Actor) -> QuerySet[Contact]:
    """Visible contacts to choose from: an erased one has no name to be chosen by."""
    return visible_contacts(actor).exclude(name="")


def visible_contracts(actor: Actor) -> QuerySet[Contract]:
    """Contracts of visible accounts."""
    return _of_accounts(Contract.objects.living(), actor)


def visible_end_users(actor: Actor) -> QuerySet[EndUser]:
    """End users of visible accounts."""
    return _of_accounts(EndUser.objects.living(), actor)


def visible_deals(actor: Actor) -> QuerySet[Deal]:
    """Deals of visible accounts."""
    return _of_accounts(Deal.objects.living(), actor)


def visible_touches(actor: Actor) -> QuerySet[Touch]:
    """Contacts logged with visible accounts; their notes are for who `sees_notes`."""
    return _of_accounts(Touch.objects.living(), actor)


def _of_accounts(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    if _mine(actor) is None:
        return rows
    return rows.filter(account__in=visible_accounts(actor).order_by().values("pk"))


def _mine(actor: Actor) -> Q | None:
    """None: everything. Roles add up: a contractor who also works for a partner sees both."""
    if actor.sees_everything or actor.has(*SALES):
        return None
    mine = Q(pk__in=[])
    if actor.person_id is None:
        return mine
    if actor.has("contractor"):
        mine |= Q(owner_id=actor.person_id)
    if actor.has("partner") or actor.roles & _CUSTOMERS:
        keys = Person.objects.filter(pk=actor.person_id).values_list("partner_key", "account_key")
        partner_key, account_key = keys.first() or ("", "")
        if partner_key and actor.has("partner"):
            mine |= Q(partner__key=partner_key)
        if account_key and actor.roles & _CUSTOMERS:
            mine |= Q(key=account_key)
    return mine
