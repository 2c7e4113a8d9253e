"""Drafts, versions that will hold, and what a draft changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from senro.kernel.models import Version
from senro.kernel.queries.versions import draft_of, history_of
from senro.kernel.queries.versions import published as in_effect
from senro.kernel.rules.bodies import Body

from ..rules.wording import WordedChange, worded


def base_of(draft: Version, at: datetime) -> Version | None:
    """What a draft is compared with: the version in effect, or the last one that will be."""
    return in_effect(draft.kind, draft.code, at) or history_of(draft.kind, draft.code).first()


def changes_of(draft: Version, at: datetime) -> tuple[WordedChange, ...]:
    """What publishing a draft would change, in words."""
    base = base_of(draft, at)
    return worded(base.body if base else {}, draft.body)


def changes_between(before: Body | None, after: Body) -> tuple[WordedChange, ...]:
    """The same for any two bodies."""
    return worded(before or {}, after)


def state_of(version: Version, at: datetime) -> str:
    """`draft`, `upcoming`, `in_effect` or `past`."""
    if version.number == 0:
        return "draft"
    if version.effective_from and version.effective_from > at:
        return "upcoming"
    current = in_effect(version.kind, version.code, at)
    return "in_effect" if current and current.pk == version.pk else "past"


def change_dict(one: WordedChange, locale: str) -> dict[str, Any]:
    """A change as data, told in one language."""
    return {
        "kind": one.kind,
        "path": one.path,
        "noun": one.noun.of(locale),
        "title": one.title.of(locale),
        "field": one.field.of(locale),
        "before": one.before.of(locale),
        "after": one.after.of(locale),
        "sentence": one.sentence.of(locale),
    }


__all__ = ["base_of", "change_dict", "changes_between", "changes_of", "draft_of", "state_of"]
