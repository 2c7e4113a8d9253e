"""The bell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from senro.kernel.access import SYSTEM
from senro.kernel.actions import create_person, create_team
from senro.kernel.models import Notification
from senro.kernel.notifications import (
    LINKS,
    WORDS,
    mark_read,
    notify,
    register_link,
    register_notification,
)
from senro.kernel.queries import actor_of, notification_lines, unread_count, unread_notifications

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds():
    links = dict(LINKS)
    register_notification("test.given", "%(who)s gave you “%(task)s”")
    register_link("team", "/teams/{id}/{task}")
    yield
    del WORDS["test.given"]
    LINKS.clear()
    LINKS.update(links)


@pytest.fixture
def people():
    return [
        create_person(
            fields={"email": f"{name}@example.com", "name": name, "roles": ["csm"]},
            by=SYSTEM,
            at=AT,
        )
        for name in ("a", "b")
    ]


def send(people, by=None):
    team = create_team(key="t", name="T", by=SYSTEM, at=AT)
    params = {"who": "佐藤", "task": "資料"}
    return notify("test.given", to=people, subject=team, once="1", params=params, at=AT, by=by)


def test_a_line_is_there_once_however_often_it_is_sent(people):
    assert send(people) == 2
    assert send(people) == 0
    assert Notification.objects.count() == 2
    line = unread_notifications(actor_of(people[0], at=AT))[0]
    assert line.text == "佐藤 gave you “資料”"
    assert line.href == f"/teams/{line.subject_id}/資料"


def test_whoever_did_it_is_not_told(people):
    assert send(people, by=actor_of(people[0], at=AT)) == 1
    assert unread_count(actor_of(people[0], at=AT)) == 0


def test_reading_is_ones_own(people):
    send(people)
    first, second = (actor_of(person, at=AT) for person in people)
    line = unread_notifications(first)[0]
    assert mark_read(by=second, at=AT, ids=[line.id]) == 0
    assert mark_read(by=first, at=AT) == 1
    assert (unread_count(first), unread_count(second)) == (0, 1)
    assert notification_lines(first)[0].read_at == AT


def test_a_line_of_a_kind_that_is_gone_still_shows(people):
    send(people)
    Notification.objects.update(kind="test.gone")
    with translation.override("ja"):
        assert notification_lines(actor_of(people[0], at=AT))[0].text == "test.gone"
