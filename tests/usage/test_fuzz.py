"""Whatever is sent: never a defect at the door, and never one that stops the drain behind it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senro import lake
from senro.kernel import clock
from senro.usage.draining import drain_round
from senro.usage.models import InboxBatch
from tests.usage.conftest import NOW
from tests.usage.test_intake import drain, event

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIELDS = ("type", "event", "name", "userId", "anonymousId", "groupId", "previousId", "timestamp",
          "at", "sentAt", "messageId", "properties", "traits", "context", "account", "end_user",
          "session", "device", "email", "batch", "events", "writeKey")  # fmt: skip
TEXTS = st.sampled_from(
    ["", "\x00", "a@b.example\x00", "x" * 400, "📎", "2026-11-20T00:00:00Z", "0001-01-01T00:00:00Z",
     "track", "identify", "group", "alias", "ACC-001", "U-1", "ann@known.example", "\u2028", "-", "1e400"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS | st.text()
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
    max_leaves=12,
)
EVENTS = st.fixed_dictionaries(
    {"userId": TEXTS, "event": TEXTS},
    optional={name: VALUES for name in FIELDS if name not in ("userId", "event")},
)


@settings(
    max_examples=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(body=VALUES | EVENTS | st.lists(EVENTS, min_size=1, max_size=5))
def test_no_body_is_a_defect(sender, body):
    raw = json.dumps(body).encode()
    assert sender.post(raw).status_code in (200, 400, 413, 422)
    for name in ("batch", "t", "identify", "group", "alias"):
        assert sender.segment(name, raw).status_code in (200, 400, 401, 413)
    drain()
    assert not InboxBatch.objects.filter(drained_at=None).exists()


def test_a_batch_that_cannot_be_written_holds_up_no_other(sender, monkeypatch):
    from senro.usage.draining import rows, try_again

    made = rows.arrow

    def fails(taken, answers, zone):
        if any(one.message_id == "bad" for one in taken):
            raise ValueError("no such row")
        return made(taken, answers, zone)

    monkeypatch.setattr(rows, "arrow", fails)
    for name in ("m1", "bad", "m2"):
        sender.post(event(id=name))
    for _round in range(12):
        try:
            drain_round(at=NOW, machine=clock.machine_now())
        except ValueError:
            continue
    found = lake.fetch(lake.events().select("message_id"))["message_id"].to_pylist()
    assert sorted(found) == ["m1", "m2"]
    aside = InboxBatch.objects.get(drained_at=None)
    assert "no such row" in aside.error and aside.payload
    monkeypatch.undo()
    assert try_again() == 1
    drain()
    assert lake.fetch(lake.events()).num_rows == 3
