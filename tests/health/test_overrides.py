"""HS-02: what a person says of an account's health stands beside the computed score, for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from senro.kernel.models import Fact
from tests.api.conftest import Caller
from tests.usage.conftest import NOW, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SAID = {"points": 20, "reason": "担当役員が異動", "until": "2026-11-30"}


def test_HS_02_an_override_counts_until_its_day_and_ends_by_itself(model, admin, monkeypatch):
    before = admin.get("/health/ACC-001").json()
    assert admin.put("/health/ACC-001/override", SAID).status_code == 200
    now = admin.get("/health/ACC-001").json()
    assert (now["score"], now["level"]) == (20, "stop")
    assert now["computed"] == {"score": before["score"], "level": before["level"]}
    assert now["override"]["reason"] == "担当役員が異動" and now["override"]["by"]
    # What was before stays as it was; after the last day nobody has to do anything.
    assert admin.get("/health/ACC-001?as_of=2026-11-19").json()["override"] is None
    monkeypatch.setenv("SENRO_NOW", (NOW + timedelta(days=10)).isoformat())
    assert admin.get("/health/ACC-001").json()["override"]
    monkeypatch.setenv("SENRO_NOW", (NOW + timedelta(days=11)).isoformat())
    assert admin.get("/health/ACC-001").json()["override"] is None


def test_HS_02_an_override_takes_the_place_of_one_before_and_undo_brings_that_back(model, admin):
    admin.put("/health/ACC-001/override", SAID)
    admin.put("/health/ACC-001/override", SAID)
    facts = Fact.objects.filter(verb="health.score.overridden")
    assert facts.count() == 1
    admin.put("/health/ACC-001/override", {**SAID, "points": None, "level": "care"})
    computed = admin.get("/health/ACC-001").json()
    assert computed["level"] == "care" and computed["score"] == computed["computed"]["score"]
    last = facts.order_by("-seq").first()
    assert admin.post(f"/facts/{last.id}/undo", {}).status_code == 200
    assert admin.get("/health/ACC-001").json()["score"] == 20
    assert admin.delete("/health/ACC-001/override").status_code == 200
    assert admin.delete("/health/ACC-001/override").status_code == 404
    assert admin.get("/health/ACC-001").json()["override"] is None
    assert len(admin.get("/health/ACC-001/overrides").json()["items"]) == 1


def test_what_is_wrong_in_an_override_is_all_named_and_a_viewer_may_not(model, admin, world):
    wrong = admin.put("/health/ACC-001/override", {"reason": " ", "until": "2026-11-19"})
    assert wrong.status_code == 422
    found = {(one["field"], one["code"]) for one in wrong.json()["errors"]}
    assert found == {("points", "required"), ("reason", "required"), ("until", "in_the_past")}
    assert admin.put("/health/ACC-001/override", SAID | {"until": "2026-11-20"}).status_code == 200
    _key, secret = new_key(world.people["viewer"], scope="write")
    assert Caller(secret).put("/health/ACC-001/override", SAID).status_code == 403


def test_HS_02_the_page_overrides_says_who_and_why_and_lets_go_again(model, world):
    client = Client(headers={"accept-language": "ja"})
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["manager"])
    form = "/accounts/ACC-001/health/override/"
    assert client.post(form, {"points": "20"}).status_code == 422
    assert client.post(form, {**SAID, "level": ""}).status_code == 302
    page = client.get("/accounts/ACC-001/?tab=usage").content.decode()
    assert "担当役員が異動" in page and world.people["manager"].name in page and "計算値" in page
    assert client.post(form + "ending/").status_code == 302
    assert "担当役員が異動" not in client.get("/accounts/ACC-001/?tab=usage").content.decode()
