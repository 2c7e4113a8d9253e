"""Signals as of a day: which were open, put off, settled or over then, by the API and on the page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from senro.health.actions import settle_signals, snooze_signals
from senro.health.models import Signal
from senro.kernel.access import SYSTEM
from senro.kernel.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def on(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 3, tzinfo=UTC)


@pytest.fixture
def told(world):
    """Found on the 1st. One is over on the 10th, one settled on the 12th, one put off until the 16th."""
    kinds = ("over", "settled", "put_off", "plain")
    rows = {
        kind: Signal.objects.create(
            account=world.account("ACC-001"), kind=kind, severity="care", title_ja=kind,
            title_en=kind, opened_at=on(1), created_at=on(1),
        )
        for kind in kinds
    }  # fmt: skip
    Signal.objects.filter(pk=rows["over"].pk).update(closed_at=on(10))
    settle_signals(signals=[rows["settled"]], outcome="useful", by=SYSTEM, at=on(12))
    snooze_signals(signals=[rows["put_off"]], until=date(2026, 11, 16), reason="出張", by=SYSTEM,
                   at=on(12))  # fmt: skip
    return rows


def test_RO_04_the_signals_of_a_past_day_are_those_that_waited_then(told, admin):
    def kinds(day, state="open"):
        answer = admin.get(f"/signals?state={state}&as_of={day}")
        assert answer.status_code == 200, answer.content
        found = answer.json()
        assert found["as_of"] and ("evidence" in found["as_of_today"] or not found["items"])
        assert "state" not in found["as_of_today"]
        assert state == "any" or {one["state"] for one in found["items"]} <= {state}
        return {one["kind"] for one in found["items"]}

    assert kinds("2026-10-31", "any") == set()
    assert kinds("2026-11-05") == {"over", "settled", "put_off", "plain"}
    assert kinds("2026-11-11") == {"settled", "put_off", "plain"}
    assert kinds("2026-11-11", "closed") == {"over"} and kinds("2026-11-05", "closed") == set()
    assert kinds("2026-11-13") == {"plain"}
    assert kinds("2026-11-13", "snoozed") == {"put_off"}
    assert kinds("2026-11-13", "settled") == {"settled"}
    assert kinds("2026-11-16") == {"plain", "put_off"}
    [early] = [one for one in admin.get("/signals?state=any&as_of=2026-11-11").json()["items"]
               if one["kind"] == "settled"]  # fmt: skip
    assert (early["state"], early["outcome"], early["settled_at"]) == ("open", None, None)
    assert admin.get("/signals?as_of=someday").status_code == 422
    # What is asked without a day stays as it was.
    assert {one["kind"] for one in admin.get("/signals").json()["items"]} == {"plain", "put_off"}

    fact = Fact.objects.get(verb="health.signals.settled")
    assert admin.put(f"/facts/{fact.id}/undo", {}).status_code == 200
    # Taken back today: on that day it counted.
    assert kinds("2026-11-13") == {"plain"}
    assert "settled" in {one["kind"] for one in admin.get("/signals").json()["items"]}


def test_the_page_of_signals_of_a_past_day_is_read_only_and_keeps_the_day(told, world):
    client = Client(headers={"accept-language": "en"})
    client.force_login(
        world.people["admin"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/signals/?scope=all&as_of=2026-11-11").content.decode()
    assert "As it stood at the end of" in page and "the numbers of a signal, last found" in page
    assert page.count("data-row>") == 3 and 'name="verb"' not in page
    assert "/accounts/ACC-001/?as_of=2026-11-11" in page
    today = client.get("/signals/?scope=all").content.decode()
    assert today.count("data-row>") == 2 and 'name="verb"' in today and 'name="as_of"' in today
