"""Search over everything, and the fields that a team adds."""

from __future__ import annotations

from typing import Any

import pytest

from senro.customers.models import CustomField
from tests.console_customers.conftest import text_of


def hits(client: Any, q: str) -> list[str]:
    groups = client.get("/search/", {"q": q}).context["groups"]
    return [hit.href for group in groups for hit in group.hits]


@pytest.mark.parametrize(
    ("q", "href"),
    [
        ("物流", "/accounts/ACC-002/"),
        ("ハル", "/accounts/ACC-003/"),
        ("acc-004", "/accounts/ACC-004/"),
        ("山田", "/accounts/ACC-001/?tab=people"),
        ("山田太郎", "/accounts/ACC-001/?tab=people"),
        ("ct-002@aozora", "/accounts/ACC-001/?tab=people"),
        ("csm_mm", "/accounts/?owner=csm_mm%40example.jp"),
        ("Add an acc", "/accounts/new/"),
    ],
)
def test_two_characters_find_accounts_people_and_pages(manager: Any, q: str, href: str) -> None:
    assert href in hits(manager, q)


def test_the_box_of_the_bar_gets_rows_and_the_address_a_page(manager: Any) -> None:
    rows = text_of(manager.get("/search/?q=物流", headers={"HX-Request": "true"}))
    assert rows.startswith("<h2>")
    assert '<a href="/accounts/ACC-002/">' in rows
    assert "<html" not in rows
    assert "<html" in text_of(manager.get("/search/?q=物流"))
    assert manager.get("/search/").status_code == 200
    assert "Nothing was found" in text_of(manager.get("/search/?q=%E3%81%82%E3%82%93%E3%82%8A"))


def test_a_search_finds_nothing_that_may_not_be_seen(browser: Any) -> None:
    for name in ("contractor", "partner"):
        assert hits(browser(name), "山田") == []
        assert hits(browser(name), "青空") == []
    assert "/settings/fields/" in hits(browser("cs_ops"), "Custom fie")
    assert "/settings/fields/" not in hits(browser("viewer"), "Custom fie")


def test_a_custom_field_is_added_used_and_removed(world: Any, browser: Any) -> None:
    ops = browser("cs_ops")
    form = {
        "subject": "account", "code": "region", "type": "text", "label_ja": "地域",
        "label_en": "Region", "options": "関東\n関西\n",
    }  # fmt: skip
    assert ops.post("/settings/fields/", form).status_code == 302
    assert ops.post("/settings/fields/", form).status_code == 422
    edit = ops.get("/accounts/ACC-001/edit/").context["form"]
    data = {name: edit.initial.get(name) or "" for name in edit.fields}
    assert ops.post("/accounts/ACC-001/edit/", {**data, "region": "関西"}).status_code == 302
    assert world.account("ACC-001").custom == {"region": "関西"}
    assert "関西" in text_of(ops.get("/accounts/ACC-001/"))
    found = ops.get("/accounts/", {"where": "region = '関西'"}).context["found"]
    assert [line.key for line in found.items] == ["ACC-001"]
    row = CustomField.objects.get(code="region")
    ops.post(f"/settings/fields/{row.pk}/removal/")
    assert not CustomField.objects.living().exists()


def test_a_field_that_clashes_names_what_is_wrong(browser: Any) -> None:
    form = {"subject": "account", "code": "name", "type": "text", "label_ja": "名"}
    answer = browser("admin").post("/settings/fields/", form)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"code"}


def test_only_who_shapes_the_method_adds_fields(browser: Any) -> None:
    for name in ("manager", "csm_mm", "viewer", "partner"):
        assert browser(name).get("/settings/fields/").status_code == 403
        assert browser(name).post("/settings/fields/").status_code == 403
