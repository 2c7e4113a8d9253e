"""What the API says of health."""

from __future__ import annotations

from typing import Any

from .shapes import Shape


class Computed(Shape):
    """What the model gives, whatever a person says in its place."""

    score: float | None
    level: str


class OverrideShape(Shape):
    """Who says what, why, and until when. `reason` is null for those who may not read notes."""

    points: int | None
    level: str | None
    reason: str | None
    by: str | None
    at: str
    until: str
    ended_at: str | None


class OverridesShape(Shape):
    """All overrides of an account, the latest first."""

    items: list[OverrideShape]
    next_cursor: str | None = None


class ExternalShape(Shape):
    """A score of another system: of an axis, or of the whole where that is null."""

    date: str
    axis: str | None
    score: float
    level: str | None
    source: str


class ExternalShapes(Shape):
    """Every one that was imported."""

    items: list[ExternalShape]
    next_cursor: str | None = None


class HealthLine(Shape):
    """An account's score from 0 to 100; unknown is null. `override`: who says so instead, and why."""

    account: str
    score: float | None
    level: str
    computed: Computed
    override: OverrideShape | None
    external: ExternalShape | None
    change: float | None
    known: float
    model: str
    as_of: str
    points: dict[str, float | None]


class Healths(Shape):
    """A page of scores."""

    items: list[HealthLine]
    next_cursor: str | None


class HealthBand(Shape):
    """So many points where a rule is true."""

    when: str
    points: int


class HealthMeasure(Shape):
    """A measure: its points, the rule that gave them, and the values that were asked."""

    code: str
    title: str
    weight: float
    points: int | None
    rule: str
    bands: list[HealthBand]
    inputs: dict[str, Any]


class HealthAxis(Shape):
    """An axis: the mean of its known measures by weight."""

    code: str
    title: str
    weight: float
    points: float | None
    measures: list[HealthMeasure]


class RunningPart(Shape):
    """A part of the definition: whether it holds (unknown is null), and the values that were asked."""

    code: str
    title: str
    when: str
    holds: bool | None
    inputs: dict[str, Any]


class SelfRunning(Shape):
    """Whether the customer runs by itself: all parts hold. Unknown is null."""

    holds: bool | None
    version: str
    parts: list[RunningPart]


class LevelCounts(Shape):
    """How many accounts stand at each level."""

    go: int
    care: int
    stop: int
    unknown: int


class PreviewWeek(Shape):
    """A day by what is published and by the draft; `moved`: how many stand at another level."""

    day: str
    published: LevelCounts
    draft: LevelCounts
    moved: int


class PreviewSide(Shape):
    """The computed score by one of the models."""

    score: float | None
    level: str
    known: float


class PreviewGiven(Shape):
    """What a measure has: points, its share of what is known, and the rule that decided."""

    points: int | None
    share: float
    rule: str


class PreviewCause(Shape):
    """One thing that moves an account, and by how many points.

    `what`: added, dropped, band, weight, known, and of the whole model levels and enough.
    """

    what: str
    axis: str | None
    measure: str | None
    title: str | None
    by: float
    published: PreviewGiven | None
    draft: PreviewGiven | None


class PreviewMove(Shape):
    """An account that would stand at another level."""

    account: str
    name: str
    published: PreviewSide
    draft: PreviewSide
    override: OverrideShape | None
    causes: list[PreviewCause]


class HealthPreview(Shape):
    """A draft beside what is published: the weeks behind us, and who moves today."""

    accounts: int
    concerned: int
    moved: int
    weeks: list[PreviewWeek]
    items: list[PreviewMove]
    more: int


class AccountHealth(HealthLine):
    """A score with everything that gives it."""

    axes: list[HealthAxis]
    self_running: SelfRunning
