"""What a search finds: accounts, cases, contacts, colleagues, pages. At most a few of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from senro.customers.queries import visible_accounts, visible_contacts
from senro.customers.rules import fold
from senro.kernel.queries import visible_people
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.queries.visible import visible_cases
from senro.ui.navigation import ITEMS, exists

from ..shared import CHANGE, href_of
from ..words import LAYERS
from .cases import case_lines

LONGEST = 100
FEW, MANY = 6, 30
# Where fewer accounts than these are named, their cases are looked up by them.
MOST = 100


@dataclass(frozen=True)
class Hit:
    """One line: where it leads, what it is called, what it is."""

    href: str
    name: str
    more: str
    kind: Any


@dataclass(frozen=True)
class Group:
    """Hits of one kind."""

    title: Any
    hits: tuple[Hit, ...]
    of_one_kind: bool = False


def search(actor: Actor, q: str, at: datetime, *, few: bool) -> tuple[Group, ...]:
    """Everything that the words name, and that this person may see."""
    words = [one for one in q[:LONGEST].split() if fold(one)]
    if not words:
        return ()
    limit = FEW if few else MANY
    # The names alone are looked through, in their order, and no more of them than are needed.
    named = list(_named(actor, words).order_by("name", "pk").values_list("pk", flat=True)[:MOST])
    found = (
        Group(pgettext("menu", "Accounts"), _accounts(actor, words, named[:limit]), True),
        Group(pgettext("account", "Cases"), _cases(actor, words, named, at, limit), True),
        Group(_("Contacts"), _contacts(actor, words, limit)),
        Group(pgettext("search", "Colleagues"), _colleagues(actor, words, limit)),
        Group(pgettext("search", "Pages"), _pages(actor, q), True),
    )
    return tuple(group for group in found if group.hits)


def _named(actor: Actor, words: Iterable[str]) -> QuerySet[Any]:
    rows = visible_accounts(actor)
    for word in words:
        rows = rows.filter(search__contains=fold(word))
    return rows


def _accounts(actor: Actor, words: list[str], named: list[UUID]) -> tuple[Hit, ...]:
    rows = visible_accounts(actor).filter(pk__in=named).order_by("name", "pk")
    values = list(rows.values_list("key", "name", "tier", "owner__name", "search"))
    # Whose name begins so, stands first.
    first = fold(words[0])
    values.sort(key=lambda row: not any(part.startswith(first) for part in row[4].split()))
    kind = pgettext("record", "Account")
    return tuple(
        Hit(href_of(key), name, " ".join(x for x in (key, tier, owner or "") if x), kind)
        for key, name, tier, owner, _search in values
    )


def _cases(
    actor: Actor, words: list[str], named: list[UUID], at: datetime, limit: int
) -> tuple[Hit, ...]:
    ids: Any = named if len(named) < MOST else _named(actor, words).order_by().values("pk")
    lines = case_lines(visible_cases(actor).filter(account__in=ids), at, limit)
    names = dict(
        visible_accounts(actor)
        .filter(pk__in=[line.account_id for line in lines])
        .values_list("pk", "name")
    )
    kind = pgettext("record", "Onboarding case")
    return tuple(
        Hit(
            line.href,
            names.get(line.account_id, line.contract or "—"),
            " ".join(str(x) for x in (line.product, line.phase, line.status_words) if x),
            kind,
        )
        for line in lines
    )


def _close(column: str) -> Any:
    """A name without the blanks between its parts."""
    return Replace(Replace(F(column), Value(" "), Value("")), Value("\u3000"), Value(""))


def _contacts(actor: Actor, words: list[str], limit: int) -> tuple[Hit, ...]:
    rows = visible_contacts(actor).annotate(close=_close("name"), close_kana=_close("kana"))
    for word in words:
        kana = fold(word, corporate_forms=False)
        rows = rows.filter(
            Q(close__icontains=word)
            | Q(close_kana__contains=kana)
            | Q(email__icontains=word)
            | Q(key=word)
        )
    values = rows.order_by("left_on", "name", "pk").values_list(
        "name", "layer", "title", "account__name", "account__key", "left_on"
    )[:limit]
    return tuple(
        Hit(
            f"{href_of(key)}?tab=people",
            name or "—",
            " ".join(x for x in (account, title, _("has left") if left else "") if x),
            LAYERS.get(layer, layer),
        )
        for name, layer, title, account, key, left in values
    )


def _colleagues(actor: Actor, words: list[str], limit: int) -> tuple[Hit, ...]:
    rows = visible_people(actor).annotate(close=_close("name"))
    for word in words:
        rows = rows.filter(Q(close__icontains=word) | Q(email__icontains=word))
    kind = _("their accounts")
    return tuple(
        Hit(f"/accounts/?owner={quote(email)}", name or email, email, kind)
        for name, email in rows.order_by("name").values_list("name", "email")[:limit]
    )


COMMANDS = (
    (gettext_lazy("Add an account"), "/accounts/new/", CHANGE),
    (gettext_lazy("Open a case"), "/cases/new/", "case.change"),
    (gettext_lazy("Import a file"), "/imports/", "import.run"),
    (gettext_lazy("Custom fields"), "/settings/fields/", "method.change"),
    (gettext_lazy("Your profile"), "/profile/", ""),
)


def _pages(actor: Actor, q: str) -> tuple[Hit, ...]:
    wanted = fold(q)
    pages = [(str(item.label), item.path, item.needs) for item in ITEMS]
    pages += [(str(label), path, permission) for label, path, permission in COMMANDS]
    kind = pgettext("search", "Page")
    return tuple(
        Hit(path, label, "", kind)
        for label, path, permission in pages
        if wanted in fold(label) and exists(path) and (not permission or allowed(actor, permission))
    )
