"""Taking back a whole import, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..engine.reverting import effects_caused_by
from ..models import Import

KEPT = 200


class NotDone(Conflict):
    """Only an import that is done can be undone."""

    code = "import_not_done"
    message = _("Only an import that is done can be undone, and only once.")


class PlaceTaken(Conflict):
    """What should come back was made anew meanwhile."""

    code = "place_taken"
    message = _("Something with the same key was made since. This cannot be redone as a whole.")


@dataclass(frozen=True)
class Undone:
    """How many rows went back, and those that stay because they were changed or built on since."""

    restored: int
    kept: list[dict[str, Any]]
    fact_id: UUID


@verb("exchange.import.undone", _("Import undone"), permission="import.run", undo=False)
def undo_import(change: Change, *, import_row: Import, by: Actor, at: datetime) -> Undone:
    """Put back every row of an import that nobody has changed since; list the others."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state != "committed" or not row.options.get("fact"):
        raise NotDone()
    return _revert(change, row, UUID(row.options["fact"]), "undone")


@verb("exchange.import.redone", _("Import redone"), permission="import.run", undo=False)
def redo_import(change: Change, *, import_row: Import, by: Actor, at: datetime) -> Undone:
    """Take back the undoing of an import."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state != "undone" or not row.options.get("undo"):
        raise NotDone()
    return _revert(change, row, UUID(row.options["undo"]), "committed")


def _revert(change: Change, row: Import, cause: UUID, state: str) -> Undone:
    reverting = effects_caused_by(cause)
    reverting.decide(change.at)
    try:
        reverting.write(by=change.by, at=change.at, cause=change.id)
    except IntegrityError as error:
        raise PlaceTaken() from error
    kept = list(reverting.kept.values())
    options = {**row.options, "kept": kept[:KEPT], "kept_count": len(kept)}
    options["restored"] = len(reverting.back)
    if state == "undone":
        options["undo"] = str(change.id)
    change.update(row, state=state)
    Import.objects.filter(pk=row.pk).update(options=options)
    change.subject(row)
    change.evidence = {"restored": len(reverting.back), "kept": len(kept)}
    return Undone(len(reverting.back), kept, change.id)
