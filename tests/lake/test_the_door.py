"""The door of the lake: what is appended is there, once, and survives two writers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from senro import lake

NOON = datetime(2026, 11, 20, 3, tzinfo=UTC)


def row(event_id="e1", **more):
    """One event, complete."""
    return {
        "event_id": event_id,
        "source": "key:1",
        "message_id": event_id,
        "type": "track",
        "name": "form_filled",
        "account": "ACC-1",
        "end_user": "U-1",
        "user_id": "U-1",
        "anonymous_id": None,
        "group_id": None,
        "at": NOON,
        "recorded_at": NOON,
        "day": date(2026, 11, 20),
        "session_id": None,
        "device_id": None,
        "properties": "{}",
        "context": "{}",
        "batch": "b1",
        "content": "c",
        **more,
    }


def arrow(*rows):
    """Rows as the lake takes them."""
    return pa.Table.from_pylist(list(rows), schema=lake.EVENTS.schema)


def add(*rows, writer="test"):
    return lake.append(
        lake.EVENTS, arrow(*rows), writer=writer, turn=lake.turn_of(lake.EVENTS, writer)
    )


def test_an_empty_lake_answers_with_its_columns(lake_folder):
    assert lake.events().columns == tuple(lake.EVENTS.schema.names)
    assert lake.fetch(lake.events()).num_rows == 0
    assert lake.fetch(lake.usage()).num_rows == 0


def test_what_is_appended_is_read_back_with_its_types(lake_folder):
    add(row(), row("e2", day=date(2026, 11, 21), account=None, end_user="O'Neil 日本"))
    rows = lake.events()
    found = lake.fetch(rows.order_by("event_id")).to_pylist()
    assert [(line["event_id"], line["account"], line["end_user"]) for line in found] == [
        ("e1", "ACC-1", "U-1"),
        ("e2", None, "O'Neil 日本"),
    ]
    assert found[0]["at"] == NOON
    assert found[1]["day"] == date(2026, 11, 21)
    assert lake.fetch(rows.filter(rows.day == date(2026, 11, 21))).num_rows == 1


def test_an_append_of_a_stale_turn_writes_nothing(lake_folder):
    turn = lake.turn_of(lake.EVENTS, "drain")
    lake.append(lake.EVENTS, arrow(row()), writer="drain", turn=turn)
    with pytest.raises(lake.WrittenMeanwhile):
        lake.append(lake.EVENTS, arrow(row()), writer="drain", turn=turn)
    assert lake.fetch(lake.events()).num_rows == 1


def test_daily_sums_of_a_later_batch_replace(lake_folder):
    def usage(row_id, events, recorded_at, feature="reports"):
        return {
            "row_id": row_id,
            "source": "import",
            "account": "ACC-1",
            "day": date(2026, 11, 20),
            "feature": feature,
            "users": 3,
            "events": events,
            "recorded_at": recorded_at,
            "batch": str(recorded_at),
        }

    rows = [
        usage("a", 10, NOON),
        usage("b", 5, NOON, feature="search"),
        usage("c", 12, NOON.replace(hour=5)),
    ]
    table = pa.Table.from_pylist(rows, schema=lake.USAGE.schema)
    lake.append(lake.USAGE, table, writer="test", turn=0)
    found = lake.fetch(lake.usage().order_by("feature")).to_pylist()
    assert [(line["feature"], line["events"]) for line in found] == [("reports", 12), ("search", 5)]
