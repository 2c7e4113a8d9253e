"""Day first or month first: decided from all values of a column, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from senro.exchange.rules.values.dates import YEAR_LAST
from senro.exchange.rules.values.text import BLANKS, narrow


@dataclass
class DateOrder:
    """What the values of one column have proved so far."""

    day_first: int = 0
    month_first: int = 0
    open: int = 0

    def observe(self, cell: Any) -> None:
        """Take one cell into account."""
        if type(cell) is not str or len(cell) < 8 or cell[4:5] in "-/.年":
            return
        text = narrow(cell.strip(BLANKS)).split(" ")[0].split("T")[0]
        match = YEAR_LAST.fullmatch(text)
        if not match:
            return
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            self.day_first += 1
        elif second > 12 >= first:
            self.month_first += 1
        elif first != second:
            self.open += 1

    @property
    def value(self) -> str | None:
        """dmy, mdy, or None while nothing proves either, or both are proved."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return "dmy" if self.day_first else "mdy"


def decide_orders(seen: Mapping[int, DateOrder]) -> dict[int, str | None]:
    """The order of each column; one without proof follows the others of its file if they agree."""
    proved = {order.value for order in seen.values() if order.value}
    conflict = any(order.day_first and order.month_first for order in seen.values())
    common = next(iter(proved)) if len(proved) == 1 and not conflict else None
    return {
        column: order.value or (None if order.day_first or order.month_first else common)
        for column, order in seen.items()
    }


def survey(rows: Iterable[Any], columns: Iterable[int]) -> dict[int, str | None]:
    """Read all rows once and decide the order of these columns."""
    seen = {column: DateOrder() for column in columns}
    watch = [(column, order.observe) for column, order in seen.items()]
    for row in rows:
        if type(row) is tuple:
            cells = row[1]
            for column, observe in watch:
                observe(cells[column])
    return decide_orders(seen)
