"""Taking back a whole import, and taking that back: at once where it is short, else in pieces.

A long import is never held in memory. Its facts are gone through from the last to the first, each
piece in its own transaction with a note of how far it came, until a round moves nothing more: what
is left then was changed, or is built on, and stays. Whoever finds the work unfinished goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from senro.kernel.models import Fact, Person
from senro.kernel.queries import actor_of
from senro.kernel.rules.access import SYSTEM, Actor

from .actions.undo import KEPT, NotDone, Undone, redo_import, start_reverting, undo_import
from .engine.reverting import Reverting, effects_of, reverting_of, told_by
from .engine.run import ONE_TRANSACTION, Progress, no_progress
from .importing import ABANDONED
from .models import Import

PIECE = 5_000
BUSY = ("undoing", "redoing")


def undo_whole(
    *, import_row: Import, by: Actor, at: datetime, in_worker: bool = False,
    progress: Progress = no_progress,
) -> Undone | None:  # fmt: skip
    """Undo an import of any size. None when the worker goes on with it."""
    return _whole(import_row, undo_import, by, at, in_worker, progress)


def redo_whole(
    *, import_row: Import, by: Actor, at: datetime, in_worker: bool = False,
    progress: Progress = no_progress,
) -> Undone | None:  # fmt: skip
    """Redo an undone import of any size. None when the worker goes on with it."""
    return _whole(import_row, redo_import, by, at, in_worker, progress)


def _whole(
    row: Import,
    short: Callable[..., Undone],
    by: Actor,
    at: datetime,
    in_worker: bool,
    progress: Progress,
) -> Undone | None:
    if row.created + row.updated <= ONE_TRANSACTION and row.state not in BUSY:
        return short(import_row=row, by=by, at=at)
    target = "committed" if short is redo_import else "undone"
    row = start_reverting(import_row=row, target=target, by=by, at=at, in_worker=in_worker)
    return None if in_worker else revert_import(row, progress=progress)


@dataclass
class Round:
    """One way through the facts, from the last to the first."""

    before: int | None = None
    moved: int = 0
    left: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    ended: bool = False


def revert_import(row: Import, *, progress: Progress = no_progress) -> Undone:
    """Go on with an undoing, or a redoing, that was started, to its end."""
    told = row.options["reverting"]
    at = datetime.fromisoformat(told["at"])
    by = actor_of(Person.objects.get(pk=told["by"]), at=at) if told["by"] else SYSTEM
    while True:
        this = Round()
        while not this.ended:
            progress(_piece(row, this, by, at), row.created + row.updated)
        if not this.moved:
            break
    close = redo_import if told["target"] == "committed" else undo_import
    return close(import_row=row, by=by, at=at, left=(this.left, this.kept))


def _piece(row: Import, this: Round, by: Actor, at: datetime) -> int:
    """The next facts of this round, in one transaction with the note of it. How many are back."""
    with transaction.atomic():
        there = Import.objects.select_for_update().get(pk=row.pk)
        told = there.options.get("reverting")
        if (
            there.state not in BUSY
            or told is None
            or told["fact"] != row.options["reverting"]["fact"]
        ):
            # Another process has brought it to its end.
            raise NotDone()
        cause = UUID(told["fact"])
        facts = _remaining(UUID(told["cause"]), cause)
        if this.before is not None:
            facts = facts.filter(seq__lt=this.before)
        part = told_by(facts.order_by("-seq")[:PIECE])
        this.ended = len(part) < PIECE
        if not part:
            return int(told["restored"])
        this.before = part[-1].seq
        back, kept = _revert(part, by, at, cause)
        this.moved += back
        this.left += len(kept)
        this.kept += kept[: max(0, KEPT - len(this.kept))]
        told["restored"] += back
        Import.objects.filter(pk=row.pk).update(options=there.options, updated_at=Now())
    return int(told["restored"])


def _remaining(cause: UUID, by_fact: UUID) -> QuerySet[Fact]:
    """Facts of the import that this undoing has not taken back yet."""
    back = Fact.objects.filter(undoes=OuterRef("id"), cause=by_fact)
    return Fact.objects.filter(~Exists(back), cause=cause)


def _revert(
    part: list[Any], by: Actor, at: datetime, cause: UUID
) -> tuple[int, list[dict[str, Any]]]:
    """Take back what can be: how many, and those that stay."""
    try:
        with transaction.atomic():
            whole = _decided(part, at)
            whole.write(by=by, at=at, cause=cause)
        return len(whole.back), list(whole.kept.values())
    except IntegrityError:
        # Something in its place was made anew: find out which, one by one.
        back, kept = 0, []
        for fact in part:
            try:
                with transaction.atomic():
                    one = _decided([fact], at)
                    one.write(by=by, at=at, cause=cause)
                back += len(one.back)
                kept += list(one.kept.values())
            except IntegrityError:
                place = f"{fact.subject_kind}:{fact.subject_id}"
                kept.append({"subject": place, "row": place, "fields": ["key"], "dependents": []})
        return back, kept


def _decided(part: list[Any], at: datetime) -> Reverting:
    reverting = reverting_of(effects_of(part))
    reverting.decide(at)
    return reverting


def resume_reverting() -> int:
    """Go on with what a killed process has left half undone. How many were finished."""
    lost = Import.objects.living().filter(state__in=BUSY, updated_at__lt=Now() - ABANDONED)
    finished = 0
    for row in lost:
        with suppress(NotDone):
            revert_import(row)
            finished += 1
    return finished
