"""Whole rows: cells by column in, values by field and refusals out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from senro.exchange.rules.fields import Kind, Type
from senro.exchange.rules.mapping import codes_of, scales
from senro.exchange.rules.said import Refused
from senro.exchange.rules.values.order import survey
from senro.exchange.rules.values.reader import KEEP, Context, Read, reader_for

Refusals = list[tuple[str, Refused]]


@dataclass(frozen=True)
class RowReader:
    """Compiled for one file: `read(cells)` gives `(values, refusals)`.

    `values` has no entry for a cell that leaves the old value, and CLEAR for one that clears it.
    """

    kind: Kind
    readers: tuple[tuple[int, str, Read], ...]

    def read(self, cells: Sequence[Any]) -> tuple[dict[str, Any], Refusals]:
        """Read one row; a refusal names its field."""
        values: dict[str, Any] = {}
        refusals: Refusals = []
        for place, code, read in self.readers:
            value = read(cells[place])
            if value is KEEP:
                continue
            if type(value) is Refused:
                refusals.append((code, value))
            else:
                values[code] = value
        return values, refusals


def compile_rows(
    kind: Kind,
    header: Sequence[str],
    columns: Mapping[str, str | None],
    *,
    tz: dt.tzinfo,
    currency: str = "JPY",
    orders: Mapping[int, str | None] | None = None,
) -> RowReader:
    """A reader for the rows under this header. `orders` comes from `survey_dates`."""
    context, units, readers = Context(tz=tz, currency=currency), scales(kind, columns), []
    for place, column in enumerate(header):
        for code in codes_of(columns.get(column)):
            own = replace(context, order=(orders or {}).get(place), scale=units.get(column, 1))
            readers.append((place, code, reader_for(kind.field(code), own)))
    return RowReader(kind, tuple(readers))


def date_columns(kind: Kind, header: Sequence[str], columns: Mapping[str, str | None]) -> list[int]:
    """Places of the columns that hold dates or instants."""
    found = ((place, columns.get(column)) for place, column in enumerate(header))
    dates = (Type.DATE, Type.DATETIME)
    return [p for p, told in found if any(kind.field(c).type in dates for c in codes_of(told))]


def survey_dates(
    rows: Iterable[Any], kind: Kind, header: Sequence[str], columns: Mapping[str, str | None]
) -> dict[int, str | None]:
    """The order of day and month in each date column, from all rows of the file."""
    places = date_columns(kind, header, columns)
    return survey(rows, places) if places else {}
