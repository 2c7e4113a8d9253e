"""The playbook of a case as its page and its panel show it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from senro.onboarding.models import Case
from senro.onboarding.queries.playbook import Playbook, PlaybookStep, agenda_points, case_playbook
from senro.programs.queries import label_of, phase_set_for
from senro.programs.rules import Step
from senro.programs.rules.roadmap import StepAction

from ..words import LAYERS, TOUCH

LEVELS = {
    "draft": gettext_lazy("Draft"),
    "tested": gettext_lazy("Tried"),
    "proven": gettext_lazy("Proven"),
}


def playbook_context(case: Case, at: datetime) -> dict[str, Any]:
    """All phases with their steps."""
    locale = get_language() or "ja"
    found = case_playbook(case, at=at)
    return {
        "roadmap": _told_by(found, locale),
        "phases": [_phase(one, locale) for one in found.phases],
    }


def _told_by(found: Playbook, locale: str) -> str:
    """The roadmap by its name and version: 標準ロードマップ v8."""
    name = found.name.of(locale) if found.name else ""
    return f"{name} v{found.roadmap.rpartition('@')[2]}" if name else found.roadmap


def panel(found: Playbook) -> dict[str, Any] | None:
    """The steps of the phase the case is in; None where there is no roadmap."""
    locale = get_language() or "ja"
    here = next((one for one in found.phases if one.here), None)
    if not found.roadmap:
        return None
    return {"steps": [_step(one, locale) for one in here.steps] if here else []}


def stumbling_by_task(book: Playbook) -> dict[str, str]:
    """What others stumbled over, by the title of the task it belongs to."""
    locale = get_language() or "ja"
    found: dict[str, str] = {}
    for phase in book.phases:
        for one in phase.steps:
            said = [point.title.of(locale) for point in one.step.stumbling]
            for task in one.tasks:
                if said:
                    found[task.title.of(locale)] = _(", ").join(said)
    return found


def agenda_rows(case: Case, at: datetime) -> list[dict[str, str]]:
    """What to raise at the kickoff, before the customer runs into it."""
    locale = get_language() or "ja"
    return [
        {"step": step.name.of(locale), "title": title.of(locale), "detail": detail.of(locale)}
        for step, title, detail in agenda_points(case, at=at)
    ]


def newer_phases(case: Case, version_id: Any, at: datetime) -> dict[str, str] | None:
    """The phase set that a new case would get, where it is another one."""
    product = case.product.key if case.product else ""
    version, phases = phase_set_for(at, case.account.tier, product)
    if version.pk == version_id:
        return None
    return {"label": label_of(version), "name": phases.name.of(get_language() or "ja")}


def _phase(one: Any, locale: str) -> dict[str, Any]:
    return {
        "code": one.phase.code,
        "name": one.phase.name.of(locale),
        "here": one.here,
        "gate": [item.title.of(locale) for item in one.gate],
        "steps": [_step(step, locale) for step in one.steps],
    }


def _step(one: PlaybookStep, locale: str) -> dict[str, Any]:
    step: Step = one.step
    return {
        "code": step.code,
        "name": step.name.of(locale),
        "level": LEVELS[step.level],
        "flow": step.flow.of(locale),
        "hurdle": step.hurdle.of(locale),
        "stumbling": [
            {"title": point.title.of(locale), "detail": point.detail.of(locale)}
            for point in step.stumbling
        ],
        "customer": [_action(action, locale) for action in step.customer_actions],
        "vendor": [_action(action, locale) for action in step.vendor_actions],
        "talk": [words.of(locale) for words in step.talk],
        "examples": [words.of(locale) for words in step.examples],
        "contents": [{"title": c.title.of(locale), "url": c.url} for c in step.contents],
        "completion": step.completion.of(locale),
        "timing": step.timing.of(locale),
        "tasks": [{"title": task.title.of(locale), "done": task.done} for task in one.tasks],
    }


def _action(action: StepAction, locale: str) -> str:
    minutes = ""
    if action.minutes:
        minutes = ngettext("%(n)s minute", "%(n)s minutes", action.minutes) % {"n": action.minutes}
    who = LAYERS.get(action.layer) if action.layer else TOUCH.get(action.touch)
    about = " · ".join(str(part) for part in (who, minutes) if part)
    text = action.title.of(locale)
    return f"{text} ({about})" if about else text
