"""The SQL of a rule: nothing in a rule or a column's name can break out of it."""

import sqlite3

import duckdb
import pytest
import sqlglot

from senro.kernel.rules.language import Name, Sql, check

from .vocabulary import NAMES, TODAY

HOSTILE = [
    "x' OR '1'='1", "'; DROP TABLE accounts; --", "\\'; DROP TABLE accounts; --", "\\", "%s", "%(a)s", "%%", "100%",
    "?", ":a", "$1", "$$", "/*", "*/", "\"", "`", "]", "{0}", "E'\\x41'", "U&'\\0041'", "日本\u2028語", "\u202e", "ʼ", "＇",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_literal_stays_a_literal(text):
    rule = check("tier = '" + text.replace("'", "''") + "'", NAMES)
    for connection, dialect in (
        (sqlite3.connect(":memory:"), "sqlite"),
        (duckdb.connect(), "duckdb"),
    ):
        connection.execute("CREATE TABLE accounts (tier TEXT)")
        connection.execute("INSERT INTO accounts VALUES (?), ('other')", [text])
        sql = rule.compile(dialect, today=TODAY)
        assert connection.execute(f"SELECT tier FROM accounts WHERE {sql}").fetchall() == [(text,)]
        connection.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_column_name_stays_a_name(text):
    for dialect in ("sqlite", "postgres", "duckdb"):
        sql = check("seats > 1", NAMES).compile(
            dialect, today=TODAY, columns={"seats": text}, table=text
        )
        quoted = '"' + text.replace('"', '""') + '"'
        assert f"{quoted}.{quoted}" in sql


def test_percent_signs_are_doubled_for_drivers_when_asked():
    rule = check("tier = '100%' AND add_months(renewal, 1) > today()", NAMES)
    plain = rule.compile("sqlite", today=TODAY)
    assert "'100%'" in plain
    assert rule.compile("sqlite", today=TODAY, escape_percent=True) % () == plain


def test_a_column_can_be_our_own_sql():
    rule = check("coverage >= 0.5", NAMES)
    column = Sql("SELECT 0.7")
    sql = rule.compile("sqlite", today=TODAY, columns={"coverage": column}, table="accounts")
    assert sqlite3.connect(":memory:").execute(f"SELECT {sql}").fetchone() == (1,)


def test_integer_columns_divide_as_decimals_and_by_zero_to_unknown():
    rule = check("active_users_28d / seats >= 0.6", NAMES)
    for connection, dialect in (
        (sqlite3.connect(":memory:"), "sqlite"),
        (duckdb.connect(), "duckdb"),
    ):
        connection.execute("CREATE TABLE t (active_users_28d INTEGER, seats INTEGER)")
        connection.execute("INSERT INTO t VALUES (3, 5), (29, 50), (1, 0), (NULL, 5)")
        sql = rule.compile(dialect, today=TODAY, table="t")
        found = [row[0] for row in connection.execute(f"SELECT {sql} FROM t").fetchall()]
        assert found == [True, False, None, None]


def test_a_computed_number_equals_the_number_a_person_means():
    rule = check("active_users_28d >= seats * 1.1", NAMES)
    sql = rule.compile(
        "sqlite", today=TODAY, columns={"active_users_28d": Sql("110"), "seats": Sql("100")}
    )
    assert sqlite3.connect(":memory:").execute(f"SELECT {sql}").fetchone() == (1,)


@pytest.mark.parametrize(
    "text",
    [
        "tier = 'MM' AND active_users_28d / seats >= 0.6 AND days_since_inbound_contact < 14",
        "has(purposes, 'C') OR NOT (has(purposes, 'F') AND stalled)",
        "renewal BETWEEN today() AND add_days(today(), 90) AND tier NOT IN ('MM', 'O''Brien')",
        "-seats + 2 * (seats - 1) / 3 > coalesce(seats, 0) OR renewal IS NOT NULL",
    ],
)
def test_a_rule_is_sql_to_a_parser_that_knows_all_of_sql(text):
    rule = check(text, NAMES)
    tree = sqlglot.parse_one(rule.text)
    assert {column.name for column in tree.find_all(sqlglot.exp.Column)} == rule.names


def test_the_canonical_text_has_one_spelling():
    rule = check("  ( TIER='MM' )and(( seats*1.50>=.5 ))or not(stalled is NOT null)", NAMES)
    assert rule.text == "tier = 'MM' AND seats * 1.5 >= 0.5 OR NOT stalled IS NOT NULL"
    assert rule == check(rule.text, NAMES)


def test_names_may_be_japanese_or_dotted():
    names = {"店舗数": Name("店舗数", "number", {}), "case.owner": Name("case.owner", "text", {})}
    rule = check("店舗数 > 3 AND case.owner = 'a@example.com'", names)
    assert '"店舗数"' in rule.compile("postgres", today=TODAY)
    assert '"case.owner"' in rule.compile("postgres", today=TODAY)
