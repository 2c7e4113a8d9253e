"""The board as its template takes it: columns, lanes, filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from senro.customers.models import Product
from senro.kernel.clock import end_of_day
from senro.kernel.queries import organization
from senro.kernel.queries.people import names_of_people
from senro.kernel.rules.access import Actor
from senro.onboarding.models import Case
from senro.onboarding.queries.board import Board, Column, Filters
from senro.onboarding.queries.cards import Card
from senro.onboarding.queries.visible import visible_cases
from senro.onboarding.rules.machine import ENDED
from senro.programs.queries import policy, purposes
from senro.ui.figures import local_date
from senro.ui.links import link

from ..words import SALES_CHANNEL, STATUS, TIER, TOUCH

LANES = ("tier", "owner", "touch", "purpose", "product")
FILTERS = ("owner", "tier", "purpose", "channel", "product", "by")
LANE_LIMIT = 200
# On the bar itself; the rest is in its menus.
LANES_SHOWN, PICKS_SHOWN = 4, 4
PARKED: dict[str, tuple[Any, str]] = {
    "stalled": (STATUS["stalled"], "stop"),
    "parked_with_cs": (STATUS["parked_with_cs"], ""),
    "returned": (STATUS["returned_to_sales"], ""),
    "dead_flag": (STATUS["dead_flagged"], ""),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks of the board."""

    filters: Filters
    as_of: datetime
    live: bool
    day: date
    lane: str = ""
    opened: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def past(self) -> date | None:
        """The day of the past that is shown."""
        return None if self.live else self.day

    @property
    def filtered(self) -> bool:
        """True when something is left out."""
        return replace(self.filters, by="") != Filters()


def asked_of(query: QueryDict, at: datetime) -> Asked:
    """The query as values; what makes no sense is as if it were not there."""
    today = local_date(at)
    wanted = _day(query.get("as_of", ""))
    live = wanted is None or wanted >= today
    day = today if wanted is None or live else wanted
    values = {name: query.get(name, "") for name in FILTERS}
    return Asked(
        filters=Filters(
            owner=_uuid(values["owner"]),
            tier=values["tier"] if values["tier"] in TIER else "",
            purpose=values["purpose"][:20],
            channel=values["channel"] if values["channel"] in SALES_CHANNEL else "",
            product=values["product"][:100],
            risk=query.get("risk") == "1",
            where=query.get("where", "").strip(),
            by="standard" if values["by"] == "standard" else "",
        ),
        as_of=at if live else end_of_day(day, organization().timezone),
        live=live,
        day=day,
        lane=query.get("lanes", "") if query.get("lanes") in LANES else "",
        opened=query.get("open", ""),
        values=values,
    )


def board_shape(found: Board, asked: Asked, actor: Actor, at: datetime) -> dict[str, Any]:
    """Everything `board.html` shows."""
    line = watched(found.phases, at)
    columns = [column_shape(column, asked.past) for column in line]
    opened = found.column(asked.opened) if asked.opened in ("intake", *PARKED) else None
    shown = {
        "active": found.active,
        "at_risk": found.at_risk,
        "watched": found.watched,
        "risky": found.pressing,
        "day": asked.day,
        "past": asked.past,
        "columns": columns,
        "intake": {"count": found.intake.count, "name": STATUS["intake"]},
        "parks": [_park(column) for column in found.parked],
        "opened": column_shape(opened, asked.past) if opened else None,
        "lane": asked.lane,
        "lane_options": _lane_options()[:LANES_SHOWN],
        "lane_more": _lane_options()[LANES_SHOWN:],
        **split_picks(picks(asked, actor, at), bool(asked.filters.where)),
        "filtered": asked.filtered,
        "nothing": not any(column.count for column in found.columns),
        "path": reverse("board"),
    }
    shown["lanes"] = lanes_of(line, asked) if asked.lane else []
    return shown


def column_shape(
    column: Column, past: date | None, cards: Iterable[Card] | None = None
) -> dict[str, Any]:
    """One column."""
    name = PARKED[column.code][0] if column.code in PARKED else column.name
    if column.code == "intake":
        name = STATUS["intake"]
    listed = list(column.cards if cards is None else cards)
    return {
        "id": column.code,
        "code": column.code,
        "name": name,
        "count": column.count if cards is None else len(listed),
        "median": column.median if cards is None else None,
        "plan": column.plan if cards is None else None,
        "gate": "",
        "last": column.last,
        "cards": [card_shape(card, past) for card in listed],
        "more": column.more if cards is None else 0,
        "after": len(listed),
    }


def card_shape(card: Card, past: date | None) -> dict[str, Any]:
    """One case as `board_card` takes it."""
    moves = past is None and card.status not in ENDED
    return {
        "id": card.case_id,
        "href": link("case", card.case_id) + (f"?as_of={past.isoformat()}" if past else ""),
        "name": card.name,
        "phase": card.phase,
        "purpose_code": card.purpose_code,
        "purpose": card.purpose or _("no purpose yet"),
        "days": card.days,
        "plan": card.plan,
        "met": card.met if card.total else None,
        "total": card.total,
        "signal": card.signal,
        "owner": card.owner,
        "tier": card.tier,
        "move": link("case_move", card.case_id) if moves else "",
        "note": _sites(card),
    }


def _sites(card: Card) -> str:
    """12／18拠点, on the card of a case that is rolled out site by site."""
    if not card.waves:
        return ""
    return _("%(here)s of %(total)s sites here") % {"here": card.waves_here, "total": card.waves}


def watched(columns: Iterable[Column], at: datetime) -> list[Column]:
    """The columns, with the watch as the plan of the last one."""
    days = int(policy("watch_days", at))
    return [
        replace(
            one,
            name=_("%(phase)s and watched") % {"phase": one.name},
            plan=days,
            cards=tuple(replace(card, plan=days) for card in one.cards),
        )
        if one.last
        else one
        for one in columns
    ]


def lanes_of(phases: list[Column], asked: Asked) -> list[dict[str, Any]]:
    """The same columns once for each tier, owner or touch."""
    keys: dict[str, str] = {}
    for column in phases:
        for card in column.cards:
            keys.setdefault(*lane_of(card, asked.lane))
    order = list(TIER if asked.lane == "tier" else TOUCH if asked.lane == "touch" else sorted(keys))
    wanted = sorted(keys, key=lambda key: (order.index(key) if key in order else 99, keys[key]))
    return [_lane(phases, asked, key, keys[key]) for key in wanted]


def _lane(phases: list[Column], asked: Asked, key: str, name: str) -> dict[str, Any]:
    columns = []
    for column in phases:
        cards = [card for card in column.cards if lane_of(card, asked.lane)[0] == key]
        columns.append({**column_shape(column, asked.past, cards), "id": f"{column.code}-{key}"})
    return {"name": name, "columns": columns, "count": sum(column["count"] for column in columns)}


def lane_of(card: Card, lane: str) -> tuple[str, str]:
    """The lane a card is in: its key and its name."""
    if lane == "tier":
        return card.tier or "none", str(TIER.get(card.tier, _("No tier")))
    if lane == "owner":
        return str(card.owner_id or "none"), card.owner or _("Nobody yet")
    if lane == "product":
        return card.product_key or "none", card.product or _("No product")
    if lane == "purpose":
        return card.purpose_code or "none", f"{card.purpose_code} {card.purpose}".strip() or _(
            "no purpose yet"
        )
    return card.touch or "none", str(TOUCH.get(card.touch, _("No open ToDo")))


def picks(asked: Asked, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The filters, and whose columns are shown."""
    language = get_language() or "ja"
    known = [(one.code, f"{one.code} {one.name.of(language)}") for one in purposes(at)]
    everything = pgettext("filter", "All")
    return [
        {"label": _("Lead"), "name": "owner", "value": asked.values["owner"],
         "options": [("", _("Everybody")), *owners(actor)]},
        {"label": _("Tier"), "name": "tier", "value": asked.values["tier"],
         "options": [("", everything), *TIER.items()]},
        {"label": pgettext("filter", "Purpose"), "name": "purpose", "value": asked.values["purpose"],
         "options": [("", everything), *known]},
        {"label": _("Sold by"), "name": "channel", "value": asked.values["channel"],
         "options": [("", everything), *SALES_CHANNEL.items()]},
        {"label": _("Product"), "name": "product", "value": asked.values["product"],
         "options": [("", everything), *_products()]},
        {"label": _("Columns"), "name": "by", "value": asked.values["by"],
         "options": [("", _("Phases")), ("standard", _("Standard codes"))]},
    ]  # fmt: skip


def split_picks(found: list[dict[str, Any]], ruled: bool) -> dict[str, Any]:
    """Those on the bar, those in its menu, and how many of the menu, and of all, leave something out."""
    shown, more = found[:PICKS_SHOWN], found[PICKS_SHOWN:]
    on, all_on = (ruled + sum(bool(one["value"]) for one in some) for some in (more, found))
    return {"picks": shown, "more": more, "more_on": on, "folded": all_on}


def _products() -> list[tuple[str, str]]:
    return list(Product.objects.living().order_by("name").values_list("key", "name"))


def owners(actor: Actor) -> list[tuple[str, str]]:
    """Who leads a case that has not ended, by name."""
    rows = visible_cases(actor).exclude(status__in=ENDED).exclude(owner=None)
    ids = set(rows.order_by().values_list("owner_id", flat=True).distinct())
    return sorted(
        ((str(pk), name) for pk, name in names_of_people(ids).items()), key=lambda p: p[1]
    )


def _lane_options() -> list[tuple[str, Any]]:
    return [
        ("", pgettext("lanes", "None")), ("tier", _("Tier")), ("owner", _("Lead")),
        ("touch", pgettext("lanes", "Touch")), ("purpose", _("Purpose of adoption")),
        ("product", _("Product")),
    ]  # fmt: skip


def _park(column: Column) -> dict[str, Any]:
    name, signal = PARKED[column.code]
    return {"code": column.code, "name": name, "count": column.count, "signal": signal}


def one_card(case: Case, found: Board) -> dict[str, Any] | None:
    """The card of one case among the columns that were asked for."""
    for column in found.columns:
        for card in column.cards:
            if card.case_id == case.pk:
                return card_shape(card, None)
    return None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
