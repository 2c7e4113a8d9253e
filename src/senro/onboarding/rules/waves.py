"""Sites that are rolled out as units: where each stands, and what that makes of the case. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

PARALLEL, PILOT = "parallel", "pilot_then_spread"
MODES = (PARALLEL, PILOT)


@dataclass(frozen=True)
class Wave:
    """One site: the phases it has passed, and how many of its people have come how far."""

    id: UUID
    name: str
    order: int
    mode: str = PARALLEL
    site_id: UUID | None = None
    site: str = ""
    done: Mapping[str, datetime] = field(default_factory=dict, hash=False)
    users: int = 0
    registered: int = 0
    logged_in: int = 0
    # Of the phase it is in; None once it is through.
    gate: Any = None
    version: int = 1

    @property
    def values(self) -> dict[str, Any]:
        """What a gate measures of the site itself; unknown where nobody of it is known."""
        return {
            "end_users": self.users,
            "registration_coverage": self.registered / self.users if self.users else None,
            "first_login_rate": self.logged_in / self.users if self.users else None,
        }


@dataclass(frozen=True)
class Crew:
    """All sites of an attempt, in their order, and the phases they pass one by one."""

    span: tuple[str, ...]
    after: str
    waves: tuple[Wave, ...]

    @property
    def mode(self) -> str:
        """How they follow each other."""
        return self.waves[0].mode if self.waves else PARALLEL

    def phase_of(self, wave: Wave) -> str:
        """The phase a site is in: the first it has not passed."""
        return next((code for code in self.span if code not in wave.done), self.after)

    def since(self, wave: Wave) -> datetime | None:
        """When it came into that phase; unknown for the first one."""
        passed = [wave.done[code] for code in self.span if code in wave.done]
        return max(passed) if passed else None

    def through(self, wave: Wave) -> bool:
        """It has passed all of them."""
        return self.phase_of(wave) == self.after

    def place(self, code: str) -> int:
        """How far along the span; behind its end for what comes after."""
        return self.span.index(code) if code in self.span else len(self.span)

    def there(self, phase: str) -> tuple[Wave, ...]:
        """The sites that have reached a phase."""
        place = self.place(phase)
        return tuple(wave for wave in self.waves if self.place(self.phase_of(wave)) >= place)

    @property
    def slowest(self) -> Wave | None:
        """The site furthest back: by phase, then by what its gate measures, then by order."""
        behind = [wave for wave in self.waves if not self.through(wave)]
        return min(behind, key=self._lag, default=None)

    def _lag(self, wave: Wave) -> tuple[int, float, int]:
        share = share_of(wave)
        return self.place(self.phase_of(wave)), -1.0 if share is None else share, wave.order

    @property
    def passed(self) -> tuple[str, ...]:
        """The phases that lie behind the case: left by any site, the last one by all of them."""
        if not self.waves:
            return ()
        left = [c for c in self.span[:-1] if any(c in wave.done for wave in self.waves)]
        if all(self.through(wave) for wave in self.waves):
            left.append(self.span[-1])
        return tuple(left)

    @property
    def pilots(self) -> tuple[Wave, ...]:
        """The first site, where the others wait for it."""
        return self.waves[:1] if self.mode == PILOT else ()

    def waits(self, wave: Wave) -> bool:
        """It may not start yet: the first site has neither passed nor may pass its last gate."""
        return any(pilot.id != wave.id and not self._proven(pilot) for pilot in self.pilots)

    def _proven(self, pilot: Wave) -> bool:
        last = self.phase_of(pilot) == self.span[-1]
        return self.through(pilot) or bool(last and pilot.gate and pilot.gate.open)

    def wave(self, pk: UUID) -> Wave | None:
        """One site."""
        return next((wave for wave in self.waves if wave.id == pk), None)

    def with_gates(self, gates: Mapping[UUID, Any]) -> Crew:
        """The same sites, each with the gate of its phase."""
        return replace(
            self, waves=tuple(replace(wave, gate=gates.get(wave.id)) for wave in self.waves)
        )


NOBODY = Crew((), "", ())


def share_of(wave: Wave) -> float | None:
    """The measure of its gate that stands lowest, as a share of 1."""
    rows = wave.gate.rows if wave.gate else ()
    shares = [row.share for row in rows if row.share is not None]
    return min(shares, default=None)


def in_order(waves: Sequence[Wave]) -> tuple[Wave, ...]:
    """As the team has put them."""
    return tuple(sorted(waves, key=lambda wave: (wave.order, wave.name)))
