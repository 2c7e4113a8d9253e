"""What happened with an account: purposes, contacts logged, silence, facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from senro.kernel.models import Fact, FactAbout
from senro.kernel.names import Moment
from senro.kernel.queries.facts import fact_dicts, without_note_kinds
from senro.kernel.rules.access import Actor

from ...models import Account, AccountPurpose, Touch
from ..merged import parts_of
from ..names import account_names
from ..past import given_then, ranks_then

NOTES = frozenset({"note", "notes", "handover_note"})
# Facts of these are for whoever sees the account they are about.
OF_ACCOUNTS = (
    "account",
    "accountpurpose",
    "contact",
    "contract",
    "contractterm",
    "deal",
    "enduser",
    "site",
    "touch",
)
# An import of a thousand end users must not bury what people did.
QUIET = ("customers.enduser.saved", "customers.site.saved")
_NAMES = (
    "last_inbound_on",
    "days_since_inbound_contact",
    "contact_attempts_since_inbound",
    "channels_tried_since_inbound",
)
_OFFERS = {offer.name.code: offer.expression for offer in account_names()}


@dataclass(frozen=True)
class PurposeLine:
    """Why the customer bought."""

    id: UUID
    code: str
    rank: int
    source: str
    added_at: datetime


@dataclass(frozen=True)
class TouchLine:
    """One contact; `note` is empty for who may not read internal notes."""

    id: UUID
    at: datetime
    direction: str
    channel: str
    contact: str
    layer: str
    person: str
    note: str
    source_kind: str
    source_id: UUID | None


@dataclass(frozen=True)
class Silence:
    """Since when we have not heard from them, and what we tried since."""

    last_inbound_on: date | None
    days: int | None
    attempts: int
    channels: int


def purpose_lines(account: Account, then: Moment | None = None) -> tuple[PurposeLine, ...]:
    """Purposes in their order, now or at a moment of the past (1 query)."""
    rows = (
        AccountPurpose.objects.living().filter(ended_at=None) if then is None else given_then(then)
    )
    rows = rows.filter(account=account).order_by("rank", "code")
    lines = [PurposeLine(r.pk, r.code, r.rank, r.source, r.added_at) for r in rows]
    if then is not None:
        ranks = ranks_then((line.id for line in lines), then)
        lines = [replace(line, rank=ranks.get(line.id, line.rank)) for line in lines]
    return tuple(sorted(lines, key=lambda line: (line.rank, line.code)))


def touch_lines(
    account: Account, *, at: datetime, notes: bool, limit: int
) -> tuple[TouchLine, ...]:
    """The latest contacts, newest first (1 query)."""
    rows = Touch.objects.living().filter(account=account, at__lte=at)
    rows = rows.select_related("contact", "person").order_by("-at", "-pk")[:limit]
    return tuple(
        TouchLine(
            id=row.pk,
            at=row.at,
            direction=row.direction,
            channel=row.channel,
            contact=row.contact.name if row.contact else "",
            layer=row.contact.layer if row.contact else "",
            person=row.person.name if row.person else "",
            note=row.note if notes else "",
            source_kind=row.source_kind,
            source_id=row.source_id,
        )
        for row in rows
    )


def silence_of(account: Account, moment: Moment) -> Silence:
    """How long they have been silent (1 query)."""
    asked = {f"n_{name}": _OFFERS[name](moment) for name in _NAMES}
    row = Account.objects.filter(pk=account.pk).annotate(**asked).values_list(*asked).get()
    return Silence(*row)


def account_facts(
    account: Account, actor: Actor, *, limit: int, until: datetime | None = None
) -> list[dict[str, Any]]:
    """The timeline: the latest facts about the account, newest first (3 queries)."""
    # What was told of accounts that are part of this one by now is told here too.
    parts = parts_of(account)
    about = FactAbout.objects.filter(kind="account", subject_id__in=parts).values("fact_id")
    facts = Fact.objects.filter(
        Q(subject_kind="account", subject_id__in=parts) | Q(seq__in=about)
    ).exclude(verb__in=QUIET)
    facts = without_note_kinds(actor, facts)
    if until:
        facts = facts.filter(at__lte=until)
    if not actor.sees_everything:
        # Whoever sees the account need not see its cases.
        facts = facts.filter(Q(subject_kind__in=OF_ACCOUNTS) | Q(by_id=actor.person_id))
    found = fact_dicts(facts.order_by("-seq")[:limit])
    return found if actor.sees_notes else [_without_notes(fact) for fact in found]


def _without_notes(fact: dict[str, Any]) -> dict[str, Any]:
    def kept(values: dict[str, Any] | None) -> dict[str, Any] | None:
        return values and {name: one for name, one in values.items() if name not in NOTES}

    return {**fact, "before": kept(fact["before"]), "after": kept(fact["after"])}
