"""Checks over every table: what was undone, and what lies about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from ..file_store import left_behind
from ..models import File, Row
from . import WARNING, Finding, check

SHOWN = 5
# The sweep of each night takes what is two days old.
SWEPT_AFTER = timedelta(days=4)


@check("undone", _("Nothing living refers to what was undone"))
def undone(at: datetime, machine: datetime) -> Iterator[Finding]:
    """An undo leaves alone what something living builds on, so a living row never hangs in the air."""
    for model in apps.get_models():
        if not issubclass(model, Row):
            continue
        rows: Any = model
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not isinstance(target, type) or not issubclass(target, Row):
                continue
            hanging = rows.objects.living().filter(**{f"{field.name}__undone_at__isnull": False})
            for key, other in hanging.order_by("pk").values_list("pk", field.attname)[:SHOWN]:
                words = _("%(row)s refers to %(other)s, which was undone.")
                names = {
                    "row": f"{model._meta.model_name}:{key}",
                    "other": f"{target._meta.model_name}:{other}",
                }
                yield Finding(words % names)


@check("orphans", _("No stored file is without a row"))
def orphans(at: datetime, machine: datetime) -> Iterator[Finding]:
    """Bytes that no row names are swept every night; those that stay say that nobody sweeps."""
    known = set(File.objects.values_list("sha256", flat=True))
    left = left_behind(known, before=machine - SWEPT_AFTER)
    if left:
        words = _("%(count)s files belong to no row: %(name)s …")
        yield Finding(words % {"count": len(left), "name": left[0].name}, WARNING)
