"""What the worker does for imports. Idempotent: a job of a killed worker is run again."""

from __future__ import annotations

from uuid import UUID

from senro.kernel.jobs import job


@job()
def apply_import(import_id: str) -> None:
    """Write the rows of an import that was started on a screen."""
    # The verb that asks for this job and the code that does it know each other.
    from .importing import run_import
    from .models import Import

    row = Import.objects.living().select_related("file").filter(pk=UUID(import_id)).first()
    if row is not None and row.state == "running":
        run_import(row)
