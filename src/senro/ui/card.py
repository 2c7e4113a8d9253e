"""The card of the board, and the head of a column.

Written in Python and not as an include: a page holds hundreds of cards.
"""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from .figures import initial
from .svg.marks import glyph, signal_mark
from .svg.measures import bar, delay, in_days, of, ring


def avatar(name: str | None, title: str = "", small: bool = False, me: bool = False) -> SafeString:
    """The initial of a person, the whole name to a reader and on hover."""
    if not name:
        return mark_safe("")
    size = " sm" if small else ""
    full = escape(title or name)
    return mark_safe(
        f'<span class="sn-who{size}{" me" if me else ""}" title="{full}"><span aria-hidden="true">{escape(initial(name))}</span>'
        f'<span class="sn-vh">{full}</span></span>'
    )


def days_of(days: int | None, plan: int | None) -> str:
    """**24**／20日 +4."""
    if days is None:
        return ""
    if not plan:
        return f'<b>{days}</b><span class="sn-u">{in_days("").strip()}</span>'
    late = delay(days - plan, plan, unit=False) if days > plan else ""
    return f'<b>{days}</b><span class="sn-u">{of()}{in_days(plan)}</span> {late}'


def board_card(
    *, id: Any, href: str, name: str, phase: str = "", purpose_code: str = "", purpose: str = "",
    days: int | None = None, plan: int | None = None, met: int | None = None, total: int | None = None,
    signal: str = "go", owner: str = "", move: str = "", tier: str = "", note: Any = "",
) -> SafeString:  # fmt: skip
    """One case on the board. `move` is where a drop is POSTed; without it the card stays."""
    head = f'<header><a href="{escape(href)}">{escape(name)}</a>{signal_mark(signal)}</header>'
    about = f'<p class="sn-card-p">{f"<b>{escape(purpose_code)}</b> " if purpose_code else ""}{escape(purpose)}&#8203;</p>'
    used = f'<span class="sn-card-n">{days_of(days, plan)}</span>'
    if days is not None and plan:
        used += f'<svg class="sn-plan" width="100%" height="10" aria-hidden="true">{bar(days, plan)}</svg>'
    foot = f'<div class="sn-card-f"><div class="sn-card-d">{used}</div>{ring(met, total or 0) if met is not None else ""}{avatar(owner, small=True)}</div>'
    extra = f'<p class="sn-card-x">{escape(note)}</p>' if note else ""
    moves = f' data-move="{escape(move)}"' if move else ""
    kind = f' data-tier="{escape(tier)}"' if tier else ""
    return mark_safe(
        f'<li class="sn-card" id="card-{escape(str(id))}" data-case="{escape(str(id))}" data-phase="{escape(phase)}"{moves}{kind}>'
        f"{head}{about}{extra}{foot}</li>"
    )


def column_head(
    *, code: str, name: str, count: int, median: int | None = None, plan: int | None = None,
    gate: str = "", last: bool = False, heading_id: str = "",
) -> SafeString:  # fmt: skip
    """The station over a column: count in the capsule, median days against plan, the gate after it."""
    id_ = escape(heading_id or f"col-{code}-h")
    capsule = f'<span class="sn-stn-n" id="count-{escape(code)}">{count:,}</span>'
    after = (
        ""
        if last
        else f'<span class="sn-stn-g">{glyph("shut", 14) if gate == "closed" else glyph("stop", 18) if gate == "stop" else ""}</span>'
    )
    line = f'<span class="sn-stn-l{" last" if last else ""}">{capsule}{after}</span>'
    title = f'<h2 id="{id_}">{escape(name)}</h2>'
    return mark_safe(
        f'<header class="sn-stn">{line}<span class="sn-stn-t">{title}{median_text(median, plan)}</span>{median_bar(median, plan)}</header>'
    )


def median_text(median: int | None, plan: int | None) -> str:
    """中央 17／計画 16日."""
    if plan is None:
        return ""
    tone = ' class="sn-late"' if median is not None and median > plan else ""
    median_word, plan_word = pgettext("days", "Median"), pgettext("days", "plan")
    middle = f"{escape(median_word)} <b{tone}>{median}</b>{of()}" if median is not None else ""
    return f'<span class="sn-stn-m">{middle}{escape(plan_word)} {in_days(plan)}</span>'


def median_bar(median: int | None, plan: int | None) -> str:
    """The same, drawn."""
    if median is None or not plan:
        return '<span class="sn-plan-none"></span>'
    return f'<svg class="sn-plan" width="100%" height="10" aria-hidden="true">{bar(median, plan)}</svg>'
