"""The sites of a case as the route line, the gate and the page of sites take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from senro.kernel.locales import locale
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.models import Case
from senro.onboarding.queries.gates import Line
from senro.onboarding.rules.waves import PILOT, Crew, Wave
from senro.ui.figures import percent1

from .gates import phase_name, row_shape

MOST_TRACKS = 4
# So many sites are named in a sentence; the page of sites has them all.
NAMED = 3


def unit_of(crew: Crew) -> str:
    """Stores where all of them are called so, else sites; English has its own word behind."""
    if locale() != "ja":
        return ""
    return "店" if all(wave.name.endswith("店") for wave in crew.waves) else "拠点"


def counted(crew: Crew, count: int | None = None) -> str:
    """18店, 12 sites."""
    n = len(crew.waves) if count is None else count
    if locale() == "ja":
        return f"{n}{unit_of(crew)}"
    return ngettext("%(n)s site", "%(n)s sites", n) % {"n": n}


def about(crew: Crew) -> str:
    """18店（並行展開）, in the head of the case."""
    if not crew.waves:
        return ""
    words = {"sites": counted(crew)}
    if crew.mode == PILOT:
        return _("%(sites)s (one first)") % words
    return _("%(sites)s (side by side)") % words


def tracks(crew: Crew, phase: str, line: Line) -> dict[str, Any] | None:
    """What leaves the line as tracks, in the phase where the case is."""
    if phase not in crew.span or not crew.waves:
        return None
    code, limit, title = _measured(crew, phase)
    groups = grouped(crew.waves)
    return {
        "place": line.phases.index(phase),
        "unit": unit_of(crew),
        "title": _("%(measure)s by site") % {"measure": title} if title else "",
        "limit": limit,
        "tracks": [
            {"name": name, "dots": [_dot(crew, wave, phase, code, name) for wave in waves]}
            for name, waves in groups
        ],
    }


def grouped(waves: Sequence[Wave]) -> list[tuple[str, list[Wave]]]:
    """By region where names begin with one (東京 立川店), else in their order on few tracks."""
    found: dict[str, list[Wave]] = {}
    for wave in waves:
        found.setdefault(wave.name.partition(" ")[0], []).append(wave)
    regions = all(" " in wave.name for wave in waves)
    if regions and len(found) <= MOST_TRACKS:
        return sorted(found.items(), key=lambda item: -len(item[1]))
    size = -(-len(waves) // (1 if len(waves) <= 6 else 3))
    return [("", list(waves[n : n + size])) for n in range(0, len(waves), size)]


def _measured(crew: Crew, phase: str) -> tuple[str, float | None, str]:
    """The first item of the gate that has a number for a site."""
    for wave in crew.waves:
        if crew.phase_of(wave) == phase and wave.gate:
            for row in sorted(wave.gate.rows, key=lambda row: row.limit or 9):
                if row.limit is not None:
                    return row.code, row.limit, str(row.name)
    return "", None, ""


def _dot(crew: Crew, wave: Wave, phase: str, code: str, region: str) -> dict[str, Any]:
    short = wave.name.removeprefix(region).strip().removesuffix("店")
    here, place = crew.place(crew.phase_of(wave)), crew.place(phase)
    if here != place:
        return {"name": short, "state": "waiting" if here < place else "passed"}
    row = wave.gate.row(code) if wave.gate and code else None
    if row is None or row.share is None:
        return {"name": short, "state": "below"}
    return {"name": short, "state": "met" if row.state == "met" else "below", "share": row.share}


def sentence(crew: Crew, phase: str, code: str, case: Case, line: Line) -> str:
    """展開中 12店、うち3店が未達（柏 38%、大宮 47%、立川 62%）。最も遅い店舗：川越駅前店."""
    if phase not in crew.span:
        return ""
    there = [w for w in crew.there(phase) if w.gate is not None]
    below = []
    for wave in there:
        row = wave.gate.row(code) if crew.phase_of(wave) == phase else None
        if row is not None and row.state != "met":
            below.append((row.share if row.share is not None else -1.0, wave.name, row.value))
    below.sort()
    parts = [
        _("%(sites)s under way") % {"sites": counted(crew, len(crew.there(phase)))},
    ]
    if below:
        names = ", ".join(f"{name} {value}".strip() for _share, name, value in below[:NAMED])
        more = "…" if len(below) > NAMED else ""
        parts[0] = _("%(sites)s under way, %(below)s not there yet (%(names)s)") % {
            "sites": counted(crew, len(crew.there(phase))), "below": counted(crew, len(below)),
            "names": names + more,
        }  # fmt: skip
    slowest = crew.slowest
    if slowest is not None and len(crew.waves) > 1:
        parts.append(
            _("Slowest: %(name)s (%(phase)s)")
            % {"name": slowest.name, "phase": phase_name(case, crew.phase_of(slowest), line)}
        )
    return _(". ").join(parts)


def note(crew: Crew, phase: str, case: Case, line: Line) -> str:
    """What the station says on a phone."""
    code, _limit, _title = _measured(crew, phase)
    return sentence(crew, phase, code, case, line)


def page(actor: Actor, case: Case, crew: Crew, line: Line) -> dict[str, Any]:
    """The page of sites."""
    may = allowed(actor, "case.change", case.team_id)
    return {
        "mode": crew.mode,
        "modes": [(code, words, code == crew.mode) for code, words in _modes()],
        "sites": counted(crew),
        "rows": [_row(case, crew, wave, line) for wave in crew.waves],
        "ready": sum(_ready(crew, wave) for wave in crew.waves),
        "begun": case.phase in crew.span,
        "over": bool(crew.span)
        and line.phases.index(case.phase) > line.phases.index(crew.span[-1]),
        "may": may,
        "from_phase": phase_name(case, crew.span[0], line) if crew.span else "",
        "sentence": note(crew, case.phase, case, line) if crew.waves else "",
    }


def _modes() -> list[tuple[str, str]]:
    return [
        ("parallel", _("Side by side")),
        ("pilot_then_spread", _("One site first, then the others")),
    ]


def _ready(crew: Crew, wave: Wave) -> bool:
    return bool(wave.gate and wave.gate.open and not crew.waits(wave))


def _row(case: Case, crew: Crew, wave: Wave, line: Line) -> dict[str, Any]:
    phase, gate = crew.phase_of(wave), wave.gate
    lowest = min(
        (row for row in (gate.rows if gate else ()) if row.share is not None),
        key=lambda row: row.share,
        default=None,
    )
    return {
        "id": wave.id,
        "url": reverse("wave", args=[case.pk, wave.id]),
        "name": wave.name,
        "phase": phase_name(case, phase, line),
        "since": crew.since(wave),
        "users": wave.users,
        "measure": lowest.name if lowest else "",
        "share": lowest.share if lowest else None,
        "value": percent1(lowest.share) if lowest else "",
        "limit": lowest.limit if lowest else None,
        "tone": "go" if lowest and lowest.state == "met" else "care",
        "state": "through" if crew.through(wave) else "waits" if crew.waits(wave) else "",
        "missing": [str(row.name) for row in (gate.rows if gate else ()) if row.state != "met"],
        "ready": _ready(crew, wave),
        "slowest": crew.slowest is not None and wave.id == crew.slowest.id and len(crew.waves) > 1,
    }


def one(actor: Actor, case: Case, crew: Crew, wave: Wave, line: Line) -> dict[str, Any]:
    """One site, with its gate and what can be done."""
    phase = crew.phase_of(wave)
    done = [code for code in crew.span if code in wave.done]
    return {
        **_row(case, crew, wave, line),
        "code": phase,
        "gate": [row_shape(row) for row in wave.gate.rows] if wave.gate else [],
        "open": bool(wave.gate and wave.gate.open is True),
        "attest": [
            {"code": row.code, "name": row.name}
            for row in (wave.gate.rows if wave.gate else ())
            if row.attestable and row.state != "met"
        ],
        "last": {"code": done[-1], "name": phase_name(case, done[-1], line)} if done else None,
        "override": allowed(actor, "case.override", case.team_id),
        "begun": line.phases.index(case.phase) >= line.phases.index(crew.span[0])
        if crew.span
        else False,
    }
