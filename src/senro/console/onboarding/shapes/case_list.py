"""The list of cases: how its cells are drawn, and what it can be narrowed by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.html import escape, format_html
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from senro.customers.models import Product
from senro.kernel.locales import locale
from senro.kernel.models import Person, Team
from senro.kernel.rules.access import Actor
from senro.onboarding.queries.case_lines import CaseLine
from senro.onboarding.queries.visible import visible_cases
from senro.onboarding.rules.signals import signal_of
from senro.programs.queries import phase_set, purposes
from senro.ui import figures
from senro.ui.svg.marks import signal_mark
from senro.ui.svg.route import mini

from ...customers.shapes.cases import line_state
from ...lists.asking import Asked
from ...lists.table import NOTHING, Cell, text_cell
from ..words import SALES_CHANNEL, STATUS, TIER, TOUCH

GROUPS: dict[str, Any] = {
    "owner": gettext_lazy("Lead"),
    "team": gettext_lazy("Team"),
    "tier": gettext_lazy("Tier"),
    "phase": pgettext_lazy("list", "Phase"),
    "status": pgettext_lazy("account", "Status"),
    "product": gettext_lazy("Product"),
    "industry": gettext_lazy("Industry"),
}
STATES: dict[str, Any] = {
    "moving": gettext_lazy("In progress"),
    "watched": gettext_lazy("Watched after completion"),
    "parked": gettext_lazy("Off the line"),
    "ended": gettext_lazy("Ended"),
}


class Reading:
    """What all rows of a page share."""

    def __init__(self, at: datetime, keep: str = "") -> None:
        # What the links of a past day carry on.
        self.keep = keep
        self.today: date = figures.local_date(at)
        self.language = locale()


def _name(line: CaseLine, all_: Reading) -> str:
    return (
        f'<a href="/cases/{line.id}/{all_.keep}" data-open>{escape(line.name)}</a>'
        f" <small>{escape(line.key)}</small>"
    )


def _status(line: CaseLine, _all: Reading) -> str:
    words = STATUS["intake"] if line.phase == "intake" else STATUS.get(line.status, line.status)
    signal = signal_of(line.status, line.days, line.plan)
    return f"{signal_mark(signal) if signal != 'go' else ''} {escape(words)}"


def _phase(line: CaseLine, _all: Reading) -> str:
    state = line_state(line.status)
    signal = signal_of(line.status, line.days, line.plan)
    drawing = mini(line.phases, line.here, line.days, state=state, signal=signal, width=116)
    words = escape(line.phase_name or STATUS["intake"])
    return f'<span class="sn-acc-case">{drawing}<span>{words}</span></span>'


def _days(line: CaseLine, _all: Reading) -> str:
    plan = f"<small>／{line.plan}</small>" if line.plan else ""
    return f"{line.days}{plan}"


def _late(line: CaseLine, _all: Reading) -> str:
    return str(format_html("<b>+{}</b>", line.late)) if line.late else NOTHING


def _day(name: str) -> Cell:
    def cell(line: CaseLine, all_: Reading) -> str:
        value = getattr(line, name)
        return escape(figures.day(value, all_.today)) if value else NOTHING

    return cell


def _next(line: CaseLine, all_: Reading) -> str:
    title = line.next_ja if all_.language == "ja" else line.next_en
    if not title:
        return NOTHING
    due = f" <small>{escape(figures.day(line.next_on, all_.today))}</small>" if line.next_on else ""
    return f"{escape(title)}{due}"


def _criteria(line: CaseLine, _all: Reading) -> str:
    return f"{line.met}／{line.total}" if line.total else NOTHING


CELLS: dict[str, Cell] = {
    "name": _name,
    "tier": lambda line, _a: (
        f'<span class="sn-tag">{escape(line.tier)}</span>' if line.tier else NOTHING
    ),
    "status": _status,
    "phase": _phase,
    "days": _days,
    "late": _late,
    "owner": lambda line, _a: text_cell(line.owner),
    "criteria": _criteria,
    "next": _next,
    "target": _day("target"),
    "started": _day("started"),
    "touch": lambda line, _a: text_cell(TOUCH.get(line.touch, "")),
}
GROUP_OF: dict[str, Callable[[CaseLine], str]] = {
    "owner": lambda line: line.owner,
    "team": lambda line: line.team,
    "tier": lambda line: line.tier,
    "phase": lambda line: line.phase,
    "status": lambda line: line.status,
    "product": lambda line: line.product,
    "industry": lambda line: line.industry,
}


def group_words(group: str, at: datetime) -> dict[str, Any]:
    """What the heads of groups are called."""
    if group == "phase":
        phases = phase_set(at)[1].phases
        language = get_language() or "ja"
        return {"intake": STATUS["intake"], **{one.code: one.name.of(language) for one in phases}}
    return {"status": STATUS, "tier": TIER}.get(group, {})


def picks(actor: Actor, asked: Asked, at: datetime) -> list[dict[str, Any]]:
    """The filters, with only such values as some visible case has."""
    rows = visible_cases(actor).order_by()
    owner_ids = rows.exclude(owner=None).values("owner_id")
    owners = Person.objects.filter(pk__in=owner_ids).order_by("name").values_list("email", "name")
    teams = Team.objects.living().order_by("name").values_list("key", "name")
    products = Product.objects.living().order_by("name").values_list("key", "name")
    language = get_language() or "ja"
    known = [(one.code, f"{one.code} {one.name.of(language)}") for one in purposes(at)]
    none = ("-", pgettext("filter", "Nobody"))
    found = [
        (pgettext("list", "Which"), "state", list(STATES.items())),
        (pgettext("account", "Status"), "status", list(STATUS.items())[1:]),
        (_("Lead"), "owner", [*owners, none]),
        (_("Team"), "team", list(teams)),
        (_("Tier"), "tier", list(TIER.items())),
        (_("Product"), "product", list(products)),
        (_("Purpose of adoption"), "purpose", known),
        (_("Sold by"), "channel", list(SALES_CHANNEL.items())),
    ]
    everything = pgettext("filter", "All")
    return [
        {"label": label, "name": name, "options": [("", everything), *options],
         "value": asked.one(name)}
        for label, name, options in found
        if len(options) > (1 if name in ("owner",) else 0)
    ]  # fmt: skip
