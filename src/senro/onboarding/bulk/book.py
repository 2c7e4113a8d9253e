"""Collects what rows change and the facts that tell of it; writes all of it in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import AutoField

from senro.kernel.dated import dated_rows
from senro.kernel.fact_writer import FactDraft, FactRow, write_facts
from senro.kernel.models import DatedValue, Row, uuid7
from senro.kernel.rows_writer import insert_rows, update_rows
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import encode

Values = dict[str, Any]
_HIDDEN = frozenset({"id", "created_at", "created_by_id", "updated_at", "version"})


@cache
def _blank(model: type[Row]) -> Values:
    skipped = {"id", "updated_at", "created_at", "created_by_id"}
    return {
        one.attname: one.get_default()
        for one in model._meta.concrete_fields
        if one.attname not in skipped and not isinstance(one, AutoField)
    }


@dataclass
class Story:
    """One fact in the making: the rows it touches, the first of them its subject."""

    verb: str
    at: datetime
    subject: tuple[str, UUID]
    about: Sequence[tuple[str, UUID]] = ()
    rows: dict[tuple[str, UUID], FactRow] = field(default_factory=dict)

    def tell(self, model: type[Row], key: UUID, before: Values | None, after: Values) -> None:
        """A row was made (`before` is None) or changed."""
        place = (str(model._meta.model_name), key)
        said = {name: encode(value) for name, value in after.items()}
        was = None if before is None else {name: encode(value) for name, value in before.items()}
        seen = self.rows.get(place)
        if seen is None:
            self.rows[place] = FactRow(*place, was, said, model.PERSONAL)
        else:
            seen.merge(was, said)


@dataclass
class Book:
    """Rows and facts that are written together."""

    by: Actor
    at: datetime
    made: dict[type[Row], dict[UUID, Values]] = field(default_factory=dict)
    changed: dict[type[Row], dict[UUID, Values]] = field(default_factory=dict)
    stories: list[Story] = field(default_factory=list)

    def make(self, story: Story, model: type[Row], **values: Any) -> Values:
        """A new row."""
        key = values.pop("id", None) or uuid7()
        defaults = {name: _copied(value) for name, value in _blank(model).items()}
        stamp = {"created_at": self.at, "created_by_id": self.by.person_id}
        row = {**defaults, **values, "id": key, **stamp}
        self.made.setdefault(model, {})[key] = row
        told = {n: v for n, v in row.items() if v is not None and n not in _HIDDEN}
        story.tell(model, key, None, told)
        return row

    def change(self, story: Story, model: type[Row], row: Values, **values: Any) -> bool:
        """Set what differs; False when nothing does."""
        after = {name: value for name, value in values.items() if row[name] != value}
        if not after:
            return False
        before = {name: row[name] for name in after}
        row.update(after)
        if row["id"] not in self.made.get(model, {}):
            self.changed.setdefault(model, {}).setdefault(row["id"], {}).update(after)
        story.tell(model, row["id"], before, after)
        was, now = ({n: encode(v) for n, v in one.items()} for one in (before, after))
        for dated in dated_rows(model, row["id"], was, now, self.at):
            self.make(story, DatedValue, **dated)
        return True

    def write(self, *, cause: UUID | None, recorded_at: datetime | None) -> None:
        """Write rows, then a fact for each story that has something to tell."""
        for model, rows in self.changed.items():
            # Before the new ones: what ends makes room for what begins.
            update_rows(model, list(rows.items()))
        for model, made in self.made.items():
            insert_rows(model, list(made.values()))
        write_facts(self._draft(story, cause, recorded_at) for story in self.stories if story.rows)

    def _draft(self, story: Story, cause: UUID | None, recorded_at: datetime | None) -> FactDraft:
        own = story.rows.get(story.subject) or FactRow(*story.subject, None, None)
        return FactDraft(
            id=uuid7(),
            at=story.at,
            by=self.by,
            verb=story.verb,
            subject=own,
            others=[row for key, row in story.rows.items() if key != story.subject],
            about=story.about,
            cause=cause,
            recorded_at=story.at if recorded_at is not None else None,
        )


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, list | dict) else value
