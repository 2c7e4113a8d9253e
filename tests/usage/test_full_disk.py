"""A full disk: what comes is refused with a clear word, nothing is torn, and it goes on afterwards."""

from __future__ import annotations

import errno
from datetime import UTC, datetime

import pytest
from django.db import connection

from senro import lake
from senro.kernel import clock
from senro.lake import tables
from senro.usage.draining.run import drain_inbox
from senro.usage.models import InboxBatch

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def event(number: int, filling: str = "") -> dict[str, object]:
    return {
        "id": f"m{number}", "event": "x", "account": "ACC-004", "end_user": "u1",
        "at": "2026-11-20T09:00:00+09:00", "properties": {"filling": filling},
    }  # fmt: skip


def test_events_are_refused_when_the_database_finds_no_room(sender):
    if connection.vendor != "sqlite":
        pytest.skip("a limit of PostgreSQL's own needs a disk of its own")
    noise = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(8_000))
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            answer = sender.post({"events": [event(n, noise[n:]) for n in range(300)]})
        finally:
            # Past Django, which asks nothing more of a transaction that failed.
            connection.connection.execute(f"PRAGMA max_page_count = {most}")
    assert answer.status_code == 507
    assert (answer.json()["code"], answer["Retry-After"]) == ("disk_full", "60")
    assert "disk is full" in answer.json()["detail"]
    assert not InboxBatch.objects.exists()
    assert sender.post({"events": [event(1)]}).status_code == 200


def test_what_was_taken_waits_until_the_table_has_room(sender, lake_folder, monkeypatch):
    assert sender.post({"events": [event(n) for n in range(5)]}).status_code == 200

    def full(*args: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(tables, "write_deltalake", full)
        for _ in range(7):
            with pytest.raises(OSError, match="No space left"):
                drain_inbox(at=NOW, clock=clock.machine_now)
    [batch] = InboxBatch.objects.all()
    # However often it was tried: a full disk is no fault of the batch, so it never lies aside.
    assert (batch.drained_at, batch.attempts) == (None, 0) and "No space left" in batch.error
    assert drain_inbox(at=NOW, clock=clock.machine_now) == 1
    assert lake.fetch(lake.events()).num_rows == 5
