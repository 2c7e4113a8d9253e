"""A file, opened and understood: its table, what its columns stand for, how its cells are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import lazy
from django.utils.translation import get_language

from senro.customers.models import CustomField
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.queries.people import organization

from ..rules.fields import Choice, Field, Kind, Type
from ..rules.kinds import UnknownKind, kind_named
from ..rules.mapping import Columns, apply_mapping, can_identify
from ..rules.rows import RowReader, compile_rows, survey_dates
from ..rules.said import MappingRefused, Refused, Unreadable
from ..rules.table import Table
from ..rules.tables import open_table

# The record that a kind of import makes, as custom fields and facts call it.
SUBJECTS = {
    "accounts": "account",
    "contacts": "contact",
    "contracts": "contract",
    "end-users": "enduser",
    "cases": "case",
}
_CUSTOM_TYPES = {
    "text": Type.TEXT,
    "number": Type.DECIMAL,
    "date": Type.DATE,
    "boolean": Type.BOOLEAN,
    "list": Type.LIST,
}


class CannotImport(Invalid):
    """The file as a whole is refused: nothing of it was written."""

    def __init__(self, code: str, message: Any, *errors: FieldError) -> None:
        super().__init__(*errors)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Options:
    """How to read a file, where it does not say so itself."""

    mapping: Mapping[str, str | None] | None = None
    encoding: str = "auto"
    delimiter: str | None = None
    sheet: str | None = None
    history: bool = False


@dataclass(frozen=True)
class Source:
    """A file that is about to be read."""

    kind: Kind
    table: Table
    columns: Columns
    reader: RowReader
    options: Options
    # By guess alone, so that a person sees how much of the mapping is their own.
    guessed: int
    orders: Mapping[int, str | None]
    tz: ZoneInfo
    currency: str


def in_words(say: Any) -> Any:
    """A sentence in the language of whoever reads it: `say(locale)` is called then."""
    return lazy(lambda: say(get_language() or "ja"), str)()


def kind_of_import(code: str) -> Kind:
    """The kind with the team's custom fields. Raises CannotImport naming the kinds there are."""
    try:
        kind = kind_named(code)
    except UnknownKind as error:
        raise CannotImport(
            "unknown_kind",
            in_words(error.message),
            FieldError("kind", "unknown_kind", in_words(error.message)),
        ) from error
    subject = SUBJECTS.get(kind.code)
    if subject is None:
        return kind
    own = CustomField.objects.living().filter(subject=subject).order_by("code")
    return kind.with_fields(*(_custom(row) for row in own if not kind.has(row.code)))


def _custom(row: CustomField) -> Field:
    choices = tuple(Choice(option, option, option) for option in row.options)
    type_ = _CUSTOM_TYPES[row.type]
    if choices and type_ is Type.TEXT:
        type_ = Type.CHOICE
    return Field(row.code, type_, row.label_ja, row.label_en, choices=choices, max_length=2_000)


FORMATS = {
    ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip


def understand(
    path: str | Path,
    kind_code: str,
    options: Options,
    file_name: str = "",
    *,
    most_rows: int | None = None,
) -> Source:
    """Open the file and find out what it says. Raises CannotImport.

    Stored files have no suffix; `file_name` is the one they came with. A first look goes no further
    down than `most_rows`.
    """
    kind = kind_of_import(kind_code)
    organisation = organization()
    tz = ZoneInfo(organisation.timezone)
    try:
        table = open_table(
            path,
            kind_of_file=FORMATS.get(Path(file_name).suffix.lower()),
            encoding=options.encoding,
            delimiter=options.delimiter,
            sheet=options.sheet,
        )
        columns = apply_mapping(table.header, kind, options.mapping or {})
        _must_identify(kind, columns)
        orders = survey_dates(islice(table.rows(), most_rows), kind, table.header, columns)
    except Unreadable as error:
        raise unreadable(error) from error
    except MappingRefused as error:
        raise _mapping_refused(error) from error
    currency = organisation.currency
    reader = compile_rows(kind, table.header, columns, tz=tz, currency=currency, orders=orders)
    guessed = sum(
        1 for name, code in columns.items() if code and name not in (options.mapping or {})
    )
    return Source(kind, table, columns, reader, options, guessed, orders, tz, currency)


def unreadable(error: Unreadable) -> CannotImport:
    """The refusal of a file that is no table."""
    words = in_words(error.message)
    return CannotImport(error.code, words, FieldError("file", error.code, words))


def _mapping_refused(error: MappingRefused) -> CannotImport:
    errors = [
        FieldError(str(one.params.get("column", "mapping")), one.code, in_words(one.message))
        for one in error.errors
    ]
    return CannotImport(error.errors[0].code, in_words(_joined(error.errors)), *errors)


def _joined(refusals: Iterable[Refused]) -> Any:
    return lambda locale: " ".join(one.message(locale) for one in refusals)


def _must_identify(kind: Kind, columns: Columns) -> None:
    """A file whose columns tell no row from another would only be refused row by row."""
    if can_identify(kind, columns):
        return
    ways = tuple(
        " + ".join(name for name in names if name not in kind.optional_in_key)
        for names in kind.keys
    )
    raise MappingRefused((Refused("key_missing", {"fields": ways}),))
