"""Which keys a file has shown already: a few in memory, many in a file that vanishes by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

IN_MEMORY = 100_000
MAKE = "CREATE TABLE seen (key BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID"


class Seen:
    """Remembers the row in which an identity came first, for files of any length."""

    def __init__(self, most: int = IN_MEMORY) -> None:
        self.most = most
        self._few: dict[bytes, int] = {}
        self._many: sqlite3.Connection | None = None
        self._again: dict[str, int] = {}

    def first(self, identity: Iterable[Any], row: int) -> int:
        """The row that has shown this identity first: this one, if none has."""
        key = blake2b(repr(tuple(identity)).encode(), digest_size=16).digest()
        if self._many is not None:
            return self._on_disk(key, row)
        found = self._few.setdefault(key, row)
        if len(self._few) > self.most:
            self._move()
        return found

    def count(self, content: str, row: int) -> int:
        """How often this was said by now, this time included."""
        again = self._again.get(content, 0)
        if not again and self.first((content,), row) == row:
            return 1
        self._again[content] = count = max(again, 1) + 1
        return count

    def _on_disk(self, key: bytes, row: int) -> int:
        assert self._many is not None
        new = self._many.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, row))
        if new.rowcount:
            return row
        found = self._many.execute("SELECT row FROM seen WHERE key = ?", (key,)).fetchone()
        return int(found[0])

    def _move(self) -> None:
        # A database without a name lies in a temporary file that is gone when it is closed.
        self._many = sqlite3.connect("", isolation_level=None)
        self._many.execute("PRAGMA journal_mode=OFF")
        self._many.execute("PRAGMA cache_size=-32000")
        self._many.execute(MAKE)
        self._many.execute("BEGIN")
        self._many.executemany("INSERT INTO seen VALUES (?, ?)", self._few.items())
        self._few = {}
