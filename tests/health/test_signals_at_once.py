"""Two workers look for signals at once: one signal, one fact, one line behind the bell."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from senro.customers.models import Contact
from senro.health.models import Signal
from senro.health.refreshing import bring_up_to_date
from senro.kernel.models import Fact, Notification
from tests.at_once import both
from tests.usage.conftest import NOW

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def test_two_workers_find_one_signal_once_and_close_it_once(world):
    assert connection.vendor == "postgresql"
    one = Contact.objects.create(
        key="CT-CH", account=world.account("ACC-002"), name="推進", layer="admin",
        is_champion=True, left_on=date(2026, 11, 10), created_at=NOW,
    )  # fmt: skip

    def look():
        return bring_up_to_date(at=NOW)

    both(look, look)
    assert Signal.objects.filter(kind="champion_gone").count() == 1
    assert Fact.objects.filter(verb="health.signal.opened").count() == (Signal.objects.count())
    assert Notification.objects.filter(params__account=one.account.name).count() == 1
    Contact.objects.filter(pk=one.pk).update(is_champion=False)
    both(look, look)
    assert Fact.objects.filter(verb="health.signal.closed").count() == 1
