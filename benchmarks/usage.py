"""Events: taken in over HTTP, and everybody's metrics counted anew, each beside its floor.

Floor of the intake: a bare view behind the same door, without middleware, that writes the same bytes in
one transaction and reads nothing of them.
Floor of the metrics: SQL written by hand for DuckDB over the same files. SENRO_BENCH_SIZE scales it.
"""

from __future__ import annotations

import json
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import django

django.setup()

import pyarrow as pa
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from benchmarks import data
from benchmarks.__main__ import scaled
from benchmarks.floor import most_memory
from benchmarks.run import COLLEAGUES, prepare
from senro import lake
from senro.exchange.importing import import_file
from senro.kernel import clock
from senro.kernel.actions import create_api_key
from senro.kernel.clock import local_day
from senro.kernel.queries import actor_of
from senro.lake.tables import folder
from senro.usage.draining.run import drain_inbox
from senro.usage.metrics import AsOf
from senro.usage.models import InboxBatch
from senro.usage.queries.definitions import defined
from senro.usage.queries.values import counted
from senro.usage.refreshing import refresh_all, refresh_stale

ACCOUNTS, EVENTS, DAYS = 10_000, 10_000_000, 100
REQUESTS = 300
ZONE = "Asia/Tokyo"


def main() -> None:
    """Everything, one line a figure: CPU of this process, all its threads."""
    admin = prepare()[0]
    at = clock.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.csv"
        data.write_accounts(path, scaled(ACCOUNTS), COLLEAGUES)
        import_file(kind="accounts", path=path, by=actor_of(admin, at=at), at=at)
    by = actor_of(admin, at=at)
    _key, secret = create_api_key(person=admin, name="bench", scope="ingest", by=by, at=at)
    sender = Sender(secret)
    for many in (100, 1):
        _intake(sender, many, at)
    _drain(at)
    _fill(at)
    _refresh(at)
    _one(sender)


def _line(name: str, took: float, floor: float | None, note: str) -> None:
    beside = f"{floor:,.2f} | {took / floor:.2f}" if floor else " | "
    print(f"| {name} | {took:,.2f} | {beside} | {note} |", flush=True)


def _cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


class Sender:
    """A program that sends events, at the door that the web server knocks at."""

    def __init__(self, secret: str, application: Any = None) -> None:
        self.secret = secret
        self.application = application or get_wsgi_application()

    def post(self, body: bytes) -> None:
        """Raises RuntimeError for anything but 200."""
        told: list[str] = []
        answer = self.application(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": "/api/v1/events",
                "SCRIPT_NAME": "",
                "QUERY_STRING": "",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "8000",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": "localhost:8000",
                "HTTP_AUTHORIZATION": f"Bearer {self.secret}",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.url_scheme": "http",
                "wsgi.input": BytesIO(body),
            },
            lambda status, headers, error=None: told.append(status),
        )
        said = b"".join(answer)
        answer.close()
        if not told[0].startswith("200"):
            raise RuntimeError(f"{told[0]}: {said[:500]!r}")


class Bare(WSGIHandler):
    """Django with one view and no middleware: keeps what comes and says so."""

    def __init__(self, many: int, at: datetime) -> None:
        self.many, self.at = many, at
        self._middleware_chain = self.keep

    def keep(self, request: HttpRequest) -> HttpResponse:
        """The view."""
        body = request.body
        with transaction.atomic():
            batch = InboxBatch(
                source="bench", channel="native", received_at=self.at, machine_at=self.at,
                accepted=self.many, size=len(body), payload=zlib.compress(body, 1),
                drained_at=self.at,
            )  # fmt: skip
            batch.save(force_insert=True)
        return JsonResponse({"batch": str(batch.pk), "accepted": self.many})


def _bodies(many: int, count: int, mark: str, at: datetime) -> list[bytes]:
    return [
        json.dumps(
            {"events": [_event(f"{mark}-{number}-{n}", number + n, at) for n in range(many)]}
        ).encode()
        for number in range(count)
    ]


def _event(name: str, number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": name,
        "event": f"feature_{number % 20}",
        "account": f"B-{number % scaled(ACCOUNTS):06d}",
        "end_user": f"u{number % 7}",
        "at": (at - timedelta(minutes=number % 600)).isoformat(),
        "properties": {"plan": "pro", "size": number},
    }


def _intake(sender: Sender, many: int, at: datetime) -> None:
    bodies = _bodies(many, REQUESTS, f"n{many}", at)
    for body in _bodies(many, 5, f"w{many}", at):
        sender.post(body)

    took = _cpu(lambda: [sender.post(body) for body in bodies])
    bare = Sender(sender.secret, Bare(many, at))
    floor = _cpu(lambda: [bare.post(body) for body in bodies])
    rate = f"{many * len(bodies) / took:,.0f} events/s of CPU; {floor / took:.2f} of a bare view"
    _line(f"{REQUESTS} requests of {many} events, durable", took, floor, rate)


def _drain(at: datetime) -> None:
    count = REQUESTS * 101
    took = _cpu(lambda: drain_inbox(at=at, clock=clock.machine_now))
    _line(f"drain of {count:,} events", took, None, f"{count / took:,.0f} events/s of CPU")


def _fill(at: datetime) -> None:
    """Events straight into the table, a day a file."""
    each, accounts = scaled(EVENTS) // DAYS, scaled(ACCOUNTS)
    for number in range(DAYS):
        day = local_day(at, ZONE) - timedelta(days=number)
        moment = datetime.combine(day, datetime.min.time(), at.tzinfo) + timedelta(hours=1)
        sql = f"""
            SELECT md5('{number}-' || i) AS event_id, 'key:1' AS source, i::VARCHAR AS message_id,
              'track' AS type, 'feature_' || (hash(i) % 40) AS name,
              'B-' || lpad((i % {accounts})::VARCHAR, 6, '0') AS account,
              'u' || (hash(i, {number}) % 30) AS end_user, NULL::VARCHAR AS user_id,
              NULL::VARCHAR AS anonymous_id, NULL::VARCHAR AS group_id,
              TIMESTAMPTZ '{moment.isoformat()}' AS at, TIMESTAMPTZ '{moment.isoformat()}' AS recorded_at,
              DATE '{day}' AS day, NULL::VARCHAR AS session_id,
              CASE WHEN i % 9 = 0 THEN 'd' || (i % 50) END AS device_id, '{{}}' AS properties,
              '{{}}' AS context, 'b' AS batch, 'c' AS content FROM range({each}) t(i)"""
        rows: pa.Table = lake.engine().raw_sql(sql).arrow().read_all()
        lake.append(lake.EVENTS, rows, writer="bench", turn=number)


def _refresh(at: datetime) -> None:
    _version, definitions = defined()
    asked = AsOf.of_day(local_day(at, ZONE), ZONE, now=at)
    counts = _counts(asked)
    by_hand = _by_hand(counts)
    found = counted(definitions, asked)
    took = _cpu(lambda: counted(definitions, asked))
    floor = _cpu(lambda: lake.engine().raw_sql(by_hand).arrow().read_all().to_pylist())
    name = f"{len(definitions)} metrics of {len(found):,} accounts over {scaled(EVENTS):,} events"
    _line(
        name, took, floor, f"by hand {len(counts)} counts, no ratios; {most_memory():,} MB at most"
    )
    took = _cpu(lambda: refresh_all(at=at, clock=clock.machine_now))
    _line("the same, and kept in the database", took, floor, f"{most_memory():,} MB at most")


def _counts(asked: AsOf) -> list[str]:
    """What the shipped metrics are made of; those that divide two of them are left out."""
    parts = ["max(day) AS last_day", "count(DISTINCT end_user) AS users_ever"]
    parts.append(
        "count(DISTINCT device_id) FILTER (WHERE name = 'device_registered') AS registered"
    )
    parts.append("max(day) FILTER (WHERE name = 'heartbeat' OR device_id IS NOT NULL) AS heard")
    for days in (7, 28, 84):
        inside = f"t.at > TIMESTAMPTZ '{asked.after(days).isoformat()}'"
        parts += [
            f"count(DISTINCT end_user) FILTER (WHERE {inside}) AS users_{days}",
            f"count(*) FILTER (WHERE {inside}) AS events_{days}",
            f"count(DISTINCT day) FILTER (WHERE {inside}) AS days_{days}",
            f"count(DISTINCT date_trunc('week', day)) FILTER (WHERE {inside}) AS weeks_{days}",
            f"count(DISTINCT name) FILTER (WHERE {inside}) AS features_{days}",
            f"count(DISTINCT device_id) FILTER (WHERE {inside}) AS devices_{days}",
        ]
    for name in ("lesson_completed", "seminar_attended", "invitation_ignored"):
        lately = f"name = '{name}' AND t.at > TIMESTAMPTZ '{asked.after(84).isoformat()}'"
        parts.append(f"count(*) FILTER (WHERE {lately}) AS {name}")
    return parts


def _by_hand(parts: list[str]) -> str:
    rows = f"{folder(lake.EVENTS)}/day=*/*.parquet"
    return (
        f"SELECT account, {', '.join(parts)} FROM read_parquet('{rows}', hive_partitioning = true,"
        " hive_types = {'day': DATE}) AS t WHERE account IS NOT NULL GROUP BY account"
    )


def _one(sender: Sender) -> None:
    """One event of one account: drained, and its metrics counted anew."""
    at = clock.now()
    sender.post(json.dumps(_event("one", 5, at)).encode())
    drained = _cpu(lambda: drain_inbox(at=at, clock=clock.machine_now))
    counted_anew = _cpu(lambda: refresh_stale(at=at, clock=clock.machine_now))
    note = f"{drained:.2f} to drain it, {counted_anew:.2f} to count (aim: 1 s)"
    _line("one event of one account, to its new metrics", drained + counted_anew, None, note)


if __name__ == "__main__":
    main()
