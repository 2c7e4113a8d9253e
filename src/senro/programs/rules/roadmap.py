"""The roadmap: three stages from the contract to growth, each a row of steps with its hurdle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .applying import EVERYBODY, AppliesTo, applies_to
from .reading import Problem, duplicates, items_of
from .schemas import LEVELS, STAGES
from .words import NO_WORDS, Words, words


@dataclass(frozen=True)
class Stumbling:
    """What customers stumble over in a step."""

    code: str
    title: Words
    detail: Words = NO_WORDS


@dataclass(frozen=True)
class StepAction:
    """What one side does in a step: the customer's layer or our touch, and how long it takes."""

    title: Words
    layer: str = ""
    touch: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Content:
    """Something to read or watch, by its title; the address may come later."""

    title: Words
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One step on the customer's business flow."""

    code: str
    name: Words
    stage: str
    phase: str = ""
    flow: Words = NO_WORDS
    level: str = "draft"
    hurdle: Words = NO_WORDS
    stumbling: tuple[Stumbling, ...] = ()
    customer_actions: tuple[StepAction, ...] = ()
    vendor_actions: tuple[StepAction, ...] = ()
    completion: Words = NO_WORDS
    timing: Words = NO_WORDS
    days: int | None = None
    value: Words = NO_WORDS
    contents: tuple[Content, ...] = ()
    talk: tuple[Words, ...] = ()
    examples: tuple[Words, ...] = ()

    @property
    def timed(self) -> bool:
        """Whether it is said when the step comes."""
        return bool(self.timing) or self.days is not None


@dataclass(frozen=True)
class Stage:
    """Onboarding, adoption or expansion: the ideal state at its end and the steps to it."""

    code: str
    name: Words
    ideal: Words = NO_WORDS
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Roadmap:
    """All stages in their order."""

    stages: tuple[Stage, ...]
    name: Words = NO_WORDS
    applies_to: AppliesTo = EVERYBODY

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all stages."""
        return tuple(step for stage in self.stages for step in stage.steps)

    def step(self, code: str) -> Step | None:
        """One step."""
        return next((step for step in self.steps if step.code == code), None)


# What a stage needs before it counts as drawn.
PARTS = ("ideal", "completion", "actions", "timing")


@dataclass(frozen=True)
class StageState:
    """How far a stage is drawn: what it lacks, and how many of its steps are at which level."""

    code: str
    name: Words
    missing: tuple[str, ...]
    levels: tuple[tuple[str, int], ...]

    @property
    def complete(self) -> bool:
        """Whether a first rough line is there for everything."""
        return not self.missing


@dataclass(frozen=True)
class Completeness:
    """How far the three stages are drawn."""

    stages: tuple[StageState, ...]

    @property
    def percent(self) -> int:
        """Complete stages of the three, rounded."""
        done = sum(stage.complete for stage in self.stages)
        return round(100 * done / len(STAGES))

    @property
    def ready(self) -> bool:
        """Whether all three stages are drawn: the question of the hire gate."""
        return all(stage.complete for stage in self.stages)


def completeness(roadmap: Roadmap) -> Completeness:
    """What each of the three stages lacks. A rough line counts: one text is enough for each part."""
    known = {stage.code: stage for stage in roadmap.stages}
    return Completeness(
        tuple(_state(known.get(code) or Stage(code, Words(code, code))) for code in STAGES)
    )


def _state(stage: Stage) -> StageState:
    there = {
        "ideal": bool(stage.ideal),
        "completion": any(step.completion for step in stage.steps),
        "actions": any(step.customer_actions or step.vendor_actions for step in stage.steps),
        "timing": any(step.timed for step in stage.steps),
    }
    levels = [step.level for step in stage.steps]
    return StageState(
        stage.code,
        stage.name,
        tuple(part for part in PARTS if not there[part]),
        tuple((level, levels.count(level)) for level in LEVELS),
    )


def parse_roadmap(body: dict[str, Any]) -> Roadmap:
    """The body of a roadmap as values; a stage nobody wrote yet is simply not there."""
    return Roadmap(
        stages=tuple(_stage(item) for item in items_of(body, "stages")),
        name=words(body.get("name")),
        applies_to=applies_to(body),
    )


def _stage(item: dict[str, Any]) -> Stage:
    code = str(item.get("code") or "")
    steps = tuple(_step(part, code) for part in items_of(item, "steps"))
    return Stage(code, words(item.get("name")), words(item.get("ideal")), steps)


def _step(item: dict[str, Any], stage: str) -> Step:
    timing = item.get("timing")
    timing = timing if isinstance(timing, dict) else {}
    return Step(
        code=str(item.get("code") or ""),
        name=words(item.get("name")),
        stage=stage,
        phase=item.get("phase") or "",
        flow=words(item.get("flow")),
        level=item.get("level") or "draft",
        hurdle=words(item.get("hurdle")),
        stumbling=tuple(
            Stumbling(str(one.get("code") or ""), words(one.get("title")), words(one.get("detail")))
            for one in items_of(item, "stumbling")
        ),
        customer_actions=tuple(_action(one) for one in items_of(item, "customer_actions")),
        vendor_actions=tuple(_action(one) for one in items_of(item, "vendor_actions")),
        completion=words(item.get("completion")),
        timing=words(timing.get("words")),
        days=timing.get("days"),
        value=words(item.get("value")),
        contents=tuple(
            Content(words(one.get("title")), one.get("url") or "")
            for one in items_of(item, "contents")
        ),
        talk=tuple(words(one) for one in item.get("talk") or ()),
        examples=tuple(words(one) for one in item.get("examples") or ()),
    )


def _action(item: dict[str, Any]) -> StepAction:
    title, minutes = words(item.get("title")), item.get("minutes")
    return StepAction(title, item.get("layer") or "", item.get("touch") or "", minutes)


def roadmap_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a roadmap from being published, besides its shape."""
    stages = items_of(body, "stages")
    yield from duplicates(stages, "stages")
    seen: set[str] = set()
    for stage in stages:
        place = f"stages[{stage.get('code')}].steps"
        for step in items_of(stage, "steps"):
            code = str(step.get("code") or "")
            if code in seen:
                yield Problem(f"{place}[{code}].code", "duplicate")
            seen.add(code)
            if not words(step.get("name")):
                yield Problem(f"{place}[{code}].name", "required")
            yield from duplicates(items_of(step, "stumbling"), f"{place}[{code}].stumbling")
            for number, content in enumerate(items_of(step, "contents")):
                if not _is_address(content.get("url")):
                    yield Problem(f"{place}[{code}].contents[{number}].url", "not_an_address")


def _is_address(url: Any) -> bool:
    # Anything else (javascript:, data:) must never become a link.
    return not url or (isinstance(url, str) and url.startswith(("https://", "http://", "/")))
