"""Daily sums on their way into their own table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from senro import lake

from ..intake import payload_of
from ..models import InboxBatch
from ..rules.identity import digest

_rows = msgspec.json.Decoder(list[dict[str, Any]]).decode


@dataclass(slots=True)
class Sum:
    """A row, and the batch that brought it."""

    batch: InboxBatch
    row_id: str
    values: dict[str, Any]

    @property
    def recorded_at(self) -> datetime:
        """When Senro learned it; for imported history, the day itself."""
        if not self.batch.history:
            return self.batch.received_at
        return datetime.fromisoformat(f"{self.values['date']}T23:59:59+00:00")


def sums_of(batch: InboxBatch) -> Iterable[Sum]:
    """The rows of a batch."""
    for row in _rows(payload_of(batch)):
        yield Sum(batch, digest(f"{batch.source}\x00{row['id']}"), row)


def store(sums: list[Sum], writer: str) -> tuple[list[Sum], list[Sum]]:
    """Append what the table has not. What it has of these now, and what it had from others before."""
    import ibis
    import pyarrow as pa

    if not sums:
        return [], []
    turn = lake.turn_of(lake.USAGE, writer)
    asked = pa.table({"row_id": pa.array({one.row_id for one in sums}, pa.string())})
    rows = lake.table(lake.USAGE)
    there = lake.fetch(rows.semi_join(ibis.memtable(asked), "row_id").select("row_id", "batch"))
    known = {row["row_id"]: row["batch"] for row in there.to_pylist()}
    own = {str(one.batch.pk) for one in sums}
    stored, before, new = [], [], {}
    for one in sums:
        batch = known.get(one.row_id)
        if batch is None and one.row_id not in new:
            new[one.row_id] = one
        elif batch in own:
            stored.append(one)
        else:
            before.append(one)
    if new:
        lake.append(lake.USAGE, _arrow(list(new.values())), writer=writer, turn=turn)
    return [*stored, *new.values()], before


def _arrow(sums: list[Sum]) -> Any:
    import pyarrow as pa

    values = [one.values for one in sums]
    columns = {
        "row_id": [one.row_id for one in sums],
        "source": [one.batch.source for one in sums],
        "account": [row["account"] for row in values],
        "day": [date.fromisoformat(row["date"]) for row in values],
        "feature": [row["feature"] or "" for row in values],
        "users": [row["users"] for row in values],
        "events": [row["events"] for row in values],
        "recorded_at": [one.recorded_at for one in sums],
        "batch": [str(one.batch.pk) for one in sums],
    }
    return pa.table(columns, schema=lake.USAGE.schema)
