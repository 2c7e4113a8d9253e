"""From events to values: through the drain, the worker's values, rules and the API."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from senro.customers.models import Account, Contract
from senro.kernel import names
from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from senro.kernel.models import MetricRun, MetricStale, MetricValue
from senro.kernel.queries.versions import draft_of
from senro.kernel.rules.bodies import from_yaml
from senro.kernel.versions import problems
from senro.programs.queries import default_text
from senro.usage.queries import values as counting
from senro.usage.queries.definitions import definitions
from senro.usage.queries.names import RUN
from tests.usage.conftest import NOW, work
from tests.world import publish_method

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def values(caller, name, query=""):
    answer = caller.get(f"/metrics/{name}/values?{query}")
    assert answer.status_code == 200, answer.content
    return {item["account"]: item["value"] for item in answer.json()["items"]}


def test_the_values_of_all_accounts_are_asked_for_any_day(told, admin):
    assert values(admin, "active_users_28d")["ACC-001"] == 3
    assert values(admin, "active_users_7d", "as_of=2026-11-20")["ACC-001"] == 2
    assert values(admin, "active_users_28d", "as_of=2026-11-10") == {
        "ACC-001": 2, "ACC-002": 0, "ACC-003": None, "ACC-004": None,
    }  # fmt: skip
    assert values(admin, "active_users_28d", "as_of=2026-09-30")["ACC-002"] == 1
    assert values(admin, "events_28d", "as_of=2026-08-01")["ACC-002"] is None
    assert values(admin, "last_seen_days")["ACC-002"] == 60
    assert values(admin, "weeks_active_12w")["ACC-001"] == 2


def test_a_ratio_divides_by_the_seats_of_that_day_and_without_seats_is_unknown(told, admin):
    seats = Contract.objects.get(key="K-001").terms.get().seats
    assert values(admin, "seat_activation")["ACC-001"] == pytest.approx(3 / seats)
    assert values(admin, "seat_activation", "as_of=2026-11-10")["ACC-001"] == pytest.approx(
        2 / seats
    )
    assert values(admin, "seat_activation")["ACC-004"] is None


def test_rules_read_the_kept_values_and_look_back_in_the_event_table(told, admin):
    def keys(rule):
        answer = admin.get("/accounts?" + urlencode({"where": rule}))
        assert answer.status_code == 200, answer.content
        return [item["key"] for item in answer.json()["items"]]

    assert keys("active_users_28d >= 3") == ["ACC-001"]
    assert keys("last_seen_days > 30 AND events_28d = 0") == ["ACC-002"]
    assert keys("change(active_users_28d, 10) > 0") == ["ACC-001"]
    assert keys("ago(last_seen_days, 7) = 53") == ["ACC-002"]
    assert keys("held(days_active_28d >= 1, 14)") == ["ACC-001"]
    assert keys("held(days_active_28d >= 1, 28)") == []


def test_only_those_who_did_something_are_computed_again(told, sender):
    assert MetricRun.objects.get(key=RUN).subjects == 2
    before = dict(MetricValue.objects.values_list("pk", "at"))
    later = NOW + timedelta(minutes=5)
    event = {"id": "n", "event": "new", "account": "ACC-002", "end_user": "W",
             "at": NOW.isoformat()}  # fmt: skip
    assert sender.post(event).status_code == 200
    work(later)
    assert not MetricStale.objects.exists()
    anew = MetricValue.objects.filter(at=later)
    assert {Account.objects.get(pk=row.subject_id).key for row in anew} == {"ACC-002"}
    assert set(before) <= set(MetricValue.objects.values_list("pk", flat=True))
    moment = names.Moment(later, later.date())
    found = names.values_of(Account.objects.filter(key="ACC-002"), "account",
                            ["users_ever", "last_seen_days"], moment)  # fmt: skip
    assert next(iter(found.values())) == {"users_ever": 2, "last_seen_days": 0}


def test_with_a_new_day_everybody_is_computed_again(told):
    work(datetime(2026, 12, 20, 3, tzinfo=UTC))
    active = MetricValue.objects.filter(name="active_users_28d")
    assert set(active.values_list("value", flat=True)) == {0}


def test_a_metric_s_definition_says_its_kind_window_and_filter(admin):
    found = {item["name"]: item for item in admin.get("/metrics").json()["items"]}
    assert found["active_users_28d"]["subject"] == ["account", "case"]
    assert found["seat_activation"]["formula"] == "active_users_28d / seats"
    assert len(found) >= 40


@pytest.fixture
def ops(told):
    publish_method(NOW)
    client = Client(headers={"accept-language": "en"})
    client.force_login(
        told.people["cs_ops"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def body_with(*metrics):
    return {"metrics": list(metrics)}


def test_a_metric_of_one_s_own_is_published_and_filled_back_over_all_history(told, ops, admin):
    body = body_with(
        {"code": "e1_ever", "kind": "count", "filter": "event = 'e1'", "title": "e1"},
        {"code": "e1_share", "kind": "ratio", "numerator": "e1_ever", "denominator": "seats",
         "title": {"ja": "e1率", "en": "e1 share"}},
    )  # fmt: skip
    save_draft(kind="metrics", code="standard", body=body, by=SYSTEM, at=NOW)
    publish(kind="metrics", code="standard", by=SYSTEM, at=NOW)
    assert values(admin, "e1_ever", "as_of=2026-11-15")["ACC-001"] == 1
    assert admin.get("/metrics/active_users_28d/values").status_code == 404
    work()
    assert values(admin, "e1_ever")["ACC-001"] == 2
    assert set(MetricValue.objects.values_list("name", flat=True)) == {"e1_ever"}


def test_definitions_dated_ahead_hold_from_their_day_and_then_for_all_history(told, ops, admin):
    def saved(code, filter, **more):
        one = {"code": code, "kind": "count", "filter": filter, "title": code}
        save_draft(kind="metrics", code="standard", body=body_with(one), by=SYSTEM, at=NOW)
        return publish(kind="metrics", code="standard", by=SYSTEM, at=NOW, **more)

    saved("ever", "event = 'e1'")
    saved("later", "event = 'e1'", effective_from=NOW + timedelta(days=2))
    work()
    assert values(admin, "ever")["ACC-001"] == 2
    assert admin.get("/metrics/later/values").status_code == 404
    work(NOW + timedelta(days=1))
    assert set(MetricValue.objects.values_list("name", flat=True)) == {"ever"}
    assert admin.get("/metrics/later/values").status_code == 404
    # Within that very day, as soon as the hour has come.
    work(NOW + timedelta(days=2))
    assert set(MetricValue.objects.values_list("name", flat=True)) == {"later"}
    assert values(admin, "later", "as_of=2026-11-15")["ACC-001"] == 1
    assert admin.get("/metrics/ever/values").status_code == 404


def test_a_wrong_definition_is_named_by_its_place_and_never_published():
    found = {(error.field, error.code) for error in problems("metrics", body_with(
        {"code": "mrr", "kind": "count", "title": "a"},
        {"code": "b", "kind": "count", "title": "b", "filter": "evnt = 'x'"},
        {"code": "c", "kind": "ratio", "title": "c", "numerator": "d", "denominator": "zzz"},
        {"code": "d", "kind": "ratio", "title": "d", "numerator": "c", "denominator": "seats"},
        {"code": "e", "kind": "distinct", "of": "moons", "title": "e"},
        {"code": "f", "kind": "count", "title": "f", "filter": "has(event, 'x')"},
        {"code": "g", "kind": "weeks_active", "title": "g"},
        {"code": "not", "kind": "count", "title": "h", "properties": [{"code": "in", "type": "text"}]},
    ))}  # fmt: skip
    assert {
        ("metrics[mrr].code", "reserved"),
        ("metrics[b].filter", "unknown_name"),
        ("metrics[c].denominator", "unknown_value"),
        ("metrics", "circle_of_metrics"),
        ("metrics[e].of", "unknown_value"),
        ("metrics[g].window_days", "required"),
        # A word of the rule language: no rule could name it.
        ("metrics[not].code", "reserved"),
        ("metrics[not].properties[in].code", "reserved"),
    } <= found
    assert any(field == "metrics[f].filter" for field, _code in found)


def test_a_metric_is_tried_on_real_accounts_before_it_is_saved(ops):
    place = "/method/new/metrics/standard/?into=metrics"
    typed = {"code": "e0_ever", "kind": "count", "filter": "event = 'e0'", "title_en": "e0",
             "properties-count": "0", "of": "users", "do": "check"}  # fmt: skip
    page = ops.post(place, typed).content.decode()
    assert "known for 2 of 4 accounts" in page
    assert page.index("ACC-001") < page.index("ACC-002")
    assert draft_of("metrics", "standard") is None


def test_the_page_of_an_account_shows_what_it_does_week_by_week(ops):
    page = ops.get("/accounts/ACC-001/?tab=usage").content.decode()
    assert 'class="sn-usage"' in page and "active_users_28d" in page
    before = ops.get("/accounts/ACC-001/?tab=usage&as_of=2026-11-10").content.decode()
    assert re.search(r"active_users_28d</small></th><td[^>]*>2 ", before)
    empty = ops.get("/accounts/ACC-003/?tab=usage").content.decode()
    assert "Nothing was heard of this account yet" in empty


def test_chart_metrics_and_health_of_an_account_take_its_rows_out_of_the_table_once(
    ops, monkeypatch
):
    asked = []
    heard = counting._heard

    def counted_looks(accounts, asked_for):
        asked.extend(accounts or ())
        return heard(accounts, asked_for)

    monkeypatch.setattr(counting, "_heard", counted_looks)
    for day in ("", "&as_of=2026-11-10"):
        asked.clear()
        page = ops.get(f"/accounts/ACC-001/?tab=usage{day}").content.decode()
        assert 'class="sn-usage"' in page and asked == ["ACC-001"]
    wanted = [row for row in definitions() if row.of_events]
    one = counting.as_of(NOW, "day", NOW.date(), "Asia/Tokyo")
    before = counting.as_of(NOW, "day", NOW.date() - timedelta(days=20), "Asia/Tokyo")
    apart = [counting._measured(heard(["ACC-001"], day), wanted, day) for day in (one, before)]
    with counting.taken_once():
        rows = [counting.heard_of(["ACC-001"], day) for day in (one, before)]
    assert apart == [
        counting.measured_of(*args) for args in zip(rows, [wanted] * 2, (one, before), strict=True)
    ]
    assert apart[0] != apart[1]


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("users_ever >= 1 AND ago(last_seen_days, 7) = 53", 200),
        ("active_users_28d >= 3", 409),
        ("held(days_active_28d >= 1, 14)", 409),
    ],
)
def test_a_gate_asks_for_metrics_of_events_and_says_what_they_were(told, ops, admin, rule, status):
    phases = from_yaml(default_text("phase_set"))[2]
    phases["phases"][0]["gate"] = [
        {"code": "in_use", "rule": rule, "title": {"ja": "利用", "en": "In use"}}
    ]
    save_draft(kind="phase_set", code="standard", body=phases, by=SYSTEM, at=NOW)
    publish(kind="phase_set", code="standard", by=SYSTEM, at=NOW)
    case = admin.post("/cases", {"account": "ACC-002", "started": "2026-11-20"}).json()
    answer = admin.put(f"/cases/{case['id']}/phases/P1/completion", {})
    assert answer.status_code == status, answer.content
    if status == 409:
        (reason,) = answer.json()["reasons"]
        assert reason["code"] == "in_use" and 0 in reason["inputs"].values()
