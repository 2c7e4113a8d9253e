"""Scores that are kept: rules about all accounts read them, and the page lists them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from senro.health.keeping import keep_scores
from senro.health.models import HealthScore
from senro.kernel.versions import problems
from tests.usage.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def _keys(admin, where):
    return [one["key"] for one in admin.get(f"/accounts?where={quote(where)}").json()["items"]]


def test_HS_02_kept_scores_are_those_of_the_model_and_rules_ask_for_them(model, admin, world):
    HealthScore.objects.all().delete()
    keep_scores(at=NOW - timedelta(days=7))
    assert keep_scores(at=NOW) == keep_scores(at=NOW) == 4
    assert HealthScore.objects.count() == 8
    # What would say the same is not written again.
    keep_scores(at=NOW + timedelta(minutes=5))
    assert not HealthScore.objects.filter(at__gt=NOW).exists()
    told_of = {one["account"]: one for one in admin.get("/health").json()["items"]}
    for row in HealthScore.objects.filter(day="2026-11-20").select_related("account"):
        one = told_of[row.account.key]
        assert (row.points, row.level, row.change) == (one["score"], one["level"], one["change"])
    assert _keys(admin, "health_band = 'go'") == [
        key for key, one in told_of.items() if one["level"] == "go"
    ]
    # Unknown is neither low nor high.
    assert told_of["ACC-004"]["score"] is None
    assert "ACC-004" not in _keys(admin, "health < 50") + _keys(admin, "health >= 50")
    assert "ACC-003" not in _keys(admin, "health_adoption >= 0")
    assert _keys(admin, "ago(health, 7) >= 0")
    # What a person says is what counts.
    said = {"points": 3, "reason": "x", "until": "2026-11-30"}
    assert admin.put("/health/ACC-001/override", said).status_code == 200
    keep_scores(at=NOW, ids=[world.accounts["ACC-001"].pk])
    assert _keys(admin, "health = 3") == ["ACC-001"]


def test_a_model_cannot_ask_for_its_own_score():
    body = {"axes": [{"code": "a", "title": "a", "measures": [
        {"code": "m", "title": "m", "bands": [{"when": "health > 1", "points": 1}]}]}]}  # fmt: skip
    assert "circle" in {error.code for error in problems("health_model", body)}


def test_the_page_lists_the_worst_first_and_filters(
    model,
    world,
    django_assert_max_num_queries,
):
    client = Client()
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["manager"])
    HealthScore.objects.all().delete()
    assert "スコアはまだ計算されていません" in client.get("/health/").content.decode()
    keep_scores(at=NOW)
    with django_assert_max_num_queries(40):
        page = client.get("/health/").content.decode()
    keys = sorted(("ACC-001", "ACC-002", "ACC-003", "ACC-004"), key=page.index)
    found = {row.account.key: row.points for row in HealthScore.objects.all()}
    assert keys == sorted(keys, key=lambda key: (found[key] is None, found[key] or 0))
    only = client.get("/health/?level=unknown&sort=name").content.decode()
    assert "ACC-004" in only and "ACC-001" not in only
    assert "ACC-001" in client.get("/health/", {"where": "health_band = 'go'"}).content.decode()
    assert client.get("/health/", {"where": "nonsense >"}).status_code == 422
