"""A change of many rows from beginning to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from senro.kernel.rules.access import Actor

from ..actions.bulk_edits import WHILE_ONE_WAITS, start_bulk_edit, write_bulk_edit
from ..models import BulkEdit


def edit_in_bulk(
    *, target: str, keys: Sequence[str], fields: Mapping[str, Any], by: Actor, at: datetime
) -> BulkEdit:
    """Begin and, unless the worker does it, finish. One transaction when it is done here."""
    with transaction.atomic():
        row = start_bulk_edit(target=target, keys=keys, fields=fields, by=by, at=at)
        if row.total > WHILE_ONE_WAITS:
            return row
        return write_bulk_edit(bulk=row, by=by, at=at)
