"""Fields of a case and its ToDos, changed where they stand; without a script by the same forms."""

from datetime import date

import pytest

from senro.kernel.models import Fact
from senro.onboarding.models import Attempt, Task

pytestmark = pytest.mark.django_db


def field_of(page: str, name: str) -> str:
    at = page.index(f'name="{name}"')
    return page[max(0, at - 300) : at + 300]


def undone(client, verb):
    fact = Fact.objects.filter(verb=verb).order_by("-seq").first()
    return client.post(f"/facts/{fact.id}/undo/").status_code


def test_keenness_and_target_are_links_to_their_forms_and_can_be_undone(desk, browser):
    case, client = desk.open(), browser("csm_ent")
    before = Attempt.objects.get(case=case).target_end
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert f'href="/cases/{case.pk}/target/" data-edit="target_end"' in page
    assert f'href="/cases/{case.pk}/temperature/" data-edit="temperature"' in page
    assert 'value="4"' in client.get(f"/cases/{case.pk}/temperature/").content.decode()
    answer = client.post(f"/cases/{case.pk}/temperature/", {"temperature": "4"}, follow=True)
    assert desk.fresh(case).temperature_cs == 4
    assert "/undo/" in answer.content.decode().split('id="toasts"')[1]
    client.post(f"/cases/{case.pk}/target/", {"target_end": "2027-03-31"})
    assert Attempt.objects.get(case=case).target_end == date(2027, 3, 31)
    assert client.post(f"/cases/{case.pk}/target/", {"target_end": "2020-01-01"}).status_code == 422
    assert client.post(f"/cases/{case.pk}/temperature/", {"temperature": "9"}).status_code == 422
    undone(client, "onboarding.case.target_moved")
    undone(client, "onboarding.case.temperature_set")
    assert Attempt.objects.get(case=case).target_end == before
    assert desk.fresh(case).temperature_cs is None
    assert browser("viewer").post(f"/cases/{case.pk}/target/").status_code == 403


def test_a_todo_is_renamed_and_given_to_somebody_each_by_its_own_undo(desk, browser):
    case, client = desk.open(), browser("csm_ent")
    ours = Task.objects.filter(attempt__case=case, side="vendor").first()
    theirs = Task.objects.filter(attempt__case=case, side="customer").first()
    path = f"/cases/{case.pk}/tasks/{ours.pk}/"
    japanese = ours.title_ja
    client.post(path, {"title": "Call every site"})
    manager = desk.world.people["manager"]
    client.post(path, {"owner": manager.email})
    ours.refresh_from_db()
    assert (ours.title_en, ours.title_ja, ours.owner_id) == (
        "Call every site",
        japanese,
        manager.pk,
    )
    assert client.post(path, {"title": " "}).status_code == 422
    client.post(f"/cases/{case.pk}/tasks/{theirs.pk}/", {"contact": "CT-002"})
    theirs.refresh_from_db()
    assert theirs.contact.key == "CT-002"
    undone(client, "onboarding.task.renamed")
    ours.refresh_from_db()
    assert (ours.title_en != "Call every site", ours.owner_id) == (True, manager.pk)
    page = client.get(f"/cases/{case.pk}/?todo=all").content.decode()
    assert f'href="{path}" data-edit="title"' in page
    assert f'href="{path}" data-edit="owner"' in page
