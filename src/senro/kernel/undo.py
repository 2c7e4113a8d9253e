"""What makes a fact undoable: the rows it touched, and the rules of the domains about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import Conflict
from .merging import referring
from .models import Fact, FactAbout, PersonalText
from .queries.facts import facts_about, in_any, restored

Guard = Callable[[Fact], None]
GUARDS: dict[str, Guard] = {}
# Of what happened to one thing since; who undoes something older is told of the first.
MOST_LATER = 200
# How much of that is read to see whether it touched the same fields.
MOST_READ = 2000


class NotUndoable(Conflict):
    """This verb cannot be undone, and said so beforehand."""

    code = "not_undoable"
    message = _("This cannot be undone.")


class ChangedSince(Conflict):
    """Somebody has changed, or built on, what the fact did."""

    code = "changed_since"
    message = _("This has been changed since, so it cannot be undone in one step.")


class AlreadyUndone(Conflict):
    """The fact is undone already."""

    code = "already_undone"
    message = _("This has already been undone.")


class NotUndone(Conflict):
    """Only what was undone can be done again."""

    code = "not_undone"
    message = _("This has not been undone, so there is nothing to do again.")


def guard(*verbs: str) -> Callable[[Guard], Guard]:
    """Register a domain's own condition for undoing facts of these verbs."""

    def register(function: Guard) -> Guard:
        for name in verbs:
            GUARDS[name] = function
        return function

    return register


@cache
def model_of(kind: str) -> type[models.Model]:
    """The model of a public kind."""
    for model in apps.get_models():
        if model._meta.model_name == kind and model.__module__.startswith("senro."):
            return model
    raise LookupError(kind)


def rows_of(fact: Fact) -> Iterator[tuple[str, UUID, dict[str, Any] | None, dict[str, Any]]]:
    """(kind, id, before, after) of every row the fact touched, last touched first."""
    texts = {
        (text.kind, text.subject_id): text.data
        for text in PersonalText.objects.filter(fact=fact.id)
    }
    rows = [(fact.subject_kind, fact.subject_id, fact.before, fact.after)] if fact.after else []
    rows += [
        (row["kind"], UUID(row["id"]), row["before"], row["after"]) for row in fact.touched or []
    ]
    for kind, key, before, after in reversed(rows):
        kept = texts.get((kind, key), {})
        yield (
            kind,
            key,
            restored(before, kept.get("before")),
            restored(after, kept.get("after")) or {},
        )


def effects_of(fact: Fact) -> list[Fact]:
    """The fact and everything it caused, last first."""
    found, frontier = [fact], [fact.id]
    while frontier:
        caused = list(Fact.objects.filter(cause__in=frontier))
        found += caused
        frontier = [row.id for row in caused]
    return sorted(found, key=lambda row: row.seq, reverse=True)


def is_undone(fact: Fact) -> bool:
    """True when an undo of this fact stands (and was not itself undone)."""
    return bool(standing_undos([fact.id]))


def standing_undos(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """{fact: the undo of it that stands}, of those that are undone. Two queries as a rule."""
    undos: dict[UUID, list[UUID]] = {}
    asked = list(ids)
    frontier = asked
    while frontier:
        found = Fact.objects.filter(undoes__in=frontier).order_by("seq")
        frontier = []
        for undo, undone in found.values_list("id", "undoes"):
            if undone is not None:
                undos.setdefault(undone, []).append(undo)
            frontier.append(undo)

    def standing(one: UUID) -> UUID | None:
        stand = [undo for undo in undos.get(one, ()) if standing(undo) is None]
        return stand[-1] if stand else None

    return {one: undo for one in asked for undo in (standing(one),) if undo is not None}


def undo_to_take_back(fact: Fact) -> Fact:
    """The undo of this fact that stands: undoing that one does the thing again. Raises NotUndone."""
    found = standing_undos([fact.id]).get(fact.id)
    if found is None:
        raise NotUndone(verb=fact.verb)
    return Fact.objects.get(id=found)


def changed_by(facts: Iterable[Fact], rows: Iterable[tuple[str, UUID]]) -> list[Fact]:
    """What happened after the first of these facts to any of the rows, oldest first."""
    facts, wanted = list(facts), {(kind, str(key)) for kind, key in rows}
    places = {(fact.subject_kind, fact.subject_id) for fact in facts} | set(rows)
    about = FactAbout.objects.filter(fact__in=[fact.seq for fact in facts])
    places |= set(about.values_list("kind", "subject_id"))
    own, first = {fact.id for fact in facts}, min(fact.seq for fact in facts)
    found: dict[int, Fact] = {}
    for kind, key in places:
        for fact in facts_about(kind, key).filter(seq__gt=first)[:MOST_LATER]:
            parts = {(part["kind"], part["id"]) for part in fact.touched or ()}
            parts.add((fact.subject_kind, str(fact.subject_id)) if fact.after else ("", ""))
            if fact.id not in own and parts & wanted:
                found[fact.seq] = fact
    return [found[seq] for seq in sorted(found)]


def overtaken(
    facts: list[Fact], entries: Iterable[tuple[str, UUID, Any, dict[str, Any]]]
) -> list[tuple[Fact, dict[str, list[str]]]]:
    """Later facts that still stand and touched the same fields, each with {row: fields}, in order.

    A field that was changed there and back has its old value, and a history of its own all the
    same. What was undone, and the undoing, count for nothing. Three queries as a rule.
    """
    fields: dict[tuple[str, str], set[str]] = {}
    for kind, key, _before, after in entries:
        fields.setdefault((kind, str(key)), set()).update(after)
    own, found = {fact.id for fact in facts}, []
    for fact in _later(facts, fields):
        touched = [(part["kind"], part["id"], part["after"]) for part in fact.touched or ()]
        touched.append((fact.subject_kind, str(fact.subject_id), fact.after))
        same = {
            f"{kind}:{key}": sorted(both)
            for kind, key, after in touched
            for both in (fields.get((kind, key), set()) & set(after or ()),)
            if both
        }
        if same and fact.id not in own:
            found.append((fact, same))
    gone = _taken_back([fact for fact, _same in found])
    return [(fact, same) for fact, same in found if fact.id not in gone]


def _later(facts: list[Fact], rows: Iterable[tuple[str, str]]) -> list[Fact]:
    """What happened after the first of the facts to these rows or to what the facts are about."""
    first = min(fact.seq for fact in facts)
    places = {(fact.subject_kind, str(fact.subject_id)) for fact in facts} | set(rows)
    about = FactAbout.objects.filter(fact__in=[fact.seq for fact in facts])
    places |= {(kind, str(key)) for kind, key in about.values_list("kind", "subject_id")}
    subject, of = models.Q(), models.Q()
    for kind in {kind for kind, _key in places}:
        ids = [key for one, key in places if one == kind]
        subject |= models.Q(subject_kind=kind, subject_id__in=ids)
        of |= models.Q(kind=kind, subject_id__in=ids)
    later = in_any(
        Fact.objects.filter(subject, seq__gt=first).values("seq"),
        FactAbout.objects.filter(of, fact__gt=first).values("fact_id"),
    )
    return list(later.filter(undoes=None).order_by("seq")[:MOST_READ])


def _taken_back(facts: list[Fact]) -> set[UUID]:
    """Those that were undone, by themselves or with what caused them."""
    causes = {fact.id: fact.cause for fact in facts}
    frontier = {cause for cause in causes.values() if cause} - causes.keys()
    while frontier:
        known = dict(Fact.objects.filter(id__in=frontier).values_list("id", "cause"))
        causes |= known
        frontier = {cause for cause in known.values() if cause} - causes.keys()
    undone = standing_undos(causes)
    gone = set()
    for fact in facts:
        one: UUID | None = fact.id
        while one is not None and one not in undone:
            one = causes.get(one)
        if one is not None:
            gone.add(fact.id)
    return gone


def decoded(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """JSON values back to Python, by attribute name."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    result = {}
    for name, value in values.items():
        field = fields[name]
        target = getattr(field, "target_field", field)
        json = isinstance(field, models.JSONField)
        result[name] = value if json or value is None else target.to_python(value)
    return result


def living_dependents(row: models.Model, own: set[tuple[str, UUID]]) -> list[str]:
    """Living rows that refer to this one and were not made by the same fact."""
    found = []
    for model, field in referring(row):
        rows = model._default_manager.filter(undone_at=None, **{field.name: row.pk})
        for key in rows.values_list("pk", flat=True)[:200]:
            if (model._meta.model_name, key) not in own:
                found.append(f"{model._meta.model_name}:{key}")
    return found
