"""The only door to the event table and its query engine.

    rows = lake.events()                                    # an Ibis table
    lake.fetch(rows.filter(rows.account == "ACC-1").count().as_table())
    lake.append(lake.EVENTS, arrow, writer="drain", turn=lake.turn_of(lake.EVENTS, "drain"))

Nothing above knows where the table lies or which engine reads it. The engine takes seconds to
load, so a name is only looked up when somebody asks for it: `senro --help` never does.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .ids import find
    from .reading import answers, engine, events, fetch, table, usage
    from .schema import EVENTS, TABLES, USAGE, LakeTable
    from .tables import WrittenMeanwhile, append, files, opened, turn_of
    from .upkeep import (
        compact,
        crowded,
        delete_before,
        give_account,
        remove,
        rename_users,
    )

_STANDS_IN = {
    "ids": ("find",),
    "reading": ("answers", "engine", "events", "fetch", "table", "usage"),
    "schema": ("EVENTS", "TABLES", "USAGE", "LakeTable"),
    "tables": ("WrittenMeanwhile", "append", "files", "opened", "turn_of"),
    "upkeep": (
        "compact",
        "crowded",
        "delete_before",
        "give_account",
        "remove",
        "rename_users",
    ),
}


def is_empty(table: "LakeTable | None" = None) -> bool:
    """Whether nothing was ever written, there or anywhere; found out without loading the engine."""
    from django.conf import settings

    name = table.name if table else "*"
    return not any(Path(settings.LAKE_DIR).glob(f"{name}/day=*"))


__all__ = [
    "EVENTS",
    "TABLES",
    "USAGE",
    "LakeTable",
    "WrittenMeanwhile",
    "answers",
    "append",
    "compact",
    "crowded",
    "delete_before",
    "engine",
    "events",
    "fetch",
    "files",
    "find",
    "give_account",
    "is_empty",
    "opened",
    "remove",
    "rename_users",
    "table",
    "turn_of",
    "usage",
]


def __getattr__(name: str) -> Any:
    for module, names in _STANDS_IN.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
