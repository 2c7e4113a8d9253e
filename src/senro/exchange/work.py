"""What the worker does for imports. Idempotent: a job of a killed worker is run again."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from senro.kernel.jobs import job
from senro.kernel.queries import actor_of

from .actions.bulk_edits import PIECE, write_bulk_edit
from .actions.imports import NotOpen
from .actions.undo import NotDone
from .importing import run_import
from .models import BulkEdit, Import
from .undoing import BUSY, revert_import


@job()
def apply_import(import_id: str) -> None:
    """Write the rows of an import that was started on a screen."""
    row = Import.objects.living().select_related("file").filter(pk=UUID(import_id)).first()
    if row is not None and row.state == "running":
        # Cancelled meanwhile, or brought to its end by somebody else.
        with suppress(NotOpen):
            run_import(row)


@job()
def go_on_reverting(import_id: str) -> None:
    """Take an import back, or bring it again, from where an earlier run was cut short."""
    row = Import.objects.living().filter(pk=UUID(import_id)).first()
    if row is not None and row.state in BUSY:
        # Another process came to the end first.
        with suppress(NotDone):
            revert_import(row)


@job()
def apply_bulk_edit(bulk_id: str) -> None:
    """Change the rows of a large bulk edit in pieces; a piece that was written is not written again."""
    row = BulkEdit.objects.living().select_related("created_by").get(pk=UUID(bulk_id))
    while row.state == "running" and row.created_by is not None:
        by = actor_of(row.created_by, at=row.created_at)
        row = write_bulk_edit(bulk=row, by=by, at=row.created_at, start=row.done, most=PIECE)
