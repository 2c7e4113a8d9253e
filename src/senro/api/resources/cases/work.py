"""What is done within a case: meetings, criteria, wishes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.onboarding import actions
from senro.onboarding.models import CaseCriterion, FeatureWish, Meeting, Waiver

from ...bodies import read
from ...bodies_cases import Because, Evidence, MeetingIn, WishIn
from ...ids import key_of
from ...lists import page
from ...routes import reads, writes
from ...shapes_cases import Criteria, Criterion, Meetings, Wish, Wishes
from ...shapes_cases import Meeting as MeetingShape
from .base import case_of, locale, may_change, router, who

PAGE = ("limit", "cursor", "sort")


@reads(router, "/cases/{id}/meetings", Meetings, query=PAGE)
def list_meetings(request: HttpRequest, id: str) -> dict[str, Any]:
    """Meetings of the case, in the order they were held."""
    rows = Meeting.objects.living().filter(case=case_of(request, id)).select_related("contact")
    columns = {"held_at": "held_at", "created_at": "created_at"}
    found, cursor = page(request, rows, columns=columns, default="held_at")
    notes = request.actor.sees_notes  # type: ignore[attr-defined]
    return {"items": [meeting_dict(row, notes=notes) for row in found], "next_cursor": cursor}


@writes(router, "POST", "/cases/{id}/meetings", MeetingShape, takes=MeetingIn, created=True)
def record_meeting(request: HttpRequest, id: str) -> tuple[dict[str, Any], int]:
    """Record a meeting; what a kickoff confirmed opens items of the first gate."""
    case = case_of(request, id)
    may_change(request, case)
    fields = read(request, MeetingIn).model_dump(exclude_unset=True)
    meeting = actions.record_meeting(case=case, fields=fields, **who(request))
    notes = request.actor.sees_notes  # type: ignore[attr-defined]
    return meeting_dict(meeting, notes=notes), 201


def meeting_dict(row: Meeting, *, notes: bool) -> dict[str, Any]:
    """A meeting as the API gives it."""
    return {
        "id": str(row.pk),
        "case": str(row.case_id) if row.case_id else None,
        "kind": row.kind,
        "held_at": row.held_at.isoformat(),
        "direction": row.direction,
        "channel": row.channel,
        "contact": row.contact.key if row.contact else None,
        "minutes_explained": row.minutes_explained,
        "minutes_heard": row.minutes_heard,
        "confirmed": row.confirmed,
        "temperature": row.temperature,
        "notes": row.notes if notes else None,
        "version": row.version,
    }


@reads(router, "/cases/{id}/criteria", Criteria, query=PAGE)
def list_criteria(request: HttpRequest, id: str) -> dict[str, Any]:
    """The completion criteria that this attempt was promised, met or not."""
    rows = _criteria(case_of(request, id))
    columns = {"created_at": "created_at", "code": "code"}
    found, cursor = page(request, rows, columns=columns, default="created_at")
    waivers = {row.criterion_id: row for row in Waiver.objects.living().filter(criterion__in=found)}
    items = [_criterion_dict(row, waivers.get(row.pk)) for row in found]
    return {"items": items, "next_cursor": cursor}


@writes(router, "PUT", "/cases/{id}/criteria/{code}", Criterion, takes=Evidence)
def meet_criterion(request: HttpRequest, id: str, code: str) -> dict[str, Any]:
    """The criterion is met: by what that is seen."""
    case, name = case_of(request, id), key_of(code)
    may_change(request, case)
    _one(case, name)
    evidence = read(request, Evidence).evidence
    actions.meet_criterion(case=case, code=name, evidence=evidence, **who(request))
    return _shown(case, name)


@writes(router, "DELETE", "/cases/{id}/criteria/{code}", Criterion, takes=Because)
def unmeet_criterion(request: HttpRequest, id: str, code: str) -> dict[str, Any]:
    """The criterion turned out not to be met after all."""
    case, name = case_of(request, id), key_of(code)
    _one(case, name)
    may_change(request, case)
    reason = read(request, Because).reason
    actions.unmeet_criterion(case=case, code=name, reason=reason, **who(request))
    return _shown(case, name)


@writes(router, "PUT", "/cases/{id}/criteria/{code}/waiver", Criterion, takes=Because)
def waive_criterion(request: HttpRequest, id: str, code: str) -> dict[str, Any]:
    """A manager lets the criterion go for this case, with a reason."""
    case, name = case_of(request, id), key_of(code)
    _one(case, name)
    require(request.actor, "case.override", case.team_id)  # type: ignore[attr-defined]
    reason = read(request, Because).reason
    actions.waive_criterion(case=case, code=name, reason=reason, **who(request))
    return _shown(case, name)


def _criteria(case: Any) -> Any:
    return CaseCriterion.objects.living().filter(
        attempt__case=case, attempt__number=case.attempt_no
    )


def _one(case: Any, code: str) -> CaseCriterion:
    found: CaseCriterion | None = _criteria(case).filter(code=code).first()
    if found is None:
        raise Missing()
    return found


def _shown(case: Any, code: str) -> dict[str, Any]:
    row = _one(case, code)
    return _criterion_dict(row, Waiver.objects.living().filter(criterion=row).first())


def _criterion_dict(row: CaseCriterion, waiver: Waiver | None) -> dict[str, Any]:
    return {
        "code": row.code,
        "element": row.element,
        "kind": row.kind,
        "mandatory": row.mandatory,
        "title": row.title_ja if locale() == "ja" else row.title_en,
        "rule": row.rule,
        "met": row.met_at is not None,
        "met_at": row.met_at.isoformat() if row.met_at else None,
        "evidence": row.evidence,
        "waiver": {"reason": waiver.reason} if waiver else None,
        "version": row.version,
    }


@reads(router, "/cases/{id}/wishes", Wishes, query=PAGE)
def list_wishes(request: HttpRequest, id: str) -> dict[str, Any]:
    """Which functions the customer wants to use, and by when."""
    rows = FeatureWish.objects.living().filter(case=case_of(request, id))
    columns = {"created_at": "created_at", "feature": "feature"}
    found, cursor = page(request, rows, columns=columns, default="created_at")
    return {"items": [_wish_dict(row) for row in found], "next_cursor": cursor}


@writes(router, "POST", "/cases/{id}/wishes", Wish, takes=WishIn, created=True)
def add_wish(request: HttpRequest, id: str) -> tuple[dict[str, Any], int]:
    """A function that the customer wants to use; named again, it gets the new day."""
    case = case_of(request, id)
    may_change(request, case)
    wish = actions.add_wish(case=case, **read(request, WishIn).model_dump(), **who(request))
    return _wish_dict(wish), 201


def _wish_dict(row: FeatureWish) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "feature": row.feature,
        "want_by": row.want_by.isoformat() if row.want_by else None,
        "declared_by": row.declared_by,
        "achieved_on": row.achieved_on.isoformat() if row.achieved_on else None,
        "version": row.version,
    }
