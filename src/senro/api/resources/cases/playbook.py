"""The playbook of a case, and leading it on by other phases."""

from __future__ import annotations

from typing import Any

from senro.kernel.errors import Missing
from senro.kernel.models import Version
from senro.onboarding import actions
from senro.onboarding.queries.playbook import PlaybookStep, case_playbook

from ...bodies import read
from ...bodies_method import Upgrade
from ...requests import ApiRequest
from ...routes import reads, writes
from ...shapes_cases import Case as CaseShape
from ...shapes_method import Playbook
from .base import case_of, case_with, locale, may_change, router, shown, who


@reads(router, "/cases/{id}/playbook", Playbook)
def get_playbook(request: ApiRequest, id: str) -> dict[str, Any]:
    """For every phase: its gate, steps, talk, examples, stumbling points and contents."""
    case, language = case_with(request, id), locale()
    found = case_playbook(case, at=request.at)
    return {
        "roadmap": found.roadmap,
        "phases": [
            {
                "code": one.phase.code,
                "name": one.phase.name.of(language),
                "here": one.here,
                "gate": [item.title.of(language) for item in one.gate],
                "steps": [_step(step, language) for step in one.steps],
            }
            for one in found.phases
        ],
    }


def _step(one: PlaybookStep, language: str) -> dict[str, Any]:
    step = one.step
    return {
        "code": step.code,
        "name": step.name.of(language),
        "level": step.level,
        "hurdle": step.hurdle.of(language),
        "stumbling": [
            {"title": point.title.of(language), "detail": point.detail.of(language)}
            for point in step.stumbling
        ],
        "talk": [words.of(language) for words in step.talk],
        "examples": [words.of(language) for words in step.examples],
        "contents": [
            {"title": content.title.of(language), "url": content.url} for content in step.contents
        ],
        "customer_actions": [action.title.of(language) for action in step.customer_actions],
        "vendor_actions": [action.title.of(language) for action in step.vendor_actions],
        "completion": step.completion.of(language),
        "timing": step.timing.of(language),
        "tasks": [{"title": task.title.of(language), "done": task.done} for task in one.tasks],
    }


@writes(router, "POST", "/cases/{id}/upgrade", CaseShape, takes=Upgrade)
def upgrade_case(request: ApiRequest, id: str) -> dict[str, Any]:
    """Lead the case on by other phases: by default those that a new case would get now.

    409 `cannot_upgrade` with reasons where the phase it is in has no counterpart.
    """
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, Upgrade)
    version = phase_set_version(body.code, body.number) if body.code else None
    actions.upgrade_case(case=case, version=version, **who(request))
    return shown(request, case)


def phase_set_version(code: str, number: int | None) -> Version:
    """A published phase set; the newest one where no number is named. Raises Missing."""
    rows = Version.objects.living().filter(kind="phase_set", code=code, number__gt=0)
    found = (rows.filter(number=number) if number else rows.order_by("-number")).first()
    if found is None:
        raise Missing()
    return found
