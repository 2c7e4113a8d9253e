"""Views over the API, lists through them, and lists as files."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineWorkbook

BODY = {
    "list": "accounts",
    "name": "中堅",
    "query": {"filters": {"tier": ["MM"]}, "columns": ["mrr", "owner"], "sort": "-mrr"},
}


def test_a_view_is_put_read_used_and_deleted(world: Any, caller: Any) -> None:
    mine, other = caller("csm_mm"), caller("csm_ent")
    assert mine.put("/views/mm", BODY).status_code == 201
    assert mine.put("/views/mm", BODY).status_code == 200
    assert other.get("/views/mm").status_code == 404
    assert other.delete("/views/mm").status_code == 404
    assert [one["key"] for one in mine.get("/views?list=accounts").json()["items"]] == ["mm"]
    keys = {one["key"] for one in mine.get("/accounts?view=mm").json()["items"]}
    assert keys == {"ACC-002", "ACC-003"}
    assert other.get("/accounts?view=mm").status_code == 422
    assert mine.delete("/views/mm").status_code == 200
    assert mine.get("/views/mm").status_code == 404


def test_a_view_of_everybody_needs_cs_ops(caller: Any) -> None:
    assert caller("csm_mm").put("/views/all", {**BODY, "scope": "all"}).status_code == 403
    assert caller("cs_ops").put("/views/all", {**BODY, "scope": "all"}).status_code == 201
    assert caller("viewer").get("/views/all").json()["may_change"] is False


def test_a_list_is_a_file_as_it_is_seen(world: Any, caller: Any) -> None:
    mine = caller("csm_mm")
    mine.put("/views/mm", BODY)
    answer = mine.get("/accounts?view=mm&format=csv")
    head, *rows = csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")))
    assert head == ["Account key", "Account", "MRR", "Owner"]
    assert [row[0] for row in rows] == ["ACC-002", "ACC-003"]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = mine.get("/accounts?view=mm", Accept=kind)
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.getvalue())).get_sheet_by_index(0)
    assert sheet.to_python()[0] == head
    assert [row[0] for row in sheet.to_python()[1:]] == ["ACC-002", "ACC-003"]
    assert isinstance(sheet.to_python()[1][2], float)


def test_cases_are_a_file_too(opened_case: str, caller: Any) -> None:
    mine = caller("csm_mm")
    answer = mine.get("/cases?format=csv&columns=phase,status")
    head, row = csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")))
    assert head[0] == "Account key"
    assert (row[0], row[3]) == ("ACC-002", "active")
    assert mine.get("/cases?format=pdf").status_code == 422


def test_accounts_are_edited_in_bulk_after_a_look(world: Any, caller: Any) -> None:
    mine = caller("manager")
    body = {"filters": {"tier": ["MM"]}, "fields": {"industry": "運輸"}, "dry_run": True}
    told = mine.post("/accounts/bulk-edit", body).json()
    assert (told["state"], told["total"], told["changed"], told["id"]) == ("preview", 2, 2, None)
    done = mine.post("/accounts/bulk-edit", {**body, "dry_run": False}).json()
    assert (done["state"], done["changed"]) == ("done", 2)
    assert mine.get("/accounts/ACC-002").json()["industry"] == "運輸"
    assert caller("csm_mm").get(f"/bulk-edits/{done['id']}").status_code == 404
    undone = mine.delete(f"/bulk-edits/{done['id']}").json()
    assert (undone["state"], undone["restored"]) == ("undone", 2)
    assert mine.delete(f"/bulk-edits/{done['id']}").status_code == 409
    assert caller("viewer").post("/accounts/bulk-edit", body).status_code == 403
    wrong = mine.post("/accounts/bulk-edit", {**body, "fields": {"tier": "XL", "shoe": 1}})
    assert {one["field"] for one in wrong.json()["errors"]} == {"tier", "shoe"}
