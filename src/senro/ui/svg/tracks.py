"""Sites that are rolled out side by side: tracks that leave the line in one phase and come back.

One dot a site; how far right it stands is what its gate measures. A site that is not in the phase
yet waits hollow at the left, one that has passed it stands at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from .measures import of

GAP = 29
OUT, BACK = 4.2, 5.6
DOT = 4.5
# Labels of dots nearer than this (in percent of the width) would lie on each other.
NEAR = 3.6


@dataclass(frozen=True)
class Dot:
    """A site: waiting, below the threshold, met or passed."""

    name: str
    state: str
    share: float | None = None


@dataclass(frozen=True)
class Track:
    """Sites that run together: a region, or a part of them in their order."""

    name: str
    dots: tuple[Dot, ...]

    @property
    def met(self) -> int:
        """How many have reached the threshold."""
        return sum(dot.state in ("met", "passed") for dot in self.dots)


@dataclass(frozen=True)
class Tracks:
    """All tracks of one phase (its place on the line), what is measured, and the threshold."""

    place: int
    tracks: tuple[Track, ...]
    unit: str = ""
    title: Any = ""
    limit: float | None = None

    @property
    def met(self) -> int:
        """How many sites have reached the threshold."""
        return sum(track.met for track in self.tracks)

    @property
    def total(self) -> int:
        """How many sites there are."""
        return sum(len(track.dots) for track in self.tracks)

    @property
    def room(self) -> int:
        """Pixels that the tracks take above and below the line."""
        return int(GAP * (len(self.tracks) - 1) / 2)


def tracks_of(value: Any) -> Tracks:
    """Tracks from themselves or from mappings with the same names."""
    if isinstance(value, Tracks):
        return value
    tracks = tuple(
        Track(one["name"], tuple(Dot(**dot) for dot in one["dots"])) for one in value["tracks"]
    )
    return Tracks(**{**value, "tracks": tracks})


def drawn(found: Tracks, at: Sequence[float], line: float) -> list[str]:
    """The tracks between their station and the next."""
    start, end = at[found.place], at[found.place + 1]
    left, right = start + OUT, end - BACK
    zero, full = left + 2.4, right - 0.8
    rows = [line + GAP * (n - (len(found.tracks) - 1) / 2) for n in range(len(found.tracks))]
    parts = []
    for track, y in zip(found.tracks, rows, strict=True):
        parts += rails(start, end, left, right, y, line, _furthest(track, zero, full))
        parts += _label(track, left, y, found.unit)
        parts += dots(track, left, zero, full, y)
    parts += axis(found, zero, full, rows, line)
    return parts


def rails(
    start: float, end: float, left: float, right: float, y: float, line: float, tip: float
) -> list[str]:
    """Out of the station, along, and back into the line before the gate."""
    return [
        _stretch(start + 2.4, line, left, y, "r-done", 3),
        _stretch(left, y, right, y, "r-ahead", 1.5),
        _stretch(left, y, max(tip, left), y, "r-done", 3),
        _stretch(right, y, end - 3.4, line, "r-ahead", 1.5),
    ]


def dots(track: Track, left: float, zero: float, full: float, y: float) -> list[str]:
    """One for each site; the lowest of a track says its name."""
    parts, waiting, named = [], 0, -NEAR
    for dot in sorted(track.dots, key=lambda one: (one.share is None, one.share or 0)):
        if dot.state == "waiting":
            x = left + 0.2 + waiting * min(0.85, 5 / max(len(track.dots), 1))
            waiting += 1
            parts.append(_circle(x, y, "r-hol", 1.75, dot))
            continue
        x = full if dot.state == "passed" else zero + (full - zero) * min(dot.share or 0, 1)
        tone = "r-st" if dot.state in ("met", "passed") else "r-hol below"
        parts.append(_circle(x, y, tone, 2, dot))
        if dot.state == "below" and dot.share is not None and x - named >= NEAR:
            words = f"{escape(dot.name)} {round(dot.share * 100)}"
            parts.append(_text(f"{x:.2f}%", y - 9, words, "middle", "fl-ink2"))
            named = x + len(dot.name) * 0.9
    return parts


def axis(found: Tracks, zero: float, full: float, rows: Sequence[float], line: float) -> list[str]:
    """What is measured, from nothing to all, and where the gate opens."""
    foot = rows[-1] + 22
    parts = []
    if found.title:
        parts.append(_text(f"{zero:.2f}%", foot, "0 %", "middle", "fl-ink3"))
        middle = zero + (full - zero) * 0.36
        parts.append(_text(f"{middle:.2f}%", foot, escape(found.title), "middle", "fl-ink3"))
    if found.limit is not None:
        x = f"{zero + (full - zero) * found.limit:.2f}%"
        parts.append(
            f'<line x1="{x}" x2="{x}" y1="{rows[0] - 20}" y2="{foot - 12}" class="sk-ink" stroke-dasharray="1.5 3"/>'
        )
        words = escape(_("Gate %(n)s %%") % {"n": round(found.limit * 100)})
        parts.append(_text(x, foot, words, "middle", "fl-ink2"))
    return parts


def counted(found: Tracks, x: float, line: float) -> str:
    """9／18店, over the gate."""
    words = f'<tspan class="bold">{found.met}</tspan>{of()}{found.total}{escape(found.unit)}'
    return _text(f"{x - 2.1:.2f}%", line - 15, words, "middle", "fl-ink2")


def _label(track: Track, left: float, y: float, unit: str) -> list[str]:
    """東京 4／7店."""
    count = f'<tspan class="bold">{track.met}</tspan>{of()}{len(track.dots)}{escape(unit)}'
    words = f"{escape(track.name)} {count}" if track.name else count
    return [_text(f"{left + 2.2:.2f}%", y - 9, words, "start", "fl-ink2")]


def _furthest(track: Track, zero: float, full: float) -> float:
    shares = [
        1.0 if dot.state == "passed" else min(dot.share or 0, 1)
        for dot in track.dots
        if dot.state != "waiting"
    ]
    return zero + (full - zero) * max(shares) if shares else 0.0


def _circle(x: float, y: float, tone: str, width: float, dot: Dot) -> str:
    measured = "" if dot.share is None else f" {round(dot.share * 100)} %"
    title = f"<title>{escape(dot.name)}{measured}</title>"
    return f'<circle cx="{x:.2f}%" cy="{y}" r="{DOT}" class="{tone}" stroke-width="{width}">{title}</circle>'


def _stretch(x1: float, y1: float, x2: float, y2: float, tone: str, width: float) -> str:
    return f'<line x1="{x1:.2f}%" y1="{y1}" x2="{x2:.2f}%" y2="{y2}" class="{tone}" stroke-width="{width}"/>'


def _text(x: str, y: float, body: str, where: str, tone: str) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="11" text-anchor="{where}" class="{tone}">{body}</text>'
    )
