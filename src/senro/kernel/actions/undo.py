"""Undo: a new fact that puts back what another fact changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..models import Fact
from ..queries.people import names_of_people
from ..rules.access import Actor
from ..undo import (
    GUARDS,
    AlreadyUndone,
    ChangedSince,
    NotUndoable,
    changed_by,
    decoded,
    effects_of,
    living_dependents,
    model_of,
    overtaken,
    rows_of,
    standing_undos,
)
from ..verbs import REGISTRY, Change, snapshot, verb

MOST_TOLD = 10
# A touched row: its kind and id, what it was before and after.
Entry = tuple[str, UUID, dict[str, Any] | None, dict[str, Any]]


@verb("kernel.fact.undone", _("Undone"))
def undo_fact(change: Change, *, fact: Fact, by: Actor, at: datetime, reason: str = "") -> Fact:
    """Put back every row that the fact and its effects touched.

    Raises NotUndoable, AlreadyUndone, ChangedSince (naming the rows), or a domain's own conflict.
    """
    facts = effects_of(fact)
    for row in facts:
        _may_be_undone(row, by)
    undone = standing_undos(row.id for row in facts)
    if fact.id in undone:
        raise AlreadyUndone()
    # What came of it and was taken back alone needs no second undo.
    facts = [row for row in facts if row.id not in undone]
    entries = [entry for row in facts for entry in rows_of(row)]
    own = {(kind, key) for kind, key, _before, _after in entries}
    changed = _changed(entries, own)
    if changed:
        raise ChangedSince(rows=changed, since=_since(facts, changed))
    later = overtaken(facts, entries)
    if later:
        raise ChangedSince(rows=_there_and_back(later), since=_told([fact for fact, _ in later]))
    change.keeps_past = not any(kind == "datedvalue" for kind, _key in own)
    try:
        with transaction.atomic():
            for kind, key, before, _after in entries:
                _put_back(change, kind, key, before)
    except IntegrityError as error:
        # Another row has taken the place meanwhile: the same key, the one open status.
        raise ChangedSince(rows=[], since=_since(facts, _places(entries))) from error
    subject = model_of(fact.subject_kind)._default_manager.get(pk=fact.subject_id)
    change.subject(subject)
    change.undoes = fact.id
    change.reason = reason
    change.evidence = {"undone": fact.verb}
    for about in fact.about_rows.all():
        change.about(model_of(about.kind)._default_manager.get(pk=about.subject_id))
    return fact


def _since(facts: list[Fact], changed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What has happened to the rows since, as a person may look it up."""
    rows = [one for row in changed for one in (row["row"], *row["dependents"])]
    places = [(kind, UUID(key)) for kind, _colon, key in (row.partition(":") for row in rows)]
    return _told(changed_by(facts, places))


def _there_and_back(later: list[tuple[Fact, dict[str, list[str]]]]) -> list[dict[str, Any]]:
    """The rows with the fields that somebody has changed and changed back."""
    rows: dict[str, set[str]] = {}
    for _fact, same in later:
        for row, fields in same.items():
            rows.setdefault(row, set()).update(fields)
    return [{"row": row, "fields": sorted(f), "dependents": []} for row, f in rows.items()]


def _told(later: list[Fact]) -> list[dict[str, Any]]:
    later = later[:MOST_TOLD]
    names = names_of_people(fact.by_id for fact in later if fact.by_id)
    return [
        {
            "fact": str(fact.id),
            "verb": fact.verb,
            "words": str(REGISTRY[fact.verb].words) if fact.verb in REGISTRY else fact.verb,
            "at": fact.at.isoformat(),
            "by": names.get(fact.by_id, "") if fact.by_id else None,
        }
        for fact in later
    ]


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


def _changed(entries: list[Entry], own: set[tuple[str, UUID]]) -> list[dict[str, Any]]:
    """The rows that are no longer as the facts left them. Looks at all before anything is put back."""
    now: dict[tuple[str, UUID], dict[str, Any]] = {}
    found = []
    for kind, key, before, after in entries:
        row = model_of(kind)._default_manager.select_for_update().get(pk=key)
        current = now.setdefault((kind, key), snapshot(row))
        fields = [name for name, value in after.items() if current.get(name) != value]
        dependents = [] if before is not None else living_dependents(row, own)
        if fields or dependents:
            found.append({"row": f"{kind}:{key}", "fields": fields, "dependents": dependents})
        current.update(before or {})
    return found


def _places(entries: list[Entry]) -> list[dict[str, Any]]:
    return [{"row": f"{kind}:{key}", "dependents": []} for kind, key, *_rest in entries]


def _put_back(change: Change, kind: str, key: UUID, before: dict[str, Any] | None) -> None:
    model = model_of(kind)
    row = model._default_manager.get(pk=key)
    if before is None:
        change.remove(row)  # type: ignore[arg-type]
    else:
        change.update(row, **decoded(model, before))
