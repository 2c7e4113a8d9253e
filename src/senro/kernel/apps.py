"""The kernel app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "senro.kernel"
    label = "kernel"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from .triggers import make_triggers

        # The one Django signal in the house: database triggers are part of the schema.
        post_migrate.connect(make_triggers, sender=self)
        _load_registries()


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
