"""A draft of a health model tried on the weeks behind us, before it is published."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.health.queries.preview import LEVELS, WEEKS, Move, Week, preview_of
from senro.health.rules import Score
from senro.health.rules.comparing import Cause, Given
from senro.kernel.errors import Invalid, Missing
from senro.kernel.locales import locale
from senro.kernel.queries.versions import draft_of
from senro.kernel.versions import problems

from ..ids import key_of
from ..lists import whole
from ..requests import ApiRequest
from ..routes import reads
from ..shapes_health import HealthPreview
from .health_overrides import override_shape
from .method import may_read

router = Router(tags=["Method"])
MOST = 53


@reads(router, "/method/health_model/{code}/preview", HealthPreview, query=("weeks",))
def get_health_preview(request: ApiRequest, code: str) -> dict[str, Any]:
    """Who would stand at another level today by the draft, and why; how many at each, week by week.

    `weeks` holds the last Mondays, then today. Scores are the computed ones, without overrides. What
    the measures move a score by adds up to the difference.
    """
    may_read(request)
    draft = draft_of("health_model", key_of(code))
    if draft is None:
        raise Missing()
    wrong = problems(draft.kind, draft.body)
    if wrong:
        raise Invalid(*wrong)
    weeks = whole(request, "weeks", WEEKS, MOST)
    found = preview_of(draft, by=request.actor, at=request.at, weeks=weeks)
    return {
        "accounts": found.accounts,
        "concerned": found.concerned,
        "moved": sum(found.pairs.values()),
        "weeks": [_week(one) for one in found.weeks],
        "items": [_move(one, request) for one in found.moves],
        "more": found.more,
    }


def _week(one: Week) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "published": {level: one.before.get(level, 0) for level in LEVELS},
        "draft": {level: one.after.get(level, 0) for level in LEVELS},
        "moved": one.moved,
    }


def _move(one: Move, request: ApiRequest) -> dict[str, Any]:
    return {
        "account": one.account.key,
        "name": one.account.name,
        "published": _side(one.before),
        "draft": _side(one.after),
        "override": override_shape(one.override, request.actor) if one.override else None,
        "causes": [_cause(cause) for cause in one.causes],
    }


def _side(score: Score) -> dict[str, Any]:
    return {"score": score.points, "level": score.level, "known": score.known}


def _cause(cause: Cause) -> dict[str, Any]:
    one = cause.after or cause.before
    axis, measure = cause.place
    return {
        "what": cause.what,
        "axis": axis or None,
        "measure": measure or None,
        "title": one.measure.title.of(locale()) if one else None,
        "by": cause.by,
        "published": _given(cause.before),
        "draft": _given(cause.after),
    }


def _given(one: Given | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"points": one.points, "share": one.share, "rule": one.because}
