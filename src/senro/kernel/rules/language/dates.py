"""Calendar arithmetic. Moved beyond the years 0001 to 9999, a day is unknown."""

from calendar import monthrange
from datetime import date, timedelta

from .looks import days
from .tree import Call, Literal, Node

# SQLite cannot tell the end of the last month of year 9999
FIRST, LAST = date.min, date(9999, 12, 1)


def moved(day: date, unit: str, amount: int) -> date | None:
    """The day so many days or months away; months clamp to their last day."""
    try:
        result = day + timedelta(days=amount) if unit == "days" else _months(day, amount)
    except (OverflowError, ValueError):
        return None
    inside = result < LAST if amount >= 0 else result > FIRST
    return result if inside else None


def _months(day: date, amount: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def fold(node: Node, today: date) -> date | None:
    """The day of an expression that needs no row, such as `add_days(today(), 90)`."""
    if isinstance(node, Literal) and isinstance(node.value, date):
        return node.value
    if not isinstance(node, Call):
        return None
    if node.function == "today":
        return today
    if node.function in ("add_days", "add_months"):
        start = fold(node.args[0], today)
        return start and moved(start, node.function[4:], days(node.args[1]))
    return None
