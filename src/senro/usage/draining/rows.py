"""Events as rows of the lake, and what the lake has of them already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa

from senro import lake

from ..queries.whose import Answer
from ..rules.identity import WINDOW
from .reading import Taken

_json = msgspec.json.Encoder().encode
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class There:
    """A row that is in the table."""

    content: str
    batch: str
    answer: Answer


def there(ids: Iterable[str], since: datetime | None) -> dict[str, There]:
    """Which of these events the table has, among those received within the window before.

    None: among all, since the ids of a file's rows hold for ever.
    """
    received = None if since is None else since - WINDOW - ONE_DAY
    columns = ("event_id", "content", "batch", "account", "end_user")
    found = lake.find(lake.EVENTS, list(ids), columns, received)
    return {
        row["event_id"]: There(
            row["content"], row["batch"], Answer(row["account"], row["end_user"])
        )
        for row in found.to_pylist()
    }


def arrow(taken: list[Taken], answers: list[Answer], zone: str) -> pa.Table:
    """Events with their accounts as rows of the event table."""
    local = ZoneInfo(zone)
    events = [one.event for one in taken]
    batches = {id(one.batch): str(one.batch.pk) for one in taken}
    columns = {
        "event_id": [one.event_id for one in taken],
        "source": [one.batch.source for one in taken],
        "message_id": [one.message_id for one in taken],
        "type": [event.type for event in events],
        "name": [event.name for event in events],
        "account": [answer.account for answer in answers],
        "end_user": [answer.end_user for answer in answers],
        "user_id": [event.user_id for event in events],
        "anonymous_id": [event.anonymous_id for event in events],
        "group_id": [event.group_id for event in events],
        "at": [event.at for event in events],
        "recorded_at": [
            one.event.at if one.batch.history else one.batch.received_at for one in taken
        ],
        "day": [event.at.astimezone(local).date() for event in events],
        "session_id": [event.session_id for event in events],
        "device_id": [event.device_id for event in events],
        "properties": [_json(event.properties).decode() for event in events],
        "context": [_json(event.context).decode() for event in events],
        "batch": [batches[id(one.batch)] for one in taken],
        "content": [event.content for event in events],
    }
    return pa.table(columns, schema=lake.EVENTS.schema)
