"""Undo, redo and why on the pages."""

from __future__ import annotations

import pytest

from senro.console.settings.facts import changed_values
from senro.kernel.models import Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(browser):
    return browser("manager")


def fact_of(verb):
    return Fact.objects.filter(verb=verb).latest("seq")


def test_IN_05_undone_from_the_timeline_and_done_again_from_the_toast(page, desk):
    case = desk.open()
    desk.do("add_wish", case, feature="写真")
    fact = fact_of("onboarding.wish.added")
    text = page.get(f"/cases/{case.pk}/").content.decode()
    assert f"/facts/{fact.id}/undo/" in text and f"/facts/{fact.id}/" in text
    answer = page.post(f"/facts/{fact.id}/undo/", {"next": f"/cases/{case.pk}/"}, follow=True)
    text = answer.content.decode()
    assert "data-redo" in text and f"/facts/{fact.id}/redo/" in text
    answer = page.post(f"/facts/{fact.id}/redo/", {"next": f"/cases/{case.pk}/"}, follow=True)
    assert f"/facts/{fact.id}/undo/" in answer.content.decode()


def test_a_refused_undo_says_what_came_after_it_with_links(page, desk):
    case = desk.open()
    desk.do("mark_stalled", case, reason="silent")
    stalled = fact_of("onboarding.case.stalled")
    desk.later(hours=1).do("recover", case, reason="they called")
    answer = page.post(f"/facts/{stalled.id}/undo/")
    assert answer.status_code == 409
    recovered = fact_of("onboarding.case.recovered")
    assert f"/facts/{recovered.id}/" in answer.content.decode()


def test_every_line_of_the_record_answers_why(page, desk):
    desk.open()
    desk.do("mark_at_risk", desk.open("ACC-002", "K-002"), desk.manager, evidence={"parts": []})
    text = page.get("/settings/record/").content.decode()
    for fact in Fact.objects.order_by("-seq")[:10]:
        assert f"/facts/{fact.id}/" in text
        shown = page.get(f"/facts/{fact.id}/")
        assert shown.status_code == 200


def test_values_are_told_field_by_field_and_what_was_left_empty_is_not():
    made = changed_values(None, {"name": "A", "note": "", "owner": None, "count": 0, "on": False})
    assert made == [("name", None, "A"), ("count", None, 0), ("on", None, False)]
    assert changed_values({"note": "x"}, {"note": ""}) == [("note", "x", "")]
    assert changed_values(["a"], None) == [("", ["a"], None)]
