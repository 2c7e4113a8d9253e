"""What differs between two versions, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from senro.programs.queries import changes_between
from senro.programs.rules.wording import WordedChange

from ..specs import SPECS
from .places import NoSuchPlace, pattern


@dataclass(frozen=True)
class Line:
    """One difference: its mark, what kind of thing, which one, what was and what is."""

    kind: str
    mark: str
    word: str
    what: str
    name: str
    field: str
    before: str
    after: str
    tail: str


def lines(kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Line]:
    """The changes from one body to another."""
    old = dict(before) if before else None
    return [_line(kind, one) for one in changes_between(old, dict(after))]


def _words(kind: str) -> str:
    return {
        "added": pgettext("difference", "Added"),
        "removed": pgettext("difference", "Dropped"),
        "changed": pgettext("difference", "Changed"),
        "moved": pgettext("difference", "Another order"),
    }[kind]


def _line(kind: str, one: WordedChange) -> Line:
    locale = get_language() or "ja"
    word, following = _words(one.kind), one.following.of(locale)
    tail = word if one.kind != "changed" else ""
    if following:
        tail = _("added after “%(name)s”") % {"name": following}
    return Line(
        one.kind, one.sign, word, one.noun.of(locale), one.title.of(locale),
        one.field.of(locale), _value(kind, one, one.before.of(locale)),
        _value(kind, one, one.after.of(locale)), tail,
    )  # fmt: skip


def _value(kind: str, one: WordedChange, text: str) -> str:
    """What is chosen from a few, in the words of its form: `tested` is 試行済み."""
    entry, _dot, name = one.path.rpartition(".")
    try:
        spec = SPECS.get((kind, pattern(entry)))
    except NoSuchPlace:
        return text
    for part in spec.parts if spec else ():
        if part.name == name and part.kind == "choice" and part.options:
            return str(dict(part.options({})).get(text, text))
    return text
