"""T8: whose use fell after onboarding was completed, found by a rule."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest

from senro.customers.models import Account
from senro.kernel import names
from senro.kernel.access import SYSTEM
from senro.kernel.names import Moment
from senro.onboarding.actions import open_case
from senro.onboarding.models import Attempt
from senro.usage.queries import values
from tests.usage.conftest import NOW, work
from tests.world import publish_method

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
RULE = "use_after_completion <= 0.5"


def send(sender, account, first, days, each):
    events = [
        {"id": f"{account}-{first}-{day}-{n}", "event": "edit", "account": account,
         "at": f"{first + timedelta(days=day)}T02:00:00Z"}
        for day in range(days) for n in range(each)
    ]  # fmt: skip
    assert not events or sender.post(events).status_code == 200


@pytest.fixture
def completed(world, sender):
    """ACC-001 fell from 4 to 1 a day, ACC-002 did not, ACC-003 was never heard of before."""
    publish_method(NOW - timedelta(days=300))
    ends = date(2026, 9, 10)
    for number in (1, 2, 3):
        case = open_case(
            account=world.account(f"ACC-00{number}"), contract=world.contract(f"K-00{number}"),
            started=ends - timedelta(days=80), by=SYSTEM, at=NOW - timedelta(days=150),
        )  # fmt: skip
        Attempt.objects.filter(case=case).update(result="success", ended=ends)
    for account, before, after in (("ACC-001", 4, 1), ("ACC-002", 3, 2), ("ACC-003", 0, 2)):
        send(sender, account, ends - timedelta(days=40), 40, before)
        send(sender, account, ends, 60, after)
    work()
    return ends


def chosen(admin, rule, day="", what="accounts"):
    asked = f"&as_of={day}" if day else ""
    items = admin.get(f"/{what}?where={quote(rule)}{asked}").json()["items"]
    return [one["key"] if what == "accounts" else one["account"] for one in items]


def value(admin, day):
    items = admin.get(f"/metrics/use_after_completion/values?as_of={day}").json()["items"]
    return {one["account"]: one["value"] for one in items}


def test_T8_who_uses_half_as_much_after_completion_is_found(admin, completed):
    assert chosen(admin, RULE) == ["ACC-001"] == chosen(admin, RULE, what="cases")
    assert chosen(admin, f"{RULE} AND completed_on = '{completed}'") == ["ACC-001"]
    found = value(admin, "2026-11-20")
    assert found["ACC-001"] == 0.25 and found["ACC-002"] == pytest.approx(2 / 3)
    assert found["ACC-003"] is None and found["ACC-004"] is None


def test_T8_all_rules_of_a_day_are_one_look_at_the_events(admin, completed, monkeypatch):
    looks, fetch = [], values._run
    monkeypatch.setattr(values, "_run", lambda asked: looks.append(asked) or fetch(asked))
    rules = [RULE, "use_after_completion <= 0.7"]
    for number, rule in enumerate(rules * 2):
        moment = NOW + timedelta(minutes=number)
        asked = Moment(moment, NOW.date())
        found = names.where(Account.objects.all(), "account", names.parse("account", rule), asked)
        assert found.count() == 1 + number % 2
    assert len(looks) == 1


def test_T8_the_first_week_says_nothing_and_a_running_window_counts_its_days(admin, completed):
    assert value(admin, completed + timedelta(days=5))["ACC-001"] is None
    assert value(admin, completed + timedelta(days=6))["ACC-001"] == 0.25
    assert chosen(admin, RULE, completed + timedelta(days=10)) == ["ACC-001"]
    # Before its end there was no completion.
    assert value(admin, completed - timedelta(days=1))["ACC-001"] is None
