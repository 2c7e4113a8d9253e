"""Versions of the method: what is published, what is being drafted, what differs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from ..models import Version
from ..rules.bodies import Difference, diff

__all__ = [
    "codes_of",
    "diff",
    "draft_of",
    "history_of",
    "published",
    "published_all",
    "published_of",
    "upcoming",
    "what_changes",
]


def published(kind: str, code: str, at: datetime) -> Version | None:
    """The version in effect at an instant."""
    return _effective(_living(kind), at).filter(code=code).first()


def published_all(kind: str, at: datetime) -> list[Version]:
    """The version in effect of every code of a kind, in the order of their codes."""
    found: dict[str, Version] = {}
    for version in _effective(_living(kind), at):
        found.setdefault(version.code, version)
    return [found[code] for code in sorted(found)]


def published_of(kinds: Collection[str], at: datetime) -> dict[str, list[Version]]:
    """The same of several kinds, in one query."""
    rows = Version.objects.living().filter(kind__in=list(kinds))
    found: dict[str, dict[str, Version]] = {kind: {} for kind in kinds}
    for version in _effective(rows, at):
        found[version.kind].setdefault(version.code, version)
    return {kind: [by[code] for code in sorted(by)] for kind, by in found.items()}


def upcoming(kind: str, at: datetime) -> QuerySet[Version]:
    """Published versions that will hold later, the next one first."""
    rows = _living(kind).filter(number__gt=0, effective_from__gt=at)
    return rows.order_by("effective_from", "code", "number")


def draft_of(kind: str, code: str) -> Version | None:
    """The draft that somebody is working on."""
    return _living(kind).filter(code=code, number=0).first()


def history_of(kind: str, code: str) -> QuerySet[Version]:
    """All published versions, newest first."""
    return _living(kind).filter(code=code, number__gt=0).order_by("-number")


def codes_of(kind: str) -> list[str]:
    """All codes of a kind, drafts included."""
    return sorted(set(_living(kind).values_list("code", flat=True)))


def what_changes(draft: Version, at: datetime) -> list[Difference]:
    """What publishing a draft would change."""
    current = published(draft.kind, draft.code, at)
    return diff(current.body if current else {}, draft.body)


def _living(kind: str) -> QuerySet[Version]:
    return Version.objects.living().filter(kind=kind)


def _effective(rows: QuerySet[Version], at: datetime) -> QuerySet[Version]:
    rows = rows.filter(number__gt=0, effective_from__lte=at)
    return rows.order_by("code", "-effective_from", "-number")
