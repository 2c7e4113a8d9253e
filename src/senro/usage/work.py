"""What the worker does when somebody asked for it. Idempotent: a killed worker's job is run again."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.jobs import job


@job()
def apply_mappings(at: str) -> None:
    """Tell the event table what was said about whose its events are."""
    from .resolving import apply_changes, resolve_waiting

    moment = datetime.fromisoformat(at)
    apply_changes(at=moment)
    resolve_waiting(at=moment)
