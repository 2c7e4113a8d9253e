"""Two colleagues at the same form, and a session that ended while somebody was typing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from senro.onboarding.models import Outcome, StructureMember, Task
from tests.walks.reader import Walker


def both(browser: Any, path: str) -> tuple[Walker, Walker]:
    """A CSM and their manager, with the same page open."""
    return Walker(browser("csm_ent")).open(path), Walker(browser("manager")).open(path)


def test_who_saves_an_outcome_second_sees_what_the_first_wrote_before_it_is_lost(
    desk: Any, browser: Any
) -> None:
    home = f"/cases/{desk.open().pk}/"
    csm, manager = both(browser, f"{home}closing/")
    csm.send(f"{home}outcome/", achieved="転記が4割減った", led_to="2工場目へ", evidence="日報")
    manager.send(
        f"{home}outcome/", status=409, achieved="紙がなくなった", led_to="次へ", evidence="x"
    )
    assert "転記が4割減った" in manager.page and "紙がなくなった" in manager.page
    assert Outcome.objects.living().get().achieved == "転記が4割減った"
    # Whoever has looked may save over it.
    manager.send(
        f"{home}outcome/", achieved="紙がなくなり、転記が4割減った", led_to="次へ", evidence="x"
    )
    assert Outcome.objects.living().get().achieved == "紙がなくなり、転記が4割減った"


def test_people_named_by_two_colleagues_at_once_are_not_taken_back_silently(
    desk: Any, browser: Any
) -> None:
    path = f"/cases/{desk.open().pk}/structure/"
    csm, manager = both(browser, path)
    csm.send(path, owner="CT-002", sponsor="CT-001", site_leads=["CT-003"])
    manager.send(path, status=409, owner="CT-002", sponsor="", site_leads=[])
    assert StructureMember.objects.living().count() == 3


def test_a_todo_moved_by_one_keeps_its_day_when_another_renames_it(desk: Any, browser: Any) -> None:
    case = desk.open()
    task = Task.objects.filter(attempt__case=case, side="vendor").first()
    path = f"/cases/{case.pk}/tasks/{task.pk}/"
    csm, manager = both(browser, path)
    day = task.due_on + timedelta(days=7)
    csm.send(path, due_on=day.isoformat())
    manager.send(path, status=409, title="別の名前")
    assert Task.objects.get(pk=task.pk).due_on == day


def test_a_button_pressed_after_the_session_ended_leads_to_the_sign_in_and_back(
    desk: Any, browser: Any
) -> None:
    case = desk.open()
    task = Task.objects.filter(attempt__case=case).first()
    client = browser("csm_ent")
    client.logout()
    page = f"http://testserver/cases/{case.pk}/?todo=all"
    answer = client.post(
        f"/cases/{case.pk}/tasks/{task.pk}/done/",
        headers={"HX-Request": "true", "HX-Current-URL": page},
    )
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"/sign-in/login/?next=/cases/{case.pk}/%3Ftodo%3Dall"
    elsewhere = client.get(
        "/board/", headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"}
    )
    assert elsewhere["HX-Redirect"] == "/sign-in/login/?next=/"
