"""What every list takes, the short ones too: `limit`, `cursor`, `sort`."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def lists(one):
    """The addresses without a part to fill in that answer `items` with a cursor."""
    told = one.get("/openapi.json").json()
    shapes = told["components"]["schemas"]
    for path, operations in told["paths"].items():
        if "get" not in operations or "{" in path:
            continue
        content = operations["get"]["responses"]["200"]["content"]["application/json"]
        shape = shapes[content["schema"]["$ref"].rsplit("/", 1)[1]]
        if {"items", "next_cursor"} <= set(shape["properties"]):
            yield path.removeprefix("/api/v1")


def test_every_list_takes_limit_cursor_and_sort(caller, opened_case):
    admin = caller("admin")
    names = list(lists(admin))
    assert {"/metrics", "/purposes", "/method", "/products", "/facts", "/health"} <= set(names)
    for name in names:
        whole = admin.get(f"{name}?limit=5000")
        assert whole.status_code == 200, (name, whole.content)
        found = whole.json()["items"]
        if len(found) < 2:
            continue
        first = admin.get(f"{name}?limit=1").json()
        assert first["items"] == found[:1] and first["next_cursor"], name
        second = admin.get(f"{name}?limit=1&cursor={first['next_cursor']}").json()
        assert second["items"] == found[1:2], name
        assert admin.get(f"{name}?sort=nonsense").status_code == 422, name


def test_a_short_list_is_sorted_by_a_plain_field_and_only_by_that(caller, opened_case):
    one = caller("csm_mm")
    codes = [row["code"] for row in one.get("/purposes?sort=-code").json()["items"]]
    assert len(codes) > 2 and codes == sorted(codes, reverse=True)
    page = one.get("/purposes?sort=-code&limit=2").json()
    rest = one.get(f"/purposes?sort=-code&cursor={page['next_cursor']}").json()
    assert [row["code"] for row in page["items"] + rest["items"]] == codes
    assert one.get(f"/purposes?sort=code&cursor={page['next_cursor']}").status_code == 422
    assert one.get("/metrics?sort=subject").status_code == 422


def test_facts_are_walked_from_the_oldest_too(caller, opened_case):
    one = caller("admin")
    newest = [row["id"] for row in one.get("/facts?limit=5000").json()["items"]]
    oldest = newest[::-1]
    assert [row["id"] for row in one.get("/facts?limit=5000&sort=at").json()["items"]] == oldest
    assert len(oldest) > 4
    page = one.get("/facts?limit=2&sort=at").json()
    after = one.get(f"/facts?limit=2&sort=at&cursor={page['next_cursor']}").json()
    assert [row["id"] for row in page["items"] + after["items"]] == oldest[:4]
