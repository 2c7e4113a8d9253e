"""Which signals are true now: a few questions a kind, for all accounts or for some."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from senro.customers.models import Account
from senro.kernel import names
from senro.kernel.names import Moment
from senro.kernel.rules.language import Rule, explain

from ..models import Signal
from ..rules.signals import Found, Kind
from .bands import Falls
from .contacts import champions_gone, champions_silent
from .heard import devices_silent, invitations_ignored, learned_unused
from .kinds import kinds_at

BAND_DOWN = "band_down"
DETECTORS = {
    "champion_gone": champions_gone,
    "champion_silent": champions_silent,
    "devices_silent": devices_silent,
    "learned_unused": learned_unused,
    "invitations_ignored": invitations_ignored,
}


@dataclass(frozen=True)
class Look:
    """What one look found. `unknown`: of these nothing can be said, so that what is open stays."""

    found: dict[tuple[UUID, str, str], Found]
    unknown: frozenset[tuple[UUID, str]] = frozenset()


def look(moment: Moment, falls: Falls, ids: Collection[UUID] | None = None) -> Look:
    """Every signal that is true of these accounts (None: of all), whose `falls` are known."""
    method, kinds = kinds_at(moment.at)
    rows = Account.objects.living()
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    found: dict[tuple[UUID, str, str], Found] = {}
    unknown: set[tuple[UUID, str]] = set()
    for kind in kinds:
        for one in _of(kind, rows, moment, falls):
            found[one.place] = replace(one, evidence={**one.evidence, "version": method})
        if kind.rule:
            unknown |= _unknown(kind, rows, moment)
    return Look(found, frozenset(unknown))


def _of(kind: Kind, rows: QuerySet[Account], moment: Moment, falls: Falls) -> Iterable[Found]:
    if kind.rule:
        return _by_rule(kind, rows, moment)
    if kind.detector == BAND_DOWN:
        return falls.found(kind)
    return DETECTORS[kind.detector](kind, rows, moment)


def _by_rule(kind: Kind, rows: QuerySet[Account], moment: Moment) -> Iterator[Found]:
    rule = names.parse("account", kind.rule)
    true = list(names.where(rows, "account", rule, moment).values_list("pk", flat=True))
    if not true:
        return
    asked = Account.objects.filter(pk__in=true)
    values: dict[UUID, dict[Any, Any]] = dict(
        names.values_of(asked, "account", rule.names, moment).items()
    )
    past = names.past_values_of(asked, "account", rule.looks, moment) if rule.looks else {}
    for pk in true:
        yield Found(
            pk, kind, evidence=_evidence(rule, kind, {**values[pk], **past.get(pk, {})}, moment)
        )


def _evidence(rule: Rule, kind: Kind, values: dict[Any, Any], moment: Moment) -> dict[str, Any]:
    said = {
        locale: explain(rule, values, today=moment.today, locale=locale, history=values).text
        for locale in ("ja", "en")
    }
    inputs = {code: _plain(values[code]) for code in sorted(rule.names)}
    inputs |= {f"{code}@{back}": _plain(values[code, back]) for code, back in sorted(rule.looks)}
    return {"rule": kind.rule, "inputs": inputs, "said": said}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _unknown(kind: Kind, rows: QuerySet[Account], moment: Moment) -> set[tuple[UUID, str]]:
    open_ = Signal.objects.living().filter(kind=kind.code, closed_at=None, account__in=rows)
    held = rows.filter(pk__in=list(open_.values_list("account_id", flat=True)))
    if not held.exists():
        return set()
    rule = names.parse("account", kind.rule)
    asked = names.where_unknown(held, "account", rule, moment)
    return {(pk, kind.code) for pk in asked.values_list("pk", flat=True)}
