"""What the address of the list asks for, and what it can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from senro.customers.queries import visible_accounts
from senro.kernel.in_use import texts_in_use
from senro.kernel.models import Person
from senro.kernel.rules.access import Actor

from ...lists.asking import Asked
from ..words import SALES_CHANNELS, STATUSES, TIERS

Options = list[tuple[str, Any]]
GROUPS: dict[str, Any] = {
    "tier": gettext_lazy("Tier"),
    "status": pgettext_lazy("account", "Status"),
    "owner": pgettext_lazy("account", "Owner"),
    "team": gettext_lazy("Team"),
    "industry": gettext_lazy("Industry"),
    "channel": gettext_lazy("Sales channel"),
    "partner": gettext_lazy("Partner"),
}


@dataclass(frozen=True)
class Pick:
    """One dropdown of the bar."""

    label: Any
    name: str
    options: Options
    value: str


def picks(actor: Actor, asked: Asked, purpose_names: Mapping[str, Any]) -> list[Pick]:
    """The dropdowns, with only such values as some visible account has (2 queries)."""
    rows = visible_accounts(actor).order_by()
    industries = texts_in_use(rows, "industry")
    # One look at an index for each colleague, instead of one at each account.
    own = Exists(rows.filter(owner=OuterRef("pk")))
    owners = Person.objects.filter(own).values_list("email", "name")
    purposes = [(code, f"{code} {words}") for code, words in purpose_names.items()]
    everyone, anything = pgettext("filter", "Everyone"), pgettext("filter", "All")
    found = [
        (_("Tier"), "tier", anything, [*TIERS.items(), ("-", pgettext("filter", "None set"))]),
        (pgettext("account", "Status"), "status", anything, list(STATUSES.items())),
        (pgettext("account", "Owner"), "owner", everyone, _with_nobody(owners)),
        (_("Industry"), "industry", anything, [(one, one) for one in sorted(industries)]),
        (_("Purpose of adoption"), "purpose", anything, purposes),
        (_("Sales channel"), "channel", anything, list(SALES_CHANNELS.items())),
    ]
    return [
        Pick(label, name, [("", all_), *options], asked.one(name))
        for label, name, all_, options in found
        if options
    ]


def _with_nobody(owners: Iterable[tuple[str, str]]) -> Options:
    return [*sorted(owners, key=lambda one: one[1]), ("-", pgettext("filter", "Nobody"))]
