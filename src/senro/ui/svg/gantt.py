"""The plan of a case as bars over days: phases, tasks of both sides, meetings.

A list of the same stands beside it: the drawing is for the eye and the hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from unicodedata import east_asian_width

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..figures import day as shown_day

DAY, ROW, NAMES, HEAD = 10, 24, 250, 34
LETTERS = 38
# Room for a date that is written beside the last Monday.
TAIL = 46


@dataclass(frozen=True)
class Bar:
    """One row: what it is, from when to when, and where that was at first."""

    key: str
    name: str
    kind: str  # phase | vendor | customer
    start: date
    end: date
    original: date | None = None
    done: bool = False
    late: bool = False
    href: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A meeting."""

    day: date
    name: str
    held: bool


def chart(
    bars: Sequence[Bar],
    marks: Sequence[Mark],
    closed: Iterable[date],
    first: date,
    last: date,
    today: date,
    label: str,
) -> SafeString:
    """The whole drawing; `closed` are the days that are not worked."""
    wide = NAMES + DAY * ((last - first).days + 1) + TAIL
    high = HEAD + ROW * (len(bars) + 1) + 6
    at = {bar.key: HEAD + ROW * (n + 1) + ROW / 2 for n, bar in enumerate(bars)}
    parts = [
        *(_closed(day, first, high) for day in closed),
        *_months(first, last, high),
        *(part for mark in marks for part in _meeting(mark, first)),
        *(part for bar in bars for part in _row(bar, at[bar.key], first, wide)),
        *(part for bar in bars for part in _links(bar, bars, at, first)),
        _today(today, first, high),
    ]
    return mark_safe(
        f'<svg class="sn-gantt" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="group" '
        f'aria-label="{escape(label)}" data-day="{DAY}">{"".join(parts)}</svg>'
    )


def x_of(day: date, first: date) -> float:
    """Where a day begins."""
    return NAMES + DAY * (day - first).days


def _closed(day: date, first: date, high: float) -> str:
    return f'<rect x="{x_of(day, first)}" y="{HEAD}" width="{DAY}" height="{high - HEAD}" class="g-off"/>'


def _months(first: date, last: date, high: float) -> list[str]:
    """A line and a date each Monday."""
    monday = first + timedelta(days=(7 - first.weekday()) % 7)
    parts = []
    while monday <= last:
        x = x_of(monday, first)
        parts.append(f'<line x1="{x}" x2="{x}" y1="{HEAD - 6}" y2="{high}" class="sk-hair"/>')
        parts.append(_text(x + 2, HEAD - 10, escape(shown_day(monday)), "fl-ink3"))
        monday += timedelta(days=7)
    return parts


def _meeting(mark: Mark, first: date) -> list[str]:
    x, y = x_of(mark.day, first) + DAY / 2, HEAD + ROW / 2
    tone = "r-st" if mark.held else "r-hol"
    title = f"<title>{escape(mark.name)} {escape(shown_day(mark.day))}</title>"
    return [f'<path d="M{x} {y - 6}l6 6-6 6-6-6Z" class="{tone}" stroke-width="1.5">{title}</path>']


def fitting(name: str) -> str:
    """As much of a name as its column holds: a Japanese letter takes the room of two Latin ones."""
    room = LETTERS
    for at, letter in enumerate(name):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return name[: max(at - 1, 0)] + "…"
    return name


def _row(bar: Bar, y: float, first: date, wide: float) -> list[str]:
    """Name, the plan as it was first as a thin line, and the bar that can be moved."""
    left = x_of(bar.start, first)
    size = max(DAY, x_of(bar.end, first) + DAY - left)
    tone = f"g-{bar.kind}{' done' if bar.done else ' late' if bar.late else ''}"
    bold = " bold" if bar.kind == "phase" else ""
    name = fitting(bar.name)
    parts = [
        f'<line x1="0" x2="{wide}" y1="{y + ROW / 2}" y2="{y + ROW / 2}" class="sk-hair"/>',
        _text(0 if bar.kind == "phase" else 12, y + 4, escape(name), f"fl-ink2{bold}"),
    ]
    if bar.original is not None and bar.original != bar.end:
        then = x_of(bar.original, first) + DAY
        begin = left if bar.kind == "phase" else then - DAY
        parts.append(
            f'<line x1="{begin}" x2="{max(then, begin + 2)}" y1="{y + 8}" y2="{y + 8}" class="g-first"/>'
        )
    box = f'<rect x="{left}" y="{y - 5}" width="{size}" height="10" rx="2" class="{tone}"/>'
    if bar.done or not bar.href:
        return [*parts, box]
    says = _("Move %(name)s, now %(day)s") % {"name": bar.name, "day": shown_day(bar.end)}
    parts.append(
        f'<a href="{escape(bar.href)}" aria-label="{escape(says)}" data-move-key="{escape(bar.key)}" '
        f'data-move-day="{bar.end.isoformat()}">{box}</a>'
    )
    return parts


def _links(bar: Bar, bars: Sequence[Bar], at: dict[str, float], first: date) -> list[str]:
    """From the end of what it waits for to its own."""
    ends = {other.key: other.end for other in bars}
    parts = []
    for needed in bar.needs:
        if needed in ends:
            x1, y1 = x_of(ends[needed], first) + DAY, at[needed]
            x2, y2 = x_of(bar.start, first), at[bar.key]
            turn = max(x1 + 4, x2 - 5)
            parts.append(f'<path d="M{x1} {y1}H{turn}V{y2}H{x2}" class="g-link"/>')
    return parts


def _today(today: date, first: date, high: float) -> str:
    x = x_of(today, first) + DAY / 2
    words = _text(x + 3, 12, escape(pgettext("plan", "Today")), "fl-ink bold")
    return (
        f'<line x1="{x}" x2="{x}" y1="4" y2="{high}" class="sk-ink" stroke-dasharray="2 3"/>{words}'
    )


def _text(x: float, y: float, body: Any, tone: str) -> str:
    return f'<text x="{x}" y="{y}" font-size="11" class="{tone}">{body}</text>'
