"""What makes a fact undoable: the rows it touched, and the rules of the domains about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import Conflict
from .merging import referring
from .models import Fact, PersonalText
from .queries.facts import restored
from .verbs import snapshot

Guard = Callable[[Fact], None]
GUARDS: dict[str, Guard] = {}


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


def guard(*verbs: str) -> Callable[[Guard], Guard]:
    """Register a domain's own condition for undoing facts of these verbs."""

    def register(function: Guard) -> Guard:
        for name in verbs:
            GUARDS[name] = function
        return function

    return register


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
    return any(not is_undone(undo) for undo in Fact.objects.filter(undoes=fact.id))


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


def differences(row: models.Model, after: dict[str, Any]) -> list[str]:
    """Which of the fields the fact set have another value now."""
    current = snapshot(row, after.keys())
    return [name for name, value in after.items() if current.get(name) != value]


def living_dependents(row: models.Model, own: set[tuple[str, UUID]]) -> list[str]:
    """Living rows that refer to this one and were not made by the same fact."""
    found = []
    for model, field in referring(row):
        rows = model._default_manager.filter(undone_at=None, **{field.name: row.pk})
        for key in rows.values_list("pk", flat=True)[:200]:
            if (model._meta.model_name, key) not in own:
                found.append(f"{model._meta.model_name}:{key}")
    return found
