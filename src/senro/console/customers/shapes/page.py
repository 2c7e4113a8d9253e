"""The page of one account: its head, and each part with only what that part shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from senro.customers.models import Account, Contact, CustomField, EndUser
from senro.customers.queries import visible_deals
from senro.customers.queries.page.contracts import ContractLine, begun, contract_lines
from senro.customers.queries.page.group import group_of
from senro.customers.queries.page.people import end_user_counts, layer_groups
from senro.customers.queries.page.story import (
    account_facts,
    purpose_lines,
    silence_of,
    touch_lines,
)
from senro.kernel.clock import local_day
from senro.kernel.locales import locale
from senro.kernel.names import Moment
from senro.kernel.queries import organization
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.queries.past import cases_there
from senro.onboarding.queries.visible import visible_cases

from ..shared import CHANGE, ERASE, LOG, href_of
from ..words import (
    BUYING_TYPES,
    LAYERS,
    METHODS,
    MOVEMENTS,
    SALES_CHANNELS,
    STATUSES,
    TIERS,
    TOUCH_CHANNELS,
    purpose_words,
)
from .cases import CaseLine, case_lines, case_lines_then
from .record import record_lines

TOUCHES_SHOWN, TOUCHES_ALL, FACTS_ALL = 5, 50, 100


@dataclass(frozen=True)
class Head:
    """What stands above every part."""

    account: Account
    href: str
    tab: str
    today: date
    status: Any
    tier: Any
    sub: str
    mrr: int | None
    renewal: date | None
    purposes: tuple[tuple[str, Any], ...]
    contracts: tuple[ContractLine, ...]
    tabs: tuple[tuple[str, Any, int | None], ...]
    may_change: bool
    may_log: bool
    may_erase: bool
    # Shown as of a past day: nothing can be changed, and its links keep the day.
    past: bool = False

    @property
    def part(self) -> str:
        """The address of a part, which the part's name completes."""
        return (
            f"{self.href}?as_of={self.today.isoformat()}&tab=" if self.past else f"{self.href}?tab="
        )

    @property
    def days_to_renewal(self) -> int | None:
        """Days until the next renewal."""
        return (self.renewal - self.today).days if self.renewal else None


def head_of(actor: Actor, account: Account, at: datetime, tab: str, *, past: bool = False) -> Head:
    """The head (8 queries), now or at the end of a past day."""
    today = local_day(at, organization().timezone)
    contracts = contract_lines(account, today)
    if past:
        contracts = begun(contracts, today)
    worth = [line.mrr for line in contracts if line.runs and line.mrr is not None]
    renewals = [line.renewal for line in contracts if line.runs and line.renewal]
    words = purpose_words(at)
    moment = Moment(at, today)
    lines = purpose_lines(account, moment if past else None)
    purposes = [(one.code, words.get(one.code, "")) for one in lines]
    return Head(
        account=account,
        href=href_of(account.key),
        tab=tab,
        today=today,
        status=STATUSES.get(account.status, account.status),
        tier=TIERS.get(account.tier, ""),
        sub=_sub(account),
        mrr=sum(worth) if worth else None,
        renewal=min(renewals, default=None),
        purposes=tuple(purposes),
        contracts=contracts,
        tabs=_tabs(actor, account, len(contracts), at, past=past),
        may_change=not past and allowed(actor, CHANGE, account.team_id),
        may_log=not past and allowed(actor, LOG, account.team_id),
        may_erase=not past and allowed(actor, ERASE),
        past=past,
    )


def _sub(account: Account) -> str:
    """物流・運輸　217名　直販　担当 高木 亮: what is not known is not said."""
    parts = [account.industry, account.business_type]
    if account.employees is not None:
        parts.append(_("%(n)s people") % {"n": f"{account.employees:,}"})
    if account.channel:
        parts.append(str(SALES_CHANNELS.get(account.channel, account.channel)))
    if account.partner:
        parts.append(account.partner.name)
    owner = account.owner.name if account.owner else pgettext("account owner", "nobody yet")
    parts.append(_("Owner: %(name)s") % {"name": owner})
    return "　".join(part for part in parts if part)


def _tabs(
    actor: Actor, account: Account, contracts: int, at: datetime, *, past: bool
) -> tuple[tuple[str, Any, int | None], ...]:
    today = local_day(at, organization().timezone)
    own = visible_cases(actor).filter(account=account)
    opened = cases_there(own, at) if past else own
    there = Q(left_on=None) | Q(left_on__gt=today)
    contacts = Contact.objects.living().filter(there, account=account).count()
    return (
        ("", pgettext("account", "Overview"), None),
        ("cases", pgettext("account", "Cases"), opened.count()),
        ("usage", pgettext("account", "Usage"), None),
        ("users", _("End users"), EndUser.objects.living().filter(account=account).count()),
        ("people", pgettext("account", "People"), contacts),
        ("contracts", _("Contracts"), contracts),
        ("record", pgettext("account", "Record"), None),
    )  # fmt: skip


def overview(actor: Actor, account: Account, head: Head, at: datetime) -> dict[str, Any]:
    """The answer to: how do they stand?"""
    return {
        "cases": _cases(actor, account, head, at)[:5],
        "users": end_user_counts(account),
        "methods": METHODS,
        "touches": touches(actor, account, at, TOUCHES_SHOWN),
        "silence": silence_of(account, Moment(at, head.today)),
        "layers": _layers(actor, account, head.today, short=True),
        "own": _own_fields(account),
        "buying": BUYING_TYPES.get(account.buying_type, ""),
        "group": group_of(actor, account, head.today),
    }


def cases(actor: Actor, account: Account, head: Head, at: datetime) -> dict[str, Any]:
    """All cases, open and over."""
    return {"cases": _cases(actor, account, head, at)}


def _cases(actor: Actor, account: Account, head: Head, at: datetime) -> list[CaseLine]:
    rows = visible_cases(actor).filter(account=account)
    return case_lines_then(rows, at) if head.past else case_lines(rows, at)


def people(actor: Actor, account: Account, head: Head, at: datetime) -> dict[str, Any]:
    """Contacts by layer."""
    return {"layers": _layers(actor, account, head.today, short=False)}


def contracts(actor: Actor, account: Account, head: Head, at: datetime) -> dict[str, Any]:
    """Contracts with their terms, the latest term first, which the head has; and deals (1 query).

    Deals have no dates of their own: of a past day they are not known.
    """
    cards = []
    for line in head.contracts:
        terms = [(term, MOVEMENTS.get(term.movement, term.movement)) for term in line.terms]
        cards.append((line, terms[::-1]))
    deals = (
        []
        if head.past
        else list(visible_deals(actor).filter(account=account).order_by("-created_at"))
    )
    return {"cards": cards, "deals": deals}


def record(actor: Actor, account: Account, head: Head, at: datetime) -> dict[str, Any]:
    """Contacts with them, and everything that was done."""
    facts = account_facts(account, actor, limit=FACTS_ALL, until=at if head.past else None)
    return {
        "touches": touches(actor, account, at, TOUCHES_ALL),
        "facts": record_lines(facts, actor, account),
        "silence": silence_of(account, Moment(at, head.today)),
    }


def touches(actor: Actor, account: Account, at: datetime, limit: int) -> list[tuple[Any, Any]]:
    """The latest contacts, each with the word for its channel."""
    lines = touch_lines(account, at=at, notes=actor.sees_notes, limit=limit)
    return [(line, TOUCH_CHANNELS.get(line.channel, line.channel)) for line in lines]


def _layers(
    actor: Actor, account: Account, today: date, *, short: bool
) -> list[tuple[Any, list[Any], int]]:
    """(layer in words, people, how many there are); short: the first two who are still there."""
    found = []
    for group in layer_groups(account, today, notes=actor.sees_notes):
        there = [one for one in group.people if not (one.has_left or one.erased)]
        shown = there[:2] if short else list(group.people)
        found.append((LAYERS[group.layer], shown, len(there)))
    return found


def _own_fields(account: Account) -> list[tuple[str, Any]]:
    """Custom fields that say something."""
    if not account.custom:
        return []
    rows = CustomField.objects.living().filter(subject="account", code__in=account.custom)
    return [(label_of(row), shown(account.custom[row.code])) for row in rows.order_by("code")]


def label_of(row: CustomField) -> str:
    """Its name in the reader's language."""
    japanese = locale() == "ja"
    return row.label_ja if japanese else row.label_en or row.label_ja


def shown(value: Any) -> Any:
    """The value of a custom field as a person reads it."""
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    return "、".join(map(str, value)) if isinstance(value, list) else value


Part = Callable[[Actor, Account, Head, datetime], dict[str, Any]]
PARTS: Mapping[str, Part] = {
    "": overview,
    "cases": cases,
    "people": people,
    "contracts": contracts,
    "record": record,
}
__all__ = ["PARTS", "Head", "head_of", "label_of"]
