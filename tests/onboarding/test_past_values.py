"""IN-04: targets, the order of purposes, what a case leaves out and its gates, on each past day."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from senro.customers.actions import put_end_user, set_purpose
from senro.customers.models import Account, EndUser
from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft, undo_fact
from senro.kernel.models import DatedValue, Fact
from senro.kernel.names import Moment
from senro.kernel.rules.bodies import from_yaml
from senro.onboarding.actions import move_target
from senro.onboarding.models import CaseCriterion
from senro.onboarding.queries import case_dict
from senro.onboarding.queries.board import board
from senro.onboarding.queries.case_page import case_page
from senro.onboarding.queries.gates import gate_of, line_of
from senro.onboarding.queries.past_dicts import case_dicts_at
from senro.onboarding.queries.past_gates import gates_then
from senro.onboarding.queries.past_list import list_cases_then
from senro.programs.queries import default_text

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
STORED = ("target_end", "purposes", "status", "phase")


def moment(desk):
    return Moment(desk.at, desk.at.date())


def night(desk, case):
    """What the live reads say at the end of a day, as a nightly snapshot keeps it."""
    case.refresh_from_db()
    told = case_dict(case, at=desk.at, locale="en")
    first, second = told["phases"][:2]
    (card,) = [c for column in board(desk.manager, as_of=desk.at).columns for c in column.cards]
    return {name: told[name] for name in STORED}, first["gate"], second["gate"], card.purpose_code


def then(desk, case):
    """The same of that day, asked later."""
    case.refresh_from_db()
    (told,) = case_dicts_at([case], moment(desk), locale="en")
    first, second = told["phases"][:2]
    found = board(desk.manager, as_of=desk.at, live=False)
    (card,) = [c for column in found.columns for c in column.cards]
    (line,) = list_cases_then(desk.manager, moment=moment(desk)).items
    assert line.target.isoformat() == told["target_end"] and list(line.purposes) == told["purposes"]
    return {name: told[name] for name in STORED}, first["gate"], second["gate"], card.purpose_code


def last(verb):
    return Fact.objects.filter(verb=verb).latest("seq")


def test_IN_04_targets_purposes_and_gates_of_each_day_equal_that_nights_snapshot(desk):
    case = desk.open()
    account = desk.world.account("ACC-001")
    code = CaseCriterion.objects.filter(attempt__case=case, mandatory=True)[0].code
    steps = [
        lambda d: d.do("set_case_purpose", case, code="C", rank=1),
        lambda d: d.do("move_target", case, target_end=date(2027, 3, 1)),
        lambda d: d.structure(case),
        lambda d: d.do("exclude_purpose", case, code="A"),
        lambda d: d.kickoff(case, "wish", "criteria"),
        lambda d: d.do("move_target", case, target_end=date(2027, 4, 1)),
        lambda d: undo_fact(fact=last("onboarding.case.target_moved"), by=d.manager, at=d.at),
        lambda d: set_purpose(account=account, code="B", rank=1, by=d.by, at=d.at),
        lambda d: d.do("set_case_purpose", case, code="A", rank=3),
        lambda d: undo_fact(fact=last("onboarding.purpose.set"), by=d.manager, at=d.at),
        lambda d: d.do("meet_criterion", case, code=code, evidence="seen"),
        lambda d: d.through(case, "P1"),
        lambda d: d.do("move_target", case, target_end=date(2027, 5, 1)),
    ]
    nights = {}
    for day, step in enumerate(steps, start=1):
        later = desk.later(days=day)
        step(later)
        nights[day] = night(later, case)
    assert len({told[0]["target_end"] for told in nights.values()}) == 4
    assert len({tuple(told[0]["purposes"]) for told in nights.values()}) > 3
    for day, stored in nights.items():
        assert then(desk.later(days=day, hours=1), case) == stored, day


def test_IN_04_the_gate_of_sites_is_told_for_a_past_day(desk):
    case = desk.open("ACC-002", "K-002")
    desk.through(case, "P1", "P2")
    desk.later(days=1).do("add_waves", case, desk.manager, waves=[{"name": "東"}, {"name": "西"}])
    for day, items in ((0, None), (1, [0, 2])):
        (told,) = case_dicts_at([case], moment(desk.later(days=day, hours=1)), locale="ja")
        gate = next(one["gate"] for one in told["phases"] if one["code"] == "P3")
        counted = [r["inputs"].get("waves_met") for r in gate["reasons"] if "waves" in r["inputs"]]
        assert gate["open"] is not True
        assert (told["waves"] is None) == (items is None) and bool(counted) == bool(items)


def test_IN_04_people_of_sites_temperatures_and_usage_are_told_for_a_past_day(desk, monkeypatch):
    """PH-06: who belonged to which site then, how keen a customer was, how much was used."""
    _kind, _code, body = from_yaml(default_text("phase_set"))
    rules = {"keen": "temperature_cs >= 3", "used": "events_28d >= 2"}
    body["phases"][2]["gate"] += [
        {"code": code, "rule": rule, "title": code} for code, rule in rules.items()
    ]
    save_draft(kind="phase_set", code="standard", body=body, by=SYSTEM, at=desk.at)
    publish(kind="phase_set", code="standard", by=SYSTEM, at=desk.at)
    case = desk.open("ACC-002", "K-002")
    desk.through(case, "P1", "P2")
    account = desk.world.account("ACC-002")
    for n in range(4):
        site = "東" if n < 3 else "西"
        put_end_user(
            key=f"e{n}", fields={"account": "ACC-002", "site": site}, by=SYSTEM, at=desk.at
        )
    desk.do("add_waves", case, desk.manager, waves=[{"name": "東"}, {"name": "西"}])

    # Counted in the table of events, once for a day: two from the fifth day on.
    def count(_one, asked):
        return {account.pk: 1 + (asked.day >= desk.later(days=5).at.date())}

    monkeypatch.setattr("senro.usage.queries.names.counted_once", count)

    def user(n, **fields):
        return lambda d: put_end_user(
            key=f"e{n}", fields={"account": "ACC-002", **fields}, by=SYSTEM, at=d.at
        )

    steps = [
        user(0, email="a@example.jp"),
        lambda d: d.do("set_temperature", case, SYSTEM, temperature=2),
        user(1, site="西", registration_method="sms"),
        lambda d: d.do("set_temperature", case, SYSTEM, temperature=4),
        user(0, site="西"),
        lambda d: undo_fact(fact=last("customers.enduser.saved"), by=SYSTEM, at=d.at),
        user(3, first_login_at=desk.later(days=7).at),
        user(2, site=""),
        user(1, site="東"),
    ]

    def sites(page):
        return {
            w.name: (
                w.users, w.registered, w.logged_in, w.gate.row("registration_coverage").state,
            ) for w in page.crew.waves
        }  # fmt: skip

    def told(d):
        """The gate of the third phase and of each site, usage aside."""
        page = case_page(SYSTEM, desk.fresh(case), at=d.at)
        waves = sites(page)
        keen = page.gate.row("keen")
        return waves, keen.state, case_dict(desk.fresh(case), at=d.at, locale="ja")["temperature"]

    def asked(day):
        d = desk.later(days=day, hours=1)
        page = case_page(SYSTEM, desk.fresh(case), at=desk.later(days=20).at, as_of=d.at)
        waves = sites(page)
        (dict_,) = case_dicts_at([desk.fresh(case)], moment(d), locale="ja")
        return waves, page.gate.row("keen").state, dict_["temperature"]

    nights = {}
    for day, step in enumerate(steps, start=1):
        step(desk.later(days=day))
        nights[day] = told(desk.later(days=day))
    assert len({str(one) for one in nights.values()}) >= 7
    for day, night in nights.items():
        assert asked(day) == night, day
        d = desk.later(days=day, hours=1)
        (gate,) = gates_then([desk.fresh(case)], {case.pk: line_of(case)}, d.at).values()
        assert gate.gates["P3"].row("used").state == ("met" if day >= 5 else "unmet")


def test_IN_04_former_targets_are_filled_in_from_the_facts_of_older_releases(desk):
    case = desk.open()
    for day, target in ((1, date(2027, 3, 1)), (2, date(2027, 4, 1))):
        later = desk.later(days=day)
        move_target(case=case, target_end=target, by=later.by, at=later.at)
    kept = list(DatedValue.objects.order_by("since").values_list("before", "value", "since"))
    assert len(kept) == 2
    DatedValue.objects.all().delete()
    import_module("senro.onboarding.migrations.0007_past_values").fill(apps, None)
    rows = DatedValue.objects.order_by("since")
    assert list(rows.values_list("before", "value", "since")) == kept
    assert timedelta(days=1) == kept[1][2] - kept[0][2]


def test_IN_04_a_start_that_moved_when_the_onboarding_began_is_told_of_each_day(desk):
    case = desk.open(phase="intake")
    later = desk.later(days=4)
    later.do("begin", case, started=date(2026, 11, 26))
    after = desk.later(days=8)
    for when, started in ((desk, "2026-11-20"), (after, "2026-11-26")):
        (told,) = case_dicts_at([desk.fresh(case)], moment(when), locale="en")
        assert told["started"] == started
        (line,) = list_cases_then(desk.manager, moment=moment(when)).items
        assert line.started.isoformat() == started
    undo_fact(fact=last("onboarding.case.begun"), by=desk.manager, at=after.at)
    (told,) = case_dicts_at([desk.fresh(case)], moment(desk.later(days=9)), locale="en")
    assert told["started"] == "2026-11-20"


def test_IN_04_former_starts_are_filled_in_from_the_facts_of_older_releases(desk):
    case = desk.open(phase="intake")
    later = desk.later(days=4)
    later.do("begin", case, started=date(2026, 11, 26))
    rows = DatedValue.objects.filter(field="started")
    made = [*rows.values_list("subject_id", "before", "value", "since")]
    rows.delete()
    import_module("senro.onboarding.migrations.0011_past_starts").fill(apps, None)
    assert [*rows.values_list("subject_id", "before", "value", "since")] == made != []


def test_IN_04_first_logins_and_names_that_know_their_past_are_told_in_the_gate_of_a_past_day(desk):
    body = from_yaml(default_text("phase_set"))[2]
    rules = {
        "logins": "first_login_rate >= 0.7", "todos": "open_todos <= 6",
        "registered": "registration_coverage >= 0.5",
    }  # fmt: skip
    body["phases"][0]["gate"] = [
        {"code": code, "rule": rule, "title": code} for code, rule in rules.items()
    ]
    save_draft(kind="phase_set", code="standard", body=body, by=SYSTEM, at=desk.at)
    publish(kind="phase_set", code="standard", by=SYSTEM, at=desk.at)
    Account.objects.filter(key="ACC-001").update(tier="MM")
    case = desk.open()

    def shown(gate):
        return {row.code: (row.state, row.value) for row in gate.rows}

    nights = {}
    for day in range(1, 4):
        later = desk.later(days=day)
        later.do("add_task", case, fields={"title": f"ToDo {day}"})
        user = EndUser.objects.filter(account=case.account, first_login_at=None)[0]
        EndUser.objects.filter(pk=user.pk).update(first_login_at=later.at)
        nights[day] = shown(gate_of(desk.fresh(case), "P1", at=later.at))
    assert [night["logins"][0] for night in nights.values()] == ["unmet", "met", "met"]
    assert len({night["todos"] for night in nights.values()}) == 3
    for day, stored in nights.items():
        at = desk.later(days=day, hours=1).at
        told = shown(gates_then([case], {case.pk: line_of(case)}, at)[case.pk].gates["P1"])
        assert told == stored, day
