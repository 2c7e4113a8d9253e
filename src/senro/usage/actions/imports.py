"""That a file was taken in."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.queries.people import organization
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb


@verb("usage.file.imported", _("Events imported"), undo=False, permission="import.run")
def note_import(
    change: Change, *, kind: str, name: str, read: int, taken: int, by: Actor, at: datetime
) -> None:
    """Leave one fact for a file of events or daily sums: what it was called, how much was taken."""
    require(by, "import.run")
    if taken:
        change.note(organization(), kind=kind, file=name, read=read, taken=taken)
