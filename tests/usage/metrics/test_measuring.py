"""Point-in-time metrics against a plain reading of the same rows in Python."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from senro.lake.schema import EVENTS, USAGE
from senro.usage.metrics import AsOf, definitions_of
from senro.usage.metrics.many import measured_days
from senro.usage.metrics.measuring import measured
from senro.usage.metrics.rows import up_to

TOKYO = ZoneInfo("Asia/Tokyo")
BASE = datetime(2026, 6, 1, tzinfo=UTC)
DEFINITIONS = definitions_of(
    {
        "metrics": [
            {"code": "users", "kind": "distinct", "of": "users", "window_days": 28},
            {"code": "number", "kind": "count", "window_days": 28},
            {"code": "filled", "kind": "count", "window_days": 7, "filter": "event = 'fill'"},
            {"code": "others", "kind": "count", "window_days": 7,
             "filter": "event NOT IN ('fill') AND type = 'track'"},
            {"code": "features", "kind": "distinct", "of": "events", "window_days": 28},
            {"code": "days", "kind": "days_active", "window_days": 28},
            {"code": "weeks", "kind": "weeks_active", "window_days": 84},
            {"code": "seen", "kind": "last_seen"},
            {"code": "filled_ago", "kind": "last_seen", "filter": "event = 'fill'"},
            {"code": "ever", "kind": "count"},
        ]
    }
)  # fmt: skip


def local(at):
    return at.astimezone(TOKYO).date()


def happened(account, at, name="fill", user="U-1", recorded=None, properties="{}"):
    """One event as the lake has it."""
    row = dict.fromkeys(EVENTS.schema.names, "x")
    return row | {
        "type": "track", "name": name, "account": account, "end_user": user, "at": at,
        "recorded_at": recorded or at, "day": local(at), "properties": properties,
        "device_id": None, "session_id": None,
    }  # fmt: skip


def summed(account, day, feature="fill", users=2, events=5):
    """One daily sum as the lake has it."""
    row = dict.fromkeys(USAGE.schema.names, "x")
    return row | {
        "account": account, "day": day, "feature": feature, "users": users, "events": events,
        "recorded_at": BASE,
    }  # fmt: skip


def ask(events, usage, asked, definitions=DEFINITIONS):
    """{account: {metric: value}}."""
    tables = [
        ibis.memtable(pa.Table.from_pylist(rows, schema=which.schema))
        for rows, which in ((events, EVENTS), (usage, USAGE))
    ]
    # Where nobody ever sent a sum, their table is left out.
    rows = up_to(tables[0], tables[1] if usage else None, asked)
    return measured(
        rows, definitions, asked, lambda one: one.to_pyarrow().to_pylist(), sums=bool(usage)
    )


FILTERS = {
    "": lambda row: True,
    "event = 'fill'": lambda row: row.get("name", row.get("feature")) == "fill",
    "event NOT IN ('fill') AND type = 'track'": lambda row: row.get("name", "fill") != "fill",
}


def oracle(events, usage, asked, definitions=DEFINITIONS):
    """The same, read one by one."""
    end, day = asked.end, asked.day
    heard = [e for e in events if e["account"] and e["at"] <= end
             and (asked.known is None or e["recorded_at"] <= asked.known)]  # fmt: skip
    told = {(e["account"], e["day"]) for e in heard}
    sums = [u for u in usage if u["day"] <= day and (u["account"], u["day"]) not in told
            and (u["events"] or u["users"] or (u["events"] is None and u["users"] is None))]  # fmt: skip
    return {
        account: {
            one.code: value_of(
                one, asked,
                [e for e in heard if e["account"] == account],
                [u for u in sums if u["account"] == account],
            )
            for one in definitions
        }
        for account in {row["account"] for row in (*heard, *sums)}
    }  # fmt: skip


def value_of(one, asked, events, sums):
    """One metric of one account, from its own rows."""
    whole = {u["day"] for u in sums if not u["feature"]}
    if one.window_days:
        start = asked.end - timedelta(days=one.window_days) + timedelta(microseconds=1)
        if asked.by_day:
            first = asked.day - timedelta(days=one.window_days - 1)
            start = datetime.combine(first, datetime.min.time(), TOKYO)
        events = [e for e in events if e["at"] >= start]
        sums = [u for u in sums if datetime.combine(u["day"], datetime.min.time(), TOKYO) >= start]
    events, sums = (list(filter(FILTERS[one.filter], rows)) for rows in (events, sums))
    days = {row["day"] for row in (*events, *sums)}
    if one.kind == "count":
        if not one.filter:
            sums = [u for u in sums if not u["feature"] or u["day"] not in whole]
        unknown = any(u["events"] is None for u in sums)
        return None if unknown else len(events) + sum(u["events"] for u in sums)
    if one.kind == "last_seen":
        return (asked.day - max(days)).days if days else None
    if one.kind == "days_active":
        return len(days)
    if one.kind == "weeks_active":
        weeks = len({each.isocalendar()[:2] for each in days})
        return min(weeks, one.window_days // 7) if one.window_days else weeks
    if one.of == "users":
        return None if sums else len({e["end_user"] for e in events} - {None})
    return len({e["name"] for e in events} | {u["feature"] for u in sums} - {""})


hours = st.integers(0, 24 * 100)
accounts = st.sampled_from(["A", "B", "C"])
EVENT = st.builds(
    lambda account, hour, name, user, late: happened(
        account, BASE + timedelta(hours=hour), name, user, BASE + timedelta(hours=hour + late)
    ),
    st.one_of(accounts, st.none()), hours, st.sampled_from(["fill", "view", "sum"]),
    st.sampled_from(["U-1", "U-2", "U-3", None]), st.integers(0, 200),
)  # fmt: skip
SUM = st.builds(
    lambda account, day, feature, users, events: summed(
        account, date(2026, 6, 1) + timedelta(days=day), feature, users, events
    ),
    accounts, st.integers(0, 100), st.sampled_from(["fill", "view", ""]),
    st.sampled_from([None, 0, 3]), st.sampled_from([None, 0, 7]),
)  # fmt: skip
UNIQUE = lambda u: (u["account"], u["day"], u["feature"])  # noqa: E731
ASKED = st.one_of(
    st.builds(lambda n: AsOf.of_day(date(2026, 6, 1) + timedelta(days=n), "Asia/Tokyo"),
              st.integers(0, 110)),
    st.builds(lambda n, known: AsOf.of_instant(
        BASE + timedelta(hours=n), "Asia/Tokyo",
        known=BASE + timedelta(hours=n + known) if known is not None else None),
        hours, st.one_of(st.none(), st.integers(-50, 50))),
)  # fmt: skip


KINDS = [
    ("count", "users"), ("distinct", "users"), ("distinct", "events"),
    ("days_active", "users"), ("weeks_active", "users"), ("last_seen", "users"),
]  # fmt: skip
METRICS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from([0, 1, 7, 10, 84]), st.sampled_from([*FILTERS])),
    min_size=1, max_size=7, unique=True,
).map(lambda some: definitions_of({"metrics": [
    {"code": f"m{number}", "kind": kind, "of": of, "window_days": days, "filter": text}
    for number, ((kind, of), days, text) in enumerate(some)
]}))  # fmt: skip


def ask_days(events, usage, asked, definitions):
    """{day: {account: {metric: value}}}: all days in one look."""
    tables = [
        ibis.memtable(pa.Table.from_pylist(rows, schema=which.schema))
        for rows, which in ((events, EVENTS), (usage, USAGE))
    ]
    found = measured_days(tables[0], tables[1] if usage else None, definitions, asked)
    told = {one.day: {} for one in asked}
    for row in found.to_pyarrow().to_pylist():
        told[row.pop("asked")][row.pop("account")] = row
    return told


SHORT = settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@SHORT
@given(
    events=st.lists(EVENT, max_size=40),
    usage=st.lists(SUM, max_size=12, unique_by=UNIQUE),
    days=st.lists(st.integers(0, 110), min_size=1, max_size=5),
    definitions=METRICS,
)
def test_many_days_at_once_and_each_alone_agree_with_a_plain_reading(
    events, usage, days, definitions
):
    asked = [AsOf.of_day(date(2026, 6, 1) + timedelta(days=n), "Asia/Tokyo") for n in days]
    plain = {one.day: oracle(events, usage, one, definitions) for one in asked}
    assert ask_days(events, usage, asked, definitions) == plain
    assert ask(events, usage, asked[0], definitions) == plain[asked[0].day]


@SHORT
@given(
    events=st.lists(EVENT, max_size=40),
    usage=st.lists(SUM, max_size=12, unique_by=UNIQUE),
    asked=ASKED,
)
def test_metrics_agree_with_a_plain_reading_of_the_same_rows(events, usage, asked):
    kept = [u for u in usage if asked.known is None or u["recorded_at"] <= asked.known]
    assert ask(events, usage, asked) == oracle(events, kept, asked)


def test_nothing_ever_heard_is_unknown_and_silence_since_is_zero():
    old = happened("A", datetime(2026, 6, 1, 3, tzinfo=UTC))
    found = ask([old], [], AsOf.of_day(date(2026, 11, 20), "Asia/Tokyo"))
    assert "B" not in found
    assert (found["A"]["number"], found["A"]["users"], found["A"]["weeks"]) == (0, 0, 0)
    assert (found["A"]["seen"], found["A"]["ever"]) == (172, 1)


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        # 2026-10-24 00:00 in Tokyo is the first instant of the 28 days that end with 11-20.
        (AsOf.of_day(date(2026, 11, 20), "Asia/Tokyo"), 2),
        (AsOf.of_day(date(2026, 11, 19), "Asia/Tokyo"), 2),
        (AsOf.of_day(date(2026, 11, 18), "Asia/Tokyo"), 1),
        (AsOf.of_instant(datetime(2026, 11, 20, 15, tzinfo=UTC), "Asia/Tokyo"), 1),
    ],
)
def test_a_day_asks_for_local_days_and_an_instant_for_so_many_times_24_hours(asked, number):
    first = happened("A", datetime(2026, 10, 23, 15, tzinfo=UTC))
    last = happened("A", datetime(2026, 11, 18, 15, tzinfo=UTC))
    assert ask([first, last], [], asked)["A"]["number"] == number


def test_a_filter_reads_declared_properties_of_their_type():
    said = '{"minutes": 12, "form": "点検表", "minutes_text": "x"}'
    rows = [happened("A", BASE, properties=said), happened("A", BASE, properties='{"minutes": 2}')]
    wanted = definitions_of({"metrics": [
        {"code": "long", "kind": "count", "filter": "minutes >= 10",
         "properties": [{"code": "minutes", "type": "number"}]},
        {"code": "forms", "kind": "distinct", "of": "form", "properties": [{"code": "form", "type": "text"}]},
    ]})  # fmt: skip
    asked = AsOf.of_day(date(2026, 6, 2), "Asia/Tokyo")
    assert ask(rows, [], asked, wanted) == {"A": {"long": 1, "forms": 1}}
