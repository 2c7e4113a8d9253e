"""How the cells of the list of accounts are drawn; what is not here stands as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.html import escape
from django.utils.translation import ngettext

from senro.customers.queries import AccountLine
from senro.ui import figures
from senro.ui.svg.marks import signal_mark
from senro.ui.svg.route import mini

from ...lists.table import NOTHING, Cell, text_cell
from ..shared import href_of
from ..words import SALES_CHANNELS, STATUSES, TIERS, plain
from .cases import CaseLine


class Reading:
    """What all rows of a page share: words looked up once, the open cases."""

    def __init__(
        self,
        at: datetime,
        purposes: Mapping[str, Any],
        cases: Mapping[UUID, CaseLine],
        keep: str = "",
    ) -> None:
        # What the links of a past day carry on.
        self.keep = keep
        self.today = figures.local_date(at)
        self.tiers = plain(TIERS)
        self.statuses = plain(STATUSES)
        self.channels = plain(SALES_CHANNELS)
        self.purposes = plain(purposes)
        self.cases = cases


def _name(line: AccountLine, all_: Reading) -> str:
    return (
        f'<a href="{escape(href_of(line.key))}{all_.keep}" data-open>{escape(line.name)}</a>'
        f" <small>{escape(line.key)}</small>"
    )


def _tier(line: AccountLine, _all: Reading) -> str:
    return f'<span class="sn-tag">{escape(line.tier)}</span>' if line.tier else NOTHING


def _owner(line: AccountLine, _all: Reading) -> str:
    return escape(line.owner) if line.owner else NOTHING


def _purposes(line: AccountLine, all_: Reading) -> str:
    if not line.purposes:
        return NOTHING
    first, *more = line.purposes
    rest = f" <small>{escape('・'.join(more))}</small>" if more else ""
    return f"<b>{escape(first)}</b> {escape(all_.purposes.get(first, ''))}{rest}"


def _renewal(line: AccountLine, all_: Reading) -> str:
    if line.renewal is None:
        return NOTHING
    days = line.days_to_renewal
    left = "" if days is None else f" <small>{escape(in_days(days))}</small>"
    return f"{escape(figures.day(line.renewal, all_.today))}{left}"


def in_days(days: int) -> str:
    """あと 227日, or how long it has been over."""
    if days < 0:
        return ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": -days}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def _phase(line: AccountLine, all_: Reading) -> str:
    case = all_.cases.get(line.id)
    if case is None:
        return NOTHING
    words = case.phase if case.signal == "go" and case.phase else case.status_words
    drawing = mini(
        case.phases, case.here, case.days, state=case.state, signal=case.signal, width=116
    )
    return (
        f'<span class="sn-acc-case">{drawing}<a href="{case.href}">{escape(words)}</a>'
        f"{signal_mark(case.signal)}</span>"
    )


def _silence(line: AccountLine, _all: Reading) -> str:
    days = line.days_since_inbound
    if days is None:
        return NOTHING
    return escape(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})


def _said(code: str, words: Callable[[Reading], Mapping[str, str]]) -> Cell:
    def cell(line: AccountLine, all_: Reading) -> str:
        value = getattr(line, code)
        return text_cell(words(all_).get(value, value))

    return cell


CELLS: dict[str, Cell] = {
    "name": _name,
    "tier": _tier,
    "status": _said("status", lambda all_: all_.statuses),
    "owner": _owner,
    "purposes": _purposes,
    "phase": _phase,
    "mrr": lambda line, _all: escape(figures.money(line.mrr)),
    "renewal": _renewal,
    "inbound": _silence,
    "employees": lambda line, _all: escape(figures.number(line.employees)),
    "channel": _said("channel", lambda all_: all_.channels),
}
GROUP_OF: dict[str, Callable[[AccountLine], str]] = {
    "tier": lambda line: line.tier,
    "status": lambda line: line.status,
    "owner": lambda line: line.owner,
    "team": lambda line: line.team,
    "industry": lambda line: line.industry,
    "channel": lambda line: line.channel,
    "partner": lambda line: line.partner,
}
