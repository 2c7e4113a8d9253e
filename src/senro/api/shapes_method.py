"""The method, its changes and what they mean for cases: what the API gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .shapes import ReasonShape, Shape


class FunnelStep(Shape):
    """How many cases stand at a standard code, and how many got there or further."""

    code: str
    name: str
    count: int
    reached: int
    sets: dict[str, int]


class Funnel(Shape):
    """The funnel over all phase sets."""

    as_of: str
    steps: list[FunnelStep]


class MethodVersion(Shape):
    """A draft (number 0) or a published version, which never changes."""

    kind: str
    code: str
    number: int
    state: str
    note: str
    digest: str
    published_at: datetime | None
    effective_from: datetime | None
    version: int
    body: dict[str, Any] | None


class CriteriaPreset(Shape):
    """Completion criteria that a set may begin with."""

    preset: str
    name: str
    body: dict[str, Any]


class CriteriaPresets(Shape):
    """The presets."""

    items: list[CriteriaPreset]
    next_cursor: str | None


class MethodVersions(Shape):
    """Versions of parts."""

    items: list[MethodVersion]
    next_cursor: str | None


class WordedChange(Shape):
    """One change, told in words."""

    kind: str
    path: str
    noun: str
    title: str
    field: str
    before: str
    after: str
    sentence: str


class MethodDiff(Shape):
    """What one version changes against another."""

    base: int
    items: list[WordedChange]


class ImpactCase(Shape):
    """A case whose gate would read otherwise, or which could not follow."""

    id: str
    account: str
    name: str
    phase: str
    to: str | None
    change: str
    items: list[str]


class PastCase(Shape):
    """A complete case: `fails`, `unknown`, and the codes that this rests on."""

    id: str
    account: str
    name: str
    answer: str
    items: list[str]


class PastCases(Shape):
    """A draft tried on complete cases."""

    tried: int
    passes: int
    fails: int
    unknown: int
    cases: list[PastCase]


class MethodImpact(Shape):
    """How many running cases a draft is about, if they were upgraded to it."""

    running: int
    opens: int
    closes: int
    unknown: int
    cannot: int
    past: PastCases | None
    cases: list[ImpactCase]
    more: int


class MethodSchema(Shape):
    """A JSON Schema (2020-12)."""

    json_schema: dict[str, Any]


class MethodProblem(Shape):
    """One wrong place."""

    field: str
    code: str
    message: str


class MethodDraft(Shape):
    """A kept draft, and everything that still keeps it from being published."""

    draft: MethodVersion
    problems: list[MethodProblem]


class UpgradedCase(Shape):
    """What became of one case."""

    id: str
    status: str
    reasons: list[ReasonShape]


class UpgradedCases(Shape):
    """What became of each case."""

    items: list[UpgradedCase]


class PlaybookStep(Shape):
    """A step with what to say and what others stumbled over."""

    code: str
    name: str
    level: str
    hurdle: str
    stumbling: list[dict[str, str]]
    talk: list[str]
    examples: list[str]
    contents: list[dict[str, str]]
    customer_actions: list[str]
    vendor_actions: list[str]
    completion: str
    timing: str
    tasks: list[dict[str, Any]]


class PlaybookPhase(Shape):
    """A phase, its gate and its steps."""

    code: str
    name: str
    here: bool
    gate: list[str]
    steps: list[PlaybookStep]


class Playbook(Shape):
    """How this case is led, phase by phase."""

    roadmap: str
    phases: list[PlaybookPhase]
