"""Tables made at once are those that the migrations make."""

from __future__ import annotations

import pytest

from .installation import MAKE_TABLES, installation

TABLES = """
from django.db import connection
def _plain(found):
    kept = {key: value for key, value in found.items() if key not in {"definition", "options"}}
    return {**kept, "columns": list(kept["columns"])}
with connection.cursor() as cursor:
    look = connection.introspection
    answer = {
        table: {
            "columns": sorted(
                [one.name, str(one.type_code), one.null_ok, str(one.default)]
                for one in look.get_table_description(cursor, table)
            ),
            "relations": {k: list(v)[:2] for k, v in look.get_relations(cursor, table).items()},
            "constraints": sorted(
                (str(_plain(one)) for one in look.get_constraints(cursor, table).values())
            ),
            "names": sorted(
                name
                for name, one in look.get_constraints(cursor, table).items()
                if name.startswith(("kernel", "customers", "onboarding", "exchange", "usage"))
                and not one["foreign_key"]
            ),
        }
        for table in look.table_names(cursor)
    }
"""
# As an older release left them, with a row.
OLDER = """
from django.core.management import call_command
call_command('migrate', 'kernel', '0001', verbosity=0)
from django.contrib.contenttypes.models import ContentType
ContentType.objects.create(app_label='x', model='y')
"""
KEPT = "\nanswer = ContentType.objects.filter(app_label='x').count()"
# Django's own: its key was widened by no migration of theirs, and nothing here holds such rows.
NOT_OURS = {"auth_group_permissions"}
STANDING = "\nfrom senro.cli.base import pending_migrations; answer = pending_migrations()"


VIEWS = "\nfrom senro.kernel.sql_views import missing_sql_views; answer = missing_sql_views()"


@pytest.mark.slow
@pytest.mark.postgres
def test_tables_made_at_once_are_those_that_migrations_make_of_older_ones_with_their_rows(tmp_path):
    with installation(tmp_path / "made") as made:
        assert made.python(STANDING) == [] == made.python(VIEWS)
        found = made.python(TABLES)
    with installation(tmp_path / "migrated", tables=False) as migrated:
        assert migrated.python(OLDER + MAKE_TABLES + KEPT) == 1
        assert migrated.python(STANDING) == [] == migrated.python(VIEWS)
        wanted = migrated.python(TABLES)
    assert found.keys() == wanted.keys()
    differing = {
        name: (found[name], wanted[name])
        for name in found.keys() - NOT_OURS
        if found[name] != wanted[name]
    }
    assert not differing
