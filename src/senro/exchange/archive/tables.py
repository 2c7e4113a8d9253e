"""Which tables an archive holds: all of ours but those named here, found by looking at the models.

`tests/exchange/test_archive_tables.py` fails for a table or a secret-looking column that nobody has
decided about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

Values = dict[str, Any]

# Ours, but only of use where they were made.
LEFT_OUT = {
    "kernel.idempotencykey": "answers that may be asked for once more within a day",
    "kernel.joblease": "who works on what on this machine",
    "kernel.schedule": "when the worker of this machine runs what",
    "usage.inboxbatch": "events on their way into the event table, which `senro backup` holds",
    "usage.refusedevent": "events that were kept out, of this machine's last weeks",
    "usage.eventconflict": "events that were kept out, of this machine's last weeks",
    "usage.waitingsubject": "what waits in the event table for its account",
    "usage.appliedmapping": "what this machine's event table was told of a mapping",
    "usage.forgetting": "rows to be taken out of this machine's event table",
    "usage.worklease": "who works on what on this machine",
    "kernel.person_groups": "roles are ours; Django's groups are not used",
    "kernel.person_user_permissions": "roles are ours; Django's permissions are not used",
}
# Apps of others: sessions, second factors, queues. None of it belongs to the records.
OTHERS = {
    "account": "addresses that allauth notes when somebody signs in",
    "auth": "Django's groups and permissions, which are not used",
    "contenttypes": "made anew by every installation",
    "django_tasks_database": "the queue of this machine; what is due is asked for again",
    "mfa": "second factors are secrets",
    "sessions": "sessions stay out",
    "usersessions": "sessions stay out",
}
# Columns that stay out, and what stands in them after an import.
BLANKED: dict[str, dict[str, Callable[[Values], Any]]] = {
    # A word that no password has as its hash.
    "kernel.person": {"password": lambda row: "!", "last_login": lambda row: None},
    # The facts name the key that acted; it opens nothing any more.
    "kernel.apikey": {
        "digest": lambda row: f"left-out-{row['id'].hex}",
        "prefix": lambda row: "",
        "last_used_at": lambda row: None,
        "revoked_at": lambda row: row["created_at"],
    },
    # Numbers of transactions mean something in one PostgreSQL only.
    "kernel.fact": {"xid": lambda row: 0},
    "kernel.cursor": {"xid": lambda row: 0},
}
JSON_LINES = {
    "kernel.version": "method/versions.jsonl",
    "kernel.fact": "facts/facts.jsonl",
    "kernel.factabout": "facts/about.jsonl",
    "kernel.personaltext": "facts/personal-texts.jsonl",
}


@dataclass(frozen=True)
class ArchiveTable:
    """A table of the archive: where it stands there, and its columns in their order."""

    name: str
    model: type[models.Model]
    fields: tuple[Any, ...]

    @property
    def file(self) -> str:
        """The member of the ZIP."""
        return JSON_LINES.get(self.name, f"tables/{self.name}.csv")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by attribute name."""
        return tuple(field.attname for field in self.fields)

    @property
    def blanked(self) -> dict[str, Callable[[Values], Any]]:
        """What stands in the columns that stay out."""
        return BLANKED.get(self.name, {})


def archive_tables(registry: Any = apps) -> dict[str, ArchiveTable]:
    """The tables by name. `registry` may be that of an earlier state of the migrations."""
    return {table.name: table for table in _tables(registry)}


def _tables(registry: Any) -> Iterator[ArchiveTable]:
    for model in registry.get_models(include_auto_created=True):
        name = model._meta.label_lower
        if is_left_out(name) or model._meta.proxy or not model._meta.managed:
            continue
        blanked = BLANKED.get(name, {})
        fields = sorted(
            (field for field in model._meta.concrete_fields if field.attname not in blanked),
            key=lambda field: (not field.primary_key, field.attname),
        )
        yield ArchiveTable(name, model, tuple(fields))


def is_left_out(name: str) -> bool:
    """Was it decided that this table stays out?"""
    return name in LEFT_OUT or name.partition(".")[0] in OTHERS
