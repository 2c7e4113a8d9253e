"""Signals on Today, on the account's page and in their list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from senro.health.models import Signal
from senro.kernel.models import Fact
from senro.onboarding.models import Task
from tests.onboarding.conftest import Desk
from tests.usage.conftest import NOW
from tests.world import publish_method

pytestmark = pytest.mark.django_db
TODO = {"title_ja": "集計を一緒に作る 20分", "title_en": "Together", "minutes": 20,
        "touch": "high", "days": 7}  # fmt: skip


@pytest.fixture
def desk(world):
    publish_method(NOW - timedelta(days=300))
    return Desk(world)


@pytest.fixture
def client(world):
    """The CSM of ACC-001."""
    client = Client(headers={"accept-language": "ja"})
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["csm_ent"])
    return client


def signal(world, account="ACC-001", kind="usage_drop", severity="stop", days=3, **more):
    at = NOW - timedelta(days=days)
    title = {"title_ja": f"シグナル {kind}", "title_en": f"Signal {kind}"}
    evidence = {"rule": "events_28d < 5", "inputs": {"events_28d": 3}, "version": "signals/shipped",
                "said": {"ja": "操作回数は3回", "en": "3 events"}}  # fmt: skip
    return Signal.objects.create(
        account=world.account(account), kind=kind, severity=severity, opened_at=at, created_at=at,
        **{"evidence": evidence, **title, **more},
    )  # fmt: skip


def today(client, query=""):
    page = client.get(f"/?scope=all{query}")
    assert page.status_code == 200
    return page.content.decode(), page.context["rows"]


def test_a_pressing_signal_puts_a_case_on_top_of_today_and_says_why(world, desk, client):
    quiet, loud = desk.open(), desk.open("ACC-002", "K-002")
    _text, before = today(client)
    signal(world, "ACC-002")
    signal(world, "ACC-002", kind="quota_over", severity="care")
    text, rows = today(client)
    assert rows[0]["item"].startswith(f"signal_stop:{loud.pk}") and rows[0]["signal"] == "stop"
    assert "シグナル usage_drop" in text and "3日前から" in text and "events_28d &lt; 5" in text
    others = [row["item"] for row in before if str(quiet.pk) in row["item"]]
    assert [row["item"] for row in rows if str(quiet.pk) in row["item"]] == others
    _text, only = today(client, "&kind=signal_stop")
    assert [row["item"] for row in only] == [rows[0]["item"]]
    # Put off, it no longer ranks.
    Signal.objects.update(snoozed_until=NOW + timedelta(days=2))
    assert not any(row["item"].startswith("signal") for row in today(client)[1])


def test_the_list_filters_and_several_are_put_off_and_settled_and_undone(world, client):
    one, two = signal(world), signal(world, kind="renewal_near", severity="care")
    other = signal(world, "ACC-002")
    page = client.get("/signals/?scope=mine").content.decode()
    assert f"{one.pk}" in page and f"{two.pk}" in page and f"{other.pk}" not in page
    assert page.index(f"{one.pk}") < page.index(f"{two.pk}")
    page = client.get("/signals/?scope=mine&severity=care").content.decode()
    assert f"{two.pk}" in page and f"{one.pk}" not in page
    assert "操作回数は3回" in page
    ticked = {"id": [str(one.pk), str(two.pk)], "verb": "snooze", "next": "/signals/?scope=mine"}
    refused = client.post("/signals/several/", ticked, follow=True).content.decode()
    assert "いつまで" in refused or "日" in refused
    assert not Signal.objects.exclude(snoozed_until=None).exists()
    client.post("/signals/several/", ticked | {"until": "2026-11-25", "note": "面談のあと"})
    assert Signal.objects.exclude(snoozed_until=None).count() == 2
    later = client.get("/signals/?scope=mine&state=snoozed").content.decode()
    assert "面談のあと" in later and f"{one.pk}" in later
    fact = Fact.objects.get(verb="health.signals.snoozed")
    client.post(f"/facts/{fact.id}/undo/")
    assert not Signal.objects.exclude(snoozed_until=None).exists()
    client.post("/signals/several/", ticked | {"verb": "outcome", "outcome": "useful"})
    assert set(Signal.objects.filter(outcome="useful")) == {one, two}
    # Another team's is refused whole.
    both = ticked | {"id": [str(other.pk)], "verb": "outcome", "outcome": "useful"}
    assert client.post("/signals/several/", both).status_code == 403


def test_the_account_shows_its_signals_and_a_suggestion_is_taken_up_with_one_click(
    world, desk, client
):
    case = desk.open()
    drop = signal(world)
    coach = signal(
        world, kind="coach_report", severity="go", group="coaching",
        evidence={"rule": "seats > 0", "inputs": {}, "todo": TODO, "said": {"ja": "学んだが未使用"}},
    )  # fmt: skip
    page = client.get("/accounts/ACC-001/").content.decode()
    assert "操作回数は3回" in page and "集計を一緒に作る 20分" in page
    assert page.index(drop.title_ja) < page.index(coach.title_ja)
    answer = client.post(f"/signals/{coach.pk}/task/", {"next": "/accounts/ACC-001/"})
    assert answer.status_code == 302 and answer["Location"] == "/accounts/ACC-001/"
    task = Task.objects.living().get(attempt__case=case, title_ja="集計を一緒に作る 20分")
    assert task.minutes == 20
    page = client.get("/accounts/ACC-001/").content.decode()
    assert "学んだが未使用" not in page


def test_the_questions_of_the_list_do_not_grow(world, client, django_assert_max_num_queries):
    for number in range(20):
        signal(world, kind=f"k{number}")
    with django_assert_max_num_queries(20):
        assert client.get("/signals/?scope=all").status_code == 200
