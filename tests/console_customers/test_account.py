"""The page of one account and what can be done there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from senro.customers.actions import log_touch, put_rows
from senro.customers.models import Account, AccountPurpose, Contact, Contract, EndUser, Touch
from senro.kernel.models import Fact
from tests.console_customers.conftest import text_of

TABS = ("", "cases", "users", "people", "contracts", "record")
PAGE = "/accounts/ACC-001/"
HEAD = {"name": "青空フーズ株式会社", "status": "onboarding"}


def undo_in(client: Any) -> str:
    """The undo that the last message offers."""
    page = text_of(client.get("/accounts/ACC-001/?tab=cases"))
    return page.split('action="/facts/')[1].split('"')[0]


@pytest.mark.parametrize("tab", TABS)
def test_each_part_has_an_address_and_asks_few_questions(
    world: Any, manager: Any, tab: str
) -> None:
    by = world.actor("manager")
    log_touch(
        account=world.account("ACC-001"), contact=world.contacts["CT-001"], direction="inbound",
        channel="phone", touched_at=world.at - timedelta(days=9), note="Their words", by=by,
        at=world.at,
    )  # fmt: skip
    manager.get(PAGE)
    with CaptureQueriesContext(connection) as seen:
        answer = manager.get(f"{PAGE}?tab={tab}")
    assert answer.status_code == 200
    assert "青空フーズ株式会社" in text_of(answer)
    assert len(seen) <= 30


def test_the_overview_shows_worth_people_registration_and_silence(manager: Any) -> None:
    page = text_of(manager.get(PAGE))
    for part in ("¥400,000", "山田 太郎", "Paperless" if "Paperless" in page else "A", "75.0 %"):
        assert part in page


def test_an_unknown_part_is_the_overview_and_an_unknown_key_is_nothing(manager: Any) -> None:
    assert manager.get(f"{PAGE}?tab=health").context["head"].tab == ""
    assert manager.get("/accounts/NOPE/").status_code == 404


def test_a_key_may_hold_a_slash(world: Any, manager: Any) -> None:
    Account.objects.filter(key="ACC-004").update(key="A/4 株")
    assert manager.get("/accounts/A/4%20%E6%A0%AA/").status_code == 200
    assert manager.get("/accounts/A/4%20%E6%A0%AA/edit/").status_code == 200


def test_strangers_find_nothing_and_viewers_change_nothing(world: Any, browser: Any) -> None:
    posts = [
        "edit/", "touches/new/", "purposes/", "contacts/new/", "contracts/new/",
        f"contacts/{world.contacts['CT-001'].pk}/", f"contracts/{world.contracts['K-001'].pk}/",
        f"contacts/{world.contacts['CT-001'].pk}/leaving/", "end-users/method/",
        f"contracts/{world.contracts['K-001'].pk}/worth/",
    ]  # fmt: skip
    for name in ("contractor", "partner"):
        stranger = browser(name)
        for path in ["", "end-users.csv", *posts[:-2]]:
            assert stranger.get(PAGE + path).status_code == 404, (name, path)
        for path in posts:
            assert stranger.post(PAGE + path).status_code == 404, (name, path)
    for name in ("viewer", "csm_mm"):
        for path in posts:
            assert browser(name).post(PAGE + path).status_code == 403, (name, path)
    assert browser("viewer").get(PAGE).status_code == 200
    assert browser("viewer").post("/accounts/new/").status_code == 403
    assert Fact.objects.count() == 0


def test_customers_find_nothing_on_the_screens_of_the_team(browser: Any) -> None:
    customer = browser("customer")
    for path in (PAGE, f"{PAGE}?tab=record", "/accounts/", "/accounts/list.csv", "/search/?q=山田"):
        assert customer.get(path).status_code == 404, path


def test_internal_notes_stay_inside_the_team(world: Any, browser: Any) -> None:
    by = world.actor("manager")
    log_touch(
        account=world.account("ACC-001"), direction="inbound", channel="phone",
        touched_at=world.at, note="secret words", by=by, at=world.at,
    )  # fmt: skip
    assert "secret words" in text_of(browser("csm_ent").get(f"{PAGE}?tab=record"))
    assert "secret words" not in text_of(browser("marketing").get(f"{PAGE}?tab=record"))


def test_a_touch_is_logged_and_undone(world: Any, manager: Any) -> None:
    form = {
        "touched_at": "2026-11-19T10:00", "direction": "inbound", "channel": "phone",
        "contact": "CT-001", "note": "They called",
    }  # fmt: skip
    answer = manager.post(f"{PAGE}touches/new/", form)
    assert answer.headers["Location"] == PAGE
    touch = Touch.objects.living().get()
    assert (touch.contact.key, touch.at.isoformat()) == ("CT-001", "2026-11-19T01:00:00+00:00")
    manager.post(f"/facts/{undo_in(manager)}")
    assert not Touch.objects.living().exists()


def test_a_touch_in_the_future_is_refused_and_what_was_typed_stays(manager: Any) -> None:
    form = {
        "touched_at": "2026-11-21T10:00", "direction": "outbound", "channel": "mail", "note": "kept",
    }  # fmt: skip
    answer = manager.post(f"{PAGE}touches/new/", form)
    assert answer.status_code == 422
    assert "kept" in text_of(answer)
    assert "future" in text_of(answer)


def test_an_account_is_made_by_hand_once(manager: Any) -> None:
    form = {"key": "N-1", "name": "新しい会社", "status": "onboarding", "tier": "SMB"}
    assert manager.post("/accounts/new/", form).headers["Location"] == "/accounts/N-1/"
    again = manager.post("/accounts/new/", {**form, "name": "another"})
    assert again.status_code == 422
    assert "in use" in text_of(again)
    assert Account.objects.get(key="N-1").name == "新しい会社"


def test_wrong_fields_are_named_and_what_was_typed_stays(manager: Any) -> None:
    form = {"key": "N-1", "name": "", "status": "onboarding", "parent": "NOPE", "kana": "シン"}
    answer = manager.post("/accounts/new/", form)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name"}
    answer = manager.post("/accounts/new/", {**form, "name": "x"})
    assert set(answer.context["form"].errors) == {"parent"}
    assert 'value="シン"' in text_of(answer)


def test_who_is_overtaken_sees_both_values_and_may_save_again(world: Any, manager: Any) -> None:
    shown = manager.get(f"{PAGE}edit/").context["form"]
    form = {name: shown.initial.get(name) or "" for name in shown.fields}
    row = {"key": "ACC-001", "industry": "小売"}
    put_rows(kind="accounts", rows=[row], by=world.actor("admin"), at=world.at)
    answer = manager.post(f"{PAGE}edit/", {**form, "industry": "食品"})
    assert answer.status_code == 409
    assert ("小売", "食品") in [
        (now, typed) for _label, now, typed in answer.context["differences"]
    ]
    assert world.account("ACC-001").industry == "小売"
    form["version"] = answer.context["form"].data["version"]
    assert manager.post(f"{PAGE}edit/", {**form, "industry": "食品"}).status_code == 302
    assert world.account("ACC-001").industry == "食品"


def test_a_contact_is_added_edited_and_leaves_with_a_successor(world: Any, manager: Any) -> None:
    form = {"name": "高橋 三郎", "layer": "admin", "email": "new@aozora.example"}
    assert manager.post(f"{PAGE}contacts/new/", form).status_code == 302
    assert manager.post(f"{PAGE}contacts/new/", form).status_code == 422
    nameless = {"name": "電話の方", "layer": "site_manager"}
    assert manager.post(f"{PAGE}contacts/new/", nameless).status_code == 302
    row = Contact.objects.get(email="new@aozora.example")
    edit = {**form, "title": "課長", "version": row.version}
    manager.post(f"{PAGE}contacts/{row.pk}/", edit)
    leaving = {"left_on": "2026-11-01", "successor": "CT-002", "handover_note": "資料は共有済み"}
    manager.post(f"{PAGE}contacts/{row.pk}/leaving/", leaving)
    row.refresh_from_db()
    assert (row.title, row.left_on, row.successor.key) == ("課長", date(2026, 11, 1), "CT-002")
    page = text_of(manager.get(f"{PAGE}?tab=people"))
    assert "successor 佐藤 花子" in page


def test_a_contract_is_added_and_its_mrr_changes_from_a_day(world: Any, manager: Any) -> None:
    form = {"key": "K-9", "product": "集計", "mrr": "50000", "start": "2026-10-01"}
    assert manager.post(f"{PAGE}contracts/new/", form).status_code == 302
    row = Contract.objects.get(key="K-9")
    assert row.product.name == "集計"
    worth = {"mrr": "80000", "mrr_from": "2026-12-01", "version": row.version}
    assert manager.post(f"{PAGE}contracts/{row.pk}/worth/", worth).status_code == 302
    terms = row.terms.filter(undone_at=None).order_by("since").values_list("mrr", "movement")
    assert list(terms) == [(50_000, "new"), (80_000, "expansion")]
    page = text_of(manager.get(f"{PAGE}?tab=contracts"))
    assert "¥80,000" in page
    assert "Expansion" in page


def test_purposes_are_added_moved_and_ended(world: Any, manager: Any) -> None:
    url = f"{PAGE}purposes/"

    def codes() -> list[str]:
        rows = AccountPurpose.objects.living().filter(ended_at=None, account__key="ACC-001")
        return list(rows.order_by("rank").values_list("code", flat=True))

    manager.post(url, {"code": "C", "step": "up"})
    assert codes() == ["C", "A"]
    manager.post(url, {"code": "C", "step": "end"})
    assert codes() == ["A"]
    assert manager.post(url, {"add": "1", "code": "ZZ"}).status_code == 422
    assert manager.post(url, {"code": "A", "step": "sideways"}).status_code == 302
    assert codes() == ["A"]


def test_RO_02_people_without_mail_get_a_method_in_one_step_and_one_undo(
    world: Any, manager: Any
) -> None:
    before = Fact.objects.count()
    form = {"who": "method", "site": "川崎工場", "method": "employee_no"}
    answer = manager.post(f"{PAGE}end-users/method/", form)
    assert answer.headers["Location"] == f"{PAGE}?tab=users"
    rows = dict(EndUser.objects.values_list("key", "registration_method"))
    assert (rows["EU-003"], rows["EU-004"]) == ("qr_card", "employee_no")
    assert Fact.objects.filter(verb="customers.registration.method_set").count() == 1
    assert Fact.objects.count() == before + 2
    counts = manager.get(f"{PAGE}?tab=users").context["counts"]
    assert counts.coverage == 1
    page = text_of(manager.get(f"{PAGE}?tab=record"))
    undo = page.split('action="/facts/')[1].split('"')[0]
    manager.post(f"/facts/{undo}")
    assert EndUser.objects.get(key="EU-004").registration_method == ""


def test_RO_02_the_list_of_who_cannot_register_is_a_file(manager: Any) -> None:
    answer = manager.get(f"{PAGE}end-users.csv?without=method")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("key,account,employee_no,site")
    assert [line.split(",")[0] for line in lines[1:]] == ["EU-004"]


def test_the_record_says_who_changed_what_and_can_be_undone(world: Any, manager: Any) -> None:
    shown = manager.get(f"{PAGE}edit/").context["form"]
    form = {name: shown.initial.get(name) or "" for name in shown.fields}
    manager.post(f"{PAGE}edit/", {**form, "industry": "小売", "owner": ""})
    [line] = manager.get(f"{PAGE}?tab=record").context["facts"]
    with override("en"):
        said = {str(label): (before, after) for label, before, after in line.changes}
    assert said["Industry"] == ("食品製造", "小売")
    assert line.who == "manager"
    assert line.undoable
    manager.post(f"/facts/{line.id}/undo/")
    assert world.account("ACC-001").industry == "食品製造"
    assert [one.undone for one in manager.get(f"{PAGE}?tab=record").context["facts"]] == [
        False,
        True,
    ]
