"""The method as values. Published versions never change, so each is parsed once a process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Conflict
from senro.kernel.models import Version
from senro.kernel.rules.bodies import from_yaml

from ..rules import (
    Checklist,
    CriteriaSet,
    PhaseSet,
    Policies,
    Purpose,
    Roadmap,
    parse_checklist,
    parse_criteria,
    parse_phase_set,
    parse_policies,
    parse_purposes,
    parse_roadmap,
)
from .choosing import chosen
from .defaults import default_text
from .published import published

T = TypeVar("T")
STANDARD = "standard"
_parsed: dict[UUID, Any] = {}
MOST_KEPT = 500


class NoMethod(Conflict):
    """Nothing of the method is published yet."""

    code = "no_method"
    message = _("The method has not been published yet.")


def phase_set(at: datetime, code: str = STANDARD) -> tuple[Version, PhaseSet]:
    """The phase set in effect, and which version it is. Raises NoMethod."""
    version = _needed("phase_set", code, at)
    return version, phase_set_of(version)


def phase_set_for(at: datetime, tier: str, product: str) -> tuple[Version, PhaseSet]:
    """The phase set that a new case of this tier and product gets. Raises NoMethod."""
    version = _chosen("phase_set", at, tier, product)
    return version, phase_set_of(version)


def phase_set_of(version: Version) -> PhaseSet:
    """A version's phases as values."""
    return once(version, parse_phase_set)


def phase_sets(ids: Iterable[UUID]) -> dict[UUID, PhaseSet]:
    """Phase sets by the ids of their versions; at most one query."""
    wanted = set(ids)
    missing = [pk for pk in wanted if pk not in _parsed]
    if missing:
        for version in Version.objects.filter(pk__in=missing):
            phase_set_of(version)
    return {pk: _parsed[pk] for pk in wanted if pk in _parsed}


def criteria_set(at: datetime, code: str = STANDARD) -> tuple[Version, CriteriaSet]:
    """The criteria in effect, and which version they are. Raises NoMethod."""
    version = _needed("criteria_set", code, at)
    return version, criteria_set_of(version)


def criteria_set_for(at: datetime, tier: str, product: str) -> tuple[Version, CriteriaSet]:
    """The criteria that a new case of this tier and product gets. Raises NoMethod."""
    version = _chosen("criteria_set", at, tier, product)
    return version, criteria_set_of(version)


def criteria_set_of(version: Version) -> CriteriaSet:
    """A version's criteria as values."""
    return once(version, parse_criteria)


def criteria_set_by(version: UUID | None) -> CriteriaSet | None:
    """Criteria by the id of their version; at most one query."""
    if version is not None and version not in _parsed:
        for row in Version.objects.filter(pk=version):
            criteria_set_of(row)
    found: CriteriaSet | None = _parsed.get(version) if version else None
    return found


def roadmap(at: datetime, tier: str = "", product: str = "") -> tuple[Version, Roadmap] | None:
    """The roadmap for a tier and a product; None where none is published."""
    version = chosen("roadmap", at, tier, product)
    return (version, roadmap_of(version)) if version else None


def roadmap_of(version: Version) -> Roadmap:
    """A version's roadmap as values."""
    return once(version, parse_roadmap)


def checklist(at: datetime, tier: str = "", product: str = "") -> tuple[Version, Checklist] | None:
    """The checklist for a tier and a product; None where none is published."""
    version = chosen("checklist", at, tier, product)
    return (version, checklist_of(version)) if version else None


def checklist_of(version: Version) -> Checklist:
    """A version's checklist as values."""
    return once(version, parse_checklist)


def purposes(at: datetime) -> tuple[Purpose, ...]:
    """The purposes to choose from (none before the method is published)."""
    version = published("purposes", STANDARD, at)
    return once(version, parse_purposes) if version else ()


def policies(at: datetime) -> tuple[Version, Policies]:
    """All policies in effect. Raises NoMethod."""
    version = _needed("policies", STANDARD, at)
    return version, once(version, parse_policies)


def policy(name: str, at: datetime, tier: str = "") -> Any:
    """One policy's value for a tier. Raises NoMethod, or KeyError for an unknown name.

    One that came after the team published its policies is as it ships until they publish anew.
    """
    found = policies(at)[1]
    return (found if name in found.by_code else _shipped_policies()).of(name, tier)


@cache
def _shipped_policies() -> Policies:
    return parse_policies(from_yaml(default_text("policies"))[2])


def self_onboarding_allowed(at: datetime, tier: str) -> bool:
    """Whether the tier onboards itself where the product allows it."""
    return policy("self_onboarding_full", at, tier) is True


def label_of(version: Version | None) -> str:
    """How a version is named in facts and reasons: `policies/standard@3`."""
    return f"{version.kind}/{version.code}@{version.number}" if version else ""


def _needed(kind: str, code: str, at: datetime) -> Version:
    version = published(kind, code, at)
    if version is None:
        raise NoMethod(kind=kind, code=code)
    return version


def _chosen(kind: str, at: datetime, tier: str, product: str) -> Version:
    version = chosen(kind, at, tier, product)
    if version is None:
        raise NoMethod(kind=kind, code=STANDARD)
    return version


def once(version: Version, parse: Callable[[dict[str, Any]], T]) -> T:
    """The body of a version as values: of a published one, which never changes, read once."""
    if version.number == 0:  # a draft may still change
        return parse(version.body)
    if version.pk not in _parsed:
        if len(_parsed) >= MOST_KEPT:
            _parsed.clear()
        _parsed[version.pk] = parse(version.body)
    found: T = _parsed[version.pk]
    return found
