"""Jobs that take several pages, done with what the pages offer: whoever does them, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from senro.customers.models import Account, Contact
from senro.kernel.models import Comment, Fact, File, Notification, Person, View
from senro.onboarding.models import Case, Task
from tests.console.conftest import browser, desk
from tests.walks.reader import Walker

__all__ = ["browser", "desk"]


@pytest.fixture
def walk(browser: Any) -> Any:
    """`walk("csm_ent")` is that colleague."""
    return lambda name: Walker(browser(name))


def undo(walker: Walker) -> Walker:
    """Press the undo of the toast."""
    return walker.send(next(to for to, _fields in walker.offered.forms if to.endswith("/undo/")))


def test_a_specialist_puts_rows_off_moves_a_date_and_adds_a_todo(desk: Any, walk: Any) -> None:
    case = desk.open("ACC-002", "K-002")
    home = f"/cases/{case.pk}/"
    specialist = walk("specialist_mm").open("/?scope=team")
    row = specialist.ticks("item")[0]
    specialist.send("/today/several/", item=[row], verb="snooze", until="tomorrow")
    assert row not in specialist.ticks("item")
    undo(specialist).open("/?scope=team")
    assert row in specialist.ticks("item")
    # The plan: a date is looked at, moved with what follows, and put back.
    task = Task.objects.filter(attempt__case=case, phase="P2").exclude(due_on=None).first()
    assert task is not None
    specialist.open(home).follow(f"{home}plan/")
    later = (task.due_on + timedelta(days=7)).isoformat()
    specialist.open(f"{home}plan/?key=task:{task.pk}&to={later}")
    specialist.send(f"{home}plan/", reason="先方の都合")
    assert Task.objects.get(pk=task.pk).due_on > task.due_on
    undo(specialist)
    assert Task.objects.get(pk=task.pk).due_on == task.due_on
    specialist.open(home).follow(f"{home}tasks/new/").send(title="端末の台数を聞く")
    added = Task.objects.get(title_ja="端末の台数を聞く")
    # Added by mistake: it can be taken off the list again, and comes back.
    specialist.open(f"{home}tasks/{added.pk}/").send(f"{home}tasks/{added.pk}/removal/")
    assert not Task.objects.living().filter(pk=added.pk).exists()
    undo(specialist)
    assert Task.objects.living().filter(pk=added.pk).exists()


def test_a_manager_merges_a_duplicate_customer_and_a_contact_and_takes_it_back(
    desk: Any, walk: Any
) -> None:
    manager = walk("manager").open("/accounts/ACC-004/").follow("/accounts/ACC-004/merge/")
    manager.open("/accounts/ACC-004/merge/?with=ACC-002")
    manager.send("/accounts/ACC-004/merge/", reason="同じ会社")
    assert Account.objects.living().filter(key__in=("ACC-002", "ACC-004")).count() == 1
    undo(manager)
    assert Account.objects.living().filter(key__in=("ACC-002", "ACC-004")).count() == 2
    kept, other = Contact.objects.living().filter(account__key="ACC-001").order_by("key")[:2]
    people = "/accounts/ACC-001/?tab=people"
    manager.open(people).follow(f"/accounts/ACC-001/contacts/{kept.pk}/merge/")
    manager.open(f"/accounts/ACC-001/contacts/{kept.pk}/merge/?with={other.key}")
    manager.send(f"/accounts/ACC-001/contacts/{kept.pk}/merge/", reason="同じ人")
    assert not Contact.objects.living().filter(pk=other.pk).exists()
    undo(manager)
    assert Contact.objects.living().filter(pk=other.pk).exists()


def test_cs_ops_imports_a_file_mends_its_wrong_rows_and_takes_all_of_it_back(
    desk: Any, walk: Any
) -> None:
    def file(account: str) -> SimpleUploadedFile:
        rows = f"CT-90,ACC-001,新 太郎,管理者,new@example.jp\nCT-91,{account},無 二郎,管理者,\n"
        head = "担当者コード,顧客コード,氏名,区分,メール\n"
        return SimpleUploadedFile("contacts.csv", (head + rows).encode())

    def come() -> set[str]:
        rows = Contact.objects.living().filter(key__in=("CT-90", "CT-91"))
        return set(rows.values_list("key", flat=True))

    ops = walk("cs_ops").open("/imports/").follow("/imports/new/")
    ops.send("/imports/new/", kind="contacts", file=file("ACC-999"))
    first = ops.path
    assert "ACC-999" in ops.page
    ops.send(f"{first}commitment/")
    assert come() == {"CT-90"}
    rejects = ops.open(first).client.get(
        next(one for one in ops.offered.links if one.endswith("/rejects/"))
    )
    assert "CT-91" in b"".join(rejects.streaming_content).decode("utf-8-sig")
    ops.follow("/imports/new/?kind=contacts").send("/imports/new/", file=file("ACC-002"))
    second = ops.path
    ops.send(f"{second}commitment/")
    assert come() == {"CT-90", "CT-91"}
    for path in (second, first):
        ops.open("/imports/").send(f"{path}undo/")
    assert come() == set()


def test_a_csm_names_a_colleague_beside_a_case_and_decides_who_sees_a_file(
    desk: Any, walk: Any
) -> None:
    case = desk.open()
    home, thread = f"/cases/{case.pk}/", f"/notes/case/{case.pk}/"
    csm = walk("csm_ent").open(home)
    quote = SimpleUploadedFile("見積.txt", "見積".encode())
    csm.send(thread, text="@manager 値引きの件", file=quote, audience="internal")
    assert Comment.objects.get().note.startswith("@manager")
    assert Notification.objects.filter(kind="kernel.comment.mentioned").count() == 1
    manager = walk("manager").open("/notifications/")
    assert any(f"/comments/{Comment.objects.get().pk}/" in one for one in manager.offered.links)
    kept = File.objects.get(name="見積.txt")
    assert kept.internal
    csm.open(home).send(f"/files/{kept.pk}/audience/", audience="customer")
    assert not File.objects.get(pk=kept.pk).internal
    undo(csm)
    assert File.objects.get(pk=kept.pk).internal


def industries() -> list[str]:
    """Of the two that are changed together."""
    rows = Account.objects.filter(key__in=("ACC-002", "ACC-003")).order_by("key")
    return list(rows.values_list("industry", flat=True))


def test_views_are_kept_for_oneself_the_team_or_all_and_many_rows_are_changed_and_put_back(
    desk: Any, walk: Any
) -> None:
    csm = walk("csm_ent").open("/accounts/?tier=MM")
    csm.send("/views/", name="中堅", scope="team:ent")
    csm.open("/accounts/").send("/views/", name="自分の", scope="own")
    walk("admin").open("/accounts/").send("/views/", name="全社", scope="all")
    offered = {view.name: f"view={view.key}" for view in View.objects.living()}
    seen = {
        name: {one for one, there in offered.items() if there in walk(name).open("/accounts/").page}
        for name in ("csm_ent", "csm_mm")
    }
    assert seen == {"csm_ent": {"中堅", "自分の", "全社"}, "csm_mm": {"全社"}}
    manager = walk("manager")
    before = industries()
    manager.open("/accounts/bulk-edit/?pick=ACC-002&pick=ACC-003")
    manager.send("/accounts/bulk-edit/", f_industry="運輸")
    assert industries() == before
    manager.send("/accounts/bulk-edit/", apply="1")
    assert industries() == ["運輸", "運輸"]
    undo(manager)
    assert industries() == before


def test_a_pmm_reads_where_customers_stumble_and_is_offered_no_button_that_refuses(
    desk: Any, walk: Any
) -> None:
    pmm = desk.world.people["marketing"]
    Person.objects.filter(pk=pmm.pk).update(roles=["pmm"])
    reader = walk("marketing").open("/method/")
    step = next(one for one in sorted(reader.offered.links) if one.startswith("?at="))
    reader.follow(f"/method/{step}")
    changing = [to for to, _fields in reader.offered.forms if to.startswith("/method/")]
    assert not changing
    reader.follow("/method/history/roadmap/standard/")
    reader.open("/board/")
    assert not Fact.objects.filter(by_id=pmm.pk).exclude(verb__startswith="kernel.").exists()


def test_the_first_steps_ask_what_only_the_team_knows(desk: Any, walk: Any) -> None:
    admin = walk("admin").open("/welcome/").follow("/welcome/tiers/")
    admin.send("", ENT="6", MM="4", SMB="2")
    assert Case.objects.count() == 0 and "/welcome/" in admin.path
