"""Files brought in, and events mapped to accounts."""

from __future__ import annotations

import io
from typing import Any

from django.test import override_settings

from senro.exchange.actions import map_import, receive_import, remove_source, save_source
from senro.kernel.access import SYSTEM
from senro.usage import actions as usage

from .base import Do, deed


def _upload(desk: Any) -> Any:
    stream = io.BytesIO(b"key,name,memo\nA-1,x,y\n")
    return receive_import(kind="accounts", stream=stream, file_name="a.csv", by=SYSTEM, at=desk.at)


deed("exchange.import.uploaded")(lambda desk: lambda: _upload(desk))


@deed("exchange.import.mapped")
def _mapped(desk: Any) -> Do:
    row = _upload(desk)
    mapping = {"key": "key", "name": "name", "memo": None}
    return lambda: map_import(import_row=row, mapping=mapping, options={}, by=SYSTEM, at=desk.at)


@deed("usage.mapping.set")
def _mapping_set(desk: Any) -> Do:
    return lambda: usage.map_ids(
        kind="group", value="tenant-1", account=desk.world.account("ACC-002"),
        by=desk.world.actor("admin"), at=desk.world.at,
    )  # fmt: skip


@deed("usage.mapping.removed")
def _mapping_removed(desk: Any) -> Do:
    mapping = _mapping_set(desk)()
    return lambda: usage.remove_mapping(
        mapping=mapping, by=desk.world.actor("admin"), at=desk.world.at
    )


def _source(desk: Any) -> Any:
    fields = {"connection": "shelf", "kind": "accounts", "sql": "SELECT 1"}
    with override_settings(SECRET_SOURCES="shelf=duckdb:///nowhere.duckdb"):
        return save_source(key="shelf", fields=fields, by=SYSTEM, at=desk.at)


deed("exchange.source.saved")(lambda desk: lambda: _source(desk))


@deed("exchange.source.removed")
def _removed(desk: Any) -> Do:
    row = _source(desk)
    return lambda: remove_source(source=row, by=SYSTEM, at=desk.at)
