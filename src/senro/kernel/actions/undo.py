"""Undo: a new fact that puts back what another fact changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ..access import require
from ..models import Fact
from ..rules.access import Actor
from ..undo import (
    GUARDS,
    AlreadyUndone,
    ChangedSince,
    NotUndoable,
    decoded,
    differences,
    effects_of,
    is_undone,
    living_dependents,
    model_of,
    rows_of,
)
from ..verbs import REGISTRY, Change, verb


@verb("kernel.fact.undone", _("Undone"))
def undo_fact(change: Change, *, fact: Fact, by: Actor, at: datetime, reason: str = "") -> Fact:
    """Put back every row that the fact and its effects touched.

    Raises NotUndoable, AlreadyUndone, ChangedSince (naming the rows), or a domain's own conflict.
    """
    facts = effects_of(fact)
    for row in facts:
        _may_be_undone(row, by)
    if is_undone(fact):
        raise AlreadyUndone()
    touched = [(row, entry) for row in facts for entry in rows_of(row)]
    own = {(kind, key) for _fact, (kind, key, _b, _a) in touched}
    changed: list[dict[str, Any]] = []
    for _fact, (kind, key, before, after) in touched:
        changed += _put_back(change, kind, key, before, after, own, facts)
    if changed:
        raise ChangedSince(rows=changed)
    subject = model_of(fact.subject_kind)._default_manager.get(pk=fact.subject_id)
    change.subject(subject)
    change.undoes = fact.id
    change.reason = reason
    change.evidence = {"undone": fact.verb}
    for about in fact.about_rows.all():
        change.about(model_of(about.kind)._default_manager.get(pk=about.subject_id))
    return fact


def _may_be_undone(fact: Fact, by: Actor) -> None:
    known = REGISTRY.get(fact.verb)
    if known is None or not known.undoable:
        raise NotUndoable(verb=fact.verb)
    _require_as(fact, by)
    if fact.verb in GUARDS:
        GUARDS[fact.verb](fact)


def _require_as(fact: Fact, by: Actor) -> None:
    """Undoing needs what doing it needed; redoing, what the undone thing needed."""
    permission = REGISTRY[fact.verb].permission
    if permission != "own.change":
        require(by, permission, _team_of(fact))
    elif fact.undoes is not None:
        _require_as(Fact.objects.get(id=fact.undoes), by)
    else:
        require(by, permission if fact.by_id == by.person_id else "people.change")


def _team_of(fact: Fact) -> UUID | None:
    """Whose thing it is: the subject's team, else that of the case or account it is about."""
    rows = [(fact.subject_kind, fact.subject_id)]
    rows += fact.about_rows.order_by("-kind").values_list("kind", "subject_id")
    for kind, key in rows:
        found = model_of(kind)._default_manager.filter(pk=key).first()
        team: UUID | None = getattr(found, "team_id", None)
        if team is not None:
            return team
    return None


def _put_back(
    change: Change,
    kind: str,
    key: UUID,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    own: set[tuple[str, UUID]],
    facts: list[Fact],
) -> list[dict[str, Any]]:
    model = model_of(kind)
    row = model._default_manager.select_for_update().get(pk=key)
    fields = differences(row, after)
    dependents = [] if before is not None else living_dependents(row, own)
    if fields or dependents:
        return [{"row": f"{kind}:{key}", "fields": fields, "dependents": dependents}]
    if before is None:
        change.remove(row)  # type: ignore[arg-type]
    else:
        change.update(row, **decoded(model, before))
    return []
