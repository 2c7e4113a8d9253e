"""A phase set: the phases of an onboarding, their gates and the tasks that lead through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from .applying import EVERYBODY, AppliesTo, applies_to
from .dependencies import dependency_problems
from .reading import Problem, is_count, items_of, shape_problems, unknown_values
from .words import NO_WORDS, Words, words

# Before the first phase: the case waits for its kickoff.
INTAKE = "intake"
STANDARD = ("P1", "P2", "P3", "P4", "P5", "P6")
# Where sites are prepared and rolled out.
ROLL_OUT = ("P3", "P4")
SIDES = ("vendor", "customer")
TOUCHES = ("high", "low", "self")
# "always": somebody may vouch for it; "unknown": only while it cannot be measured.
ATTEST = ("never", "unknown", "always")
LAYERS = ("", "decision_maker", "admin", "site_manager", "end_user")


@dataclass(frozen=True)
class GateItem:
    """One condition of a gate: a rule about the case, and what is said while it is not met."""

    code: str
    rule: str
    title: Words
    message: Words
    attest: str = "never"


@dataclass(frozen=True)
class Phase:
    """A phase, how long it should take, and the gate that ends it (none for the last one)."""

    code: str
    standard: str
    name: Words
    days: int
    gate: tuple[GateItem, ...] = ()


@dataclass(frozen=True)
class TaskTemplate:
    """A task that every case (or every case with a purpose) gets, so many business days in.

    The days count from the planned start of its phase, or with `after` from the start of the
    attempt (`attempt`) or from the day on which another task is due (its code).
    """

    code: str
    phase: str
    side: str
    title: Words
    day: int = 0
    purpose: str = ""
    topic: str = ""
    layer: str = ""
    touch: str = "high"
    minutes: int | None = None
    after: str = ""
    depends_on: tuple[str, ...] = ()
    # The step of the roadmap it belongs to: its stumbling points and contents are shown with it.
    step: str = ""
    # A rule about the case: the task is not asked where it does not hold at the beginning.
    when: str = ""


@dataclass(frozen=True)
class PhaseSet:
    """The phases in their order, and for whom they are meant."""

    phases: tuple[Phase, ...]
    tasks: tuple[TaskTemplate, ...] = ()
    name: Words = NO_WORDS
    applies_to: AppliesTo = EVERYBODY
    # From which phase to which one sites are rolled out one by one; empty where none are.
    waves_from: str = ""
    waves_to: str = ""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes in their order."""
        return tuple(phase.code for phase in self.phases)

    @cached_property
    def wave_span(self) -> tuple[str, ...]:
        """The phases that each site passes on its own."""
        start, end = self.index(self.waves_from), self.index(self.waves_to)
        return self.codes[start : end + 1] if 0 <= start <= end else ()

    def phase(self, code: str) -> Phase | None:
        """A phase by its code; None for the intake and for what is not in the set."""
        return next((phase for phase in self.phases if phase.code == code), None)

    def index(self, code: str) -> int:
        """The place of a phase, -1 for the intake."""
        return self.codes.index(code) if code in self.codes else -1

    @property
    def first(self) -> Phase:
        """Where a case begins."""
        return self.phases[0]

    @property
    def last(self) -> Phase:
        """The phase without a gate: being there is being complete."""
        return self.phases[-1]

    @cached_property
    def standards(self) -> dict[str, str]:
        """The standard code of each phase."""
        return {phase.code: phase.standard for phase in self.phases}

    def after(self, code: str) -> Phase | None:
        """The next phase."""
        place = self.index(code) + 1
        return self.phases[place] if place < len(self.phases) else None

    def planned(self, code: str) -> int:
        """Calendar days from the start of the attempt to the planned end of a phase."""
        return sum(phase.days for phase in self.phases[: self.index(code) + 1])

    def tasks_for(self, purposes: Iterable[str]) -> tuple[TaskTemplate, ...]:
        """The tasks of everybody and of these purposes, each topic once."""
        wanted, topics, found = ["", *purposes], set(), []
        for purpose in wanted:
            for task in self.tasks:
                if task.purpose == purpose and not (task.topic and task.topic in topics):
                    topics.add(task.topic)
                    found.append(task)
        return tuple(found)


def parse_phase_set(body: dict[str, Any]) -> PhaseSet:
    """The body of a published phase set as values."""
    phases = tuple(_phase(item) for item in items_of(body, "phases"))
    waves_from, waves_to = _waves(body, phases)
    return PhaseSet(
        phases=phases,
        tasks=tuple(_task(item) for item in items_of(body, "tasks")),
        name=words(body.get("name")),
        applies_to=applies_to(body),
        waves_from=waves_from,
        waves_to=waves_to,
    )


def _waves(body: dict[str, Any], phases: tuple[Phase, ...]) -> tuple[str, str]:
    """`waves: {from, to}`; a set that does not say so prepares and rolls out site by site."""
    said = body.get("waves")
    if isinstance(said, dict):
        return str(said.get("from") or ""), str(said.get("to") or "")
    own = [phase.code for phase in phases[:-1] if phase.standard in ROLL_OUT]
    return (own[0], own[-1]) if own else ("", "")


def _phase(item: dict[str, Any]) -> Phase:
    return Phase(
        code=item["code"],
        standard=item.get("standard") or item["code"],
        name=words(item.get("name")),
        days=int(item.get("days") or 0),
        gate=tuple(_item(part) for part in items_of(item, "gate")),
    )


def _item(item: dict[str, Any]) -> GateItem:
    title = words(item.get("title"))
    return GateItem(
        code=item["code"],
        rule=item["rule"],
        title=title,
        message=words(item.get("message")) or title,
        attest=item.get("attest") or "never",
    )


def _task(item: dict[str, Any]) -> TaskTemplate:
    return TaskTemplate(
        code=item["code"],
        phase=item["phase"],
        side=item["side"],
        title=words(item.get("title")),
        day=int(item.get("day") or 0),
        purpose=item.get("purpose") or "",
        topic=item.get("topic") or "",
        layer=item.get("layer") or "",
        touch=item.get("touch") or "high",
        minutes=item.get("minutes"),
        after=item.get("after") or "",
        depends_on=tuple(item.get("depends_on") or ()),
        step=item.get("step") or "",
        when=item.get("when") or "",
    )


def phase_set_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a phase set from being published; rules are checked where names are known."""
    yield from shape_problems(body, "phases")
    yield from shape_problems({"tasks": [], **body}, "tasks", needed=False)
    phases, tasks = items_of(body, "phases"), items_of(body, "tasks")
    with_standard = [{"standard": phase.get("code"), **phase} for phase in phases]
    yield from unknown_values(with_standard, "phases", "standard", STANDARD)
    for phase in phases:
        yield from _phase_problems(phase, last=phase is phases[-1])
    yield from _standard_order(with_standard)
    yield from dependency_problems(tasks)
    codes = [str(phase.get("code")) for phase in phases]
    yield from _wave_problems(body.get("waves"), codes[:-1])
    yield from unknown_values(tasks, "tasks", "phase", codes)
    yield from unknown_values(tasks, "tasks", "side", SIDES)
    yield from unknown_values(({"touch": "high", **t} for t in tasks), "tasks", "touch", TOUCHES)
    yield from unknown_values(({"layer": "", **t} for t in tasks), "tasks", "layer", LAYERS)
    for task in tasks:
        if not words(task.get("title")):
            yield Problem(f"tasks[{task.get('code')}].title", "required")
        if not is_count(task.get("day", 0)):
            yield Problem(f"tasks[{task.get('code')}].day", "not_a_count")


def _standard_order(phases: list[dict[str, Any]]) -> Iterator[Problem]:
    """A funnel over several sets only makes sense when no set runs against its direction."""
    known = [(str(p.get("code")), str(p.get("standard"))) for p in phases]
    for (_code, before), (code, after) in pairwise(known):
        if before in STANDARD and after in STANDARD and after < before:
            yield Problem(f"phases[{code}].standard", "against_the_line")


def _wave_problems(waves: Any, codes: list[str]) -> Iterator[Problem]:
    if waves is None:
        return
    if not isinstance(waves, dict):
        yield Problem("waves", "not_a_mapping")
        return
    places = {}
    for end in ("from", "to"):
        if waves.get(end) not in codes:
            yield Problem(f"waves.{end}", "unknown_value")
        else:
            places[end] = codes.index(waves[end])
    if len(places) == 2 and places["from"] > places["to"]:
        yield Problem("waves.to", "before_from")


def _phase_problems(phase: dict[str, Any], *, last: bool) -> Iterator[Problem]:
    place = f"phases[{phase.get('code')}]"
    if not words(phase.get("name")):
        yield Problem(f"{place}.name", "required")
    if not is_count(phase.get("days"), 0 if last else 1):
        yield Problem(f"{place}.days", "not_a_count")
    if last:
        if phase.get("gate"):
            yield Problem(f"{place}.gate", "last_has_no_gate")
        return
    for problem in shape_problems(phase, "gate", needed=False):
        yield Problem(f"{place}.{problem.field}", problem.code)
    for item in items_of(phase, "gate"):
        inner = f"{place}.gate[{item.get('code')}]"
        if not words(item.get("title")):
            yield Problem(f"{inner}.title", "required")
        if (item.get("attest") or "never") not in ATTEST:
            yield Problem(f"{inner}.attest", "unknown_value")
