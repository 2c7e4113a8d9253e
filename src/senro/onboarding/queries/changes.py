"""What changed on the board between a past day and now, from dated rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload
from uuid import UUID

from django.db.models import F, Q, QuerySet

from senro.kernel.names import Moment
from senro.kernel.rules.access import Actor
from senro.programs.rules import PhaseSet
from senro.programs.rules.phases import INTAKE

from ..models import Case
from ..rules.changes import KINDS, Stand, change_of
from .board import Filters, narrowed
from .said import said
from .states import Stood, led_then, phase_sets_by_text, stands_at, texts
from .visible import visible_cases


class Changed(NamedTuple):
    """A case that stands elsewhere now. The phases are words; empty at intake or not there yet."""

    case_id: UUID
    key: str
    name: str
    kind: str
    status_before: str
    status: str
    phase_before: Any
    phase: Any


# The kind, the status before and now, the phase before and now: the same for many cases.
What = tuple[str, str, str, Any, Any]
Before = tuple[str, str, str, int] | None


class Lines(Sequence[Changed]):
    """Cases of one kind, by name; thousands are counted, and only those that are told are made."""

    def __init__(self) -> None:
        self._found: list[tuple[tuple[Any, ...], What]] = []

    def add(self, row: tuple[Any, ...], what: What) -> None:
        """One more; the row begins with its id, the account's key and name."""
        self._found.append((row, what))

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, at: int) -> Changed: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Changed, ...]: ...
    def __getitem__(self, at: int | slice) -> Changed | tuple[Changed, ...]:
        if isinstance(at, slice):
            return tuple(_made(row, what) for row, what in self._found[at])
        return _made(*self._found[at])


def _made(row: tuple[Any, ...], what: What) -> Changed:
    return Changed(UUID(row[0]), row[1], row[2], *what)


@dataclass(frozen=True)
class Changes:
    """All of them by kind, in the order in which they are told."""

    kinds: Mapping[str, Lines]

    @property
    def total(self) -> int:
        """How many cases."""
        return sum(map(len, self.kinds.values()))


def changes_since(
    actor: Actor,
    *,
    moment: Moment,
    filters: Filters | None = None,
    stood: Mapping[str, Stood] | None = None,
) -> Changes:
    """What became of every visible case since then, in five queries however many there are.

    Two fewer where the board of that moment was read before, and hands over where they `stood`.
    """
    asked = filters or Filters()
    rows = narrowed(visible_cases(actor), asked, moment)
    if asked.owner:
        # The board has asked only for those that were theirs then.
        stood = None
        rows = rows.filter(Q(owner=asked.owner) | Q(pk__in=led_then(asked.owner, moment.at)))
    then = stands_at(rows, moment.at) if stood is None else stood
    now = _now(rows)
    places = _Places({one.phase_set for one in then.values()} | {row[-1] for row in now})
    found = {kind: Lines() for kind in KINDS}
    # Thousands of cases went a few ways.
    ways: dict[tuple[Before, tuple[Any, ...]], What] = {}
    for row in now:
        one, after = then.get(row[0]), row[3:]
        before = (one.status, one.phase, one.phase_set, one.attempt_no) if one else None
        what = ways.get((before, after))
        if what is None:
            what = ways[before, after] = _what(before, after, places)
        if what[0]:
            found[what[0]].add(row, what)
    return Changes(found)


def _what(before: Before, after: tuple[Any, ...], places: _Places) -> What:
    """What became of a case that stood so and stands so now."""
    status, phase, number, version = after
    was, earlier = places.of(before[1], before[2]) if before else (-1, "")
    place, here = places.of(phase, version)
    stood = Stand(before[0], was, before[3]) if before else None
    kind = change_of(stood, Stand(status, place, int(number)))
    return kind, before[0] if before else "", status, earlier, here


def _now(rows: QuerySet[Case]) -> list[tuple[Any, ...]]:
    """Today's columns of each, by name, and what its attempt runs on."""
    current = rows.filter(attempts__number=F("attempt_no"), attempts__undone_at=None)
    return texts(
        current.order_by("account__name", "pk"),
        "pk", "account__key", "account__name", "status", "phase", "attempt_no",
        "attempts__phase_set_id",
    )  # fmt: skip


class _Places:
    """How many phases lie behind a phase of a set, and what it is called: each asked once."""

    def __init__(self, versions: set[str]) -> None:
        self._sets: Mapping[str, PhaseSet] = phase_sets_by_text(versions)
        self._known: dict[tuple[str, str], tuple[int, Any]] = {}

    def of(self, phase: str, version: str) -> tuple[int, Any]:
        """Its place, -1 at intake and where it is not known; its words, empty there."""
        if (phase, version) not in self._known:
            self._known[phase, version] = self._look(phase, version)
        return self._known[phase, version]

    def _look(self, phase: str, version: str) -> tuple[int, Any]:
        phases = self._sets.get(version)
        found = phases.phase(phase) if phases and phase != INTAKE else None
        return (phases.index(phase), said(found.name)) if phases and found else (-1, "")
