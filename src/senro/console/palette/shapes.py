"""The palette's groups: recent and starred things, what this page can do, records, screens.

However many records there are: a handful of queries, each cut off after a few rows and without an
order that would need them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from senro.customers.queries import visible_accounts, visible_contacts
from senro.customers.rules import fold
from senro.customers.rules.romaji import kana_of
from senro.kernel.queries import visible_people
from senro.kernel.queries.visits import favourites, recent
from senro.kernel.rules.access import Actor
from senro.onboarding.queries.visible import visible_cases

from ..customers.shared import href_of
from ..customers.words import CASE_STATUSES, LAYERS
from .commands import Command, best, dated, everywhere, further_screens, screens
from .deeds import here

FEW = 6
# How many names are looked at for the best few.
LOOKED_AT = 60


@dataclass(frozen=True)
class Group:
    """Lines of one kind."""

    title: str
    lines: tuple[Command, ...]


def own_things(actor: Actor, path: str = "", limit: int = 20) -> list[Group]:
    """What somebody looked at last, and what has their star."""
    groups = [
        Group(_("Looked at last"), _things(actor, recent(actor, limit + 1), path)[:limit]),
        Group(_("Starred"), _things(actor, favourites(actor, limit), path)),
    ]
    return [group for group in groups if group.lines]


def palette_groups(actor: Actor, q: str, path: str, at: datetime) -> list[Group]:
    """What to show for these words on this page."""
    about, verbs = here(actor, path)
    title = _("Here: %(name)s") % {"name": about} if about else _("On this page")
    if not q:
        groups = [
            *own_things(actor, path, FEW),
            Group(title, tuple(verbs)),
            Group(_("Go to"), tuple(screens(actor))),
            Group(pgettext("palette", "Everywhere"), tuple(everywhere(actor))),
        ]
        return [group for group in groups if group.lines]
    accounts = _accounts(actor, q)
    groups = [
        Group(pgettext("palette", "As of a day"), tuple(dated(q, path, at))),
        Group(title, tuple(best(q, verbs, FEW))),
        Group(pgettext("menu", "Accounts"), tuple(line for _pk, line in accounts)),
        Group(pgettext("account", "Cases"), _cases(actor, [pk for pk, _line in accounts])),
        Group(_("Contacts"), _contacts(actor, q)),
        Group(_("Go to"), tuple(best(q, [*screens(actor), *further_screens(actor)], FEW))),
        Group(pgettext("palette", "Everywhere"), tuple(best(q, everywhere(actor), FEW))),
        Group(pgettext("search", "Colleagues"), _colleagues(actor, q)),
    ]
    return [group for group in groups if group.lines]


def _things(actor: Actor, named: Iterable[tuple[str, UUID]], path: str) -> tuple[Command, ...]:
    """Accounts and cases by id, in this order; what may no longer be seen is left out."""
    named = list(named)
    ids: dict[str, list[UUID]] = {"account": [], "case": []}
    for kind, key in named:
        ids.setdefault(kind, []).append(key)
    lines: dict[tuple[str, UUID], Command] = {}
    if ids["account"]:
        for row in visible_accounts(actor).filter(pk__in=ids["account"]):
            more = f"{row.key} {row.tier}".strip()
            lines["account", row.pk] = Command(row.name, href_of(row.key), more)
    if ids["case"]:
        for pk, line in _case_lines(visible_cases(actor).filter(pk__in=ids["case"])):
            lines["case", pk] = line
    found = [lines[one] for one in named if one in lines]
    return tuple(line for line in found if line.href != path.split("?")[0])


def _case_lines(rows: Any) -> list[tuple[UUID, Command]]:
    values = rows.values_list("pk", "account__name", "product__name", "phase", "status")
    return [
        (
            pk,
            Command(
                name,
                f"/cases/{pk}/",
                " ".join(
                    str(x) for x in (product or "", phase, CASE_STATUSES.get(status, status)) if x
                ),
            ),
        )
        for pk, name, product, phase, status in values
    ]


def _word(q: str, column: str) -> Q:
    """Each word of the query, as it stands or as the kana it may be typed for."""
    wanted = Q()
    for word in q.split():
        folded, kana = fold(word), kana_of(word) if word.isascii() else ""
        one = Q(**{f"{column}__contains": folded}) if folded else Q()
        if kana and len(kana) > 1:
            one |= Q(**{f"{column}__contains": kana})
        wanted &= one
    return wanted


def _accounts(actor: Actor, q: str) -> list[tuple[UUID, Command]]:
    if not fold(q):
        return []
    rows = visible_accounts(actor).filter(_word(q, "search")).order_by()
    values = list(rows.values_list("pk", "key", "name", "tier", "search")[:LOOKED_AT])
    first = fold(q.split()[0])
    values.sort(
        key=lambda row: (not any(x.startswith(first) for x in row[4].split()), len(row[2]), row[2])
    )
    return [
        (pk, Command(name, href_of(key), f"{key} {tier}".strip()))
        for pk, key, name, tier, _search in values[:FEW]
    ]


def _cases(actor: Actor, accounts: list[UUID]) -> tuple[Command, ...]:
    if not accounts:
        return ()
    rows = visible_cases(actor).filter(account__in=accounts).order_by("-created_at")
    return tuple(line for _pk, line in _case_lines(rows[:FEW]))


def _contacts(actor: Actor, q: str) -> tuple[Command, ...]:
    if len(q) < 2:
        return ()
    names = Q(name__icontains=q) | Q(email__istartswith=q)
    kana = kana_of(q) if q.isascii() else fold(q, corporate_forms=False)
    if len(kana) > 1:
        names |= Q(kana__contains=kana)
    rows = visible_contacts(actor).filter(names, left_on=None).order_by()
    values = rows.values_list("name", "layer", "account__name", "account__key")[:FEW]
    return tuple(
        Command(name, f"{href_of(key)}?tab=people", f"{account} {LAYERS.get(layer, layer)}")
        for name, layer, account, key in values
    )


def _colleagues(actor: Actor, q: str) -> tuple[Command, ...]:
    rows = visible_people(actor).filter(Q(name__icontains=q) | Q(email__istartswith=q)).order_by()
    return tuple(
        Command(name or email, f"/accounts/?owner={email}", _("their accounts"))
        for name, email in rows.values_list("name", "email")[:3]
    )
