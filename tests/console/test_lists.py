"""The lists: views, columns in their order, groups with sums, the list of cases."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel.access import SYSTEM
from senro.kernel.models import View
from senro.onboarding.actions import open_case
from tests.console_customers.conftest import browser, friday_noon, manager, text_of
from tests.onboarding.conftest import Desk

__all__ = ["browser", "friday_noon", "manager"]


def saved(client: Any, search: str, **more: str) -> View:
    client.post("/views/", {"list": "accounts", "name": "My list", "search": search, **more})
    return View.objects.latest("created_at")


def test_a_list_is_kept_under_a_name_and_opens_by_its_address(manager: Any) -> None:
    view = saved(manager, "tier=MM&columns=mrr,owner&sort=-mrr&group=owner")
    assert view.query == {
        "filters": {"tier": ["MM"]}, "columns": ["mrr", "owner"], "sort": "-mrr", "group": "owner",
    }  # fmt: skip
    answer = manager.get(f"/accounts/?view={view.key}", follow=True)
    assert {line.key for line in answer.context["found"].items} == {"ACC-002", "ACC-003"}
    assert [one.code for one in answer.context["columns"]] == ["name", "mrr", "owner"]
    assert answer.context["bar"]["changed"] is False
    changed = manager.get(answer.redirect_chain[-1][0].replace("tier=MM", "tier=ENT"))
    assert changed.context["bar"]["changed"] is True


def test_a_list_opens_in_the_view_that_one_chose(manager: Any) -> None:
    view = saved(manager, "tier=ENT", starts="1")
    assert f"view={view.key}" in manager.get("/accounts/").headers["Location"]
    assert len(manager.get("/accounts/?view=-").context["found"].items) == 4
    manager.post("/views/start/", {"list": "accounts"})
    assert manager.get("/accounts/").status_code == 200


def test_a_private_view_does_not_open_for_others(manager: Any, browser: Any) -> None:
    view = saved(manager, "tier=ENT")
    other = browser("csm_ent").get(f"/accounts/?view={view.key}")
    assert len(other.context["found"].items) == 4
    assert browser("csm_ent").post(f"/views/{view.key}/removal/").status_code == 404


def test_the_button_of_the_filters_says_how_many_hold(manager: Any) -> None:
    def said(address: str) -> str:
        page = manager.get(address).content.decode()
        return page.split('<details class="sn-fold">')[1].split("</details>")[0]

    assert "<b>" not in said("/accounts/?q=foods")
    assert "<b>2</b>" in said("/accounts/?tier=MM&where=seats+%3E+1")
    assert "<b>2</b>" in said("/cases/?tier=MM&phase=P1") and "<b>1</b>" in said("/health/?tier=MM")


def test_groups_count_and_sum_all_rows_not_only_the_page(manager: Any) -> None:
    answer = manager.get("/accounts/?group=tier")
    groups = {one.key: one for one in answer.context["found"].groups}
    assert {key: one.count for key, one in groups.items()} == {"ENT": 1, "MM": 2, "SMB": 1}
    lines = answer.context["found"].items
    for key, one in groups.items():
        assert one.sums["mrr"] == (sum(x.mrr or 0 for x in lines if x.tier == key) or None)
    assert text_of(answer).count('class="sn-group"') == 3


def test_cases_are_listed_narrowed_and_grouped(
    world: Any, desk: Desk, manager: Any, browser: Any
) -> None:
    for number in ("2", "3"):
        open_case(
            account=world.account(f"ACC-00{number}"), contract=world.contract(f"K-00{number}"),
            started=world.today, by=SYSTEM, at=world.at,
        )  # fmt: skip
    answer = manager.get("/cases/?group=status&state=moving")
    assert {line.key for line in answer.context["found"].items} == {"ACC-002", "ACC-003"}
    assert [one.count for one in answer.context["found"].groups] == [2]
    assert manager.get("/cases/?state=ended").context["found"].total == 0
    seen = browser("contractor").get("/cases/").context["found"].items
    assert {line.key for line in seen} <= {"ACC-003"}
    assert manager.get("/cases/?where=phase = 'P1'").context["found"].total == 2
    assert manager.get("/cases/?where=nope").status_code == 422
    for sort in ("late", "-late", "days", "started", "-target", "owner", "product"):
        assert manager.get(f"/cases/?sort={sort}").status_code == 200
    assert manager.get("/cases/list.xlsx?sort=-late").getvalue()[:2] == b"PK"


def test_the_list_of_cases_asks_few_questions(world: Any, desk: Desk, manager: Any) -> None:
    open_case(account=world.account("ACC-002"), contract=world.contract("K-002"),
              started=world.today, by=SYSTEM, at=world.at)  # fmt: skip
    manager.get("/cases/?group=owner")
    with CaptureQueriesContext(connection) as few:
        manager.get("/cases/?group=owner")
    open_case(account=world.account("ACC-003"), contract=world.contract("K-003"),
              started=world.today, by=SYSTEM, at=world.at)  # fmt: skip
    with CaptureQueriesContext(connection) as more:
        manager.get("/cases/?group=owner")
    assert len(more) <= len(few) <= 25


def test_rows_are_ticked_looked_at_changed_and_put_back(manager: Any, world: Any) -> None:
    page = text_of(manager.get("/accounts/"))
    assert page.count("data-tick ") == 4
    assert manager.get("/accounts/bulk-edit/?pick=ACC-002&pick=ACC-003").status_code == 200
    sent = {"pick": ["ACC-002", "ACC-003"], "f_industry": "運輸"}
    told = manager.post("/accounts/bulk-edit/", sent)
    assert told.context["told"].changed == 2
    assert world.account("ACC-002").industry != "運輸"
    done = manager.post("/accounts/bulk-edit/", {**sent, "apply": "1"}, follow=True)
    assert done.context["row"].changed == 2
    assert world.account("ACC-002").industry == "運輸"
    manager.post(f"/bulk-edits/{done.context['row'].pk}/undo/")
    assert world.account("ACC-002").industry != "運輸"


def test_all_that_the_list_shows_is_changed_beyond_the_page(manager: Any, world: Any) -> None:
    sent = {"all": "1", "search": "tier=MM&page=2", "f_channel": "partner", "apply": "1"}
    done = manager.post("/accounts/bulk-edit/", sent, follow=True)
    assert done.context["row"].total == 2
    wrong = manager.post("/accounts/bulk-edit/", {**sent, "f_owner": "nobody@example.jp"})
    assert wrong.status_code == 422


def test_a_cell_is_changed_where_it_stands_and_refuses_what_is_overtaken(
    manager: Any, world: Any, browser: Any
) -> None:
    assert 'data-cell aria-label="Change: ' in text_of(manager.get("/accounts/"))
    form = manager.get("/accounts/cell/?key=ACC-002&field=tier&search=tier=MM")
    assert 'value="MM" selected' in text_of(form)
    sent = {"key": "ACC-002", "field": "tier", "value": "SMB", "version": "1", "search": "q=x"}
    assert manager.post("/accounts/cell/", sent).headers["Location"] == "/accounts/?q=x"
    assert world.account("ACC-002").tier == "SMB"
    assert manager.post("/accounts/cell/", {**sent, "value": "ENT"}).status_code == 409
    assert manager.post("/accounts/cell/", {**sent, "field": "name"}).status_code == 404
    other = {**sent, "value": "ENT", "version": ""}
    assert browser("csm_ent").post("/accounts/cell/", other).status_code == 403
    assert world.account("ACC-002").tier == "SMB"
