"""Events: taken in over HTTP, and everybody's metrics counted anew, each beside its floor.

Floor of the intake: a bare view behind the same door, without middleware, that writes the same bytes in
one transaction and reads nothing of them.
Floor of the refresh: written by hand (`by_hand.py`). SENRO_BENCH_SIZE scales it.
"""

from __future__ import annotations

import json
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
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

from benchmarks import by_hand, data
from benchmarks.__main__ import scaled
from benchmarks.floor import most_memory
from benchmarks.run import COLLEAGUES, prepare
from senro import lake
from senro.customers.models import Account
from senro.exchange.importing import import_file
from senro.health.keeping import keep_scores
from senro.health.models import HealthScore, Signal
from senro.health.refreshing import refresh_everybody
from senro.kernel import clock, names
from senro.kernel.actions import create_api_key
from senro.kernel.clock import local_day
from senro.kernel.models import MetricValue, Person
from senro.kernel.queries import actor_of
from senro.kernel.queries.calendar import moment_of
from senro.usage.draining.run import drain_inbox
from senro.usage.metrics import AsOf
from senro.usage.models import InboxBatch
from senro.usage.queries.definitions import defined
from senro.usage.queries.values import counted
from senro.usage.refreshing import refresh_all, refresh_stale

ACCOUNTS, EVENTS, DAYS = 10_000, 10_000_000, 100
REQUESTS = 300
ZONE = "Asia/Tokyo"
RULES = [
    f"{text} {number}"
    for text, numbers in (
        ("tier = 'MM' AND active_users_28d >", (2, 4, 8, 16)),
        ("last_seen_days <= 30 AND features_used_28d >=", (1, 3, 5, 7)),
        ("employees > 100 AND days_active_84d <", (5, 10, 20, 40)),
        ("events_28d > 0 AND stickiness >=", (0.1, 0.2, 0.4, 0.6)),
        ("users_ever > 0 AND devices_active_28d >=", (1, 2, 3, 4)),
    )
    for number in numbers
]


def main() -> None:
    """Everything, one line a figure: CPU of this process, all its threads."""
    at = clock.now()
    admin = fill_accounts(at)
    by = actor_of(admin, at=at)
    _key, secret = create_api_key(person=admin, name="bench", scope="ingest", by=by, at=at)
    sender = Sender(secret)
    for many in (100, 1):
        _intake(sender, many, at)
    _drain(at)
    fill(at)
    _refresh(at)
    _one(sender)


def accounts_of() -> int:
    """More events are more events of the same customers."""
    return min(ACCOUNTS, scaled(ACCOUNTS))


def fill_accounts(at: datetime, *, contracts: bool = False) -> Person:
    """The accounts, with who runs the house; what was sold to them, where it is asked for."""
    admin = prepare()[0]
    writers = {"accounts": partial(data.write_accounts, colleagues=COLLEAGUES)}
    if contracts:
        writers["contracts"] = data.write_contracts
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in writers.items():
            path = Path(folder) / f"{kind}.csv"
            write(path, accounts_of())
            import_file(kind=kind, path=path, by=actor_of(admin, at=at), at=at)
    return admin


def line(name: str, took: float, floor: float | None, note: str) -> None:
    """A line of the table."""
    beside = f"{floor:,.2f} | {took / floor:.2f}" if floor else " | "
    print(f"| {name} | {took:,.2f} | {beside} | {note} |", flush=True)


def cpu(work: Callable[[], Any]) -> float:
    """What it costs this process, all its threads."""
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
        "account": f"B-{number % accounts_of():06d}",
        "end_user": f"u{number % 7}",
        "at": (at - timedelta(minutes=number % 600)).isoformat(),
        "properties": {"plan": "pro", "size": number},
    }


def _intake(sender: Sender, many: int, at: datetime) -> None:
    bodies = _bodies(many, REQUESTS, f"n{many}", at)
    for body in _bodies(many, 5, f"w{many}", at):
        sender.post(body)

    took = cpu(lambda: [sender.post(body) for body in bodies])
    bare = Sender(sender.secret, Bare(many, at))
    floor = cpu(lambda: [bare.post(body) for body in bodies])
    rate = f"{many * len(bodies) / took:,.0f} events/s of CPU; {floor / took:.2f} of a bare view"
    line(f"{REQUESTS} requests of {many} events, durable", took, floor, rate)


def _drain(at: datetime) -> None:
    count = REQUESTS * 101
    took = cpu(lambda: drain_inbox(at=at, clock=clock.machine_now))
    line(f"drain of {count:,} events", took, None, f"{count / took:,.0f} events/s of CPU")


def fill(at: datetime, days: int = DAYS) -> None:
    """Events straight into the table, a day a file."""
    each, accounts = scaled(EVENTS) // days, accounts_of()
    for number in range(days):
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
    counts, moment = by_hand.counts(asked), moment_of(at)
    found = counted(definitions, asked)
    took = cpu(lambda: counted(definitions, asked))
    floor = cpu(lambda: by_hand.asked_for(counts))
    name = f"{len(definitions)} metrics of {len(found):,} accounts over {scaled(EVENTS):,} events"
    note = f"by hand {len(counts)} counts, no ratios; {most_memory():,} MB at most"
    line(name, took, floor, note)
    kept = cpu(lambda: refresh_all(at=at, clock=clock.machine_now))
    written = _written(MetricValue)
    note = f"the keeping alone {kept - took:.2f}, by hand {written:.2f}; {most_memory():,} MB"
    line("the same, and kept in the database", kept, floor + written, note)
    health = cpu(lambda: keep_scores(at=at))
    health_floor = cpu(lambda: by_hand.asked_for(by_hand.past_counts(asked)))
    health_floor += cpu(by_hand.records(moment)) + _written(HealthScore)
    line("their health, and of a week ago, kept", health, health_floor, f"{most_memory():,} MB")
    rules, rules_floor = cpu(lambda: _rules(at)), cpu(by_hand.rules(RULES, moment))
    note = f"{most_memory():,} MB"
    line(f"{len(RULES)} rules over all of them", rules, rules_floor, note)
    whole = floor + written + health_floor + rules_floor
    line("full refresh: all three", kept + health + rules, whole, "aim: 1.3 and 2 GB")
    signals = cpu(lambda: refresh_everybody(at=at, clock=clock.machine_now))
    note = f"{Signal.objects.count():,} signals; their health again with it"
    line("signals of everybody", signals, None, note)


def _written(model: Any) -> float:
    write = by_hand.writing(model)
    took = cpu(write)
    by_hand.forget()
    return took


def _rules(at: datetime) -> None:
    """As segments ask them: how many hold, how many are unknown."""
    moment = moment_of(at)
    for text in RULES:
        names.held(Account.objects.living(), "account", names.parse("account", text), moment)


def _one(sender: Sender) -> None:
    """One event of one account: drained, and its metrics counted anew."""
    at = clock.now()
    sender.post(json.dumps(_event("one", 5, at)).encode())
    drained = cpu(lambda: drain_inbox(at=at, clock=clock.machine_now))
    counted_anew = cpu(lambda: refresh_stale(at=at, clock=clock.machine_now))
    note = f"{drained:.2f} to drain it, {counted_anew:.2f} to count (aim: 1 s)"
    line("one event of one account, to its new metrics", drained + counted_anew, None, note)


if __name__ == "__main__":
    main()
