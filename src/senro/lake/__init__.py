"""The only door to the event table and its query engine.

    rows = lake.events()                                    # an Ibis table
    lake.fetch(rows.filter(rows.account == "ACC-1").count().as_table())
    lake.append(lake.EVENTS, arrow, writer="drain", turn=lake.turn_of(lake.EVENTS, "drain"))

Nothing above knows where the table lies or which engine reads it. The engine takes seconds to
load, so a name is only looked up when somebody asks for it: `senro --help` never does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .reading import engine, events, fetch, table, usage
    from .schema import EVENTS, TABLES, USAGE, LakeTable
    from .tables import WrittenMeanwhile, append, opened, turn_of

_STANDS_IN = {
    "reading": ("engine", "events", "fetch", "table", "usage"),
    "schema": ("EVENTS", "TABLES", "USAGE", "LakeTable"),
    "tables": ("WrittenMeanwhile", "append", "opened", "turn_of"),
}

__all__ = [
    "EVENTS",
    "TABLES",
    "USAGE",
    "LakeTable",
    "WrittenMeanwhile",
    "append",
    "engine",
    "events",
    "fetch",
    "opened",
    "table",
    "turn_of",
    "usage",
]


def __getattr__(name: str) -> Any:
    for module, names in _STANDS_IN.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
