"""Facts cannot be updated or deleted: the database itself refuses, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLES = ("kernel_fact", "kernel_factabout")

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION senro_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'facts are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {level} EXECUTE FUNCTION senro_append_only()
"""


def make_triggers(using: str = "default", **_: Any) -> None:
    """Create the triggers where they are missing (after each migrate)."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            if table not in present:
                continue
            for verb in ("UPDATE", "DELETE"):
                if connection.vendor == "sqlite":
                    cursor.execute(SQLITE.format(table=table, verb=verb))
                elif connection.vendor == "postgresql":
                    cursor.execute(POSTGRES.format(table=table, verb=verb, level="ROW"))
            if connection.vendor == "postgresql":
                cursor.execute(POSTGRES.format(table=table, verb="TRUNCATE", level="STATEMENT"))


def missing_triggers(using: str = "default") -> list[str]:
    """Names of triggers that should be there and are not."""
    connection = connections[using]
    verbs = ["UPDATE", "DELETE"] + ["TRUNCATE"] * (connection.vendor == "postgresql")
    wanted = {f"{table}_no_{verb}".lower() for table in TABLES for verb in verbs}
    question = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        present = {row[0].lower() for row in cursor.fetchall()}
    return sorted(wanted - present)


def drop_triggers(using: str = "default") -> None:
    """For tests that empty tables, and for `senro demo --remove`; nothing else calls it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in TABLES:
            for verb in ("UPDATE", "DELETE", "TRUNCATE"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
