"""The board: every case on the line or beside it, as it is now or as it stood on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from senro.customers.queries.past import given_then
from senro.customers.rules import fold
from senro.kernel import names
from senro.kernel.names import Moment
from senro.kernel.rules.access import Actor
from senro.programs.queries import phase_set
from senro.programs.rules import GateItem, Phase, PhaseSet
from senro.programs.rules.phases import INTAKE, STANDARD
from senro.programs.rules.words import NO_WORDS

from ..models import Case
from ..rules.machine import AFTER, MOVING
from .cards import Card, cards_of
from .moments import moment_of
from .said import said
from .standards import meanings, standard_names
from .standing import Placed, Stand
from .states import Stood
from .visible import visible_cases

PER_COLUMN = 50
ORDER = {"stop": 0, "care": 1, "go": 2}
PARKED_COLUMNS = {
    "stalled": "stalled",
    "parked_with_cs": "parked_with_cs",
    "returned_to_sales": "returned",
    "dead_flag_proposed": "returned",
    "dead_flagged": "dead_flag",
}


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to. Empty means everything."""

    owner: UUID | None = None
    tier: str = ""
    purpose: str = ""
    channel: str = ""
    product: str = ""
    risk: bool = False
    q: str = ""
    where: str = ""
    # "standard": six columns over all phase sets, and not those of the standard set.
    by: str = ""


@dataclass(frozen=True)
class Column:
    """A station or a siding: its cases, most pressing first."""

    code: str
    name: Any
    count: int
    median: int | None = None
    plan: int | None = None
    cards: tuple[Card, ...] = ()
    more: int = 0
    last: bool = False


@dataclass(frozen=True)
class Board:
    """Columns in the order of the line, and what stands beside it."""

    as_of: datetime
    live: bool
    intake: Column
    phases: tuple[Column, ...]
    parked: tuple[Column, ...]
    active: int
    at_risk: int
    watched: int
    pressing: int
    # Of a past day, where every case stood, ended or not.
    stood: Mapping[str, Stood] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All of them."""
        return (self.intake, *self.phases, *self.parked)

    def column(self, code: str) -> Column | None:
        """One column."""
        return next((column for column in self.columns if column.code == code), None)


def board(
    actor: Actor,
    *,
    as_of: datetime,
    live: bool = True,
    filters: Filters | None = None,
    limit: int = PER_COLUMN,
    only: Collection[str] = (),
    after: int = 0,
    folded: Collection[str] = (),
) -> Board:
    """The pipeline as of an instant, in a number of queries that does not grow with the cases.

    `live` reads today's columns; otherwise every value comes from dated rows, as it stood then.
    `only` and `after` fetch the rest of some columns, and count no others; `folded` ones are
    counted and have no cards. Raises RuleError for a wrong `where`.
    """
    moment = moment_of(as_of)
    phases = _six(as_of) if filters and filters.by == "standard" else phase_set(as_of)[1]
    rows = narrowed(visible_cases(actor), filters or Filters(), moment)
    if live and only:
        rows = rows.filter(_may_stand_in(only, phases))
    owner = filters.owner if filters else None
    there = (Stand.live if live else Stand.past)(rows, owner, moment)
    groups = _grouped(there, phases)
    pressing = sum(
        one.signal != "go" for code, g in groups.items() if code in phases.codes for one in g
    )
    if filters and filters.risk:
        groups = {code: [one for one in g if one.signal != "go"] for code, g in groups.items()}
    shown = {
        code: sorted(group, key=_order)[after : after + limit]
        for code, group in groups.items()
        if (not only or code in only) and code not in folded
    }
    states = there.states([one for group in shown.values() for one in group])
    cards = {pk.hex: card for pk, card in cards_of(states, moment, live=live).items()}
    moving = [one for one in there.cases if one.status in MOVING]
    return replace(
        _empty(as_of, live, phases),
        intake=_column(INTAKE, None, groups, shown, cards, after),
        phases=tuple(
            _column(phase.code, phase, groups, shown, cards, after) for phase in phases.phases
        ),
        parked=tuple(
            _column(code, None, groups, shown, cards, after)
            for code in dict.fromkeys(PARKED_COLUMNS.values())
        ),
        active=len(moving),
        at_risk=sum(one.status == "at_risk" for one in moving),
        watched=sum(one.status in AFTER for one in there.cases),
        pressing=pressing,
        stood=there.stood,
    )


def _empty(as_of: datetime, live: bool, phases: PhaseSet) -> Board:
    return Board(as_of, live, Column(INTAKE, "", 0), (), (), 0, 0, 0, 0)


def narrowed(rows: QuerySet[Case], filters: Filters, moment: Moment) -> QuerySet[Case]:
    """The cases that the board is about; whose they are is asked of their states."""
    if filters.tier:
        rows = rows.filter(account__tier=filters.tier)
    if filters.channel:
        rows = rows.filter(account__channel=filters.channel)
    if filters.product:
        rows = rows.filter(product__key=filters.product)
    if filters.purpose:
        given = given_then(moment).filter(code=filters.purpose)
        rows = rows.filter(account__in=given.values("account_id"))
    if filters.q:
        rows = rows.filter(account__search__contains=fold(filters.q))
    if filters.where:
        rows = names.where(rows, "case", names.parse("case", filters.where), moment)
    return rows


def _may_stand_in(columns: Collection[str], phases: PhaseSet) -> Q:
    """Cases that can be in one of these columns: of a phase, those whose code may mean it."""
    statuses = [status for status, code in PARKED_COLUMNS.items() if code in columns]
    means = meanings()
    elsewhere = [code for code, meant in means.items() if meant != {phases.standards.get(code)}]
    return Q(phase__in=[*columns, *elsewhere], status__in=(*MOVING, *AFTER)) | Q(
        status__in=statuses
    )


def _six(at: datetime) -> PhaseSet:
    """The six standard codes as columns, with the plan of the standard set where it has them."""
    days = {phase.standard: phase.days for phase in phase_set(at)[1].phases}
    names = standard_names(at)
    gate = (GateItem("", "", NO_WORDS, NO_WORDS),)
    return PhaseSet(
        tuple(
            Phase(code, code, names[code], days.get(code, 0), () if code == STANDARD[-1] else gate)
            for code in STANDARD
        )
    )


def _place(phase: str, standard: str, phases: PhaseSet) -> str:
    """The column of a phase; one of another set stands where its standard code comes in."""
    if phase == INTAKE or phases.standards.get(phase) == standard:
        return phase
    reached = [one.code for one in phases.phases if one.standard <= standard]
    return reached[-1] if reached else phases.first.code


def _grouped(there: Stand, phases: PhaseSet) -> dict[str, list[Placed]]:
    groups: dict[str, list[Placed]] = {}
    places: dict[str, str] = {}
    for one in there.cases:
        own = there.own.get(one.key)
        place = _place(one.phase, own, phases) if own else places.get(one.phase)
        if place is None:
            place = places[one.phase] = _place(one.phase, there.codes[one.phase], phases)
        if code := column_of(one.status, place):
            groups.setdefault(code, []).append(one)
    return groups


def column_of(status: str, phase: str) -> str:
    """The column of a case; empty when it is not on the board any more."""
    if status in MOVING or status in AFTER:
        return phase
    return PARKED_COLUMNS.get(status, "")


def _order(one: Placed) -> tuple[int, Any, str]:
    return ORDER[one.signal], one.since, one.key


def _column(
    code: str,
    phase: Any,
    groups: dict[str, list[Placed]],
    shown: dict[str, list[Placed]],
    cards: dict[str, Card],
    after: int,
) -> Column:
    group = groups.get(code, [])
    days = [one.days for one in group]
    first = shown.get(code, [])
    return Column(
        code=code,
        name=said(phase.name) if phase else code,
        count=len(group),
        median=round(median(days)) if days else None,
        plan=(phase.days or None) if phase else None,
        cards=tuple(cards[one.key] for one in first if one.key in cards),
        more=max(0, len(group) - after - len(first)) if code in shown else len(group),
        last=bool(phase and not phase.gate),
    )
