"""The floor of a full refresh: what somebody would write by hand for the same numbers.

Metrics and the past days that health asks for in one SQL each, for DuckDB over the same files; the
records by the SQL that Senro asks, sent raw; the same rows written into tables of the same columns
and indexes; rules as raw SQL. What scores add up to is left out, so the floor is rather too low.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from senro import lake
from senro.customers.models import Account
from senro.health.queries.asking import rule_of
from senro.health.queries.models import default_model
from senro.health.rules import parse_model
from senro.kernel import names
from senro.kernel.names import Moment
from senro.kernel.past import days_back
from senro.kernel.rules.bodies import from_yaml
from senro.lake.tables import folder
from senro.usage.metrics import AsOf
from senro.usage.queries.past import leaves


def counts(asked: AsOf) -> list[str]:
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


def past_counts(asked: AsOf) -> list[str]:
    """What health asks of a week ago, and four weeks before today and before that."""
    parts = []
    for back in (7, 28, 35):
        end = asked.day - timedelta(days=back)
        inside = _inside(end, 28)
        parts.append(f"count(*) FILTER (WHERE {inside}) AS events_{back}")
        if back == 7:
            registered = f"name = 'device_registered' AND day <= DATE '{end}'"
            parts += [
                f"count(DISTINCT end_user) FILTER (WHERE {inside}) AS users",
                f"count(DISTINCT name) FILTER (WHERE {inside}) AS features",
                f"count(DISTINCT date_trunc('week', day)) FILTER (WHERE {_inside(end, 84)}) AS weeks",
                f"count(DISTINCT device_id) FILTER (WHERE {registered}) AS registered",
            ]
            parts += [
                f"count(*) FILTER (WHERE name = '{name}' AND {_inside(end, 84)}) AS {name}"
                for name in ("lesson_completed", "seminar_attended")
            ]
    return parts


def _inside(end: Any, days: int) -> str:
    return f"day > DATE '{end - timedelta(days=days)}' AND day <= DATE '{end}'"


def asked_for(parts: list[str]) -> None:
    """One look at the files; the answer in Python."""
    rows = f"{folder(lake.EVENTS)}/day=*/*.parquet"
    sql = (
        f"SELECT account, {', '.join(parts)} FROM read_parquet('{rows}', hive_partitioning = true,"
        " hive_types = {'day': DATE}) AS t WHERE account IS NOT NULL GROUP BY account"
    )
    lake.engine().raw_sql(sql).arrow().read_all().to_pylist()


def writing(model: Any) -> Callable[[], None]:
    """Writes the rows of a table into an empty one of the same columns and indexes."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql <> ''", [table])
        made = [row[0] for row in cursor.fetchall()]
        for sql in sorted(made, key=lambda text: not text.startswith("CREATE TABLE")):
            # Indexes are named after the table, or by themselves: another name for each.
            cursor.execute(sql.replace(f'"{table}"', '"by_hand"').replace('INDEX "', 'INDEX "h_'))
        cursor.execute(f"SELECT * FROM {table}")
        rows = cursor.fetchall()
    marks = ", ".join(["?"] * len(rows[0]))

    def write() -> None:
        with transaction.atomic():
            connection.connection.executemany(f"INSERT INTO by_hand VALUES ({marks})", rows)

    return write


def forget() -> None:
    """Take the copy away."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE by_hand")


def records(moment: Moment) -> Callable[[], None]:
    """What health asks of the records, today and a week ago."""
    known = names.names_of("account")
    model = parse_model(from_yaml(default_model())[2])
    codes = {code for text in model.rules for code in rule_of(text).names}
    wanted = sorted(code for code in leaves(codes)[1] if known[code].dated)
    asked = []
    for then in (moment, days_back(moment, 7)):
        rows = names.annotated(Account.objects.order_by(), "account", wanted, then)
        columns = [names.PREFIX + code for code in wanted]
        asked.append(rows.values_list("pk", *columns).query.sql_with_params())
    return lambda: _raw(asked)


def rules(texts: Iterable[str], moment: Moment) -> Callable[[], None]:
    """How many each rule holds for, and for how many it is unknown."""
    asked = []
    for text in texts:
        rule = names.parse("account", text)
        sql, params, compiled = names._asked(Account.objects.living(), "account", rule, moment)
        told = f"COUNT(CASE WHEN {compiled} THEN 1 END), COUNT(CASE WHEN ({compiled}) IS NULL THEN 1 END)"
        asked.append((f"SELECT {told} FROM ({sql}) AS named", params))
    return lambda: _raw(asked)


def _raw(asked: list[tuple[str, Any]]) -> None:
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(sql, params)
            cursor.fetchall()
