"""Imports through the API: how far one is, stopped, undone, and done again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from senro.customers.models import Account
from senro.exchange import importing
from senro.exchange.actions import map_import, receive_import, revert_import, start_import
from senro.exchange.models import Import
from tests.exchange.importing import load, write

pytestmark = pytest.mark.django_db
ROWS = [["顧客コード", "会社名"], *([f"N-{n}", f"会社{n}"] for n in range(30))]


def living() -> int:
    return Account.objects.living().filter(key__startswith="N-").count()


def test_an_import_is_undone_and_done_again_as_a_whole(
    world: Any, caller: Any, tmp_path: Path
) -> None:
    load(world, "accounts", write(tmp_path, ROWS), by="admin", at=world.at)
    ops = caller("cs_ops")
    [row] = ops.get("/imports").json()["items"]
    assert (row["state"], row["created"], row["mapping"]["会社名"]) == ("committed", 30, "name")
    ops.put("/accounts/N-3", {"name": "別の名前"})
    undone = ops.post(f"/imports/{row['id']}/undo", None).json()
    assert (undone["state"], undone["restored"], undone["kept_count"]) == ("undone", 29, 1)
    assert [one["subject"].split(":")[0] for one in undone["kept"]] == ["account"]
    assert living() == 1
    again = ops.post(f"/imports/{row['id']}/undo", None)
    assert (again.status_code, again.json()["code"]) == (409, "import_not_done")
    assert ops.post(f"/imports/{row['id']}/redo", None).json()["state"] == "committed"
    assert living() == 30
    stop = ops.post(f"/imports/{row['id']}/cancellation", None)
    assert (stop.status_code, stop.json()["code"]) == (409, "import_not_running")


def test_a_running_import_is_stopped_and_its_rows_taken_back(
    world: Any, caller: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    monkeypatch.setattr(importing, "ONE_TRANSACTION", 10)
    ops, by = caller("cs_ops"), world.actor("cs_ops")
    with write(tmp_path, ROWS).open("rb") as stream:
        row = receive_import(kind="accounts", stream=stream, file_name="in.csv", by=by, at=world.at)
    row = map_import(import_row=row, mapping={}, options={}, by=by, at=world.at)
    row = start_import(import_row=row, by=by, at=world.at, in_worker=False)

    def stopped(done: int, _total: int | None) -> None:
        seen = ops.get(f"/imports/{row.pk}").json()
        assert (seen["state"], seen["progress"], seen["total"]) == ("running", done, 30)
        answer = ops.post(f"/imports/{row.pk}/cancellation", None).json()
        assert answer["state"] == "undoing"

    with pytest.raises(importing.NotOpen):
        importing.run_import(row, progress=stopped)
    assert ops.post(f"/imports/{row.pk}/cancellation", None).status_code == 200
    revert_import(Import.objects.get(pk=row.pk))
    told = ops.get(f"/imports/{row.pk}").json()
    assert (told["state"], told["restored"], living()) == ("cancelled", 10, 0)
    assert caller("viewer").get(f"/imports/{row.pk}").status_code == 404
    assert caller("viewer").get("/imports").json()["items"] == []
