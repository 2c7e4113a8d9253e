"""Thousands of keys in one query, as one value instead of a mark and a conversion each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

Keys = Sequence[UUID] | Sequence[int]


def among(keys: Keys) -> RawSQL:
    """The right side of `pk__in`, or of a foreign key's, for many keys; of none, no row is asked for."""
    if not keys:
        return _Nobody("", ())
    return RawSQL(*among_sql(keys))  # noqa: S611 - three sentences of ours, the keys apart


class _Nobody(RawSQL):
    """Of no key nobody knows the type, which PostgreSQL would have to compare."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """As Django does for an empty list: nothing can be in it."""
        raise EmptyResultSet


def among_sql(keys: Keys) -> tuple[str, tuple[Any, ...]]:
    """The keys as a SELECT, and its one parameter."""
    whole = all(isinstance(key, int) for key in keys)
    if connection.vendor == "postgresql":
        sql = "SELECT unnest(%s::bigint[])" if whole else "SELECT unnest(%s::uuid[])"
        return sql, (list(keys),)
    plain = list(keys) if whole else [key.hex for key in keys if isinstance(key, UUID)]
    return "SELECT value FROM json_each(%s)", (msgspec.json.encode(plain).decode(),)
