"""Events and daily sums from files: into the same table, and the same file again changes nothing."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from senro import lake
from senro.exchange.actions import import_file, preview_file
from senro.exchange.engine.source import CannotImport, Options
from senro.kernel.errors import Forbidden
from senro.kernel.models import Fact
from senro.usage.models import InboxBatch
from tests.usage.conftest import NOW
from tests.usage.test_intake import drain, rows

pytestmark = pytest.mark.django_db
CSV = """イベント名,日時,顧客コード,ユーザーID,メモ
帳票作成,2026/11/19 9:30,ACC-001,U-1,x
帳票作成,2026/11/19 9:30,ACC-001,U-1,x
ログイン,令和8年11月20日,ACC-002,U-2,y
ログイン,いつか,ACC-002,U-2,y
,2026/11/19,ACC-002,U-2,y
ログイン,2026/11/19,,,y
"""


def take_in(world, kind, path, run=import_file, **options):
    return run(kind=kind, path=path, by=world.actor("cs_ops"), at=NOW, options=Options(**options))


def test_a_japanese_file_of_events_goes_in_once_however_often_it_is_imported(world, tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(CSV, "cp932")
    looked = take_in(world, "events", path, preview_file)
    assert (looked.read, looked.created, looked.refused) == (6, 3, 3)
    assert not InboxBatch.objects.exists()
    for _again in range(2):
        result = take_in(world, "events", path)
        drain()
    assert (result.read, result.created, result.refused) == (6, 3, 3)
    assert result.mapping["メモ"] is None
    assert [(one["row"], one["field"], one["code"]) for one in result.rejects] == [
        (5, "at", "datetime_invalid"),
        (6, "event", "required"),
        (7, "end_user", "nobody"),
    ]
    found = rows()
    assert sorted(
        (row["name"], row["account"], row["end_user"], str(row["day"])) for row in found
    ) == [
        ("ログイン", "ACC-002", "U-2", "2026-11-20"),
        ("帳票作成", "ACC-001", "U-1", "2026-11-19"),
        ("帳票作成", "ACC-001", "U-1", "2026-11-19"),
    ]
    assert {row["recorded_at"] for row in found} == {NOW}
    last = InboxBatch.objects.order_by("id").last()
    assert (last.stored, last.duplicates) == (0, 3)
    assert Fact.objects.filter(verb="usage.file.imported").count() == 2


def test_parquet_and_json_lines_hold_the_same_events(world, tmp_path):
    events = [
        {"id": f"e{n}", "event": "x", "at": f"2026-11-1{n}T09:00:00+09:00", "account": "ACC-001",
         "end_user": "U", "properties": {"n": n}} for n in range(3)
    ]  # fmt: skip
    lines, parquet = tmp_path / "e.jsonl", tmp_path / "e.parquet"
    lines.write_text("".join(json.dumps(one) + "\n" for one in events))
    table = pa.Table.from_pylist(
        [{**one, "properties": json.dumps(one["properties"])} for one in events]
    )
    pq.write_table(table, parquet)
    for path in (lines, parquet):
        assert take_in(world, "events", path, history=True).created == 3
        drain()
    found = rows()
    assert [(row["message_id"], json.loads(row["properties"])) for row in found] == [
        ("e0", {"n": 0}),
        ("e1", {"n": 1}),
        ("e2", {"n": 2}),
    ]
    # History was known when it happened.
    assert all(row["recorded_at"] == row["at"] for row in found)
    parquet.write_bytes(b"PAR1" + b"\x00" * 40)
    with pytest.raises(CannotImport) as refused:
        take_in(world, "events", parquet)
    assert refused.value.code == "parquet_broken"


def test_daily_sums_replace_and_an_unknown_account_is_refused(world, tmp_path):
    path = tmp_path / "usage.csv"
    head = "account,date,feature,users,events\n"
    path.write_text(head + "ACC-001,2026-11-19,帳票,3,40\nACC-404,2026-11-19,帳票,1,1\n")
    result = take_in(world, "usage", path)
    assert (result.created, result.rejects[0]["code"]) == (1, "unknown_account")
    drain()
    path.write_text(head + "ACC-001,2026-11-19,帳票,4,44\nACC-002,2026-11-19,,,7\n")
    later = NOW.replace(hour=5)
    import_file(kind="usage", path=path, by=world.actor("cs_ops"), at=later)
    drain()
    found = lake.fetch(lake.usage().order_by("account")).to_pylist()
    assert [(row["account"], row["feature"], row["users"], row["events"]) for row in found] == [
        ("ACC-001", "帳票", 4, 44),
        ("ACC-002", "", None, 7),
    ]
    with pytest.raises(Forbidden):
        import_file(kind="usage", path=path, by=world.actor("csm_mm"), at=NOW)
