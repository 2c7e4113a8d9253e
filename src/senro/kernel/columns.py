"""Values of many rows as columns: a name's values in the order of the rows, of many moments in few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from .names import Moment, RecordName, names_of
from .past import python_value

Column = Sequence[Any]
Asked = tuple[Moment, Collection[str]]
# A query has so many columns at most, of however many moments: wider ones are slower in SQLite.
WIDTH = 6
PLAIN = ("number", "text")


@dataclass(frozen=True)
class Columns:
    """Values of rows: a column a place, which is a name, or a name and how many days it looks back."""

    ids: Sequence[UUID]
    by_place: Mapping[Any, Column]

    def row(self, number: int) -> dict[Any, Any]:
        """The values of one row."""
        return {place: column[number] for place, column in self.by_place.items()}

    def only(self, numbers: Sequence[int]) -> Columns:
        """These rows of them."""
        if len(numbers) == len(self.ids):
            return self
        return Columns(
            [self.ids[number] for number in numbers],
            {place: [column[number] for number in numbers]
             for place, column in self.by_place.items()},
        )  # fmt: skip


def columns_of(
    queryset: QuerySet[Any], subject: str, ids: Sequence[UUID], asked: Iterable[Asked]
) -> Iterator[dict[str, Column]]:
    """For each moment {code: values in the order of `ids`}, which are the keys of the rows."""
    known = names_of(subject)
    together: list[Asked] = []
    width = 0
    for moment, codes in asked:
        if together and width + len(codes) > WIDTH:
            yield from _in_one_query(queryset, known, ids, together)
            together, width = [], 0
        together.append((moment, codes))
        width += len(codes)
    yield from _in_one_query(queryset, known, ids, together)


def _in_one_query(
    queryset: QuerySet[Any],
    known: Mapping[str, RecordName],
    ids: Sequence[UUID],
    asked: Sequence[Asked],
) -> Iterator[dict[str, Column]]:
    told = {
        f"n_{code}_{number}": (known[code], moment)
        for number, (moment, codes) in enumerate(asked)
        for code in codes
    }
    found: dict[str, Column] = {}
    if told:
        made = {column: name.expression(moment) for column, (name, moment) in told.items()}
        rows = queryset.order_by().annotate(**made).values_list("pk", *told)
        by_id = {row[0]: row[1:] for row in rows.iterator(chunk_size=10_000)}
        values = zip(*(by_id[pk] for pk in ids), strict=True)
        found = dict(zip(told, values, strict=False))
    for number, (_moment, codes) in enumerate(asked):
        yield {
            code: _python(known[code].name.type, found.get(f"n_{code}_{number}", ()))
            for code in codes
        }


def _python(kind: str, column: Column) -> Column:
    return column if kind in PLAIN else [python_value(kind, value) for value in column]
