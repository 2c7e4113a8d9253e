"""Health: a score from 0 to 100 that can be added up again, and says what is unknown."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from django.test import Client

from senro.health.queries import default_model
from senro.health.queries.adding import Adding
from senro.health.queries.asking import rule_of
from senro.health.rules import parse_model, scored
from senro.kernel.columns import Columns
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.bodies import from_yaml
from senro.kernel.rules.language import evaluate
from senro.kernel.versions import problems
from tests.api.conftest import Caller
from tests.usage.conftest import NOW, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_HS_01_health_has_four_axes_whose_inputs_and_weights_give_the_total(model, admin):
    found = admin.get("/health/ACC-001").json()
    assert [axis["code"] for axis in found["axes"]] == [
        "deployment", "engagement", "adoption", "roi",
    ]  # fmt: skip
    by_axis = []
    for axis in found["axes"]:
        known = [one for one in axis["measures"] if one["points"] is not None]
        if not known:
            assert axis["points"] is None
            continue
        mean = sum(one["weight"] * one["points"] for one in known) / sum(m["weight"] for m in known)
        assert axis["points"] == pytest.approx(mean) and 0 <= mean <= 100
        by_axis.append((axis["weight"], mean))
    total = sum(w * p for w, p in by_axis) / sum(w for w, _p in by_axis)
    assert found["score"] == pytest.approx(total)
    days = found["axes"][1]["measures"][0]
    assert (days["points"], days["inputs"]) == (90, {"days_active_28d": 3})
    assert found["axes"][1]["points"] == pytest.approx((3 * 90 + 0) / 4)
    assert found["model"] == "health_model/standard@1"


def test_what_is_unknown_is_left_out_and_too_little_known_is_no_score(model, admin):
    items = {one["account"]: one for one in admin.get("/health").json()["items"]}
    assert items["ACC-004"]["score"] is None and items["ACC-004"]["level"] == "unknown"
    assert items["ACC-003"]["points"]["adoption"] is None
    assert items["ACC-001"]["level"] == "go"


def test_health_is_asked_of_a_past_day_and_says_how_it_moved_in_a_week(model, admin):
    now = admin.get("/health/ACC-001").json()
    then = admin.get("/health/ACC-001?as_of=2026-11-13").json()
    # On the 13th nobody had been there for a week: U-1 and U-3 came on the 10th.
    assert then["points"]["adoption"] == 100 and now["points"]["adoption"] == 100
    assert then["points"]["engagement"] == pytest.approx(50 * 3 / 4)
    assert now["change"] == pytest.approx(now["score"] - then["score"])


def test_a_wrong_model_is_named_by_its_place():
    body = {"axes": [{"code": "a", "title": "a", "weight": 0, "measures": [
        {"code": "m", "title": "m", "bands": [{"when": "seets > 1", "points": 120}]}]}]}  # fmt: skip
    found = {(error.field, error.code) for error in problems("health_model", body)}
    assert {
        ("axes[a].weight", "not_a_count"),
        ("axes[a].measures[m].bands[0].when", "unknown_name"),
        ("axes[a].measures[m].bands[0].points", "not_a_count"),
    } <= found


def test_the_model_that_ships_is_right_and_has_four_axes():
    kind, _code, body = from_yaml(default_model())
    assert problems(kind, body) == []
    assert {axis.code for axis in parse_model(body).axes} == {
        "deployment", "engagement", "adoption", "roi",
    }  # fmt: skip
    everything = scored(parse_model(body), lambda _rule: True)
    assert (everything.points, everything.level, everything.known) == (100, "go", 1)
    nothing = scored(parse_model(body), lambda _rule: None)
    assert (nothing.points, nothing.level, nothing.known) == (None, "unknown", 0)


def test_accounts_that_say_the_same_share_what_each_would_get_alone(db):
    model = parse_model(from_yaml(default_model())[2])
    other = replace(model, go=90, axes=model.axes[:3])
    moment, luck = moment_of(NOW), random.Random(7)
    rules = {text: rule_of(text) for text in model.rules}
    places = sorted({p for rule in rules.values() for p in (*rule.names, *rule.looks)}, key=str)
    rows = [
        {
            # From everything known to nothing known.
            place: luck.choice([0, 0.3, 0.5, 0.95, 1, 5, 20, 90])
            if luck.random() * 300 > number
            else None
            for place in places
        }
        for number in range(300)
    ]
    columns = Columns(range(300), {place: [row[place] for row in rows] for place in places})
    # Two models, turn by turn: each account is added up by its own.
    chosen = {number: ("", (model, other)[number % 2]) for number in range(300)}
    adding = Adding()
    for _once_more in range(2):
        found = adding.scores(columns, chosen, moment)
        for number, row in enumerate(rows):

            def truth(text, row=row):
                return evaluate(rules[text], row, today=moment.today, history=row)

            assert found[number] == scored(chosen[number][1], truth)
    seen = {one.level for one in found}
    assert seen == {"go", "care", "stop", "unknown"}


def test_a_stranger_s_account_has_no_health(model, world):
    _key, secret = new_key(world.people["contractor"], scope="read")
    caller = Caller(secret)
    assert caller.get("/health/ACC-001").status_code == 404
    assert "ACC-001" not in {one["account"] for one in caller.get("/health").json()["items"]}


def test_the_account_s_page_shows_its_health_with_the_sum(model, world):
    client = Client(headers={"accept-language": "ja"})
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["manager"])
    page = client.get("/accounts/ACC-001/?tab=usage").content.decode()
    assert "ヘルススコア" in page and "ヘルスモデル v1" in page
    assert "days_active_28d &gt;= 3" in page
    silent = client.get("/accounts/ACC-004/?tab=usage").content.decode()
    assert "ヘルススコア" not in silent


def test_the_number_of_questions_does_not_grow_with_the_accounts(
    model, admin, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        assert len(admin.get("/health").json()["items"]) == 4
