"""One way to read any table: `open_table(path)` gives a header and an iterator of rows."""

from __future__ import annotations

from senro.exchange.rules.delimited import open_delimited
from senro.exchange.rules.jsonlines import open_jsonlines
from senro.exchange.rules.parquet import is_parquet, open_parquet
from senro.exchange.rules.sniff import Pathish, sniff
from senro.exchange.rules.table import Table
from senro.exchange.rules.workbook import open_workbook


def open_table(
    path: Pathish,
    *,
    kind_of_file: str | None = None,
    encoding: str = "auto",
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Table:
    """Open a file of any supported format; `Unreadable` says why it is none.

    `kind_of_file` (csv, tsv, xlsx, jsonl) and the rest are found out unless they are stated.
    """
    if is_parquet(path):
        return open_parquet(path)

    sniffed = sniff(path, kind_of_file=kind_of_file, encoding=encoding, delimiter=delimiter)
    if sniffed.format == "xlsx":
        return open_workbook(path, sniffed, sheet)
    if sniffed.format == "jsonl":
        return open_jsonlines(path, sniffed)
    return open_delimited(path, sniffed)
