"""The method as it stood when a case began, looked up without a query a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from senro.kernel.clock import start_of_day
from senro.kernel.models import Version
from senro.kernel.queries.people import organization
from senro.kernel.queries.versions import history_of
from senro.programs.queries import NoMethod, criteria_set_of, phase_set_of, policies, purposes
from senro.programs.rules import CriteriaSet, PhaseSet

STANDARD = "standard"


@dataclass
class Method:
    """What the method says, by day."""

    at: datetime
    _days: dict[date, tuple[Version, PhaseSet]] = field(default_factory=dict)

    @cached_property
    def zone(self) -> str:
        """The organisation's time zone."""
        return organization().timezone

    def instant(self, day: date) -> datetime:
        """The first instant of a local day."""
        return start_of_day(day, self.zone)

    def phases(self, day: date) -> tuple[Version, PhaseSet]:
        """The phase set in effect on a day. Raises NoMethod."""
        if day not in self._days:
            version = self._in_effect(self._phase_sets, self.instant(day))
            if version is None:
                raise NoMethod(kind="phase_set", code=STANDARD)
            self._days[day] = (version, phase_set_of(version))
        return self._days[day]

    def criteria(self, day: date, name: str) -> tuple[Version, CriteriaSet] | None:
        """The criteria set of that code, the standard one where none is named."""
        versions = [one for one in self._criteria_sets if one.code == (name or STANDARD)]
        version = self._in_effect(versions, self.instant(day))
        return (version, criteria_set_of(version)) if version else None

    @staticmethod
    def _in_effect(versions: list[Version], at: datetime) -> Version | None:
        held = [one for one in versions if one.effective_from and one.effective_from <= at]
        # Before the first one the first one held.
        return held[0] if held else (versions[-1] if versions else None)

    @cached_property
    def _phase_sets(self) -> list[Version]:
        return list(history_of("phase_set", STANDARD))

    @cached_property
    def _criteria_sets(self) -> list[Version]:
        rows = Version.objects.living().filter(kind="criteria_set", number__gt=0)
        return list(rows.order_by("code", "-number"))

    @cached_property
    def purposes(self) -> dict[str, str]:
        """Codes of purposes by everything they are called."""
        found: dict[str, str] = {}
        for one in purposes(self.at):
            for name in (one.code, one.name.ja, one.name.en):
                if name:
                    found.setdefault(name.casefold(), one.code)
        return found

    def policy(self, name: str, default: Any) -> Any:
        """A policy's value for everybody."""
        return self._policies.of(name, "") if self._policies else default

    @cached_property
    def _policies(self) -> Any:
        try:
            return policies(self.at)[1]
        except NoMethod:
            return None
