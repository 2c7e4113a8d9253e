"""Lists as files: any list as it is filtered, sorted and grouped, with its columns."""

from .columns import TABLES, Column, Reading, Table, chosen, columns_of, with_metrics
from .files import FORMATS, csv_pieces, stream_of, xlsx_pieces
from .rows import rows_of, spoken

__all__ = [
    "FORMATS",
    "TABLES",
    "Column",
    "Reading",
    "Table",
    "chosen",
    "columns_of",
    "csv_pieces",
    "rows_of",
    "spoken",
    "stream_of",
    "with_metrics",
    "xlsx_pieces",
]
