"""Days against plan, criteria met, a value against its threshold."""

from __future__ import annotations

from functools import lru_cache
from math import pi
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

ROOM = 1.08
FAR_OVER = 1.5


def grade(days: int | None, plan: int | None) -> str:
    """How late: '' in plan, 'care' past it, 'stop' past 1.5 times."""
    if not plan or days is None or days <= plan:
        return ""
    return "stop" if days > plan * FAR_OVER else "care"


def of() -> str:
    """The stroke between a value and its whole: 24／20日."""
    return escape(pgettext("of", "/"))


def in_days(figure: Any) -> str:
    """20日, ready for HTML."""
    return escape(_("%(days)s d") % {"days": figure})


def late_class(days: int, plan: int | None = None) -> str:
    """The class of a delay; without a plan any delay is only care."""
    if days <= 0:
        return "sn-early"
    return "sn-late over" if plan and days > plan * (FAR_OVER - 1) else "sn-late"


def delay(days: int | None, plan: int | None = None, unit: bool = True) -> SafeString:
    """+4日 in care, in stop past half the plan; early in faint ink; nothing on time."""
    if not days:
        return mark_safe("")
    figure = f"+{days}" if days > 0 else f"\u2212{-days}"
    return mark_safe(
        f'<span class="{late_class(days, plan)}">{in_days(figure) if unit else figure}</span>'
    )


@lru_cache(maxsize=2048)
def bar(days: int, plan: int) -> str:
    """The body of a plan bar: fill = days used, tick = plan, excess in care or stop."""
    scale = 100 / (max(days, plan, 1) * ROOM)
    used, tick = min(days, plan) * scale, plan * scale
    body = f'<rect class="fl-hair" y="3" width="100%" height="4" rx="1"/><rect class="fl-acc" y="3" width="{used:.1f}%" height="4" rx="1"/>'
    if days > plan:
        tone = "m-stop" if grade(days, plan) == "stop" else "m-care"
        body += f'<rect class="{tone}" x="{tick:.1f}%" y="3" width="{(days - plan) * scale:.1f}%" height="4"/>'
    return body + f'<rect class="fl-ink" x="{tick:.1f}%" width="1.5" height="10"/>'


def plan_bar(days: int | None, plan: int | None, spoken: bool = True) -> SafeString:
    """A bar of days against plan; `spoken=False` where the figures stand beside it."""
    if days is None or not plan:
        return mark_safe("")
    said = 'aria-hidden="true"'
    if spoken:
        label = _("Day %(days)s of %(plan)s planned") % {"days": days, "plan": plan}
        said = f'role="img" aria-label="{escape(label)}"'
    return mark_safe(
        f'<svg class="sn-plan" width="100%" height="10" {said}>{bar(days, plan)}</svg>'
    )


@lru_cache(maxsize=512)
def ring_body(met: int, total: int) -> str:
    """The arc and figures of a ring; closed when all are met."""
    round_ = 2 * pi * 13
    arc = ""
    if met and total:
        length = round_ * min(met / total, 1)
        arc = f'<circle class="arc" cx="15" cy="15" r="13" stroke-dasharray="{length:.2f} {round_:.2f}" transform="rotate(-90 15 15)"/>'
    return f'<circle class="trk" cx="15" cy="15" r="13"/>{arc}<text x="15" y="18.4" text-anchor="middle">{met}/{total}</text>'


def ring(met: int, total: int) -> SafeString:
    """Completion criteria n/m, said in words."""
    label = _("%(met)s of %(total)s completion criteria met") % {"met": met, "total": total}
    body = ring_body(met, total)
    return mark_safe(
        f'<svg class="sn-ring" width="30" height="30" viewBox="0 0 30 30" role="img" aria-label="{escape(label)}">{body}</svg>'
    )


def measure(share: Any, limit: Any = None, tone: str = "go") -> SafeString:
    """A value against its threshold, both as shares of 1; the sentence beside it says them."""
    value = max(0.0, min(float(share or 0), 1.0)) * 100
    tick = ""
    if limit is not None:
        at = max(0.0, min(float(limit), 1.0)) * 100
        tick = f'<svg x="{at:.1f}%" overflow="visible"><rect class="fl-ink" x="{-1.5 if at > 50 else 0}" width="1.5" height="12"/></svg>'
    fill = {"stop": "m-stop", "care": "m-care"}.get(tone, "fl-acc")
    return mark_safe(
        f'<svg class="sn-meas" width="100%" height="12" aria-hidden="true"><rect class="fl-hair" y="3" width="100%" height="6" rx="1"/>'
        f'<rect class="{fill}" y="3" width="{value:.1f}%" height="6" rx="1"/>{tick}</svg>'
    )
