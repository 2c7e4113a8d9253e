"""The look at a stored file before it is imported: what its columns are and what would happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from senro.kernel.rules.access import Actor

from .actions.imports import map_import
from .engine.entries import entries
from .engine.looks import Looks
from .engine.source import FORMATS, CannotImport, Options, Source, kind_of_import, understand
from .importing import options_of, preview_file, stored_path
from .models import Import
from .queries import saved_mapping
from .rules.mapping import codes_in, codes_of, guess
from .rules.said import Unreadable
from .rules.table import Table
from .rules.tables import open_table
from .rules.values.text import as_text

# So many rows are looked at before a file is imported; the rest is read then.
MOST_ROWS = 20_000
KEPT_REJECTS = 200
Preview = dict[str, Any]


def look_at(
    import_row: Import,
    *,
    by: Actor,
    at: datetime,
    mapping: Mapping[str, str | None] | None = None,
    options: Mapping[str, Any] | None = None,
    refuse: bool = False,
) -> Import:
    """Read the file as told, and keep with the import what was seen and what would happen.

    A file that cannot be read is no failure: the preview says so, and another encoding may help. With
    `refuse` it is one: CannotImport is raised, and nothing of the import changes.
    """
    given = dict(options or {})
    how = replace(
        options_of(import_row),
        **{name: given[name] for name in ("encoding", "sheet") if name in given},
    )
    path = stored_path(import_row)
    told = mapping if mapping is not None else _remembered(import_row, how, path)
    how = replace(how, mapping=told)
    preview = _preview(import_row, path, how, by, at, refuse)
    return map_import(
        import_row=import_row,
        mapping=preview["mapping"],
        options={**given, "preview": preview},
        by=by,
        at=at,
    )


def _remembered(row: Import, how: Options, path: Path) -> dict[str, str | None]:
    """What was kept for files of this kind, as far as this one has such columns."""
    kept, kind = saved_mapping(row.kind), kind_of_import(row.kind)
    with suppress(Unreadable):
        header = _table(row, how, path).header
        return {
            name: code
            for name, code in kept.items()
            if name in header and all(map(kind.has, codes_of(code)))
        }
    return {}


def _table(row: Import, how: Options, path: Path) -> Table:
    suffix = Path(row.file_name).suffix.lower()
    return open_table(
        path, kind_of_file=FORMATS.get(suffix), encoding=how.encoding, sheet=how.sheet
    )


def _preview(
    row: Import, path: Path, how: Options, by: Actor, at: datetime, refuse: bool
) -> Preview:
    looks = Looks()
    try:
        result = preview_file(
            kind=row.kind,
            path=path,
            file_name=row.file_name,
            by=by,
            at=at,
            options=how,
            looks=looks,
            most_rows=MOST_ROWS + 1,
        )
    except CannotImport as error:
        if refuse:
            raise
        return _cannot(row, path, how, error)
    if result.rejects_file:
        Path(result.rejects_file).unlink(missing_ok=True)
    source = looks.source or understand(path, row.kind, how, row.file_name)
    seen = {"read": result.read, "created": result.created, "updated": result.updated}
    return {
        **_facts_of(source.table),
        "mapping": result.mapping,
        "guessed": source.guessed,
        "columns": list(_columns(source, looks)),
        "first": looks.first,
        "counts": {**seen, "unchanged": result.unchanged, "refused": result.refused},
        "partial": result.read > MOST_ROWS,
        "rejects": result.rejects[:KEPT_REJECTS],
        "with_email": looks.with_email,
        "without_email": looks.without_email,
        "error": "",
    }


def _facts_of(table: Table) -> Preview:
    return {
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter or "",
        "line_end": table.sniffed.line_end or "",
        "why": list(table.sniffed.why(get_language() or "ja")),
        "sheets": list(table.sheets),
    }


def _columns(source: Source, looks: Looks) -> Iterator[Preview]:
    keys = set(source.kind.keys[0]) if len(source.kind.keys) == 1 else _keys_in_use(source)
    for name in source.table.header:
        look, code = looks.columns.get(name), source.columns.get(name)
        readings = looks.readings(name, get_language() or "ja") if look else []
        yield {
            "name": name,
            "field": code or "",
            "sample": as_text(look.samples[0])[:60] if look and look.samples else "",
            "blank": look.blank if look else 0,
            "is_key": not keys.isdisjoint(codes_of(code)),
            "readings": [text for text, bad in readings if not bad][:3],
            "wrong": [text for text, bad in readings if bad][:1],
            "counted": look.values.most_common(4) if look else [],
        }


def _keys_in_use(source: Source) -> set[str]:
    """The fields by which the rows of this file are told apart."""
    used = codes_in(source.columns)
    optional = source.kind.optional_in_key
    return next((set(names) for names in source.kind.keys if set(names) - optional <= used), set())


def _cannot(row: Import, path: Path, how: Options, error: CannotImport) -> Preview:
    """The columns all the same, where there are any, so that a person can say what they are."""
    nothing: Preview = {
        "mapping": dict(how.mapping or {}), "guessed": 0, "columns": [], "first": [], "counts": {},
        "partial": False, "rejects": [], "error": str(error.message), "code": error.code,
    }  # fmt: skip
    with suppress(Unreadable):
        table = _table(row, how, path)
        kind = kind_of_import(row.kind)
        known = {name: code for name, code in (how.mapping or {}).items() if name in table.header}
        columns = guess(table.header, kind, known)
        first = next((item for item in table.rows() if isinstance(item, tuple)), None)
        samples = dict(zip(table.header, first[1], strict=False)) if first else {}
        nothing |= _facts_of(table) | {"mapping": columns}
        nothing["columns"] = [
            {
                "name": name,
                "field": columns[name] or "",
                "sample": as_text(samples.get(name, ""))[:60],
            }
            for name in table.header
        ]
    return nothing


def without_email(row: Import) -> tuple[list[str], Iterator[list[str]]]:
    """The people of an end-users file who have no e-mail address: header and rows."""
    source = understand(stored_path(row), row.kind, options_of(row), row.file_name)
    language = get_language() or "ja"
    told = source.columns.values()
    codes = [code for one in told for code in codes_of(one) if code != "email"]
    header = [source.kind.field(code).label(language) for code in codes]
    rows = (
        [as_text(entry.values.get(code)) for code in codes]
        for entry in entries(source)
        if not entry.reasons and not entry.values.get("email")
    )
    return header, rows


def refused_rows(row: Import, *, by: Actor, at: datetime) -> Path | None:
    """The rows that would be refused, as a file; the caller takes it away when it is sent."""
    result = preview_file(
        kind=row.kind,
        path=stored_path(row),
        file_name=row.file_name,
        by=by,
        at=at,
        options=options_of(row),
        most_rows=MOST_ROWS,
    )
    return Path(result.rejects_file) if result.rejects_file else None
