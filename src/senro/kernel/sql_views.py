"""Read-only views of the database for BI tools. A domain registers its own in its `registry`:

    register_sql_view(SqlView("bi_cases", "Cases …", {"case_id": "…"}, sql="SELECT …", tables=(…)))

They are dropped before tables change and made again afterwards, on SQLite and PostgreSQL, because
neither lets a table be altered under a view; one whose question is another in this release is made
anew too. Who was granted to read one on PostgreSQL keeps that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class SqlView:
    """A view: what it holds, its columns with their meaning, its question."""

    name: str
    about: str
    columns: Mapping[str, str]
    sql: str
    # What has to be there for it; while tables are migrated backwards something may be missing.
    tables: tuple[str, ...]
    # Where PostgreSQL says it otherwise.
    postgresql: str = ""

    def question(self, vendor: str) -> str:
        """The SELECT, as this database says it."""
        return self.postgresql if vendor == "postgresql" and self.postgresql else self.sql

    def mark(self, vendor: str) -> str:
        """What tells this question from another release's."""
        told = f"{', '.join(self.columns)} {self.question(vendor)}"
        return sha256(told.encode()).hexdigest()[:16]


SQL_VIEWS: dict[str, SqlView] = {}
# Who may read a view that was dropped: {view: roles}.
_granted: dict[str, list[str]] = {}
GRANTED = """
SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relkind = 'v' AND c.relnamespace = current_schema()::regnamespace AND c.relname = %s
AND a.privilege_type = 'SELECT' AND a.grantee <> c.relowner
"""
# {name: what bears its mark}: SQLite keeps a view's text with its comments, PostgreSQL a comment.
THERE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'view' AND name LIKE 'bi~_%' ESCAPE '~'",
    "postgresql": """
SELECT relname, coalesce(obj_description(oid, 'pg_class'), '') FROM pg_class
WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace AND relname LIKE 'bi~_%' ESCAPE '~'
""",
}


def register_sql_view(view: SqlView) -> None:
    """Offer a view. Raises RuntimeError for a second one of that name."""
    if view.name in SQL_VIEWS:
        raise RuntimeError(f"the view {view.name} is registered twice")
    SQL_VIEWS[view.name] = view


def make_sql_views(using: str = "default", **_: Any) -> None:
    """Create the views that are missing or ask what they asked before (after each migrate)."""
    connection = connections[using]
    missing = missing_sql_views(using)
    if not missing:
        return
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        there = _there(connection, cursor)
        for name in missing:
            if name in there:
                _drop(connection, cursor, name)
            if tables.issuperset(SQL_VIEWS[name].tables):
                _create(connection, cursor, SQL_VIEWS[name])


def drop_sql_views(using: str = "default", plan: Any = None, **_: Any) -> None:
    """Take the views away before tables change. With an empty `plan` nothing will."""
    if plan is not None and not plan:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        # What an earlier release made under a name that is gone goes too.
        for name in _there(connection, cursor):
            _drop(connection, cursor, name)


def missing_sql_views(using: str = "default") -> list[str]:
    """Names of views that should be there and are not, or are those of another release."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(connection, cursor)
    return [
        name
        for name, view in SQL_VIEWS.items()
        if view.mark(connection.vendor) not in there.get(name, "")
    ]


def _there(connection: Any, cursor: Any) -> dict[str, str]:
    cursor.execute(THERE[connection.vendor])
    return dict(cursor.fetchall())


def _create(connection: Any, cursor: Any, view: SqlView) -> None:
    vendor = connection.vendor
    columns, mark = ", ".join(view.columns), view.mark(vendor)
    question = view.question(vendor)
    cursor.execute(f"CREATE VIEW {view.name} ({columns}) AS /* {mark} */ {question}")
    if vendor == "postgresql":
        cursor.execute(f"COMMENT ON VIEW {view.name} IS '{mark}'")
    for role in _granted.pop(view.name, []):
        cursor.execute(f"GRANT SELECT ON {view.name} TO {role}")


def _drop(connection: Any, cursor: Any, name: str) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(GRANTED, [name])
        _granted[name] = [role for (role,) in cursor.fetchall()]
    cursor.execute(f"DROP VIEW IF EXISTS {name}")
