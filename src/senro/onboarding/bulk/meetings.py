"""Meetings from other systems. A held one is a contact with the customer, so it makes a touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from senro.customers.models import Touch
from senro.kernel.access import require
from senro.kernel.models import uuid7
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import CONFIRMATIONS, MEETING_KINDS, Meeting
from .attempts import local_day
from .book import Book, Story
from .kickoffs import arrive
from .known import CaseRecord, Known, chunks, dicts, load
from .method import Method
from .results import CREATED, UNCHANGED, UPDATED, Errors, RowResult, refused

VERB = "onboarding.meeting.imported"
Values = dict[str, Any]
# By which way a kind of meeting happens when the file does not say.
CHANNELS = {"call": "phone", "mail": "mail", "onsite": "onsite"}
PLAIN = (
    "kind", "held_at", "direction", "channel", "minutes_explained", "minutes_heard", "confirmed",
    "temperature", "notes",
)  # fmt: skip
EMPTY: dict[str, Any] = {"direction": "inbound", "channel": "", "confirmed": [], "notes": ""}


@verb(VERB, _("Meeting imported"), permission="import.run")
def import_meetings(
    change: Change, *, rows: Sequence[Mapping[str, Any]], by: Actor, at: datetime
) -> list[RowResult]:
    """Put meetings; each changed one leaves a fact of its own."""
    return put_meetings(rows=rows, by=by, at=at, cause=change.cause)


@transaction.atomic
def put_meetings(
    *,
    rows: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
    cause: UUID | None = None,
    recorded_at: datetime | None = None,
) -> list[RowResult]:
    """Put meetings. Good rows go in, bad ones are refused; the order is kept."""
    require(by, "import.run")
    known, method, book = load(rows, at=at, whole=False), Method(at), Book(by, at)
    keys = [_key(row) for row in rows]
    there = _there(keys)
    touches = _touches(row["id"] for row in there.values())
    seen: set[str] = set()
    results = []
    new: list[tuple[Story, Values]] = []
    for row, key in zip(rows, keys, strict=True):
        if key in seen:
            results.append(refused(key, [("key", "duplicate_key")]))
            continue
        seen.add(key)
        results.append(_put(row, key, there.get(key), known, method, book, touches, new))
    arrive(new, book)
    book.write(cause=cause, recorded_at=recorded_at)
    return results


def _key(row: Mapping[str, Any]) -> str:
    """The key of the row, else one made of what tells meetings apart."""
    if row.get("key"):
        return str(row["key"])
    held_at = row.get("held_at")
    parts = (
        row.get("account"),
        held_at and held_at.isoformat(),
        row.get("kind"),
        row.get("contact"),
    )
    return "|".join(str(part or "") for part in parts)[:300]


def _there(keys: Sequence[str]) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for part in chunks(keys):
        rows = Meeting.objects.living().filter(key__in=part).order_by("pk").select_for_update()
        found.update({row["key"]: row for row in dicts(rows)})
    # Meetings that were recorded here have no key: an export names them by their id.
    ids = {one: key for key in keys if key not in found and (one := _id(key))}
    for part in chunks(ids):
        rows = Meeting.objects.living().filter(pk__in=part).order_by("pk").select_for_update()
        found.update({ids[row["id"]]: row for row in dicts(rows)})
    return found


def _id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _touches(meetings: Iterable[UUID]) -> dict[UUID, Values]:
    found: dict[UUID, Values] = {}
    for part in chunks(meetings):
        rows = Touch.objects.living().filter(source_kind="meeting", source_id__in=part)
        found.update({row["source_id"]: row for row in dicts(rows)})
    return found


def _put(
    row: Mapping[str, Any],
    key: str,
    there: Values | None,
    known: Known,
    method: Method,
    book: Book,
    touches: dict[UUID, Values],
    new: list[tuple[Story, Values]],
) -> RowResult:
    values, errors = _read(row, there, known, method)
    if errors:
        return refused(key, errors)
    meeting_id = there["id"] if there else uuid7()
    account_id = values["account_id"] if there is None else there["account_id"]
    case_id = values.get("case_id") or (there or {}).get("case_id")
    subject = ("case", case_id) if case_id else ("meeting", meeting_id)
    held_at = values.get("held_at") or (there or {})["held_at"]
    about = [("account", account_id), *([("meeting", meeting_id)] if case_id else [])]
    story = Story(VERB, min(held_at, book.at), subject, about)
    book.stories.append(story)
    if there is None:
        meeting = book.make(story, Meeting, id=meeting_id, key=key, **values)
        new.append((story, meeting))
    else:
        meeting = there
        book.change(story, Meeting, meeting, **values)
    _touch(meeting, touches.get(meeting_id), known, book, story)
    if there is None:
        return RowResult(key, CREATED)
    return RowResult(key, UPDATED if story.rows else UNCHANGED)


def _read(
    row: Mapping[str, Any], there: Values | None, known: Known, method: Method
) -> tuple[Values, Errors]:
    account = known.accounts.get(row.get("account") or "")
    if account is None:
        return {}, [("account", "unknown_account" if row.get("account") else "required")]
    if there is not None and there["account_id"] != account["id"]:
        return {}, [("account", "other_account")]
    errors = _wrong(row, there)
    values = {
        name: EMPTY.get(name) if row[name] is None else row[name] for name in PLAIN if name in row
    }
    if there is None:
        values["account_id"] = account["id"]
        values.setdefault("direction", "inbound")
        values["channel"] = values.get("channel") or CHANNELS.get(row.get("kind") or "", "")
    if row.get("contact"):
        contact = row["contact"]
        pk = known.contacts.get((account["id"], contact)) or known.contacts.get(
            (account["id"], contact.lower())
        )
        values["contact_id"] = pk
        if pk is None:
            errors.append(("contact", "unknown_contact"))
    elif "contact" in row:
        values["contact_id"] = None
    _place(row, there, account, known, method, values, errors)
    return values, errors


def _wrong(row: Mapping[str, Any], there: Values | None) -> Errors:
    errors: Errors = []
    for name in ("kind", "held_at"):
        if row.get(name) is None and (there is None or name in row):
            errors.append((name, "required"))
    if row.get("kind") and row["kind"] not in MEETING_KINDS:
        errors.append(("kind", "invalid_value"))
    if any(one not in CONFIRMATIONS for one in row.get("confirmed") or ()):
        errors.append(("confirmed", "invalid_value"))
    if len(row.get("channel") or "") > 20:
        errors.append(("channel", "too_long"))
    return errors


def _place(
    row: Mapping[str, Any],
    there: Values | None,
    account: Values,
    known: Known,
    method: Method,
    values: Values,
    errors: Errors,
) -> None:
    """The case and the attempt that the meeting belongs to."""
    held_at = row.get("held_at") or (there or {}).get("held_at")
    if row.get("case"):
        case = _named_case(row["case"], known)
        if case is None or case.row["account_id"] != account["id"]:
            errors.append(("case", "unknown_case"))
            return
    elif there is not None:
        return
    else:
        case = _likely_case(account, known, held_at, method)
    if case is not None and held_at is not None:
        values["case_id"] = case.row["id"]
        values["attempt_id"] = _attempt_of(case, held_at, method)["id"]


def _named_case(name: str, known: Known) -> CaseRecord | None:
    """By its own key, its contract's key or its id."""
    if name in known.by_key:
        return known.by_key[name]
    contract = known.contracts.get(name)
    if contract is not None:
        cases = known.cases_of.get(contract["account_id"], [])
        return next((case for case in cases if case.row["contract_id"] == contract["id"]), None)
    pk = _id(name)
    return known.cases.get(pk) if pk else None


def _likely_case(
    account: Values, known: Known, held_at: datetime | None, method: Method
) -> CaseRecord | None:
    """The only case of the account, or the only one that was under way on that day."""
    cases = [case for case in known.cases_of.get(account["id"], []) if case.attempts]
    if len(cases) <= 1 or held_at is None:
        return cases[0] if len(cases) == 1 else None
    day = local_day(held_at, method)
    under_way = [case for case in cases if any(_covers(one, day) for one in case.attempts.values())]
    return under_way[0] if len(under_way) == 1 else None


def _covers(attempt: Values, day: Any) -> bool:
    return attempt["started"] <= day and (attempt["ended"] is None or day <= attempt["ended"])


def _attempt_of(case: CaseRecord, held_at: datetime, method: Method) -> Values:
    day = local_day(held_at, method)
    begun = [one for one in case.attempts.values() if one["started"] <= day]
    return begun[-1] if begun else case.attempts[min(case.attempts)]


def _touch(meeting: Values, touch: Values | None, known: Known, book: Book, story: Story) -> None:
    """A held meeting is a contact; one that is planned is none yet."""
    held = meeting["held_at"] <= book.at
    said = {
        "contact_id": meeting["contact_id"],
        "direction": meeting["direction"],
        "channel": meeting["channel"] or CHANNELS.get(meeting["kind"], "meeting"),
        "at": meeting["held_at"],
    }
    if touch is None and held:
        case = known.cases.get(meeting["case_id"])
        book.make(
            story,
            Touch,
            account_id=meeting["account_id"],
            person_id=case.row["owner_id"] if case else None,
            source_kind="meeting",
            source_id=meeting["id"],
            **said,
        )
    elif touch is not None and held:
        book.change(story, Touch, touch, **said)
    elif touch is not None:
        book.change(story, Touch, touch, undone_at=book.at, undone_by_id=book.by.person_id)
