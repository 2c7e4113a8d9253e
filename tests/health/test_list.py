"""The list of health: narrowed, kept as a view, taken as a file; kept scores told while they hold."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client

from senro.customers.models import Account
from senro.health.keeping import keep_scores
from senro.health.models import HealthScore
from senro.health.queries.bands import Falls
from senro.health.queries.kinds import kinds_at
from senro.health.queries.scores import scores
from senro.health.refreshing import mark_stale
from senro.kernel.queries.calendar import moment_of
from tests.usage.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SAID = {"points": 3, "reason": "x", "until": "2026-11-30"}


@pytest.fixture
def kept(model, world):
    keep_scores(at=NOW)
    return {row.account.key: row for row in HealthScore.objects.filter(day="2026-11-20")}


@pytest.fixture
def browser(world):
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(world.people["manager"])
    return client


def _told(admin):
    return {one["account"]: one for one in admin.get("/health?limit=5000").json()["items"]}


def test_HS_01_kept_scores_are_told_while_they_hold_and_computed_when_they_do_not(
    kept, admin, world, django_assert_max_num_queries
):
    HealthScore.objects.update(points=12.5, computed=12.5, level="stop")
    with django_assert_max_num_queries(20):
        told = _told(admin)
    assert {one["score"] for one in told.values()} == {12.5}
    assert {one["as_of"] for one in told.values()} == {NOW.isoformat()}
    # A day that is asked for, an account to which something happened, and one with a person's word.
    past = admin.get("/health?as_of=2026-11-20").json()["items"]
    assert 12.5 not in {one["score"] for one in past}
    mark_stale([world.accounts["ACC-001"].pk], NOW)
    assert admin.put("/health/ACC-002/override", SAID).status_code == 200
    told = _told(admin)
    assert told["ACC-001"]["score"] == kept["ACC-001"].points
    assert (told["ACC-002"]["score"], told["ACC-003"]["score"]) == (3, 12.5)
    assert told["ACC-002"]["override"]["points"] == 3
    # Another model: nothing that was kept by the one before is told any more.
    body = admin.get("/method/health_model/standard/versions/1").json()["body"]
    admin.put("/method/health_model/standard/draft", {"body": {**body, "least_known": 0.1}})
    assert admin.post("/method/health_model/standard/publication", {}).status_code == 201
    assert {one["model"] for one in _told(admin).values()} == {"health_model/standard@2"}


def test_HS_01_the_list_is_narrowed_by_owner_and_team_kept_as_a_view_and_taken_as_a_file(
    kept, browser, world
):
    account = world.accounts["ACC-001"]
    page = browser.get("/health/", {"owner": account.owner.email}).content.decode()
    assert "ACC-001" in page and "ACC-002" not in page
    others = browser.get("/health/", {"owner": "-", "level": "unknown"}).content.decode()
    assert "ACC-001" not in others
    saved = browser.post("/views/", {
        "list": "health", "name": "Mine at risk", "scope": "own",
        "search": f"owner={account.owner.email}&sort=-score",
    })  # fmt: skip
    assert saved.status_code == 302 and saved["Location"].startswith("/health/?view=")
    assert "Mine at risk" in browser.get(saved["Location"]).content.decode()
    answer = browser.get("/health/list.csv", {"sort": "-score"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head[:4] == ["Account key", "Account", "Level", "Score"]
    assert [row[0] for row in rows] == [
        row.account.key
        for row in sorted(
            kept.values(), key=lambda r: (r.points is None, -(r.points or 0), r.account.key)
        )
    ]
    unknown = next(row for row in rows if row[0] == "ACC-004")
    assert unknown[2:4] == ["unknown", ""]
    book = browser.get("/health/list.xlsx", {"level": "go"})
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_HS_01_while_a_persons_word_stands_a_fall_is_no_signal(model, admin, world):
    [kind] = [one for one in kinds_at(NOW)[1] if one.detector == "band_down"]
    # Three days of use now, one a week ago: by this model that is worse.
    bands = [{"when": "days_active_28d >= 3", "points": 10},
             {"when": "days_active_28d >= 1", "points": 90}]  # fmt: skip
    measure = {"code": "m", "title": "m", "bands": bands}
    body = {"axes": [{"code": "a", "title": "a", "measures": [measure]}]}
    admin.put("/method/health_model/standard/draft", {"body": body})
    assert admin.post("/method/health_model/standard/publication", {}).status_code == 201
    rows, moment = Account.objects.filter(key="ACC-001"), moment_of(NOW)

    def found_now():
        falls = Falls()
        for one in scores(rows, moment):
            falls.see(one)
        return list(falls.found(kind))

    [found] = found_now()
    assert (found.evidence["inputs"]["level_before"], found.evidence["inputs"]["level"]) == (
        "go",
        "stop",
    )
    fell = found.evidence["inputs"]["before"] - found.evidence["inputs"]["health"]
    for least, falls in ((fell, 1), (fell + 1, 0)):
        kind = replace(kind, limits={"points": least})
        assert len(found_now()) == falls
    kind = replace(kind, limits={})
    assert admin.put("/health/ACC-001/override", SAID).status_code == 200
    assert found_now() == []
    assert admin.delete("/health/ACC-001/override").status_code == 200
    assert len(found_now()) == 1
