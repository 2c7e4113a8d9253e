"""The big route line of the case page. Positions are percentages, so type never shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..figures import day
from .measures import grade, in_days, late_class, of
from .route import Station
from .tracks import Tracks, counted, drawn, tracks_of

LEFT, RIGHT = 0.7, 99.3
LEAST = 11.5
LINE, RULE = 36, 66
# How much longer a stretch with tracks is drawn.
WIDER = 4


def places(stations: Sequence[Station], wide: int = -1) -> list[float]:
    """Where each station stands, in percent: by planned days, never closer than its label.

    The stretch after the station `wide` gets room for tracks.
    """
    gaps = max(len(stations) - 1, 1)
    room = RIGHT - LEFT
    least = min(LEAST, room / gaps)
    days = [float(s.plan_days or 1) for s in stations[:-1]] or [1.0]
    if wide >= 0:
        days[wide] = max(days[wide], sum(days) / len(days)) * WIDER
    free = room - least * gaps
    at = [LEFT]
    for one in days:
        at.append(at[-1] + least + free * one / sum(days))
    return at[: len(stations)]


def big(stations: Sequence[Station], signal: str = "go", tracks: Any = None) -> SafeString:
    """The drawing and its timetable rows; readers get the list beside it instead."""
    if tracks:
        return with_tracks(stations, signal, tracks_of(tracks))
    at = places(stations)
    body = "".join([*line_of(stations, at, signal), *rows_of(stations, at)])
    return mark_safe(
        f'<svg class="sn-route-svg" width="100%" height="128" aria-hidden="true">{body}</svg>'
    )


def with_tracks(stations: Sequence[Station], signal: str, tracks: Tracks) -> SafeString:
    """The same, higher, with the sites of one phase as tracks beside each other."""
    at = places(stations, tracks.place)
    above, below = max(0, tracks.room - 8), tracks.room + 8
    line = "".join(
        [*drawn(tracks, at, LINE), *line_of(stations, at, signal, tracks.place),
         counted(tracks, at[tracks.place + 1], LINE)]
    )  # fmt: skip
    one = stations[tracks.place]
    middle = (at[tracks.place] + at[tracks.place + 1]) / 2
    used = text(f"{middle:.2f}%", RULE + 19, span_words(one), 11, "middle", "fl-ink3")
    rows = "".join([*rows_of(stations, at), used])
    return mark_safe(
        f'<svg class="sn-route-svg" width="100%" height="{128 + above + below}" aria-hidden="true">'
        f'<g transform="translate(0 {above})">{line}</g>'
        f'<g transform="translate(0 {above + below})">{rows}</g></svg>'
    )


def line_of(
    stations: Sequence[Station], at: list[float], signal: str, tracks: int = -1
) -> list[str]:
    """Track, days, gates and stations."""
    parts = track(stations, at, tracks) + spans(stations, at, tracks)
    for index, one in enumerate(stations):
        parts += [*gate_marks(stations, at, index, signal), spot(one, at[index], signal)]
    return parts


def rows_of(stations: Sequence[Station], at: list[float]) -> list[str]:
    """The timetable under its rule."""
    parts = [f'<line x1="0" x2="100%" y1="{RULE}" y2="{RULE}" class="sk-line"/>']
    for index, one in enumerate(stations):
        parts += timetable(one, at[index], anchor(index, len(stations)))
    return parts


def anchor(index: int, count: int) -> str:
    """Labels at the ends stay inside the page."""
    if index == 0:
        return "start"
    return "end" if index == count - 1 else "middle"


def track(stations: Sequence[Station], at: list[float], tracks: int = -1) -> list[str]:
    """Travelled line thick, line ahead thin; left open where it is several tracks."""
    reached = [x for x, one in zip(at, stations, strict=True) if one.state != "ahead"]
    tip = reached[-1] if reached else at[0]
    begin = at[tracks + 1] - 3.4 if tracks >= 0 else tip
    ahead = f'<line x1="{begin:.2f}%" x2="{at[-1]:.2f}%" y1="{LINE}" y2="{LINE}" class="r-ahead" stroke-width="1.5"/>'
    done = f'<line x1="{at[0]:.2f}%" x2="{tip:.2f}%" y1="{LINE}" y2="{LINE}" class="r-done" stroke-width="5"/>'
    return [ahead, done if tip > at[0] else ""]


def spans(stations: Sequence[Station], at: list[float], tracks: int = -1) -> list[str]:
    """所要: days taken and planned, between two stations."""
    texts = []
    for index, one in enumerate(stations[:-1]):
        if one.plan_days is None or index == tracks:
            continue
        middle = f"{(at[index] + at[index + 1]) / 2:.2f}%"
        texts.append(text(middle, LINE - 12, span_words(one), 11, "middle", "fl-ink3"))
    return texts


def span_words(one: Station) -> str:
    """**24**／20日, days taken and planned."""
    tone = {"care": "fl-care", "stop": "fl-stop"}.get(grade(one.days, one.plan_days), "fl-ink")
    used = f'<tspan class="{tone} bold">{one.days}</tspan>{of()}' if one.days is not None else ""
    return f"{used}{in_days(one.plan_days)}" if one.plan_days is not None else ""


def text(x: str, y: float, body: str, size: int, where: str, tone: str) -> str:
    """One line of type."""
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{where}" class="{tone}">{body}</text>'


def spot(one: Station, x: float, signal: str) -> str:
    """A station: filled, a capsule with days, or hollow."""
    if one.state == "here":
        return here(one, x, signal)
    tone = 'class="r-st"' if one.state == "passed" else 'class="r-hol" stroke-width="2"'
    return f'<circle cx="{x:.2f}%" cy="{LINE}" r="8" {tone}/>'


def here(one: Station, x: float, signal: str) -> str:
    """The capsule: 21日目."""
    words = escape(_("Day %(days)s") % {"days": one.days if one.days is not None else "?"})
    left = {True: -9, False: -42}[x <= LEFT + 3]
    left = -75 if x >= RIGHT - 3 else left
    tone = f"r-cap {signal}" if signal in ("care", "stop") else "r-cap"
    box = f'<rect x="{left}" y="{LINE - 16}" width="84" height="32" rx="16" class="{tone}" stroke-width="3.5"/>'
    label = f'<text x="{left + 42}" y="{LINE + 5.5}" text-anchor="middle" font-size="15" class="fl-ink bold">{words}</text>'
    return f'<svg x="{x:.2f}%" overflow="visible">{box}{label}</svg>'


def gate_marks(stations: Sequence[Station], at: list[float], index: int, signal: str) -> list[str]:
    """A gate stands just before the next station: shut filled, later ones hollow, open nothing."""
    one = stations[index]
    if one.gate != "closed" or index + 1 >= len(stations) or one.state == "passed":
        return []
    size = 18 if one.state == "here" else 12
    loud = one.state == "here" and signal == "stop"
    box, cut = ("m-stop", "m-cut") if loud else ("m-shut", "fl-ink")
    if one.state == "ahead":
        box, cut = "m-shut later", "fl-ctl"
    left, top = -(size + 14), LINE - size / 2
    square = f'<rect x="{left}" y="{top}" width="{size}" height="{size}" rx="2" class="{box}"/>'
    slit = f'<rect x="{left + size * 0.2}" y="{LINE - size * 0.1}" width="{size * 0.6}" height="{size * 0.2}" class="{cut}"/>'
    return [f'<svg x="{at[index + 1]:.2f}%" overflow="visible">{square}{slit}</svg>']


def timetable(one: Station, x: float, where: str) -> list[str]:
    """Name, plan, then what was or what is expected, with the difference."""
    place = {"start": "0", "end": "100%"}.get(where, f"{x:.2f}%")
    name = text(
        place,
        RULE + 19,
        escape(one.name),
        13,
        where,
        "fl-ink2" if one.state == "ahead" else "fl-ink bold",
    )
    rows = [name]
    if one.planned:
        rows.append(
            text(
                place,
                RULE + 39,
                f"{escape(pgettext('timetable', 'Plan'))} {day(one.planned)}",
                12,
                where,
                "fl-ink3",
            )
        )
    if one.reached or one.expected:
        rows.append(
            text(place, RULE + 58, outcome(one), 12, where, "fl-ink" if one.reached else "fl-ink3")
        )
    return rows


def outcome(one: Station) -> str:
    """実績 10/30 +5日, or 見込."""
    word = escape(
        pgettext("timetable", "Actual") if one.reached else pgettext("timetable", "Expected")
    )
    figure = (
        f'<tspan class="{"bold" if one.reached else ""}">{day(one.reached or one.expected)}</tspan>'
    )
    return f"{word} {figure}{difference(one)}"


def difference(one: Station) -> str:
    """+5日 in care, −1日 faint."""
    if not one.late:
        return ""
    tone = {"sn-late": "fl-care bold", "sn-late over": "fl-stop bold"}.get(
        late_class(one.late), "fl-ink3"
    )
    figure = f"+{one.late}" if one.late > 0 else f"\u2212{-one.late}"
    return f' <tspan class="{tone}">{in_days(figure)}</tspan>'


def steps(names: Sequence[Any], here: int, words: str) -> SafeString:
    """A wizard's steps: the same line, evenly spaced, without a timetable."""
    share = 90 / max(len(names) - 1, 1)
    at = [5 + share * index for index in range(len(names))]
    states = [
        "passed" if n < here else "here" if n == here else "ahead" for n in range(1, len(names) + 1)
    ]
    parts = [
        line(at[here - 1], at[-1], 12, "r-ahead", 1.5),
        line(at[0], at[here - 1], 12, "r-done", 4),
    ]
    for name, state, x in zip(names, states, at, strict=True):
        parts.append(step_spot(state, x, words))
        tone = "fl-ink bold" if state == "here" else "fl-ink2"
        parts.append(text(f"{x:.2f}%", 36, escape(name), 12, "middle", tone))
    return mark_safe(
        f'<svg class="sn-steps-line" width="100%" height="42" aria-hidden="true">{"".join(parts)}</svg>'
    )


def line(start: float, end: float, y: float, tone: str, width: float) -> str:
    """A stretch of track between two places, in percent."""
    return f'<line x1="{start:.2f}%" x2="{end:.2f}%" y1="{y}" y2="{y}" class="{tone}" stroke-width="{width}"/>'


def step_spot(state: str, x: float, words: str) -> str:
    """A step: passed, here (with words when there are any), ahead."""
    if state != "here" or not words:
        tone = {"passed": 'class="r-st"', "here": 'class="r-cap" stroke-width="3"'}
        mark = tone.get(state, 'class="r-hol" stroke-width="1.75"')
        return f'<circle cx="{x:.2f}%" cy="12" r="6.5" {mark}/>'
    wide = 22 + 8 * len(words)
    box = f'<rect x="{-wide / 2}" y="1" width="{wide}" height="22" rx="11" class="r-cap" stroke-width="3"/>'
    label = (
        f'<text y="16" text-anchor="middle" font-size="12" class="r-capt">{escape(words)}</text>'
    )
    return f'<svg x="{x:.2f}%" overflow="visible">{box}{label}</svg>'
