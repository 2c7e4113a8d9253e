"""Rewriting: files put together, rows given an account, rows that are really gone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from senro import lake
from tests.lake.test_the_door import NOON, add, row

DAY = date(2026, 11, 20)


def on_disk(folder: Path) -> set[str]:
    """Every user that any file of the lake still names, living or not; and the log as text."""
    found = set()
    for path in folder.rglob("*.parquet"):
        if "_delta_log" not in path.parts:
            found |= set(pq.read_table(path, columns=["end_user"])["end_user"].to_pylist())
    return found


def test_small_files_of_a_day_become_one_and_say_the_same(lake_folder):
    for number in range(12):
        add(row(f"e{number:02}", end_user=f"U-{number}"))
    before = lake.fetch(lake.events().order_by("event_id")).to_pylist()
    assert lake.crowded(lake.EVENTS) == ["2026-11-20"]
    assert lake.compact(lake.EVENTS) == 1
    assert len(lake.opened(lake.EVENTS).file_uris()) == 1
    assert lake.fetch(lake.events().order_by("event_id")).to_pylist() == before
    add(row("e99"))
    assert lake.fetch(lake.events()).num_rows == 13


def test_rows_of_a_person_are_gone_from_every_file_and_from_the_log(lake_folder):
    for number in range(10):
        add(row(f"a{number}", end_user="hanako@example.jp", user_id="hanako@example.jp"))
    add(row("b", end_user="O'Neil"))
    lake.compact(lake.EVENTS)
    events = lake.events()
    hers = lake.fetch(events.filter(events.end_user == "hanako@example.jp").select("event_id"))
    assert lake.remove(lake.EVENTS, hers) == 10
    assert on_disk(lake_folder) == {"O'Neil"}
    assert not any("hanako" in path.read_text() for path in lake_folder.rglob("*.json"))
    assert [line["event_id"] for line in lake.fetch(lake.events()).to_pylist()] == ["b"]


def test_old_days_go(lake_folder):
    add(row("old", day=date(2020, 1, 1)), row("new"))
    lake.delete_before(date(2021, 1, 1))
    assert [line["event_id"] for line in lake.fetch(lake.events()).to_pylist()] == ["new"]


def test_what_waited_gets_its_account(lake_folder):
    add(
        row("a", account=None, group_id="G"),
        row("b", account=None, group_id=None),
        row("c", account="ACC-9", group_id="G"),
    )
    pairs = pa.table(
        {
            "group_id": ["G"],
            "user_id": ["U-1"],
            "anonymous_id": [""],
            "before": [""],
            "account": ["ACC-1"],
            "end_user": ["EU-1"],
        }
    )
    assert lake.give_account(pairs, DAY, DAY) == 1
    found = lake.fetch(lake.events().order_by("event_id")).to_pylist()
    assert [(line["account"], line["end_user"]) for line in found] == [
        ("ACC-1", "EU-1"),
        (None, "U-1"),
        ("ACC-9", "U-1"),
    ]
    renamed = pa.table({"previous_id": ["EU-1"], "user_id": ["EU-2"]})
    assert lake.rename_users(renamed) == 1


def test_a_backup_of_the_files_is_the_table(lake_folder, tmp_path, settings):
    for number in range(60):
        add(row(f"e{number:02}", end_user=f"U-{number}"))
    lake.compact(lake.EVENTS)
    kept = lake.fetch(lake.events().order_by("event_id")).to_pylist()
    for name, path in lake.files():
        target = tmp_path / "copy" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    settings.LAKE_DIR = tmp_path / "copy"
    assert lake.fetch(lake.events().order_by("event_id")).to_pylist() == kept
    add(row("later"))
    assert lake.fetch(lake.events()).num_rows == 61


def test_ids_are_found_wherever_their_rows_lie_by_now_and_not_when_they_are_gone(lake_folder):
    def found(*ids, since=None):
        rows = lake.find(lake.EVENTS, ids, ("event_id", "account"), since)
        return {line["event_id"]: line["account"] for line in rows.to_pylist()}

    add(row("old", recorded_at=NOON - timedelta(days=40)))
    for number in range(10):
        add(row(f"e{number}", account=f"ACC-{number}", end_user=f"U-{number}"))
    assert found("e1", "e7", "e99") == {"e1": "ACC-1", "e7": "ACC-7"}
    assert found("e", "E1") == {}
    # An append that came since, files put together, a row that was taken out.
    add(row("e99", day=DAY - timedelta(days=3)))
    assert found("e1", "e99") == {"e1": "ACC-1", "e99": "ACC-1"}
    lake.compact(lake.EVENTS)
    assert found("e1", "old") == {"e1": "ACC-1", "old": "ACC-1"}
    assert found("e1", "old", since=NOON - timedelta(days=36)) == {"e1": "ACC-1"}
    lake.remove(lake.EVENTS, pa.table({"event_id": ["e1"]}))
    assert found("e1", "e2") == {"e2": "ACC-2"}
