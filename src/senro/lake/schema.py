"""The tables of the lake, column by column. docs/event-table.md says the same for people.

Both tables are Delta tables partitioned by `day`, plain Parquet underneath: any engine that reads
Delta reads them as they lie. Columns are only ever added, at the end, nullable.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")


def _column(name: str, kind: pa.DataType, says: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"says": says})


@dataclass(frozen=True)
class LakeTable:
    """One table: its folder's name, its columns, what makes a row the same row."""

    name: str
    says: str
    schema: pa.Schema
    identity: str
    # Rows of one file lie in this order, so that one account's rows are read without the rest.
    order: tuple[str, ...]


EVENTS = LakeTable(
    name="events",
    says="One row for each thing that somebody did in a product, as it was sent.",
    identity="event_id",
    order=("account", "at"),
    schema=pa.schema(
        [
            _column(
                "event_id",
                pa.string(),
                "32 hex digits made of source and message id: unique in the table",
            ),
            _column("source", pa.string(), "where it came from: `key:<id of the write key>`"),
            _column("message_id", pa.string(), "the sender's id of this event within the source"),
            _column("type", pa.string(), "`track`, `page` or `screen`"),
            _column("name", pa.string(), "name of the event; for a page or screen its name"),
            _column(
                "account", pa.string(), "the account's key; null while nobody knows it", null=True
            ),
            _column(
                "end_user",
                pa.string(),
                "who did it: the end user's key where known, else the user id as sent, else the "
                "anonymous id; null for what no person did. Distinct users are counted on this",
                null=True,
            ),
            _column("user_id", pa.string(), "the user id as sent", null=True),
            _column("anonymous_id", pa.string(), "the anonymous id as sent", null=True),
            _column("group_id", pa.string(), "the group id as sent", null=True),
            _column("at", INSTANT, "when it happened, skew of the sender's clock corrected"),
            _column("recorded_at", INSTANT, "when Senro received it"),
            _column("day", pa.date32(), "the organisation's local day of `at`; the partition"),
            _column("session_id", pa.string(), "the session as sent", null=True),
            _column("device_id", pa.string(), "the device as sent", null=True),
            _column("properties", pa.string(), "what the event says beside, a JSON object"),
            _column("context", pa.string(), "where it happened, a JSON object"),
            _column("batch", pa.string(), "the intake batch that brought it"),
            _column(
                "content", pa.string(), "digest of what was sent, to tell a retry from a clash"
            ),
        ]
    ),
)

USAGE = LakeTable(
    name="usage",
    says="Daily sums, for those who have no events: what an account did with a feature on a day.",
    identity="row_id",
    order=("account", "feature"),
    schema=pa.schema(
        [
            _column("row_id", pa.string(), "digest of the row and its count in its file"),
            _column("source", pa.string(), "where it came from"),
            _column("account", pa.string(), "the account's key"),
            _column("day", pa.date32(), "the local day that the sums are of; the partition"),
            _column("feature", pa.string(), "the feature; empty for the whole product"),
            _column("users", pa.int64(), "distinct users of that day; null if unknown", null=True),
            _column("events", pa.int64(), "how often; null if unknown", null=True),
            _column("recorded_at", INSTANT, "when Senro received it; a later batch replaces"),
            _column("batch", pa.string(), "the batch that brought it"),
        ]
    ),
)

TABLES = {table.name: table for table in (EVENTS, USAGE)}
