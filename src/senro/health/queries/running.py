"""Whether a customer runs by itself, and which part of it fails: CO-04."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.db.models import BooleanField, Case, Value, When

from senro.customers.models import Account
from senro.kernel import names
from senro.kernel.names import Moment, RecordName
from senro.kernel.rules.bodies import from_yaml
from senro.kernel.rules.language import Name, evaluate, explain
from senro.programs.queries import label_of, once, published
from senro.programs.rules.applying import STANDARD_CODE

from ..rules.running import RunningPart, parse_parts, whole_rule
from .names import PATHS

RUNNING = "self_running"
NAME = Name(
    RUNNING, "boolean", {"ja": "自走している", "en": "Runs by itself"}, kind="metric"
)  # fmt: skip


@dataclass(frozen=True)
class PartFound:
    """A part of the definition for one account: true, false or unknown, and what was seen."""

    part: RunningPart
    holds: bool | None
    inputs: dict[str, Any]
    why: str


@dataclass(frozen=True)
class Running:
    """True, false or unknown, and every part of it."""

    version: str
    parts: tuple[PartFound, ...]

    @property
    def holds(self) -> bool | None:
        """All parts hold; one that fails decides, even where another is unknown."""
        found = {one.holds for one in self.parts}
        return False if False in found else None if None in found else True


def default_running() -> str:
    """The YAML of the definition that ships."""
    return files("senro.health").joinpath("default", "self_running.yaml").read_text("utf-8")


def running_parts(at: datetime) -> tuple[str, tuple[RunningPart, ...]]:
    """(how the version is named, its parts)."""
    version = published(RUNNING, STANDARD_CODE, at)
    if version is None:
        return f"{RUNNING}/shipped", _shipped()
    return label_of(version), once(version, parse_parts)


@lru_cache(maxsize=1)
def _shipped() -> tuple[RunningPart, ...]:
    return parse_parts(from_yaml(default_running())[2])


def self_running(account: Account, moment: Moment, locale: str) -> Running:
    """One account, part by part."""
    version, parts = running_parts(moment.at)
    rules = [(part, names.parse("account", part.when)) for part in parts]
    codes = {code for _part, rule in rules for code in rule.names}
    rows = Account.objects.filter(pk=account.pk)
    values: dict[Any, Any] = dict(names.values_of(rows, "account", codes, moment)[account.pk])
    looks = {look for _part, rule in rules for look in rule.looks}
    if looks:
        values |= names.past_values_of(rows, "account", looks, moment)[account.pk]
    found = []
    for part, rule in rules:
        holds = evaluate(rule, values, today=moment.today, history=values)
        told = {code: values[code] for code in sorted(rule.names)}
        why = explain(rule, values, today=moment.today, locale=locale, history=values).text
        found.append(PartFound(part, None if holds is None else bool(holds), told, why))
    return Running(version, tuple(found))


def running_names(subject: str) -> Iterable[RecordName]:
    """`self_running` for rules about accounts and cases."""
    if subject in PATHS:
        place = PATHS[subject]
        yield RecordName(NAME, subject, lambda moment: _expression(place, moment))


def _expression(place: str, moment: Moment) -> Any:
    rule = names.parse("account", whole_rule(running_parts(moment.at)[1]))
    everybody = Account.objects.order_by()
    true = names.where(everybody, "account", rule, moment).values("pk")
    unknown = names.where_unknown(everybody, "account", rule, moment).values("pk")
    return Case(
        When(**{f"{place}__in": true}, then=Value(True)),
        When(**{f"{place}__in": unknown}, then=Value(None)),
        default=Value(False),
        output_field=BooleanField(),
    )
