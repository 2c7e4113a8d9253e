"""The same POST twice, and how often a key may ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from senro.kernel.idempotency import (
    KeyReused,
    StillRunning,
    StoredAnswer,
    begin,
    finish,
    purge,
    release,
)
from senro.kernel.models import IdempotencyKey
from senro.kernel.rate import RateLimit

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ME = uuid4()


@pytest.mark.django_db
@pytest.mark.postgres
class TestIdempotency:
    def test_the_same_request_gets_the_same_answer_and_another_one_is_refused(self):
        assert begin(ME, "k", "digest", AT) is None
        finish(ME, "k", status=201, body='{"id": 1}')
        assert begin(ME, "k", "digest", AT) == StoredAnswer(201, '{"id": 1}')
        with pytest.raises(KeyReused):
            begin(ME, "k", "other", AT)
        assert begin(uuid4(), "k", "other", AT) is None

    def test_while_the_first_is_running_the_second_is_told_so_but_not_for_ever(self):
        begin(ME, "k", "digest", AT)
        with pytest.raises(StillRunning):
            begin(ME, "k", "digest", AT + timedelta(minutes=9))
        assert begin(ME, "k", "digest", AT + timedelta(minutes=11)) is None

    def test_what_failed_may_be_tried_again_with_the_same_key(self):
        begin(ME, "k", "digest", AT)
        release(ME, "k")
        assert begin(ME, "k", "digest", AT) is None

    def test_after_24_hours_a_key_is_new(self):
        begin(ME, "k", "digest", AT)
        finish(ME, "k", status=200, body="")
        assert begin(ME, "k", "other", AT + timedelta(hours=24, seconds=1)) is None
        assert purge(AT + timedelta(hours=50)) == 1 and not IdempotencyKey.objects.exists()


def test_a_key_may_ask_so_often_a_minute_and_then_waits():
    limit = RateLimit(60)
    assert [limit.take("a", AT) for _ in range(60)] == [0] * 60
    assert limit.take("a", AT) == 1
    assert limit.take("b", AT) == 0
    assert limit.take("a", AT + timedelta(seconds=1)) == 0
    assert limit.take("a", AT + timedelta(seconds=1)) == 1


def test_a_clock_that_goes_back_gives_nobody_more():
    limit = RateLimit(1)
    limit.take("a", AT)
    assert limit.take("a", AT - timedelta(hours=1)) > 0
    assert limit.take("a", AT + timedelta(seconds=59)) > 0
    assert limit.take("a", AT + timedelta(seconds=61)) == 0
