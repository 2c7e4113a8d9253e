"""The kernel app."""

from __future__ import annotations

import gc
from typing import Any

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "senro.kernel"
    label = "kernel"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_migrate

        from .sql_views import drop_sql_views

        # The only Django signals in the house: database triggers and views are part of the schema,
        # and new readers of facts begin where the old release ended.
        pre_migrate.connect(drop_sql_views, sender=self)
        post_migrate.connect(_after_migrate, sender=self)
        _load_registries()
        from .doctor import checks, rows  # noqa: F401 - registers the kernel's own

        _collect_rarely()


def _collect_rarely() -> None:
    """Code is never rubbish, and a page or an import makes far more than the usual 700 objects.

    Looking for cycles as often as Python does by itself takes two fifths of an import's time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _after_migrate(using: str = "default", **_: Any) -> None:
    from .reactions import make_cursors
    from .sql_views import make_sql_views
    from .triggers import make_triggers

    make_triggers(using)
    make_sql_views(using)
    make_cursors()


def _load_registries() -> None:
    """Every domain offers its verbs, names, import kinds and undo rules by being imported."""
    from importlib import import_module
    from importlib.util import find_spec

    from django.apps import apps

    for app in apps.get_app_configs():
        if not app.name.startswith("senro."):
            continue
        for part in ("actions", "registry", "reactions"):
            if find_spec(f"{app.name}.{part}"):
                import_module(f"{app.name}.{part}")
