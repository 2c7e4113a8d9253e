"""Why, undo and redo of any fact, with a key."""

from __future__ import annotations

import pytest

from senro.kernel.access import SYSTEM
from senro.onboarding.actions import detect_at_risk
from senro.onboarding.models import Case

pytestmark = pytest.mark.django_db


def latest(admin, verb):
    return admin.get(f"/facts?verb={verb}").json()["items"][0]["id"]


@pytest.fixture
def found(admin, opened_case, world, monkeypatch):
    """A case that was found at risk, 20 days later."""
    monkeypatch.setenv("SENRO_NOW", "2026-12-10T12:00:00+09:00")
    from datetime import timedelta

    detect_at_risk(by=SYSTEM, at=world.at + timedelta(days=20))
    return opened_case


def test_IN_05_an_automatic_status_says_why_and_is_undone_and_done_again(admin, found):
    case = Case.objects.get(pk=found)
    assert case.status == "at_risk"
    fact = latest(admin, "onboarding.case.found_at_risk")
    why = admin.get(f"/facts/{fact}/why").json()
    assert why["automatic"] and why["undoable"] and not why["undone"]
    assert "days_since_inbound_contact" in why["rule"] and why["version"].startswith("policies/")
    values = {one["name"]: one["value"] for one in why["inputs"]}
    assert values["days_since_inbound_contact"] == 20 and values["last_inbound_at"]
    assert [one["verb"] for one in why["causes"]] == ["onboarding.risk.checked"]
    assert why["sentences"]

    undone = admin.post(f"/facts/{fact}/undo", {"reason": "they are on holiday"})
    assert undone.status_code == 200 and undone.json()["undoes"] == fact
    assert undone.json()["verb"] == "kernel.fact.undone"
    after = Case.objects.get(pk=found)
    assert (after.status, after.owner_id) == ("active", case.owner_id)
    assert admin.get(f"/facts/{fact}/why").json()["undone"]
    assert admin.post(f"/facts/{fact}/redo", {}).status_code == 200
    assert Case.objects.get(pk=found).status == "at_risk"
    assert admin.post(f"/facts/{fact}/redo", {}).json()["code"] == "not_undone"


def test_a_refused_undo_names_what_has_happened_since(admin, opened_case):
    path = f"/cases/{opened_case}"
    admin.put(f"{path}/stall", {"cause": "silent", "reason": "no answer"})
    stalled = latest(admin, "onboarding.case.stalled")
    admin.delete(f"{path}/stall", {"reason": "they called"})
    refused = admin.post(f"/facts/{stalled}/undo", {})
    assert refused.status_code == 409 and refused.json()["code"] == "changed_since"
    since = refused.json()["since"]
    assert [one["verb"] for one in since] == ["onboarding.case.recovered"]
    assert since[0]["words"] == "Recovered" and since[0]["by"] == "admin"
    assert admin.get(f"/facts/{since[0]['fact']}/why").status_code == 200


def test_a_person_says_why_with_their_name_and_what_came_with_it(admin, opened_case):
    admin.put(f"/cases/{opened_case}/purposes/B", {"rank": 1})
    fact = latest(admin, "onboarding.purpose.set")
    why = admin.get(f"/facts/{fact}/why").json()
    assert not why["automatic"] and why["sentences"] == ["admin did it."]
    assert [one["verb"] for one in why["effects"]] == ["customers.purpose.set"]
    inner = admin.get(f"/facts/{why['effects'][0]['fact']}/why").json()
    assert inner["causes"][0]["fact"] == fact


def test_undo_and_redo_need_what_doing_needed(caller, admin, opened_case):
    admin.put(f"/cases/{opened_case}/stall", {"cause": "silent", "reason": "no answer"})
    fact = latest(admin, "onboarding.case.stalled")
    viewer, other = caller("viewer"), caller("csm_ent")
    for one in (viewer, other):
        assert one.post(f"/facts/{fact}/undo", {}).status_code == 403
    admin.post(f"/facts/{fact}/undo", {})
    for one in (viewer, other):
        assert one.post(f"/facts/{fact}/redo", {}).status_code == 403
    assert caller("contractor").get(f"/facts/{fact}/why").status_code == 404
