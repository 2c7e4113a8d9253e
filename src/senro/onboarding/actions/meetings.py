"""Meetings with the customer. One that was held is a contact with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.customers.actions import log_touch
from senro.kernel.access import require
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import CONFIRMATIONS, MEETING_KINDS, Case, Meeting
from ..queries.gates import line_of
from ..steps.cases import locked, refuse
from ..steps.promises import tell_criteria
from ..steps.reading import Reader
from ..steps.sharing import arrived

FIELDS = (
    "kind", "held_at", "direction", "channel", "minutes_explained", "minutes_heard",
    "confirmed", "temperature", "contact", "notes",
)  # fmt: skip
DIRECTIONS = ("inbound", "outbound")
DEFAULT_CHANNEL = "meeting"
LONGEST = 24 * 60


@verb("onboarding.meeting.recorded", _("Meeting recorded"), permission="case.change")
def record_meeting(
    change: Change, *, case: Case, fields: Mapping[str, Any], by: Actor, at: datetime
) -> Meeting:
    """Record a meeting, held or planned. What it confirmed opens the items of the first gate.

    `fields`: kind*, held_at*, direction, channel, minutes_explained, minutes_heard, confirmed
    (a list), temperature (1 to 5), contact (a key), notes. Raises Invalid naming every wrong one.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    row = _read(case, fields)
    there = _same(row)
    if there is not None:
        return there
    change.about(case, case.account, row.contact)
    change.create(row)
    if row.kind == "kickoff":
        arrived(change, row)
    if row.temperature is not None:
        change.update(case, temperature_cs=row.temperature)
    if row.held_at <= at:
        if row.kind == "kickoff" and "criteria" in row.confirmed:
            tell_criteria(change, case, row)
            change.subject(row)
        log_touch(
            account=case.account, contact=row.contact, direction=row.direction,
            channel=row.channel, touched_at=row.held_at, note="", source=row, by=by, at=at,
        )  # fmt: skip
    return row


def _read(case: Case, fields: Mapping[str, Any]) -> Meeting:
    read = Reader(fields, FIELDS)
    confirmed = list(dict.fromkeys(fields.get("confirmed") or []))
    for what in confirmed:
        if what not in CONFIRMATIONS:
            read.wrong("confirmed", "unknown_value")
    held_at = read.instant("held_at")
    row = Meeting(
        account=case.account,
        case=case,
        attempt=line_of(case).attempt,
        contact=read.contact("contact", case.account),
        kind=read.choice("kind", MEETING_KINDS),
        held_at=held_at or case.created_at,
        direction=read.choice("direction", DIRECTIONS, "inbound"),
        channel=read.text("channel", most=20) or DEFAULT_CHANNEL,
        minutes_explained=read.number("minutes_explained", 0, LONGEST),
        minutes_heard=read.number("minutes_heard", 0, LONGEST),
        confirmed=confirmed,
        temperature=read.number("temperature", 1, 5),
        notes=read.text("notes"),
    )
    refuse(read.errors)
    return row


def _same(row: Meeting) -> Meeting | None:
    """The meeting that this one would repeat word for word."""
    rows = Meeting.objects.living().filter(
        case=row.case, kind=row.kind, held_at=row.held_at, contact=row.contact
    )
    names = ("direction", "channel", "minutes_explained", "minutes_heard", "confirmed", "notes")
    for other in rows.order_by("created_at"):
        if all(getattr(other, name) == getattr(row, name) for name in (*names, "temperature")):
            return other
    return None
