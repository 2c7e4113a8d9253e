"""A watched folder: what lies there whole is taken in once, whatever stops in between."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from senro.exchange import arriving, inbox, watching
from senro.exchange.models import Import
from senro.kernel import clock
from senro.kernel.access import SYSTEM
from senro.kernel.models import Fact
from tests.usage.conftest import NOW, work
from tests.usage.test_bulk import CSV
from tests.usage.test_intake import drain, rows

pytestmark = pytest.mark.django_db
LINE = {"event": "login", "at": "2026-11-19T01:00:00Z", "account": "ACC-001", "end_user": "U-7"}


class Killed(BaseException):
    """The process ends here: nothing after it happens."""


def later():
    return clock.machine_now() + timedelta(minutes=1)


def look(folder, **more):
    found = []
    options = {"by": SYSTEM, "at": NOW, "clock": later, "tell": found.append, **more}
    assert watching.look_into(folder, **options) == len(found)
    return found


@pytest.fixture
def box(tmp_path):
    """The watched folder."""
    (tmp_path / "box").mkdir()
    return tmp_path / "box"


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_whole_files_of_any_format_are_taken_in_and_shown(world, admin, box, settings):
    (box / "a.csv").write_text(CSV, "cp932")
    (box / "b.jsonl").write_text(json.dumps(LINE) + "\n", "utf-8")
    usage = {"account": ["ACC-002"], "date": ["2026-11-18"], "feature": ["export"], "events": [4]}
    (box / "usage").mkdir()
    pq.write_table(pa.table(usage), box / "usage" / "sums.parquet")
    (box / "c.csv.part").write_text("event,at\n")
    (box / "none.csv").write_bytes(b"\x00\x01")
    assert look(box, clock=clock.machine_now) == [], "somebody may be writing still"
    settings.WATCH_DIR = str(box)
    for path in (*box.iterdir(), box / "usage" / "sums.parquet"):
        os.utime(path, (1, path.stat().st_mtime - 60))
    work()
    assert names(box) == ["c.csv.part", "done", "failed", "usage"]
    assert names(box / "done") == ["a.csv", "a.csv.rejects.csv", "b.jsonl"]
    assert names(box / "usage" / "done") == ["sums.parquet"]
    assert names(box / "failed") == ["none.csv", "none.csv.why.txt"]
    assert (box / "done" / "a.csv.rejects.csv").read_text("cp932").count("\n") == 4
    assert sorted(row["name"] for row in rows()) == ["login", "ログイン", "帳票作成", "帳票作成"]
    told = {one["file_name"]: one for one in admin.get("/imports").json()["items"]}
    assert (told["a.csv"]["state"], told["a.csv"]["created"], told["a.csv"]["refused"]) == (
        "taken", 3, 3,
    )  # fmt: skip
    assert told["sums.parquet"]["kind"] == "usage"
    assert told["none.csv"]["state"] == "failed" and told["none.csv"]["failure"]
    refused = admin.post(f"/imports/{told['a.csv']['id']}/undo", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "import_not_done")
    client = Client()
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["cs_ops"])
    assert "受け入れ済み" in client.get("/imports/").content.decode()
    for name in ("a.csv", "none.csv"):
        assert client.get(f"/imports/{told[name]['id']}/").status_code == 200


@pytest.mark.postgres
@pytest.mark.parametrize("place", ["before it is noted", "before it is moved"])
def test_a_file_is_done_once_though_the_worker_is_killed(world, box, monkeypatch, place):
    path = box / "b.jsonl"
    path.write_text("\n".join(json.dumps({**LINE, "end_user": f"U-{n}"}) for n in range(5)))

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        module, name = (
            (arriving, "finish_taking") if place == "before it is noted" else (watching, "_move")
        )
        patch.setattr(module, name, killed)
        with pytest.raises(Killed):
            look(box)
    assert path.exists()
    (taken,) = look(box)
    drain()
    assert names(box / "done") == ["b.jsonl"]
    assert len(rows()) == 5
    row = Import.objects.get()
    assert (row.state, row.created, taken.row.pk) == ("taken", 5, row.pk)
    assert Fact.objects.filter(verb="exchange.taking.done").count() == 1


def test_a_long_file_is_taken_in_over_several_rounds_of_the_worker(world, box, monkeypatch):
    monkeypatch.setattr(inbox, "CHUNK", 2)
    path = box / "long.jsonl"
    path.write_text("\n".join(json.dumps({**LINE, "end_user": f"U-{n}"}) for n in range(7)))
    (box / "short.jsonl").write_text(json.dumps({**LINE, "end_user": "U-short"}))
    options = {"by": SYSTEM, "at": NOW, "clock": later, "most": 2}
    assert watching.look_into(box, **options) == 1
    # What else the worker looks after goes on in between, and sees what is there so far.
    drain()
    assert len(rows()) == 4 and path.exists()
    assert Import.objects.get().state == "running"
    while watching.look_into(box, **options):
        pass
    drain()
    assert len(rows()) == 8 and names(box / "done") == ["long.jsonl", "short.jsonl"]
    assert sorted(Import.objects.values_list("file_name", "state", "created")) == [
        ("long.jsonl", "taken", 7), ("short.jsonl", "taken", 1),
    ]  # fmt: skip
    assert not watching._begun


def test_the_same_file_again_is_only_moved_unless_rows_were_refused(world, box):
    def lay(text):
        (box / "u.jsonl").write_text(text)
        return [(one.new, one.row.state, one.row.created) for one in look(box)]

    good = json.dumps(LINE)
    assert lay(good) == [(True, "taken", 1)]
    assert lay(good) == [(False, "taken", 1)]
    assert len(names(box / "done")) == 2
    sums = {"": "usage"}
    text = json.dumps({"account": "NEW-1", "date": "2026-11-18", "events": 3})
    for created in (0, 1):
        (box / "s.jsonl").write_text(text)
        (taken,) = look(box, kinds=sums)
        assert (taken.new, taken.row.created) == (True, created)
        type(world.accounts["ACC-001"]).objects.filter(key="ACC-001").update(key="NEW-1")
    # A run whose file was taken away before its end is told so.
    row = Import.objects.filter(kind="usage").first()
    Import.objects.filter(pk=row.pk).update(state="running")
    watching.give_up(box, by=SYSTEM, at=NOW)
    row.refresh_from_db()
    assert row.state == "failed"
