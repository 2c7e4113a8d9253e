"""What a person does on pages, done by a program: Today, purposes of an account, own fields, wishes."""

from __future__ import annotations

import pytest

from senro.kernel.models import Fact
from senro.onboarding.models import Case, Task

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
OPENED = {"account": "ACC-001", "contract": "K-001", "started": "2026-11-20"}


def test_today_is_read_and_its_rows_are_put_off_and_put_back(world, method, caller, admin):
    case = Case.objects.get(pk=admin.post("/cases", OPENED).json()["id"])
    Task.objects.filter(attempt__case=case, side="vendor").update(due_on=world.at.date())
    csm = caller("csm_ent")
    before = csm.get("/me/today").json()

    [row] = before["items"]
    assert (row["account"], row["kind"], row["case"]) == ("ACC-001", "task_due", str(case.pk))
    until = {"state": "snoozed", "until": "2026-11-24T00:00:00+09:00"}
    put = csm.put(f"/me/today/{row['item']}", until).json()
    assert "items" in put, put
    assert put["items"] == [] and [one["item"] for one in put["snoozed"]] == [row["item"]]
    # A colleague's list is their own.
    assert caller("csm_mm").put(f"/me/today/{row['item']}", until).status_code in (200, 404)
    assert csm.delete(f"/me/today/{row['item']}").json() == before
    assert csm.put("/me/today/task_due:x", {"state": "done"}).status_code == 404
    assert csm.put(f"/me/today/{row['item']}", {"state": "gone"}).status_code == 422


def test_purposes_of_an_account_are_given_ordered_and_ended_without_a_case(world, method, admin):
    def ranks(answer):
        assert answer.status_code == 200, answer.content
        return [(one["code"], one["rank"]) for one in answer.json()["items"]]

    address = "/accounts/ACC-002/purposes"
    assert ranks(admin.get(address)) == []
    admin.put(f"{address}/A", {})
    assert ranks(admin.put(f"{address}/C", {"rank": 1})) == [("C", 1), ("A", 2)]
    assert ranks(admin.delete(f"{address}/C", {"reason": "対象外"})) == [("A", 1)]
    assert Fact.objects.filter(verb="customers.purpose.ended").get().reason == "対象外"


def test_an_own_field_is_added_filled_and_taken_away(world, admin):
    address = "/custom-fields/account/region"
    said = {"type": "text", "label_ja": "地域"}
    assert admin.put(address, said).status_code == 201
    assert admin.put(address, {**said, "label_en": "Region"}).json()["label_en"] == "Region"
    assert admin.put("/accounts/ACC-002", {"region": "東北"}).status_code == 200
    # A word of the rule language: no rule could name it.
    assert admin.put("/custom-fields/account/null", said).status_code == 422
    wrong = admin.put("/custom-fields/planet/Ü", {"type": "x", "label_ja": ""})
    assert {one["field"] for one in wrong.json()["errors"]} >= {"subject", "code", "type"}
    assert [one["code"] for one in admin.get("/custom-fields").json()["items"]] == ["region"]
    assert admin.delete(address).status_code == 200
    assert admin.delete(address).status_code == 404


def test_a_wish_is_taken_back_and_a_bulk_edit_is_made_again(world, method, admin):
    case = admin.post("/cases", OPENED).json()["id"]
    wish = admin.post(f"/cases/{case}/wishes", {"feature": "集計"}).json()["id"]
    assert admin.delete(f"/cases/{case}/wishes/{wish}").status_code == 200
    assert admin.get(f"/cases/{case}/wishes").json()["items"] == []
    assert admin.delete(f"/cases/{case}/wishes/{wish}").status_code == 404
    edit = {"keys": ["ACC-002"], "fields": {"industry": "運輸"}}
    bulk = admin.post("/accounts/bulk-edit", edit).json()["id"]
    admin.delete(f"/bulk-edits/{bulk}")
    assert world.account("ACC-002").industry != "運輸"
    assert admin.post(f"/bulk-edits/{bulk}/redo", {}).json()["restored"] == 1
    assert world.account("ACC-002").industry == "運輸"
    assert admin.post(f"/bulk-edits/{bulk}/redo", {}).status_code in (200, 409)
