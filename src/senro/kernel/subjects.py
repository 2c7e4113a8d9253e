"""What comments and files may hang on. A domain offers each kind in its `registry`:

    register_subject("case", find=..., title=..., about=...)

The row of a comment names its subject by kind and id; whether somebody may see it is whether they
may see the subject, which only the domain that owns it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .errors import Missing
from .rules.access import Actor

Find = Callable[[Actor, UUID], Any]


@dataclass(frozen=True)
class Subject:
    """A kind of thing: how it is found for somebody, what it is called, what it belongs to."""

    kind: str
    find: Find
    title: Callable[[Any], str]
    # What else a fact about it concerns: a task's case and account.
    about: Callable[[Any], Sequence[Any]]
    # Its files are for everybody who sees it: evidence, not papers of the team.
    open_files: bool = False
    # Its files come and go by a verb of its own, and nobody writes notes beside it.
    closed: bool = False


SUBJECTS: dict[str, Subject] = {}


def register_subject(
    kind: str,
    *,
    find: Find,
    title: Callable[[Any], str],
    about: Callable[[Any], Sequence[Any]] = lambda row: (),
    open_files: bool = False,
    closed: bool = False,
) -> None:
    """Offer a kind. Raises RuntimeError for a second definition."""
    if kind in SUBJECTS:
        raise RuntimeError(f"the subject {kind} is registered twice")
    SUBJECTS[kind] = Subject(kind, find, title, about, open_files, closed)


def subject_row(actor: Actor, kind: str, subject_id: UUID) -> Any:
    """The thing that notes and files may be put beside, if this person may see it. Raises Missing."""
    known = SUBJECTS.get(kind)
    row = known.find(actor, subject_id) if known and not known.closed else None
    if row is None:
        raise Missing()
    return row


def sees(actor: Actor, kind: str, subject_id: UUID) -> bool:
    """Whether this person may see the thing."""
    known = SUBJECTS.get(kind)
    return known is not None and known.find(actor, subject_id) is not None
