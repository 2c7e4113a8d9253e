"""Merging and handing over through the API."""

from __future__ import annotations

import pytest

from senro.customers.models import Account
from senro.kernel.models import Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(admin, world):
    """The same customer once more."""
    admin.put("/accounts/DUP-1", {"name": "青空フーズ(株)", "industry": "水産"})
    admin.put("/contacts/CT-D", {"account": "DUP-1", "name": "花", "layer": "admin"})
    return "DUP-1"


def test_a_duplicate_is_listed_tried_merged_and_merged_again_without_effect(admin, twin):
    [pair] = admin.get("/duplicates").json()["items"]
    assert pair == {"keep": "ACC-001", "duplicate": "DUP-1", "reasons": ["name"]}
    body = {"keep": "ACC-001", "duplicate": "DUP-1", "take": ["industry"]}
    before = Fact.objects.count()
    tried = admin.post("/merges", {**body, "dry_run": True}).json()
    assert tried["moves"]["contact"] == 1 and Fact.objects.count() == before
    assert {"field": "industry", "keep": tried["fields"][1]["keep"], "duplicate": "水産",
            "taken": True} in tried["fields"]  # fmt: skip
    assert admin.post("/merges", body).status_code == 200
    assert admin.get("/accounts/ACC-001").json()["industry"] == "水産"
    assert admin.get("/contacts/CT-D").json()["account"] == "ACC-001"
    assert admin.get("/accounts/DUP-1").status_code == 404
    facts = Fact.objects.count()
    assert admin.post("/merges", body).status_code == 200
    assert Fact.objects.count() == facts


def test_the_group_can_be_asked_for_by_rule(admin, twin):
    admin.put("/accounts/DUP-1", {"parent": "ACC-002"})
    found = admin.get("/accounts?where=parent = 'ACC-002'").json()["items"]
    assert [row["key"] for row in found] == ["DUP-1"]


def test_wrong_names_are_named(admin, twin):
    answer = admin.post("/merges", {"keep": "ACC-001", "duplicate": "NOPE"})
    assert [one["field"] for one in answer.json()["errors"]] == ["duplicate"]
    answer = admin.post("/merges", {"keep": "ACC-001", "duplicate": twin, "take": ["x"]})
    assert [one["field"] for one in answer.json()["errors"]] == ["take[0]"]


def test_two_customers_are_not_listed_again(admin, twin):
    admin.post("/duplicates/distinct", {"first": "ACC-001", "second": twin})
    assert admin.get("/duplicates").json()["items"] == []


def test_contacts_are_merged_too(admin, twin):
    admin.put("/contacts/CT-E", {"account": twin, "name": "花", "layer": "admin", "phone": "03"})
    body = {"kind": "contact", "keep": "CT-D", "duplicate": "CT-E"}
    for _again in range(2):
        assert admin.post("/merges", body).status_code == 200
    assert admin.get("/contacts/CT-D").json()["phone"] == "03"


def test_work_is_counted_and_handed_over(admin, caller, world):
    person = world.people["csm_mm"]
    manager = caller("manager")
    held = manager.get(f"/people/{person.pk}/work").json()["work"]
    assert held["accounts"] == 1
    wrong = manager.post(f"/people/{person.pk}/work", {"to": ["nobody@example.jp"]})
    assert [one["field"] for one in wrong.json()["errors"]] == ["to[0]"]
    moved = manager.post(
        f"/people/{person.pk}/work", {"to": [world.email("specialist_mm")]}
    ).json()["work"]
    assert moved["accounts"] == 1
    assert Account.objects.get(key="ACC-002").owner_id == world.people["specialist_mm"].pk
