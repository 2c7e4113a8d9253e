"""The quick look at an event, and the short way in: the same as the full ones, only sooner."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senro.kernel import clock
from senro.usage.models import InboxBatch
from senro.usage.rules.checks import plainly_good
from senro.usage.rules.events import Arrival, read
from tests.usage.conftest import NOW, Sender, new_key
from tests.usage.test_fuzz import VALUES
from tests.usage.test_intake import event

SENT = [None, "2026-11-20T04:00:00Z", "nonsense"]
TIMES = st.sampled_from(
    ["2026-11-20T00:00:00Z", "2026-11-20T00:00:00", "2026-11-20", "20261120T000000Z", "soon",
     "2026-11-21T02:59:00Z", "2026-11-21T12:30:00Z", "2021-11-22T00:00:00Z", "1999-01-01T00:00:00Z",
     "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"]
)  # fmt: skip
WORDS = st.sampled_from([None, "", " ", "U-1", "x" * 300, "x" * 301, "a\x00b", 7, 1.5, [], True])
NEARLY_GOOD = st.fixed_dictionaries(
    {"event": st.sampled_from(["used", "", " ", "y" * 200, "y" * 201])},
    optional={
        "type": st.sampled_from(["track", "page", "identify", "group", "alias", "other", None]),
        **dict.fromkeys(("userId", "end_user", "account", "groupId", "previousId", "id"), WORDS),
        **dict.fromkeys(("session", "device", "name", "messageId", "anonymousId"), WORDS),
        "timestamp": TIMES,
        "at": TIMES,
        "sentAt": TIMES,
        "properties": st.fixed_dictionaries({}, optional={"name": WORDS, "x": VALUES}) | VALUES,
        "context": st.fixed_dictionaries(
            {}, optional=dict.fromkeys(("groupId", "sessionId", "device", "ip"), WORDS)
        ),
    },
)  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    body=NEARLY_GOOD,
    kind=st.sampled_from(["", "track", "page", "group"]),
    sent=st.sampled_from(SENT),
)
def test_what_is_plainly_good_is_read_too(body, kind, sent):
    arrival = Arrival(NOW, NOW + timedelta(minutes=1), sent)
    raw = json.dumps(body).encode()
    if plainly_good(arrival, kind)(raw):
        read(raw, arrival, kind)


def test_a_common_event_needs_no_second_look():
    looks = plainly_good(Arrival(NOW, NOW, None))
    assert looks(json.dumps(event()).encode())
    # Of a server SDK.
    sdk = {
        "type": "track", "messageId": "m", "event": "used", "userId": "U-1", "context": {"ip": "::1"},
        "timestamp": "2026-11-20T00:00:00.123Z", "properties": {}, "integrations": {},
    }  # fmt: skip
    assert looks(json.dumps(sdk).encode())


@pytest.mark.django_db
def test_a_key_that_is_revoked_stops_with_the_next_request(world):
    key, secret = new_key(world.people["admin"])
    sender = Sender(secret)
    assert sender.post(event(1)).status_code == 200
    key.refresh_from_db()
    assert key.last_used_at == NOW
    key.revoked_at = NOW
    key.save()
    assert sender.post(event(2)).status_code == 401
    key.revoked_at = None
    key.save()
    assert sender.post(event(3)).status_code == 200
    type(key.person).objects.filter(pk=key.person_id).update(is_active=False)
    assert sender.post(event(4)).status_code == 401
    assert InboxBatch.objects.count() == 2


@pytest.mark.django_db
def test_the_short_way_in_asks_few_questions_and_keeps_what_every_answer_has(
    sender, django_assert_max_num_queries
):
    sender.post(event(1))
    # The key and the batch; a test's own transaction adds a savepoint around it.
    with django_assert_max_num_queries(4):
        answer = sender.post([event(2), event(3)], **{"Accept-Language": "ja"})
    assert answer.status_code == 200 and answer.json()["accepted"] == 2
    for name in ("Content-Security-Policy", "X-Frame-Options", "Content-Length", "Vary"):
        assert name in answer.headers
    assert answer.headers["Content-Language"] == "ja"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "sessionid" not in answer.cookies
    refused = sender.post(event(event=""), **{"Accept-Language": "ja"})
    english = sender.post(event(event=""), **{"Accept-Language": "en"})
    assert refused.status_code == english.status_code == 422
    assert refused.json()["detail"] != english.json()["detail"]
    assert sender.post(event(4), Host="elsewhere.example").status_code == 400
    batch = InboxBatch.objects.get(accepted=2)
    assert (batch.received_at, batch.drained_at, batch.attempts) == (clock.now(), None, 0)
