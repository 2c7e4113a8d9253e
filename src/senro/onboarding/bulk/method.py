"""The method as it stood when a case began, looked up without a query a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from senro.kernel.clock import start_of_day
from senro.kernel.models import Version
from senro.kernel.queries.people import organization
from senro.programs.queries import (
    NoMethod,
    best_of,
    criteria_set_of,
    phase_set_of,
    phase_sets,
    policies,
    purposes,
    self_onboarding_allowed,
)
from senro.programs.rules import CriteriaSet, PhaseSet

STANDARD = "standard"


@dataclass
class Method:
    """What the method says, by day."""

    at: datetime
    _found: dict[tuple[date, str, str], tuple[Version, PhaseSet]] = field(default_factory=dict)
    _alone: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def zone(self) -> str:
        """The organisation's time zone."""
        return organization().timezone

    def instant(self, day: date) -> datetime:
        """The first instant of a local day."""
        return start_of_day(day, self.zone)

    def phases(self, day: date, tier: str = "", product: str = "") -> tuple[Version, PhaseSet]:
        """The phase set that a case of this tier and product got on a day. Raises NoMethod."""
        key = (day, tier, product)
        if key not in self._found:
            at = self.instant(day)
            held = [one for one in map(self._held(at), self._phase_sets.values()) if one]
            version = best_of(held, tier, product)
            version = version or self._in_effect(self._phase_sets.get(STANDARD, []), at)
            if version is None:
                raise NoMethod(kind="phase_set", code=STANDARD)
            self._found[key] = (version, phase_set_of(version))
        return self._found[key]

    def phases_of(self, version: UUID) -> PhaseSet:
        """The phases that an attempt was promised."""
        return phase_sets([version])[version]

    def criteria(self, day: date, name: str) -> tuple[Version, CriteriaSet] | None:
        """The criteria set of that code, the standard one where none is named."""
        versions = [one for one in self._criteria_sets if one.code == (name or STANDARD)]
        version = self._in_effect(versions, self.instant(day))
        return (version, criteria_set_of(version)) if version else None

    @classmethod
    def _in_effect(cls, versions: list[Version], at: datetime) -> Version | None:
        # Before the first one the first one held.
        return cls._held(at)(versions) or (versions[-1] if versions else None)

    @staticmethod
    def _held(at: datetime) -> Callable[[list[Version]], Version | None]:
        """Of the versions of one code the one that held: the last to take effect by then."""

        def of(versions: list[Version]) -> Version | None:
            held = [one for one in versions if one.effective_from and one.effective_from <= at]
            return max(held, key=lambda one: (one.effective_from, one.number), default=None)

        return of

    @cached_property
    def _phase_sets(self) -> dict[str, list[Version]]:
        found: dict[str, list[Version]] = {}
        rows = Version.objects.living().filter(kind="phase_set", number__gt=0)
        for one in rows.order_by("code", "-number"):
            found.setdefault(one.code, []).append(one)
        return found

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

    def self_onboarding(self, said: str | None, tier: str) -> str:
        """What a case of this tier begins with today, as its product says and the policy allows."""
        if said != "full":
            return "aid"
        if tier not in self._alone:
            self._alone[tier] = self_onboarding_allowed(self.at, tier)
        return "full" if self._alone[tier] else "aid"

    @cached_property
    def _policies(self) -> Any:
        try:
            return policies(self.at)[1]
        except NoMethod:
            return None
