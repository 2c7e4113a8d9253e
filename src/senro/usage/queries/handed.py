"""Tables of numbers that SQLite looks up row by row, without their being written into its language.

What stands in the query is a name; the table lives for as long as the query that names it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

LOOK_UP = "senro_number_of"
_numbers = count()


class Handed(str):
    """The name of a table, and the table."""

    values: Mapping[UUID, Any]

    @cached_property
    def by_text(self) -> dict[str, Any]:
        """Ids are 32 hex digits there."""
        return {key.hex: value for key, value in self.values.items()}

    def __deepcopy__(self, memo: Any) -> Handed:
        return self


_living: WeakValueDictionary[str, Handed] = WeakValueDictionary()


def handed(values: Mapping[UUID, Any]) -> Handed:
    """A parameter that stands for a table."""
    name = str(next(_numbers))
    found = Handed(name)
    found.values = values
    _living[name] = found
    return found


def hand_over(connection: Any) -> None:
    """Let this connection look numbers up; once for each, since a running query may be using it."""
    connection.ensure_connection()
    raw = connection.connection
    if getattr(connection, LOOK_UP, None) is not raw:
        raw.create_function(LOOK_UP, 2, _number_of, deterministic=True)
        setattr(connection, LOOK_UP, raw)


def _number_of(name: str, key: str) -> Any:
    return _living[name].by_text.get(key)
