"""What became of the rows of a file: counts, refusals, and the file that gives these back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from ..rules.mapping import said_of
from ..rules.phrases import PHRASES
from ..rules.said import Refused
from ..rules.values.text import as_text
from ..rules.writers import RejectsWriter
from .entries import Entry
from .source import Source

LONGEST_VALUE = 200
# So many refusals are kept in memory; the rejects file has them all.
MOST_TOLD = 50_000


@dataclass(frozen=True)
class Told:
    """A domain's refusal in the shape of a reader's."""

    code: str
    words: Any

    def message(self, locale: str = "ja") -> str:
        """The sentence a person reads."""
        return str(self.words)


@dataclass
class Tally:
    """Counts while rows go by."""

    source: Source
    rejects_path: Path | None = None
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    rejects: list[dict[str, Any]] = field(default_factory=list)
    _writer: RejectsWriter | None = None

    def refuse(self, entry: Entry) -> None:
        """Count a refused row and keep it, with its reasons."""
        self.refused += 1
        locale = get_language() or "ja"
        for name, why in entry.reasons if len(self.rejects) < MOST_TOLD else ():
            self.rejects.append(
                {
                    "row": entry.row,
                    "field": name,
                    "code": why.code,
                    "message": why.message(locale),
                    "value": self._value(entry, name),
                }
            )
        if self.rejects_path is not None:
            self._rejects(locale).add(
                entry.cells, [(self._named(name, locale), why) for name, why in entry.reasons]
            )

    def settled(self, entry: Entry, status: str, errors: Iterable[Any]) -> bool:
        """Count what a domain made of a row; False when it refused the row, which then knows why."""
        if status == "created":
            self.created += 1
        elif status == "updated":
            self.updated += 1
        elif status == "unchanged":
            self.unchanged += 1
        else:
            entry.reasons += [(one.field, self._told(entry, one)) for one in errors]
            return False
        return True

    def recall(
        self, piece: Sequence[Entry], rejects: Sequence[dict[str, Any]], counts: Any
    ) -> None:
        """Take up rows that an earlier run has written: its refusals again, its counts at the end."""
        said: dict[int, list[dict[str, Any]]] = {}
        for one in rejects:
            said.setdefault(one["row"], []).append(one)
        for entry in piece:
            if entry.row in said:
                entry.reasons = [
                    (one["field"], Told(one["code"], one["message"])) for one in said[entry.row]
                ]
                self.refuse(entry)
        if counts is not None:
            for name in self.counts():
                setattr(self, name, counts[name])

    def counts(self) -> dict[str, int]:
        """The numbers."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }

    def close(self) -> None:
        """Finish the rejects file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _rejects(self, locale: str) -> RejectsWriter:
        if self._writer is None:
            assert self.rejects_path is not None
            self._writer = RejectsWriter(self.rejects_path, self.source.table, locale)
        return self._writer

    def _told(self, entry: Entry, error: Any) -> Any:
        """With the value, where there are words that name it."""
        value = self._value(entry, error.field)
        if value and error.code.startswith("unknown_") and error.code in PHRASES:
            return Refused(error.code, {"value": value})
        return Told(error.code, error.message)

    def _named(self, code: str, locale: str) -> str:
        if not code:
            return ""
        kind = self.source.kind
        return kind.field(code).label(locale) if kind.has(code) else code

    def _value(self, entry: Entry, code: str) -> str:
        for place, name, _read in self.source.reader.readers:
            if name == code and place < len(entry.cells):
                return as_text(entry.cells[place])[:LONGEST_VALUE]
        return ""


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do (`dry_run`)."""

    kind: str
    read: int
    created: int
    updated: int
    unchanged: int
    refused: int
    encoding: str
    delimiter: str | None
    mapping: dict[str, str | None]
    rejects: list[dict[str, Any]]
    rejects_file: str | None
    dry_run: bool = False
    import_id: Any = None
    # Preview of end users: how many can be reached by mail.
    coverage: dict[str, int] | None = None

    @property
    def changed(self) -> int:
        """Rows that were made or altered."""
        return self.created + self.updated

    def as_dict(self) -> dict[str, Any]:
        """The document that `senro import --json` prints."""
        said = ("row", "field", "code", "message")
        return {
            "kind": self.kind,
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "encoding": self.encoding,
            "mapping": {column: said_of(told) for column, told in self.mapping.items()},
            "rejects": [{name: one[name] for name in said} for one in self.rejects],
            "rejects_file": self.rejects_file,
            **({"coverage": self.coverage} if self.coverage is not None else {}),
        }


def result_of(tally: Tally, **more: Any) -> ImportResult:
    """The tally as a result."""
    source = tally.source
    path = tally.rejects_path
    return ImportResult(
        kind=source.kind.code,
        read=tally.read,
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=tally.refused,
        encoding=source.table.encoding,
        delimiter=source.table.delimiter,
        mapping=dict(source.columns),
        rejects=tally.rejects,
        rejects_file=str(path.absolute()) if path is not None and tally.refused else None,
        **more,
    )
