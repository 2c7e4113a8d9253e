"""The route line: a case as stations on a track, small and big."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

PAD = 14.0


@dataclass(frozen=True)
class Station:
    """One phase: its place on the line and its row of the timetable.

    Dates are those of *reaching* the station; days are those spent in it.
    """

    name: str
    state: str = "ahead"  # passed | here | ahead
    plan_days: int | None = None
    days: int | None = None
    planned: date | None = None
    reached: date | None = None
    expected: date | None = None
    late: int | None = None
    gate: str = ""  # closed | open | "" (the gate at its end)
    note: Any = ""


def station(value: Any) -> Station:
    """A Station from itself or from a mapping with the same names."""
    return value if isinstance(value, Station) else Station(**value)


def mini(
    phases: int, here: int = 0, days: int | None = None, *,
    state: str = "", signal: str = "go", gate: str = "", width: int = 160, label: Any = "",
) -> SafeString:  # fmt: skip
    """The small line. `here` counts from 1, 0 = not started; state: done, watch or off."""
    body = mini_body(phases, here, days, state, signal, gate, width)
    words = escape(label or mini_words(phases, here, days, state))
    return mark_safe(
        f'<svg class="sn-mini" width="{width}" height="22" viewBox="0 0 {width} 22" role="img" aria-label="{words}">{body}</svg>'
    )


def mini_words(phases: int, here: int, days: int | None, state: str) -> str:
    """What the small line says to a reader."""
    known = {"phases": phases, "here": here, "days": days}
    if state == "done":
        return _("All %(phases)s phases passed") % known
    if state == "watch":
        return _("Complete, day %(days)s of the watch") % known
    if state == "off":
        return _("Off the line at phase %(here)s of %(phases)s") % known
    if not here:
        return _("Not started, %(phases)s phases ahead") % known
    return _("Phase %(here)s of %(phases)s, day %(days)s") % known


@lru_cache(maxsize=4096)
def mini_body(
    phases: int, here: int, days: int | None, state: str, signal: str, gate: str, width: int
) -> str:
    """The drawing inside the small line."""
    step = (width - 2 * PAD) / max(phases - 1, 1)
    spots = [PAD + step * index for index in range(max(phases, 1))]
    if state == "off":
        return off_line(spots, here)
    at = len(spots) if state in ("done", "watch") else here
    tip = spots[max(at - 1, 0)]
    done = (
        f'<path d="M{spots[0]:.1f} 11H{tip:.1f}" class="r-done" stroke-width="3"/>'
        if at > 1
        else ""
    )
    ahead = (
        f'<path d="M{tip:.1f} 11H{spots[-1]:.1f}" class="r-ahead" stroke-width="1.25"/>'
        if at < len(spots)
        else ""
    )
    dots = "".join(
        dot(x, index < at) for index, x in enumerate(spots) if state == "done" or index != at - 1
    )
    cap = capsule(tip, days, signal) if at and state != "done" else ""
    shut = (
        shut_gate(tip + cap_width(days) / 2, signal)
        if gate == "closed" and at < len(spots) and cap
        else ""
    )
    return done + ahead + dots + shut + cap


def off_line(spots: list[float], here: int) -> str:
    """Grey up to where it left, then a cross."""
    passed = spots[: max(here, 1)]
    end = min(passed[-1] + 16, spots[-1] + PAD - 6)
    dots = "".join(f'<circle cx="{x:.1f}" cy="11" r="3.5" class="fl-ctl"/>' for x in passed)
    cross = f'<path d="M{end - 4.5:.1f} 6.5l9 9m0-9l-9 9" class="sk-ink" stroke-width="1.75"/>'
    return f'<path d="M{spots[0]:.1f} 11H{end:.1f}" class="sk-ctl" stroke-width="3"/>{dots}{cross}'


def dot(x: float, passed: bool) -> str:
    """One station of the small line."""
    if passed:
        return f'<circle cx="{x:.1f}" cy="11" r="3.5" class="r-st"/>'
    return f'<circle cx="{x:.1f}" cy="11" r="3.25" class="r-hol" stroke-width="1.25"/>'


def cap_width(days: int | None) -> float:
    """Wide enough for its figures."""
    return 11 + 6.2 * max(len(str(days if days is not None else "")), 1)


def capsule(x: float, days: int | None, signal: str) -> str:
    """Here, with the days; its edge takes the signal."""
    wide = cap_width(days)
    tone = f"r-cap {signal}" if signal in ("care", "stop") else "r-cap"
    text = f'<text x="{x:.1f}" y="15" text-anchor="middle" font-size="11" class="r-capt">{"" if days is None else days}</text>'
    return f'<rect x="{x - wide / 2:.1f}" y="3" width="{wide:.1f}" height="16" rx="8" class="{tone}" stroke-width="2"/>{text}'


def shut_gate(x: float, signal: str) -> str:
    """A closed gate: loud only where the case itself is stopped."""
    loud = signal == "stop"
    box, cut = ("m-stop", "m-cut") if loud else ("m-shut", "fl-ink")
    return f'<rect x="{x:.1f}" y="7" width="8" height="8" rx="1" class="{box}"/><rect x="{x + 1.5:.1f}" y="10.2" width="5" height="1.7" class="{cut}"/>'
