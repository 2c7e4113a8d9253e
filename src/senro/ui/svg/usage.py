"""Usage week by week: bars of what happened, a line of who was there, marks of what we did.

A table of the same stands beside it: the drawing is for the eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

HIGH, HEAD, FOOT = 210, 30, 22
ROOM = HIGH - HEAD - FOOT


@dataclass(frozen=True)
class Moment:
    """A day that is marked: a phase passed, or a meeting held."""

    day: date
    kind: str  # phase | meeting
    name: str


def chart(weeks: Sequence[Any], marks: Sequence[Moment], label: str) -> SafeString:
    """The whole drawing, as wide as its place; `weeks` have `first`, `events` and `users`."""
    most = max((week.events or 0 for week in weeks), default=0) or 1
    people = max((week.users or 0 for week in weeks), default=0) or 1
    step = 100 / max(len(weeks), 1)
    parts = [
        *_scale(most),
        *_months(weeks, step),
        *(_bar(number, week, step, most) for number, week in enumerate(weeks) if week.events),
        *_line(weeks, step, people),
        *(_mark(mark, weeks, step) for mark in marks if _inside(mark, weeks)),
    ]
    return mark_safe(
        f'<svg class="sn-usage" width="100%" height="{HIGH}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def _scale(most: int) -> list[str]:
    base = HEAD + ROOM
    return [
        f'<line class="axis" x2="100%" y1="{base}" y2="{base}"/>',
        f'<line class="hair" x2="100%" y1="{HEAD}" y2="{HEAD}"/>',
        f'<text y="{HEAD - 4}">{most:,}</text>',
    ]


def _months(weeks: Sequence[Any], step: float) -> list[str]:
    found, last = [], 0
    for number, week in enumerate(weeks):
        if week.first.month != last:
            last = week.first.month
            found.append(
                f'<text class="month" x="{number * step:.2f}%" y="{HIGH - 6}">'
                f"{week.first.month}/{week.first.day}</text>"
            )
    return found


def _bar(number: int, week: Any, step: float, most: int) -> str:
    high = ROOM * week.events / most
    return (
        f'<rect class="bar" x="{(number + 0.04) * step:.2f}%" y="{HEAD + ROOM - high:.1f}"'
        f' width="{0.92 * step:.2f}%" height="{high:.1f}"/>'
    )


def _line(weeks: Sequence[Any], step: float, people: int) -> list[str]:
    """The line breaks where nobody knows who was there. Points know no percents: it has a room of its own."""
    runs: list[list[str]] = [[]]
    for number, week in enumerate(weeks):
        if week.users is None:
            runs.append([])
            continue
        x = (number + 0.5) * step
        runs[-1].append(f"{x:.2f},{HEAD + ROOM * (1 - week.users / people):.1f}")
    lines = "".join(
        f'<polyline class="line" points="{" ".join(run)}"/>' for run in runs if len(run) > 1
    )
    room = f'viewBox="0 0 100 {HIGH}" width="100%" height="{HIGH}" preserveAspectRatio="none"'
    return [f"<svg {room}>{lines}</svg>"]


def _inside(mark: Moment, weeks: Sequence[Any]) -> bool:
    return bool(weeks) and weeks[0].first <= mark.day < weeks[-1].first + timedelta(days=7)


def _mark(mark: Moment, weeks: Sequence[Any], step: float) -> str:
    x = (mark.day - weeks[0].first).days / 7 * step
    title = f"<title>{escape(mark.name)}</title>"
    if mark.kind == "meeting":
        return f'<circle class="meet" cx="{x:.2f}%" cy="{HEAD - 8}" r="3.5">{title}</circle>'
    return (
        f'<g class="phase">{title}<line x1="{x:.2f}%" x2="{x:.2f}%" y1="{HEAD - 14}"'
        f' y2="{HEAD + ROOM}"/><text x="{x:.2f}%" dx="3" y="{HEAD - 16}">{escape(mark.name[:12])}</text></g>'
    )
