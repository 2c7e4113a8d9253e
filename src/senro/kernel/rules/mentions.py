"""Who is named in a text by `@`: the longest name that fits, else the address. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

MARKS = "@＠"
MOST_MENTIONS = 50


@dataclass(frozen=True)
class Named:
    """Somebody who can be mentioned."""

    id: UUID
    name: str
    email: str


@dataclass(frozen=True)
class Mention:
    """Where a text names somebody: `text[start:end]` with its `@`."""

    start: int
    end: int
    people: tuple[UUID, ...]


def handles(people: Iterable[Named]) -> dict[str, set[UUID]]:
    """What may follow the `@`: name, name without blanks, address."""
    found: dict[str, set[UUID]] = {}
    for one in people:
        for text in (one.name, "".join(one.name.split()), one.email):
            if text.strip():
                found.setdefault(_plain(text), set()).add(one.id)
    return found


def mentions(text: str, people: Iterable[Named]) -> tuple[Mention, ...]:
    """Every `@name` of these people, in the order of the text."""
    known = handles(people)
    by_length = sorted(known, key=len, reverse=True)
    found: list[Mention] = []
    folded, place = _plain(text), 0
    while len(found) < MOST_MENTIONS:
        place = min(
            (at for at in (text.find(mark, place) for mark in MARKS) if at >= 0), default=-1
        )
        if place < 0:
            break
        rest = folded[place + 1 :]
        # `mail@example.jp` names nobody: an address's own @ follows a letter.
        free = place == 0 or not (text[place - 1].isascii() and text[place - 1].isalnum())
        handle = next((one for one in by_length if free and _fits(rest, one)), "")
        if handle:
            found.append(Mention(place, place + 1 + len(handle), tuple(sorted(known[handle]))))
        place += 1 + len(handle)
    return tuple(found)


def _fits(rest: str, handle: str) -> bool:
    """`@ann` is not `@anna`: a Latin name ends where its word ends."""
    if not rest.startswith(handle):
        return False
    after = rest[len(handle) : len(handle) + 1]
    word = handle[-1].isascii() and handle[-1].isalnum()
    return not (word and after.isascii() and (after.isalnum() or after == "_"))


def _plain(text: str) -> str:
    """Letter for letter, so that places stay the same."""
    plain = []
    for sign in text:
        one = unicodedata.normalize("NFKC", sign).casefold()
        plain.append(one if len(one) == 1 else sign)
    return "".join(plain)
