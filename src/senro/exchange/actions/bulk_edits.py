"""One change to many rows, as one thing that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from senro.kernel import jobs
from senro.kernel.access import require
from senro.kernel.editing import KEPT, Edited, summed
from senro.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from senro.kernel.models import uuid7
from senro.kernel.rules.access import LEADERS, Actor
from senro.kernel.verbs import Change, verb

from ..editing.targets import TARGETS, preview
from ..engine.reverting import effects_caused_by
from ..models import BulkEdit
from .undo import PlaceTaken, Undone

PIECE = 5_000
# More rows than this are changed by the worker, in pieces.
WHILE_ONE_WAITS = 12_000


class NotDone(Conflict):
    """Only a change that is done can be undone."""

    code = "bulk_edit_not_done"
    message = _("Only a change that is done can be undone, and only once.")


@verb("exchange.bulk.started", _("Change of many rows started"), undo=False)
def start_bulk_edit(
    change: Change,
    *,
    target: str,
    keys: Sequence[str],
    fields: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> BulkEdit:
    """Begin to change many accounts or cases; small ones are done at once, large ones by the worker.

    Raises Invalid for wrong values, Forbidden where not one of the rows may be changed.
    """
    require(by, TARGETS[target].permission)
    if not fields:
        raise Invalid(FieldError("fields", "required", _("Choose at least one field to change.")))
    row = BulkEdit(
        target=target, fields=dict(fields), keys=list(keys), total=len(keys), state="running",
        fact=uuid7(),
    )  # fmt: skip
    change.create(row)
    if len(keys) > WHILE_ONE_WAITS:
        preview(target, keys[:1], fields, by=by, at=at)
        jobs.ask("senro.exchange.work.apply_bulk_edit", str(row.pk))
    return row


@verb("exchange.bulk.edited", _("Many rows changed"), undo=False)
def write_bulk_edit(
    change: Change, *, bulk: BulkEdit, by: Actor, at: datetime, start: int = 0, most: int = 0
) -> BulkEdit:
    """Write rows of a change that was begun: all, or `most` from `start`; the last piece closes it.

    Each changed row leaves its own fact, caused by this one; rows that may not be changed are named.
    """
    row = BulkEdit.objects.living().select_for_update().get(pk=bulk.pk)
    if row.state != "running" or row.done > start:
        return row
    part = row.keys[start : start + most] if most else row.keys[start:]
    edits = []
    for first in range(0, len(part), PIECE):
        piece = part[first : first + PIECE]
        edits += TARGETS[row.target].write(piece, row.fields, by=by, at=at, cause=row.fact)
    told = summed(edits)
    done = start + len(part)
    _count(row, told, done)
    if done < row.total:
        return row
    if not row.changed and row.refused == row.total:
        raise Forbidden(permission=TARGETS[row.target].permission)
    change.id = row.fact or change.id
    change.update(row, state="done")
    change.subject(row)
    change.evidence = {
        "target": row.target,
        "fields": row.fields,
        "changed": row.changed,
        "refused": row.refused,
    }
    return row


@verb("exchange.bulk.undone", _("Change of many rows undone"), undo=False)
def undo_bulk_edit(change: Change, *, bulk: BulkEdit, by: Actor, at: datetime) -> Undone:
    """Put back every row that nobody has changed since; list the others."""
    return _revert(change, bulk, "done", "undone")


@verb("exchange.bulk.redone", _("Change of many rows made again"), undo=False)
def redo_bulk_edit(change: Change, *, bulk: BulkEdit, by: Actor, at: datetime) -> Undone:
    """Take back the undoing."""
    return _revert(change, bulk, "undone", "done")


def _count(row: BulkEdit, told: Edited, done: int) -> None:
    """What no fact tells piece by piece."""
    row.changed += told.changed
    row.unchanged += told.unchanged
    row.refused += told.refused
    row.done = done
    row.refusals = [
        *row.refusals,
        *(
            {"key": one.key, "name": one.name, "why": [str(e.message) for e in one.errors]}
            for one in told.refusals
        ),
    ][:KEPT]
    BulkEdit.objects.filter(pk=row.pk).update(
        changed=row.changed, unchanged=row.unchanged, refused=row.refused, done=done,
        refusals=row.refusals,
    )  # fmt: skip


def _revert(change: Change, bulk: BulkEdit, before: str, after: str) -> Undone:
    row = BulkEdit.objects.living().select_for_update().get(pk=bulk.pk)
    if row.created_by_id != change.by.person_id and not change.by.has(*LEADERS):
        raise Forbidden(permission=TARGETS[row.target].permission)
    require(change.by, TARGETS[row.target].permission)
    cause: UUID | None = row.fact if before == "done" else row.undo_fact
    if row.state != before or cause is None:
        raise NotDone()
    reverting = effects_caused_by(cause)
    reverting.decide(change.at)
    try:
        reverting.write(by=change.by, at=change.at, cause=change.id)
    except IntegrityError as error:
        raise PlaceTaken() from error
    kept = list(reverting.kept.values())
    values = {"undo_fact": change.id} if after == "undone" else {"fact": change.id}
    change.update(row, state=after)
    BulkEdit.objects.filter(pk=row.pk).update(kept=kept[:KEPT], **values)
    change.subject(row)
    change.evidence = {"restored": len(reverting.back), "kept": len(kept)}
    return Undone(len(reverting.back), kept, change.id)
