"""The tables: an empty database gets them from the models at once, an older one is migrated.

Replaying every migration rebuilds the models of each step, which takes a new installation twenty
times as long as making the tables that come out of it. A test compares the two.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def make_tables() -> None:
    """All tables of this release, the one for the cache included; what is there is kept."""
    if connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    else:
        _make_at_once()
    call_command("createcachetable", verbosity=0)


def record_migrations() -> None:
    """Note every migration of this release as applied, for tables that were made from the models."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    rows = recorder.Migration
    done = set(rows.objects.using(connection.alias).values_list("app", "name"))
    graph = MigrationLoader(connection).graph
    rows.objects.using(connection.alias).bulk_create(
        rows(app=app, name=name) for app, name in sorted(graph.nodes) if (app, name) not in done
    )


def _make_at_once() -> None:
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        record_migrations()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
