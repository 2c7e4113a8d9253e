"""The roadmap as a route map: stages side by side, steps as stations, where people stumble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from senro.kernel.rules.bodies import Difference
from senro.onboarding.queries.paces import Pace
from senro.programs.rules.reading import items_of
from senro.programs.rules.roadmap import Completeness, completeness, parse_roadmap

from ..specs.parts import LAYERS, TOUCHES, joined, said
from ..specs.roadmap import LEVELS, STAGES
from ..words import MISSING
from .places import anchor_of, key_of

# A share of late cases from which on it is marked.
OFTEN = 0.3
LEVEL_OF = {"draft": 1, "tested": 2, "proven": 3}


@dataclass(frozen=True)
class Station:
    """One step on the map."""

    path: str
    code: str
    name: str
    level: int
    level_words: Any
    hurdle: str
    stumbling: str
    more_stumbling: int
    mark: str  # "" | added | changed
    phase: str
    pace: Pace | None
    # The first step of a phase shows its pace; the rest follow it.
    first: bool
    here: bool

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return anchor_of(self.path)

    @property
    def often(self) -> bool:
        """Many were late here."""
        return self.pace is not None and self.pace.share_late >= OFTEN


@dataclass(frozen=True)
class StageMap:
    """One stage: its steps, what it lacks, how wide it is."""

    path: str
    code: str
    name: str
    ideal: str
    stations: tuple[Station, ...]
    missing: str
    place: int

    @property
    def drawn(self) -> bool:
        """Whether there is a line."""
        return bool(self.stations)

    @property
    def width(self) -> int:
        """Columns that it takes: an undrawn stage is as wide as two steps."""
        return min(max(len(self.stations), 2), 16)


@dataclass(frozen=True)
class RouteMap:
    """The whole map, its sentence for readers, and the step that is looked at."""

    stages: tuple[StageMap, ...]
    complete: Completeness
    sentence: str
    here: dict[str, Any] | None
    here_path: str
    here_stage: str
    here_place: tuple[int, int]

    @property
    def station(self) -> Station | None:
        """The step that is looked at."""
        return next((s for one in self.stages for s in one.stations if s.here), None)


def route_map(
    body: Mapping[str, Any],
    differences: Iterable[Difference],
    paces: Mapping[str, Pace],
    at: str,
) -> RouteMap:
    """The map of a roadmap's body; `at` is the path of the step to look at."""
    marks = _marks(differences)
    steps = list(_steps(body))
    paths = [path for path, _step in steps]
    chosen = (
        at if at in paths else next((p for p in paths if p in marks), paths[0] if paths else "")
    )
    full = completeness(parse_roadmap(dict(body)))
    missing = {state.code: state.missing for state in full.stages}
    stages = tuple(
        _stage(path, stage, place, marks, paces, chosen, missing)
        for place, (path, stage) in enumerate(_stages(body))
    )
    here = dict(steps).get(chosen)
    owner = next((one for one in stages if any(s.here for s in one.stations)), None)
    place = (0, 0)
    if owner:
        place = (next(n for n, s in enumerate(owner.stations, 1) if s.here), len(owner.stations))
    return RouteMap(
        stages, full, _sentence(stages), here, chosen, owner.name if owner else "", place
    )


def _stages(body: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All three, those nobody wrote yet too (their path is empty)."""
    found = items_of(dict(body), "stages")
    shown = [(f"stages[{key_of(one, n)}]", one) for n, one in enumerate(found)]
    known = {one.get("code") for one in found}
    shown += [("", {"code": code}) for code, _label in STAGES if code not in known]
    return shown


def _steps(body: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    for path, stage in _stages(body):
        for number, step in enumerate(items_of(stage, "steps")):
            yield f"{path}.steps[{key_of(step, number)}]", step


def _marks(differences: Iterable[Difference]) -> dict[str, str]:
    """Which steps a draft adds or changes."""
    found: dict[str, str] = {}
    for one in differences:
        parts = one.path.split(".")
        if len(parts) < 2 or not parts[1].startswith("steps["):
            continue
        path = ".".join(parts[:2])
        kind = "added" if len(parts) == 2 and one.kind == "added" else "changed"
        if one.kind != "removed" or len(parts) > 2:
            found.setdefault(path, kind)
    return found


def _stage(
    path: str, stage: dict[str, Any], place: int, marks: Mapping[str, str],
    paces: Mapping[str, Pace], chosen: str, missing: Mapping[str, tuple[str, ...]],
) -> StageMap:  # fmt: skip
    code = str(stage.get("code") or "")
    stations: list[Station] = []
    before = None
    for number, step in enumerate(items_of(stage, "steps")):
        where = f"{path}.steps[{key_of(step, number)}]"
        phase = str(step.get("phase") or "")
        first = phase != before or not phase
        stations.append(_station(where, step, marks, paces, first, chosen))
        before = phase
    return StageMap(
        path=path,
        code=code,
        name=said(stage.get("name")) or str(dict(STAGES).get(code, code)),
        ideal=said(stage.get("ideal")),
        stations=tuple(stations),
        missing=joined(MISSING[one] for one in missing.get(code, ())),
        place=place,
    )


def _station(
    path: str, step: dict[str, Any], marks: Mapping[str, str], paces: Mapping[str, Pace],
    first: bool, chosen: str,
) -> Station:  # fmt: skip
    stumbling = [said(one.get("title")) for one in items_of(step, "stumbling")]
    level = str(step.get("level") or "draft")
    phase = str(step.get("phase") or "")
    return Station(
        path=path,
        code=str(step.get("code") or ""),
        name=said(step.get("name")) or str(step.get("code") or "—"),
        level=LEVEL_OF.get(level, 1),
        level_words=dict(LEVELS).get(level, level),
        hurdle=said(step.get("hurdle")),
        stumbling=stumbling[0] if stumbling else "",
        more_stumbling=max(len(stumbling) - 1, 0),
        mark=marks.get(path, ""),
        phase=phase,
        pace=paces.get(phase),
        first=first,
        here=path == chosen,
    )


def _sentence(stages: Iterable[StageMap]) -> str:
    """What the drawing shows, said."""
    parts = []
    for one in stages:
        if not one.drawn:
            parts.append(_("%(stage)s: no line is drawn yet") % {"stage": one.name})
            continue
        count = len(one.stations)
        words = ngettext("%(stage)s: %(n)s step", "%(stage)s: %(n)s steps", count)
        parts.append(words % {"stage": one.name, "n": count})
    return joined(parts)


def told(step: Mapping[str, Any]) -> dict[str, Any]:
    """What the panel tells of a step, in the reader's language."""
    timing = step.get("timing") if isinstance(step.get("timing"), Mapping) else {}
    return {
        "texts": {name: said(step.get(name)) for name in ("flow", "hurdle", "completion", "value")},
        "stumbling": [
            (said(one.get("title")), said(one.get("detail")))
            for one in items_of(dict(step), "stumbling")
        ],
        "customer": [_action(one, "layer") for one in items_of(dict(step), "customer_actions")],
        "vendor": [_action(one, "touch") for one in items_of(dict(step), "vendor_actions")],
        "timing": said((timing or {}).get("words")),
        "days": (timing or {}).get("days"),
        "contents": [
            (said(one.get("title")), _safe(one.get("url")))
            for one in items_of(dict(step), "contents")
        ],
        "talk": [said(one) for one in step.get("talk") or ()],
        "examples": [said(one) for one in step.get("examples") or ()],
    }


def _action(item: Mapping[str, Any], by: str) -> tuple[str, str]:
    choices = LAYERS if by == "layer" else TOUCHES
    who = dict(choices).get(str(item.get(by) or ""), "")
    minutes = item.get("minutes")
    parts = [str(who)] if who else []
    if minutes is not None:
        parts.append(_("%(minutes)s min") % {"minutes": minutes})
    return said(item.get("title")), "・".join(parts)


def _safe(url: Any) -> str:
    # A draft may still hold anything; only an address becomes a link.
    text = str(url or "")
    return text if text.startswith(("https://", "http://", "/")) else ""
