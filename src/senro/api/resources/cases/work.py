"""What is done within a case: meetings, wishes."""

from __future__ import annotations

from typing import Any

from senro.kernel.errors import Missing
from senro.onboarding import actions
from senro.onboarding.models import FeatureWish, Meeting
from senro.onboarding.queries.past import DATED, meetings_then

from ...bodies import read
from ...bodies_cases import MeetingIn, WishIn
from ...ids import uuid_of
from ...lists import page
from ...moments import said_then
from ...requests import ApiRequest
from ...routes import reads, writes
from ...shapes_cases import Meeting as MeetingShape
from ...shapes_cases import Meetings, Wish, Wishes
from .base import case_of, may_change, router, then_or_now, who

PAGE = ("limit", "cursor", "sort")


@reads(router, "/cases/{id}/meetings", Meetings, query=(*PAGE, "as_of"))
def list_meetings(request: ApiRequest, id: str) -> dict[str, Any]:
    """Meetings of the case, in the order they were held.

    With `as_of` those that were held or planned by then.
    """
    case, then = then_or_now(request, id)
    rows = meetings_then(case, then.at) if then else Meeting.objects.living().filter(case=case)
    rows = rows.select_related("contact")
    columns = {"held_at": "held_at", "created_at": "created_at"}
    found, cursor = page(request, rows, columns=columns, default="held_at")
    notes = request.actor.sees_notes
    items = [meeting_dict(row, notes=notes) for row in found]
    return {"items": items, "next_cursor": cursor, **said_then(DATED[Meeting], then, items)}


@writes(router, "POST", "/cases/{id}/meetings", MeetingShape, takes=MeetingIn, created=True)
def record_meeting(request: ApiRequest, id: str) -> tuple[dict[str, Any], int]:
    """Record a meeting; what a kickoff confirmed opens items of the first gate."""
    case = case_of(request, id)
    may_change(request, case)
    fields = read(request, MeetingIn).model_dump(exclude_unset=True)
    meeting = actions.record_meeting(case=case, fields=fields, **who(request))
    notes = request.actor.sees_notes
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


@reads(router, "/cases/{id}/wishes", Wishes, query=PAGE)
def list_wishes(request: ApiRequest, id: str) -> dict[str, Any]:
    """Which functions the customer wants to use, and by when."""
    rows = FeatureWish.objects.living().filter(case=case_of(request, id))
    columns = {"created_at": "created_at", "feature": "feature"}
    found, cursor = page(request, rows, columns=columns, default="created_at")
    return {"items": [_wish_dict(row) for row in found], "next_cursor": cursor}


@writes(router, "POST", "/cases/{id}/wishes", Wish, takes=WishIn, created=True)
def add_wish(request: ApiRequest, id: str) -> tuple[dict[str, Any], int]:
    """A function that the customer wants to use; named again, it gets the new day."""
    case = case_of(request, id)
    may_change(request, case)
    wish = actions.add_wish(case=case, **read(request, WishIn).model_dump(), **who(request))
    return _wish_dict(wish), 201


@writes(router, "DELETE", "/cases/{id}/wishes/{wish_id}", Wish)
def remove_wish(request: ApiRequest, id: str, wish_id: str) -> dict[str, Any]:
    """The customer no longer wants it."""
    case = case_of(request, id)
    may_change(request, case)
    wish = FeatureWish.objects.living().filter(case=case, pk=uuid_of(wish_id)).first()
    if wish is None:
        raise Missing()
    actions.remove_wish(wish=wish, **who(request))
    return _wish_dict(wish)


def _wish_dict(row: FeatureWish) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "feature": row.feature,
        "want_by": row.want_by.isoformat() if row.want_by else None,
        "declared_by": row.declared_by,
        "achieved_on": row.achieved_on.isoformat() if row.achieved_on else None,
        "version": row.version,
    }
