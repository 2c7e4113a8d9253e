"""A health model: axes with weights, measures with weights, bands of points by rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from senro.programs.rules.policies import TIERS
from senro.programs.rules.reading import Problem, items_of, shape_problems
from senro.programs.rules.schema import (
    CODE,
    NUMBER,
    RULE,
    WORDS,
    Schema,
    choice,
    count,
    document,
    many,
    record,
)
from senro.programs.rules.words import Words, words

STAGES = ("onboarding", "adoption", "expansion", "churned")
APPLIES_TO = record(
    {}, {"tiers": many(choice(*TIERS)), "stages": many(choice(*STAGES)), "products": many(CODE)}
)
_BAND = record({"when": RULE, "points": count(0, 100)}, {})
_MEASURE = record({"code": CODE, "title": WORDS, "bands": many(_BAND, 1)}, {"weight": NUMBER})
_AXIS = record({"code": CODE, "title": WORDS, "measures": many(_MEASURE, 1)}, {"weight": NUMBER})
HEALTH_MODEL: Schema = record(
    {"axes": many(_AXIS, 1)},
    {
        "name": WORDS,
        "applies_to": APPLIES_TO,
        "levels": record({"go": count(0, 100), "care": count(0, 100)}, {}),
        "least_known": NUMBER,
    },
)
SCHEMA = document("health_model", "Senro: health_model", HEALTH_MODEL)


@dataclass(frozen=True)
class Band:
    """So many points where a rule about the account is true."""

    when: str
    points: int


@dataclass(frozen=True)
class Measure:
    """Its first true band gives the points; none true gives 0; one that is unknown before, unknown."""

    code: str
    title: Words
    weight: float
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Axis:
    """Measures that belong together."""

    code: str
    title: Words
    weight: float
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Model:
    """`least_known`: the share of weight that must be known before there is a score."""

    axes: tuple[Axis, ...]
    go: int = 70
    care: int = 40
    least_known: float = 0.5

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule it asks, once."""
        found = (b.when for axis in self.axes for m in axis.measures for b in m.bands)
        return tuple(dict.fromkeys(found))


def parse_model(body: Mapping[str, Any]) -> Model:
    """The model of a published body."""
    levels = body.get("levels") or {}
    return Model(
        tuple(_axis(item) for item in items_of(dict(body), "axes")),
        levels.get("go", 70),
        levels.get("care", 40),
        body.get("least_known", 0.5),
    )


def _axis(item: dict[str, Any]) -> Axis:
    measures = tuple(
        Measure(
            one["code"],
            words(one.get("title")),
            float(one.get("weight", 1)),
            tuple(Band(b["when"], b["points"]) for b in items_of(one, "bands")),
        )
        for one in items_of(item, "measures")
    )
    return Axis(item["code"], words(item.get("title")), float(item.get("weight", 1)), measures)


def model_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a model from being published, besides its rules."""
    yield from shape_problems(body, "axes")
    for axis in items_of(body, "axes"):
        place = f"axes[{axis.get('code')}]"
        yield from _weight(axis, place)
        for problem in shape_problems(axis, "measures"):
            yield Problem(f"{place}.{problem.field}", problem.code)
        for one in items_of(axis, "measures"):
            yield from _weight(one, f"{place}.measures[{one.get('code')}]")


def weight_of(item: Mapping[str, Any]) -> float:
    """The weight of an axis or measure of a draft, which may hold anything: what is wrong counts 0."""
    weight = item.get("weight", 1)
    right = isinstance(weight, int | float) and not isinstance(weight, bool) and weight > 0
    return float(weight) if right else 0.0


def _weight(item: dict[str, Any], place: str) -> Iterator[Problem]:
    weight = item.get("weight", 1)
    if isinstance(weight, int | float) and not weight > 0:
        yield Problem(f"{place}.weight", "not_a_count")


def rules_in(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, rule) of every band."""
    for axis in items_of(body, "axes"):
        for one in items_of(axis, "measures"):
            for number, band in enumerate(items_of(one, "bands")):
                place = f"axes[{axis.get('code')}].measures[{one.get('code')}].bands[{number}].when"
                yield place, str(band.get("when") or "")
