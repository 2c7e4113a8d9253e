"""Parquet as a table: cells as the file types them. What is refused goes back as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from senro.exchange.rules.said import Unreadable
from senro.exchange.rules.sniff import Pathish, Sniffed
from senro.exchange.rules.table import Row, Table, check_header

MAGIC = b"PAR1"
BATCH = 10_000


def is_parquet(path: Pathish) -> bool:
    """Does the file begin as one?"""
    try:
        with Path(path).open("rb") as file:
            return file.read(4) == MAGIC
    except OSError:
        return False


@dataclass(frozen=True)
class _Parquet(Table):
    def rows(self) -> Iterator[Row]:
        """Row by row, a batch in memory at a time."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        number = 1
        try:
            for batch in pq.ParquetFile(self.path).iter_batches(BATCH):
                columns = [batch.column(name).to_pylist() for name in self.header]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, [_cell(cell) for cell in cells]
        except (pa.ArrowException, OSError) as error:
            raise Unreadable("parquet_broken") from error


def _cell(value: Any) -> Any:
    return "" if value is None else value


def open_parquet(path: Pathish) -> Table:
    """Read the names of the columns from the file's foot."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = list(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable("parquet_broken") from error
    return _Parquet(path, Sniffed("jsonl", "utf-8", None, "\n"), check_header(names))
