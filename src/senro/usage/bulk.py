"""Events and daily sums by the thousand, from files: into the same inbox as what is sent."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from senro.customers.bulk import CREATED, REFUSED, RowResult
from senro.customers.models import Account
from senro.customers.queries.merged import accounts_merged
from senro.kernel.errors import FieldError
from senro.kernel.rules.access import Actor

from .intake import IMPORT, receive
from .models import InboxBatch
from .rules.envelopes import Letter
from .wording import said

SOURCE = "import"
SUMS = "usage"
CHUNK = 5_000
# What a row calls a field, where an event calls it otherwise.
NAMES = {
    "timestamp": "at",
    "userId": "end_user",
    "groupId": "account",
    "anonymousId": "anonymous_id",
}
_encode = msgspec.json.Encoder().encode
Rows = Sequence[Mapping[str, Any]]


def put_events(
    *, rows: Rows, by: Actor, at: datetime, cause: UUID, recorded_at: datetime | None = None
) -> list[RowResult]:
    """Rows of a file of events; one answer a row. With `recorded_at` they were known as they happened."""
    raws = [_encode(_event(row)) for row in rows]
    receipt = receive(
        Letter(raws, False),
        source=SOURCE,
        by=by,
        at=at,
        machine=at,
        channel=IMPORT,
        history=recorded_at is not None,
    )
    wrong = {one.index: one for one in receipt.rejected}
    results = []
    for index, row in enumerate(rows):
        bad = wrong.get(index)
        if bad is None:
            results.append(RowResult(str(row.get("id")), CREATED))
        else:
            error = FieldError(NAMES.get(bad.field, bad.field), bad.code, said(bad.code))
            results.append(RowResult(str(row.get("id")), REFUSED, (error,)))
    return results


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": row.get("id"),
        "event": row.get("event"),
        "timestamp": row.get("at"),
        "groupId": row.get("account"),
        "userId": row.get("end_user"),
        "anonymousId": row.get("anonymous_id"),
        "session": row.get("session"),
        "device": row.get("device"),
        "properties": row.get("properties"),
    }


def put_usage(
    *, rows: Rows, by: Actor, at: datetime, cause: UUID, recorded_at: datetime | None = None
) -> list[RowResult]:
    """Rows of daily sums; a row of an account that nobody knows is refused."""
    known = _known({str(row.get("account")) for row in rows})
    good, results = [], []
    for row in rows:
        error = _wrong(row, known, at)
        if error is None:
            good.append(_encode(_sum(row)))
            results.append(RowResult(str(row.get("id")), CREATED))
        else:
            results.append(RowResult(str(row.get("id")), REFUSED, (error,)))
    if good:
        payload = b"[" + b",".join(good) + b"]"
        InboxBatch(
            source=SOURCE,
            channel=IMPORT,
            kind=SUMS,
            person_id=by.person_id,
            key_id=by.key_id,
            received_at=at,
            machine_at=at,
            history=recorded_at is not None,
            accepted=len(good),
            size=len(payload),
            payload=zlib.compress(payload, 1),
        ).save(force_insert=True)
    return results


def _wrong(row: Mapping[str, Any], known: set[str], at: datetime) -> FieldError | None:
    day = row.get("date")
    if row.get("account") not in known:
        return FieldError("account", "unknown_account", said("unknown_account"))
    if not isinstance(day, date):
        return FieldError("date", "required", said("required"))
    # The day may have begun where the organisation is and not yet in UTC.
    if (day - at.date()).days > 1:
        return FieldError("date", "too_early", said("day_ahead"))
    return None


def _sum(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "account", "date", "feature", "users", "events")
    return {name: row.get(name) for name in names}


def _known(keys: set[str]) -> set[str]:
    listed, found = sorted(keys), set()
    for start in range(0, len(listed), CHUNK):
        piece = listed[start : start + CHUNK]
        living = Account.objects.living().filter(key__in=piece)
        found |= set(living.values_list("key", flat=True)) | set(accounts_merged(piece))
    return found
