"""A draft of a model beside what is published: who moves, why, and how it was week by week."""

from __future__ import annotations

from copy import deepcopy

import pytest

from senro.customers.actions import put_account
from senro.health.keeping import keep_scores
from senro.health.queries import scores
from senro.health.rules import parse_model, scored
from senro.health.rules.comparing import causes, given
from senro.kernel.access import SYSTEM
from senro.kernel.actions import save_draft
from senro.kernel.past import days_back
from senro.kernel.queries.calendar import moment_of
from tests.usage.conftest import NOW

from .conftest import BODY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PREVIEW = "/method/health_model/standard/preview"


def _drafted(change):
    body = deepcopy(BODY)
    change(body)
    save_draft(kind="health_model", code="standard", body=body, by=SYSTEM, at=NOW)
    return body


def test_HS_01_what_the_measures_move_adds_up_to_the_difference_of_the_scores():
    truths = {"seats >= 1": True, "days_active_28d >= 3": True, "lessons_completed_84d >= 1": False,
              "active_users_7d >= 2": None, "active_users_7d >= 1": False, "quota_used < 0": False,
              "employees_nonregular > 10 AND mrr > 0": False, "seats >= 9": True}  # fmt: skip
    other = deepcopy(BODY)
    other["axes"][0]["measures"][0]["bands"][0] = {"when": "seats >= 9", "points": 30}
    other["axes"][1]["weight"] = 5
    del other["axes"][3]["measures"][1]
    models = parse_model(BODY), parse_model(other)
    old, new = (scored(model, truths.get) for model in models)
    for score in (old, new):
        assert sum(one.gives for one in given(score).values()) == pytest.approx(score.points)
    found = causes((models[0], old), (models[1], new))
    assert sum(one.by for one in found) == pytest.approx(new.points - old.points, abs=0.2)
    what = {one.place: one.what for one in found}
    assert what["deployment", "seats"] == "band"
    assert what["engagement", "days"] == "weight"


def test_HS_01_a_draft_says_who_would_stand_elsewhere_and_the_weeks_are_those_of_both(
    model, admin, world, django_assert_max_num_queries
):
    assert admin.get(PREVIEW).status_code == 404
    # Use of the last four weeks counts nothing any more: whoever was good by it is not.
    body = _drafted(lambda body: body["axes"][2]["measures"][0].update(
        bands=[{"when": "active_users_7d >= 50", "points": 100}]))  # fmt: skip
    with django_assert_max_num_queries(60):
        told = admin.get(PREVIEW + "?weeks=3").json()
    assert [one["day"] for one in told["weeks"]] == [
        "2026-11-02", "2026-11-09", "2026-11-16", "2026-11-20",
    ]  # fmt: skip
    today = moment_of(NOW)
    accounts = world.accounts["ACC-001"].__class__.objects.living()
    for week, moment in zip(
        told["weeks"], [*(days_back(today, back) for back in (18, 11, 4)), today], strict=True
    ):
        levels = [one.score.level for one in scores(accounts, moment)]
        assert week["published"] == {
            level: levels.count(level) for level in ("go", "care", "stop", "unknown")
        }
        assert sum(week["draft"].values()) == len(levels)
    moved = {one["account"]: one for one in told["items"]}
    assert told["moved"] == len(moved) > 0 and told["more"] == 0
    one = moved["ACC-001"]
    assert one["published"]["level"] != one["draft"]["level"]
    cause = one["causes"][0]
    assert (cause["axis"], cause["measure"], cause["what"]) == ("adoption", "users", "band")
    assert (cause["published"]["points"], cause["draft"]["points"]) == (100, 0)
    assert sum(each["by"] for each in one["causes"]) == pytest.approx(
        one["draft"]["score"] - one["published"]["score"], abs=0.2
    )
    # What was foretold is what comes once it is published.
    assert admin.post("/method/health_model/standard/publication", {}).status_code == 201
    for key, each in moved.items():
        assert admin.get(f"/health/{key}").json()["score"] == each["draft"]["score"]
    assert parse_model(body).axes[2].measures[0].bands[0].points == 100


def test_HS_01_a_draft_of_a_tier_counts_for_the_weeks_in_which_an_account_was_of_it(model, admin):
    for day, tier in ((1, "MM"), (3, "ENT"), (12, "SMB")):
        put_account(key="ACC-001", fields={"tier": tier}, by=SYSTEM, at=NOW.replace(day=day))
    save_draft(kind="health_model", code="large", by=SYSTEM, at=NOW, body={
        "applies_to": {"tiers": ["ENT"], "stages": ["onboarding"]}, "least_known": 0,
        "axes": [{"code": "a", "title": "a", "measures": [{"code": "m", "title": "m", "bands": [
            {"when": "seats < 0 OR seats >= 0", "points": 1}]}]}],
    })  # fmt: skip
    preview = "/method/health_model/large/preview?weeks=3"
    told = admin.get(preview).json()
    moved = {one["day"]: one["moved"] for one in told["weeks"]}
    others = told["weeks"][-1]["moved"]
    # On the 2nd and from the 12th on it was of another tier.
    assert moved == {
        "2026-11-02": others, "2026-11-09": others + 1, "2026-11-16": others, "2026-11-20": others,
    }  # fmt: skip
    listed = admin.get("/accounts?as_of=2026-11-09&limit=100").json()["items"]
    assert {one["key"]: one["tier"] for one in listed}["ACC-001"] == "ENT"
    put_account(key="ACC-001", fields={"status": "adoption"}, by=SYSTEM, at=NOW)
    assert admin.get(preview).json()["weeks"][1]["moved"] == others + 1


def test_HS_01_a_wrong_draft_is_not_tried_and_borders_alone_are_a_reason(model, admin):
    _drafted(lambda body: body["axes"][0]["measures"][0].update(bands=[]))
    assert admin.get(PREVIEW).status_code == 422
    assert admin.get(PREVIEW + "?weeks=99").status_code == 422
    _drafted(lambda body: body.update(levels={"go": 100, "care": 99}))
    told = admin.get(PREVIEW + "?weeks=1").json()
    one = next(one for one in told["items"] if one["account"] == "ACC-001")
    assert [cause["what"] for cause in one["causes"]] == ["levels"]
    assert one["published"]["score"] == one["draft"]["score"]


def test_HS_01_a_model_may_be_of_a_stage_and_a_product_and_the_closer_one_wins(model, admin, world):
    def publish(code, points, **scope):
        body = {"applies_to": scope, "least_known": 0, "axes": [
            {"code": "a", "title": "a", "measures": [{"code": "m", "title": "m", "bands": [
                {"when": "seats >= 0 OR seats < 0", "points": points}]}]}]}  # fmt: skip
        draft = admin.put(f"/method/health_model/{code}/draft", {"body": body})
        assert draft.json()["problems"] == []
        assert admin.post(f"/method/health_model/{code}/publication", {}).status_code == 201

    account = world.accounts["ACC-001"]
    account.refresh_from_db()
    product = account.contracts.get().product.key
    publish("tier", 10, tiers=[account.tier])
    assert admin.get("/health/ACC-001").json()["score"] == 10
    publish("stage", 20, stages=[account.status])
    assert admin.get("/health/ACC-001").json()["model"] == "health_model/stage@1"
    publish("product", 30, products=[product])
    assert admin.get("/health/ACC-001").json()["score"] == 30
    publish("other", 40, products=["nothing-of-theirs"], tiers=[account.tier])
    assert admin.get("/health/ACC-001").json()["score"] == 30
    wrong = {"body": {**BODY, "applies_to": {"stages": ["dead"]}}}
    told = admin.put("/method/health_model/x/draft", wrong).json()["problems"]
    assert [one["field"] for one in told] == ["applies_to.stages[0]"]
    keep_scores(at=NOW, ids=[account.pk])
    assert account.health_scores.get(day="2026-11-20").version == "health_model/product@1"
