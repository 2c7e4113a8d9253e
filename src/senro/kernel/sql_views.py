"""Read-only views of the database for BI tools. A domain registers its own in its `registry`:

    register_sql_view(SqlView("bi_cases", "Cases …", {"case_id": "…"}, sql="SELECT …", tables=(…)))

They are dropped before tables change and made again afterwards, on SQLite and PostgreSQL, because
neither lets a table be altered under a view. Who was granted to read one on PostgreSQL keeps that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


SQL_VIEWS: dict[str, SqlView] = {}
# Who may read a view that was dropped for a migration: {view: roles}.
_granted: dict[str, list[str]] = {}
GRANTED = """
SELECT c.relname, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relkind = 'v' AND c.relnamespace = current_schema()::regnamespace
AND a.privilege_type = 'SELECT' AND a.grantee <> c.relowner
"""


def register_sql_view(view: SqlView) -> None:
    """Offer a view. Raises RuntimeError for a second one of that name."""
    if view.name in SQL_VIEWS:
        raise RuntimeError(f"the view {view.name} is registered twice")
    SQL_VIEWS[view.name] = view


def make_sql_views(using: str = "default", **_: Any) -> None:
    """Create the views that are missing (after each migrate)."""
    connection = connections[using]
    missing = missing_sql_views(using)
    if not missing:
        return
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in missing:
            view = SQL_VIEWS[name]
            if tables.issuperset(view.tables):
                columns = ", ".join(view.columns)
                question = view.question(connection.vendor)
                cursor.execute(f"CREATE VIEW {name} ({columns}) AS {question}")
                for role in _granted.pop(name, []):
                    cursor.execute(f"GRANT SELECT ON {name} TO {role}")


def drop_sql_views(using: str = "default", plan: Any = None, **_: Any) -> None:
    """Take the views away before tables change. With an empty `plan` nothing will."""
    if plan is not None and not plan:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(connection, cursor)
        if there and connection.vendor == "postgresql":
            cursor.execute(GRANTED)
            for name, role in cursor.fetchall():
                if name in there:
                    _granted.setdefault(name, []).append(role)
        # What an earlier release made under a name that is gone goes too.
        for name in there:
            cursor.execute(f"DROP VIEW IF EXISTS {name}")


def missing_sql_views(using: str = "default") -> list[str]:
    """Names of views that should be there and are not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(connection, cursor)
    return [name for name in SQL_VIEWS if name not in there]


def _there(connection: Any, cursor: Any) -> list[str]:
    found = connection.introspection.get_table_list(cursor)
    return [one.name for one in found if one.type == "v" and one.name.startswith("bi_")]
