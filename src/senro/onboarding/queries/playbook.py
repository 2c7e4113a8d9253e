"""The playbook of a case: what to do in each phase, what to say, and what others stumbled over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from senro.kernel.models import Version
from senro.programs.queries import label_of, roadmap, roadmap_of
from senro.programs.rules import GateItem, Phase, Step, TaskTemplate, Words

from ..models import Case, Task
from .gates import Line, line_of


@dataclass(frozen=True)
class PlaybookTask:
    """A task of the case that belongs to a step."""

    title: Words
    done: bool


@dataclass(frozen=True)
class PlaybookStep:
    """A step of the roadmap, with the tasks of this case that lead through it."""

    step: Step
    tasks: tuple[PlaybookTask, ...] = ()


@dataclass(frozen=True)
class PlaybookPhase:
    """A phase of the case: its gate, the same for everybody, and the steps through it."""

    phase: Phase
    here: bool
    steps: tuple[PlaybookStep, ...]
    gate: tuple[GateItem, ...]


@dataclass(frozen=True)
class Playbook:
    """All phases of one case, and which roadmap they are told by."""

    phases: tuple[PlaybookPhase, ...]
    roadmap: str = ""
    name: Words | None = None


def roadmap_for(case: Case, at: datetime) -> tuple[Version, tuple[Step, ...]] | None:
    """The steps of the roadmap for the tier and product of a case."""
    product = case.product.key if case.product else ""
    found = roadmap(at, case.account.tier, product)
    return (found[0], found[1].steps) if found else None


def case_playbook(
    case: Case, *, at: datetime, line: Line | None = None, rows: Iterable[Task] | None = None
) -> Playbook:
    """Every phase of a case with its steps, talk, examples, stumbling points and contents.

    Whoever has the case's line and tasks already hands them in.
    """
    line = line or line_of(case)
    found = roadmap_for(case, at)
    version, steps = found if found else (None, ())
    linked = {one.code: one.step for one in line.phases.tasks if one.step}
    tasks: dict[str, list[PlaybookTask]] = {}
    if rows is None:
        rows = Task.objects.living().filter(attempt=line.attempt).order_by("due_on", "pk")
    for row in (one for one in rows if one.template in linked):
        title = Words(row.title_ja, row.title_en)
        tasks.setdefault(linked[row.template], []).append(
            PlaybookTask(title, row.done_at is not None)
        )
    homes = {step.code: _home(step, line.phases.phases, line.phases.tasks) for step in steps}
    return Playbook(
        tuple(
            PlaybookPhase(
                phase=phase,
                here=phase.code == case.phase,
                steps=tuple(
                    PlaybookStep(step, tuple(tasks.get(step.code, ())))
                    for step in steps
                    if homes[step.code] == phase.code
                ),
                gate=phase.gate,
            )
            for phase in line.phases.phases
        ),
        label_of(version),
        roadmap_of(version).name if version else None,
    )


def _home(step: Step, phases: tuple[Phase, ...], tasks: tuple[TaskTemplate, ...]) -> str:
    """The phase of this set in which a step is told: its own code, its standard, or its tasks'."""
    codes = {phase.code for phase in phases}
    if step.phase in codes:
        return step.phase
    by_task = [task.phase for task in tasks if task.step == step.code]
    if by_task:
        return by_task[0]
    if not step.phase:
        return ""
    # A set with fewer phases tells the step in the first one that goes at least as far.
    further = [phase.code for phase in phases if phase.standard >= step.phase]
    return further[0] if further else phases[-1].code


def agenda_points(case: Case, *, at: datetime) -> tuple[tuple[Step, Words, Words], ...]:
    """What to raise at the kickoff: (step, stumbling point, detail) over the whole onboarding."""
    found = roadmap_for(case, at)
    return tuple(
        (step, point.title, point.detail)
        for step in (found[1] if found else ())
        if step.stage == "onboarding"
        for point in step.stumbling
    )
