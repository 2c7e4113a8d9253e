"""Takes back everything a fact has caused, in bulk: rows nobody has touched since, dependents first.

Facts are looked at from the last to the first against the rows as they are now. One whose row has
changed since, or that something living builds on, stays as it is and is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from senro.kernel.among import among
from senro.kernel.fact_writer import FactDraft, FactRow, write_facts
from senro.kernel.models import Fact, FactAbout, PersonalText, Row, uuid7
from senro.kernel.queries.facts import restored
from senro.kernel.rows_writer import update_rows
from senro.kernel.rules.access import Actor
from senro.kernel.undo import decoded, model_of
from senro.kernel.verbs import encode

Values = dict[str, Any]
Place = tuple[str, UUID]
CHUNK = 5_000
ALWAYS = {"undone_at", "undone_by_id"}


@dataclass(slots=True)
class Touched:
    """A row that a fact touched: `before` is None for one that it made."""

    place: Place
    before: Values | None
    after: Values


@dataclass(slots=True)
class Effect:
    """A fact that was caused, with the rows it touched, the last first."""

    id: UUID
    verb: str
    subject: Place
    about: list[Place] = field(default_factory=list)
    rows: list[Touched] = field(default_factory=list)


@dataclass
class Reverting:
    """What goes back and what stays."""

    effects: list[Effect]
    state: dict[Place, Values]
    back: list[Effect] = field(default_factory=list)
    kept: dict[UUID, Values] = field(default_factory=dict)

    def decide(self, at: datetime) -> None:
        """Which effects go back, until nothing more must stay."""
        while True:
            state = {place: dict(values) for place, values in self.state.items()}
            self.back = [one for one in self.effects if self._goes_back(one, state, at)]
            built_on = self._built_on()
            if not built_on:
                return
            self.kept |= built_on

    def _goes_back(self, effect: Effect, state: dict[Place, Values], at: datetime) -> bool:
        if effect.id in self.kept:
            return False
        for row in effect.rows:
            now = state.get(row.place)
            changed = ["id"] if now is None else _changed(row, now)
            if changed:
                self.kept[effect.id] = _told(effect, row.place, changed, [])
                return False
            assert now is not None
            now.update(row.before if row.before is not None else {"undone_at": encode(at)})
        return True

    def _built_on(self) -> dict[UUID, Values]:
        """Effects that made a row to which something refers that would stay."""
        gone = {row.place for one in self.back for row in one.rows if row.before is None}
        released = {
            (row.place, name) for one in self.back for row in one.rows for name in row.before or ()
        }
        blocked: dict[Place, list[str]] = {}
        for place, name, target in _referring(gone):
            if place not in gone and (place, name) not in released:
                blocked.setdefault(target, []).append(f"{place[0]}:{place[1]}")
        if not blocked:
            return {}
        return {
            one.id: _told(one, row.place, [], blocked[row.place][:20])
            for one in self.back
            for row in one.rows
            if row.before is None and row.place in blocked
        }

    def write(self, *, by: Actor, at: datetime, cause: UUID) -> None:
        """Put rows back and leave a fact for each effect that went back."""
        final: dict[Place, Values] = {}
        drafts = []
        for effect in self.back:
            drafts.append(self._draft(effect, final, by, at, cause))
        _write_rows(final)
        for start in range(0, len(drafts), CHUNK):
            write_facts(drafts[start : start + CHUNK])

    def _draft(
        self, effect: Effect, final: dict[Place, Values], by: Actor, at: datetime, cause: UUID
    ) -> FactDraft:
        told = []
        for row in effect.rows:
            back = row.before if row.before is not None else _undone(by, at)
            now = self.state[row.place]
            told.append(
                FactRow(
                    *row.place,
                    {name: now.get(name) for name in back},
                    dict(back),
                    getattr(model_of(row.place[0]), "PERSONAL", frozenset()),
                )
            )
            now.update(back)
            final.setdefault(row.place, {}).update(back)
        own = next((one for one in told if (one.kind, one.id) == effect.subject), None)
        return FactDraft(
            id=uuid7(),
            at=at,
            by=by,
            verb="kernel.fact.undone",
            subject=own or FactRow(*effect.subject, None, None),
            others=[one for one in told if one is not own],
            about=effect.about,
            cause=cause,
            undoes=effect.id,
            evidence={"undone": effect.verb},
        )


def effects_caused_by(cause: UUID) -> Reverting:
    """Everything the fact has caused that was not taken back by itself, and the rows as they are."""
    return reverting_of(list(_effects(cause)))


def reverting_of(effects: list[Effect]) -> Reverting:
    """These effects, and the rows that they touched as they are now."""
    places: dict[str, tuple[set[UUID], set[str]]] = {}
    for effect in effects:
        for row in effect.rows:
            ids, names = places.setdefault(row.place[0], (set(), set()))
            ids.add(row.place[1])
            names.update(row.after, row.before or ())
    state = {
        place: values
        for kind, (ids, names) in places.items()
        for place, values in _rows(kind, ids, names)
    }
    return Reverting(effects, state)


def told_by(facts: QuerySet[Fact]) -> list[Any]:
    """Facts with no more than what undoing asks of them: a row each and not an object."""
    return list(
        facts.values_list(
            "seq", "id", "verb", "subject_kind", "subject_id", "before", "after", "touched",
            named=True,
        )
    )  # fmt: skip


def _effects(cause: UUID) -> Iterator[Effect]:
    last: int | None = None
    while True:
        facts = Fact.objects.filter(cause=cause).order_by("-seq")
        part = told_by(facts.filter(seq__lt=last)[:CHUNK] if last else facts[:CHUNK])
        if not part:
            return
        last = part[-1].seq
        yield from effects_of(part)


def effects_of(part: Sequence[Any]) -> list[Effect]:
    """What these facts have done, in their order."""
    texts: dict[UUID, dict[Place, Any]] = {}
    kept = PersonalText.objects.filter(fact__in=among([fact.id for fact in part]))
    for fact, kind, key, data in kept.values_list("fact", "kind", "subject_id", "data"):
        texts.setdefault(fact, {})[(kind, key)] = data
    about: dict[int, list[Place]] = {}
    beside = FactAbout.objects.filter(fact__in=among([fact.seq for fact in part]))
    for number, kind, key in beside.order_by("pk").values_list("fact_id", "kind", "subject_id"):
        about.setdefault(number, []).append((kind, key))
    return [_effect(fact, texts.get(fact.id, {}), about.get(fact.seq, [])) for fact in part]


def _effect(fact: Any, texts: dict[Place, Any], about: list[Place]) -> Effect:
    subject = (fact.subject_kind, fact.subject_id)
    rows = [(subject, fact.before, fact.after)] if fact.after else []
    for row in fact.touched or []:
        rows.append(((row["kind"], UUID(row["id"])), row["before"], row["after"]))
    effect = Effect(fact.id, fact.verb, subject, about)
    for place, before, after in reversed(rows):
        kept = texts.get(place)
        if kept is None:
            effect.rows.append(Touched(place, before, after or {}))
            continue
        was = restored(before, kept.get("before"))
        effect.rows.append(Touched(place, was, restored(after, kept.get("after")) or {}))
    return effect


def _rows(kind: str, ids: set[UUID], names: set[str]) -> Iterator[tuple[Place, Values]]:
    """The rows as they are now, in the columns that the facts tell of."""
    model, wanted = model_of(kind), sorted(ids)
    columns = {one.attname for one in model._meta.concrete_fields}
    asked = ["id", *sorted((names | ALWAYS) & columns - {"id"})]
    for start in range(0, len(wanted), CHUNK):
        found = model._default_manager.filter(pk__in=among(wanted[start : start + CHUNK]))
        for values in found.select_for_update().order_by("pk").values_list(*asked):
            key = values[0]
            yield (
                (kind, key),
                {
                    name: value if value is None or type(value) is str else encode(value)
                    for name, value in zip(asked, values, strict=True)
                },
            )


def _changed(row: Touched, now: Values) -> list[str]:
    """The fields that have another value than the fact gave them."""
    changed = [name for name, value in row.after.items() if now.get(name) != value]
    if row.before is None and now["undone_at"] is not None:
        changed.append("undone_at")
    return changed


def _undone(by: Actor, at: datetime) -> Values:
    return {"undone_at": encode(at), "undone_by_id": encode(by.person_id)}


def _told(effect: Effect, place: Place, fields: list[str], dependents: list[str]) -> Values:
    return {
        "subject": f"{effect.subject[0]}:{effect.subject[1]}",
        "row": f"{place[0]}:{place[1]}",
        "fields": fields,
        "dependents": dependents,
    }


def _referring(gone: set[Place]) -> Iterator[tuple[Place, str, Place]]:
    """Living rows that refer to these: the row, the column, and what it refers to."""
    ids: dict[str, list[UUID]] = {}
    for kind, key in gone:
        ids.setdefault(kind, []).append(key)
    for kind, keys in ids.items():
        for start in range(0, len(keys), CHUNK):
            part = among(keys[start : start + CHUNK])
            for model, column in _references(kind):
                rows = model.objects.living().filter(**{f"{column}__in": part}).order_by()
                for key, target in rows.values_list("pk", column):
                    yield (str(model._meta.model_name), key), column, (kind, target)


def _references(kind: str) -> Iterator[tuple[Any, str]]:
    for relation in model_of(kind)._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, Row):
            yield model, relation.field.attname


def _write_rows(final: dict[Place, Values]) -> None:
    """What goes makes room first; what comes back to life comes last."""
    steps: tuple[dict[str, list[tuple[UUID, Values]]], ...] = ({}, {}, {})
    for (kind, key), values in final.items():
        turn = 1 if "undone_at" not in values else (0 if values["undone_at"] else 2)
        steps[turn].setdefault(kind, []).append((key, values))
    for step in steps:
        for kind, rows in step.items():
            model: Any = model_of(kind)
            update_rows(model, [(key, decoded(model, values)) for key, values in rows])
