"""One's own recent and starred things, and fields of a case, by the API."""

import pytest

pytestmark = pytest.mark.django_db


def test_recent_and_starred_things_are_ones_own_and_the_latest_first(admin, opened_case):
    account = admin.get("/accounts/ACC-001").json()
    assert admin.get("/me/recent").json() == {"items": [], "next_cursor": None}
    admin.post("/me/recent", {"kind": "account", "id": account["id"]})
    seen = admin.post("/me/recent", {"kind": "case", "id": opened_case}).json()["items"]
    assert [one["kind"] for one in seen] == ["case", "account"]
    assert seen[1] == {
        "kind": "account", "id": account["id"], "account": "ACC-001", "name": account["name"],
    }  # fmt: skip
    path = f"/me/favourites/account/{account['id']}"
    assert [one["account"] for one in admin.put(path, {}).json()["items"]] == ["ACC-001"]
    assert len(admin.put(path, {}).json()["items"]) == 1
    assert admin.delete(path).json() == {"items": []}
    assert admin.put("/me/favourites/account/nothing", {}).status_code == 404
    assert admin.put(f"/me/favourites/person/{account['id']}", {}).status_code == 404
    assert admin.post("/me/recent", {"kind": "person", "id": account["id"]}).status_code == 422


def test_keenness_target_and_the_name_of_a_task_are_changed(admin, opened_case):
    path = f"/cases/{opened_case}"
    changed = admin.patch(path, {"temperature": 4, "target_end": "2027-03-31"}).json()
    assert (changed["temperature"], changed["target_end"]) == (4, "2027-03-31")
    assert admin.patch(path, {"temperature": None}).json()["target_end"] == "2027-03-31"
    refused = admin.patch(path, {"target_end": "2020-01-01"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "target_end")
    task = admin.get(f"{path}/tasks").json()["items"][0]
    renamed = admin.patch(f"{path}/tasks/{task['id']}", {"title": "Call every site"}).json()
    assert renamed["title"] == "Call every site"
