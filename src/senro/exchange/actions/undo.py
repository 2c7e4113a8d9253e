"""Taking back a whole import, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from senro.kernel import jobs
from senro.kernel.access import require
from senro.kernel.errors import Conflict
from senro.kernel.models import uuid7
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..engine.reverting import effects_caused_by
from ..models import Import

KEPT = 200
# What is only of use while an import runs.
PASSING = frozenset({"preview", "progress", "total"})


class NotDone(Conflict):
    """Only an import that is done can be undone."""

    code = "import_not_done"
    message = _("Only an import that is done can be undone, and only once.")


class NotRunning(Conflict):
    """Only an import that is running can be cancelled."""

    code = "import_not_running"
    message = _("Only an import that is running can be cancelled.")


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


# How many rows stay, and the first of them: an undoing in pieces has come to its end.
Left = tuple[int, list[dict[str, Any]]]


@verb("exchange.import.undone", _("Import undone"), permission="import.run", undo=False)
def undo_import(
    change: Change, *, import_row: Import, by: Actor, at: datetime, left: Left | None = None
) -> Undone:
    """Put back every row of an import that nobody has changed since; list the others."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if left is not None:
        return _close(change, row, left)
    if row.state != "committed" or not row.options.get("fact"):
        raise NotDone()
    return _revert(change, row, UUID(row.options["fact"]), "undone")


@verb("exchange.import.redone", _("Import redone"), permission="import.run", undo=False)
def redo_import(
    change: Change, *, import_row: Import, by: Actor, at: datetime, left: Left | None = None
) -> Undone:
    """Take back the undoing of an import."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if left is not None:
        return _close(change, row, left)
    if row.state != "undone" or not row.options.get("undo"):
        raise NotDone()
    return _revert(change, row, UUID(row.options["undo"]), "committed")


@verb(
    "exchange.import.reverting", _("Undoing an import started"), permission="import.run", undo=False
)
def start_reverting(
    change: Change, *, import_row: Import, target: str, by: Actor, at: datetime, in_worker: bool
) -> Import:
    """Begin to undo (`undone`) or redo (`committed`) an import in pieces. Started twice it is once."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state in {"undoing", "redoing"}:
        return row
    of = {"undone": ("committed", "fact"), "committed": ("undone", "undo")}[target]
    if row.state != of[0] or not row.options.get(of[1]):
        raise NotDone()
    return _begin(change, row, of[1], target, in_worker)


@verb("exchange.import.cancelled", _("Import cancelled"), permission="import.run", undo=False)
def cancel_import(
    change: Change, *, import_row: Import, by: Actor, at: datetime, in_worker: bool = True
) -> Import:
    """Stop an import that is running and take back what it has written."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state in {"undoing", "cancelled"}:
        return row
    if row.state != "running" or not row.options.get("fact"):
        raise NotRunning()
    return _begin(change, row, "fact", "cancelled", in_worker)


def _begin(change: Change, row: Import, cause: str, target: str, in_worker: bool) -> Import:
    reverting = {
        "cause": row.options[cause],
        "fact": str(uuid7()),
        "by": str(change.by.person_id or ""),
        "at": change.at.isoformat(),
        "target": target,
        "restored": 0,
    }
    change.update(row, state="redoing" if target == "committed" else "undoing")
    row.options = {**row.options, "reverting": reverting}
    Import.objects.filter(pk=row.pk).update(options=row.options)
    change.subject(row)
    if in_worker:
        jobs.ask("senro.exchange.work.go_on_reverting", str(row.pk))
    return row


def _close(change: Change, row: Import, left: Left) -> Undone:
    """The last piece is written: the one fact that the others name as their cause."""
    told = row.options.get("reverting")
    if row.state not in {"undoing", "redoing"} or told is None:
        raise NotDone()
    change.id = UUID(told["fact"])
    row.options = {name: value for name, value in row.options.items() if name != "reverting"}
    return _settle(change, row, told["target"], told["restored"], *left)


def _revert(change: Change, row: Import, cause: UUID, state: str) -> Undone:
    reverting = effects_caused_by(cause)
    reverting.decide(change.at)
    try:
        reverting.write(by=change.by, at=change.at, cause=change.id)
    except IntegrityError as error:
        raise PlaceTaken() from error
    kept = list(reverting.kept.values())
    return _settle(change, row, state, len(reverting.back), len(kept), kept)


def _settle(
    change: Change, row: Import, state: str, restored: int, stay: int, kept: list[dict[str, Any]]
) -> Undone:
    options = {**row.options, "kept": kept[:KEPT], "kept_count": stay, "restored": restored}
    if state == "undone":
        options["undo"] = str(change.id)
    if state == "cancelled":
        options = {name: value for name, value in options.items() if name not in PASSING}
    change.update(row, state=state)
    Import.objects.filter(pk=row.pk).update(options=options)
    change.subject(row)
    change.evidence = {"restored": restored, "kept": stay}
    return Undone(restored, kept, change.id)
