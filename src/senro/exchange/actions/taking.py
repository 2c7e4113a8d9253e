"""Files of events that come by themselves: begun, and taken into the intake's inbox.

What is in the inbox is not taken back, so such a run ends as `taken` and not as `committed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..engine.keeping import keep_file, note
from ..engine.tally import Tally
from ..models import Import
from .imports import KEPT_REJECTS, NotOpen


@verb("exchange.taking.begun", _("Taking in begun"), permission="import.run", undo=False)
def begin_taking(
    change: Change,
    *,
    kind: str,
    file_name: str,
    origin: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> Import:
    """Note that a file is being taken in, where it came from, and by which mark it is known again."""
    require(by, "import.run")
    row = Import(kind=kind, file_name=file_name[-255:], state="running", options=dict(origin))
    change.create(row)
    change.subject(row)
    return row


@verb("exchange.taking.done", _("Taken in"), permission="import.run", undo=False)
def finish_taking(
    change: Change, *, import_row: Import, tally: Tally, by: Actor, at: datetime
) -> Import:
    """Note what became of its rows, and keep those that were refused. Twice is once."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state == "taken":
        return row
    if row.state != "running":
        raise NotOpen()
    values: dict[str, Any] = {
        "state": "taken",
        "encoding": tally.source.table.encoding,
        "delimiter": tally.source.table.delimiter or "",
        "mapping": dict(tally.source.columns),
        **tally.counts(),
        "committed_at": change.at,
    }
    if tally.refused and tally.rejects_path is not None:
        with tally.rejects_path.open("rb") as stream:
            values["rejects_file"] = keep_file(change, stream, tally.rejects_path.name, row)
    change.update(row, **values)
    note(row, rejects=tally.rejects[:KEPT_REJECTS])
    change.subject(row)
    change.evidence = {"kind": row.kind, "file_name": row.file_name, **tally.counts()}
    return row
