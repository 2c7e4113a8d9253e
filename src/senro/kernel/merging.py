"""Two rows that turn out to be one thing: whatever refers to the duplicate is led to the one that stays.

Domains above are reached through the relations between models, as in undo, so that nothing below
needs to know them. Every row is changed through the verb's Change: the whole merge is one fact, and
undoing it puts every row back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from .models import Row, kind_of
from .verbs import Change

# Where a row points to its subject by kind and id and not by a foreign key.
BY_KIND = (("subject_kind", "subject_id"), ("source_kind", "source_id"))


def merge_into(change: Change, duplicate: Row, keep: Row) -> None:
    """Lead everything living that refers to `duplicate` to `keep`, then mark it undone.

    Both must be locked by the caller. Where a constraint allows only one row of a sort under `keep`
    (two sites of one name, one purpose twice), the two rows are merged in the same way.
    """
    for model, field in referring(duplicate):
        for row in _living(model).filter(**{field.name: duplicate.pk}).order_by("pk"):
            if row.pk != duplicate.pk:
                _lead(change, row, field, duplicate, keep)
    for model, kind, key in _by_kind():
        rows = _living(model).filter(**{kind: kind_of(duplicate), key: duplicate.pk})
        for row in rows.order_by("pk"):
            change.update(row, **{key: keep.pk})
    change.remove(duplicate)


def referring(row: models.Model) -> Iterator[tuple[type[Row], Any]]:
    """The models with a foreign key to this one, and the key's field."""
    # Hidden ones too: those are relations that nobody follows backwards by name.
    for relation in row._meta.get_fields(include_hidden=True):
        model = relation.related_model
        outside = relation.auto_created and not relation.concrete
        if outside and isinstance(model, type) and issubclass(model, Row):
            yield model, relation.field  # type: ignore[union-attr]


def counts_under(row: Row) -> dict[str, int]:
    """How many living rows refer to this one, by their public kind."""
    found: dict[str, int] = {}
    for model, field in referring(row):
        count = _living(model).filter(**{field.name: row.pk}).exclude(pk=row.pk).count()
        if count:
            name = model._meta.model_name or ""
            found[name] = found.get(name, 0) + count
    for model, kind, key in _by_kind():
        count = _living(model).filter(**{kind: kind_of(row), key: row.pk}).count()
        if count:
            name = model._meta.model_name or ""
            found[name] = found.get(name, 0) + count
    return found


def _lead(change: Change, row: Row, field: Any, duplicate: Row, keep: Row) -> None:
    if row.pk == keep.pk:
        # The one that stays referred to its own duplicate (as its parent): it takes what that had.
        above = getattr(duplicate, field.attname, None)
        change.update(row, **{field.attname: None if above == keep.pk else above})
        return
    other = _in_the_way(row, field, keep)
    if other is None:
        change.update(row, **{field.name: keep})
    else:
        merge_into(change, row, other)


def _in_the_way(row: Row, field: Any, keep: Row) -> Row | None:
    """The living row under `keep` that a constraint would not allow beside this one."""
    model = type(row)
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or field.name not in (
            constraint.fields
        ):
            continue
        same = {name: getattr(row, name) for name in constraint.fields if name != field.name}
        if any(value is None for value in same.values()):
            continue
        candidates = _living(model).filter(**{field.name: keep.pk}, **same)
        both = model._default_manager.filter(pk=row.pk)
        if constraint.condition is not None:
            candidates, both = (
                candidates.filter(constraint.condition),
                both.filter(constraint.condition),
            )
        found = candidates.exclude(pk=row.pk).first()
        if found is not None and both.exists():
            return found
    return None


def _by_kind() -> Iterator[tuple[type[Row], str, str]]:
    for model in apps.get_models():
        if not issubclass(model, Row):
            continue
        names = {field.name for field in model._meta.concrete_fields}
        for kind, key in BY_KIND:
            if kind in names and key in names:
                yield model, kind, key


def _living(model: type[Row]) -> Any:
    return model._default_manager.filter(undone_at=None)
