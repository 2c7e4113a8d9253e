"""Cells to typed values."""

from senro.exchange.rules.values.describe import describe_reading
from senro.exchange.rules.values.order import DateOrder, decide_orders, survey
from senro.exchange.rules.values.reader import CLEAR, KEEP, Cell, Context, reader_for
from senro.exchange.rules.values.text import guard, join_list, unguard

__all__ = [
    "CLEAR", "KEEP", "Cell", "Context", "DateOrder", "decide_orders", "describe_reading", "guard", "join_list", "reader_for",
    "survey", "unguard",
]  # fmt: skip
