"""Facts as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ..models import Fact, FactAbout, PersonalText
from ..rules.access import Actor

# Internal notes: for who `sees_notes`.
NOTES = frozenset({"note", "notes", "handover_note"})
# Facts of these kinds are there only for who `sees_notes`.
NOTE_KINDS = frozenset({"comment", "file"})


def facts_about(kind: str, subject_id: UUID) -> QuerySet[Fact]:
    """Facts whose subject this is, or that are about it; newest first."""
    own = Fact.objects.filter(subject_kind=kind, subject_id=subject_id).values("seq")
    about = FactAbout.objects.filter(kind=kind, subject_id=subject_id).values("fact_id")
    return in_any(own, about)


def in_any(*numbers: QuerySet[Any, Any]) -> QuerySet[Fact]:
    """Facts whose number is in any of these queries; newest first.

    A union and not an OR: for that, PostgreSQL reads the whole record.
    """
    first, *more = (found.order_by() for found in numbers)
    return Fact.objects.filter(seq__in=first.union(*more, all=True)).order_by("-seq")


def visible_facts(actor: Actor) -> QuerySet[Fact]:
    """Facts of things the actor may see; who sees only what is theirs, sees only what they did."""
    facts = without_note_kinds(actor, Fact.objects.all())
    return facts if actor.sees_everything else facts.filter(by_id=actor.person_id)


def without_note_kinds(actor: Actor, facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """The facts without those of notes and files, where the reader may not read notes."""
    return facts if actor.sees_notes else facts.exclude(subject_kind__in=NOTE_KINDS)


def fact_dicts(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Facts in the one public shape, with the personal texts that still exist (3 queries)."""
    facts = list(facts)
    ids = [fact.id for fact in facts]
    texts: dict[UUID, dict[tuple[str, UUID], dict[str, Any]]] = {}
    for text in PersonalText.objects.filter(fact__in=ids):
        texts.setdefault(text.fact, {})[(text.kind, text.subject_id)] = text.data
    about: dict[int, list[str]] = {}
    for row in FactAbout.objects.filter(fact_id__in=[fact.seq for fact in facts]):
        about.setdefault(row.fact_id, []).append(f"{row.kind}:{row.subject_id}")
    return [fact_dict(fact, texts.get(fact.id, {}), about.get(fact.seq, [])) for fact in facts]


def shown_to(actor: Actor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts without the internal notes where the reader may not read them."""
    if actor.sees_notes:
        return rows
    return [
        {**row, "before": _without_notes(row["before"]), "after": _without_notes(row["after"])}
        for row in rows
    ]


def _without_notes(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: None if name in NOTES else value for name, value in values.items()}


def fact_dict(
    fact: Fact,
    texts: dict[tuple[str, UUID], dict[str, Any]] | None = None,
    about: list[str] | None = None,
) -> dict[str, Any]:
    """One fact: {"id", "at", "recorded_at", "by", "key", "verb", "subject", ...}."""
    kept = (texts or {}).get((fact.subject_kind, fact.subject_id), {})
    return {
        "id": str(fact.id),
        "at": fact.at.isoformat(),
        "recorded_at": fact.recorded_at.isoformat(),
        "by": str(fact.by_id) if fact.by_id else None,
        "key": str(fact.key_id) if fact.key_id else None,
        "verb": fact.verb,
        "subject": f"{fact.subject_kind}:{fact.subject_id}",
        "about": about or [],
        "cause": str(fact.cause) if fact.cause else None,
        "undoes": str(fact.undoes) if fact.undoes else None,
        "before": restored(fact.before, kept.get("before")),
        "after": restored(fact.after, kept.get("after")),
        "reason": fact.reason,
        "evidence": fact.evidence,
        "version": fact.version,
    }


def restored(values: dict[str, Any] | None, kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """Values with personal text put back; erased text reads as None."""
    if values is None:
        return None
    return {
        name: (kept or {}).get(name) if value == {"personal": True} else value
        for name, value in values.items()
    }
