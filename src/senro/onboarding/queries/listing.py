"""The list of cases: all of them, narrowed, sorted, grouped, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from senro.customers.rules import fold
from senro.kernel import names
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.names import Moment
from senro.kernel.queries.listing import (
    MOST,
    Group,
    among,
    empty_last,
    grouped,
    several,
    window,
)
from senro.kernel.rules.access import Actor
from senro.kernel.rules.language import Rule

from ..models import Case
from ..rules.machine import AFTER, ENDED, MOVING, PARKED
from .case_lines import CaseLine, lines_listed
from .expressions import attempt_value
from .moments import moment_of
from .visible import visible_cases

COLUMNS = {
    "name": "account__name",
    "key": "account__key",
    "tier": "account__tier",
    "product": "product__name",
    "contract": "contract__key",
    "owner": "owner__name",
    "team": "team__name",
    "status": "status",
    "phase": "phase",
    "since": "phase_since",
    "days": "phase_since",
    "plan": "phase_days",
    "attempt": "attempt_no",
}
DATES = {"started": "started", "target": "target_end"}
LIST_COLUMNS = (
    "name", "tier", "product", "status", "phase", "days", "late", "owner", "purposes", "criteria",
    "next", "target", "contract", "team", "started", "plan", "touch", "attempt", "industry",
)  # fmt: skip
FILTERS = {
    "status": "status",
    "phase": "phase",
    "tier": "account__tier",
    "channel": "account__channel",
    "industry": "account__industry",
    "owner": "owner__email",
    "team": "team__key",
    "product": "product__key",
}
STATES = {"moving": MOVING, "watched": AFTER, "parked": PARKED, "ended": ENDED}
GROUPS = {
    "owner": "owner__name",
    "team": "team__name",
    "tier": "account__tier",
    "phase": "phase",
    "status": "status",
    "product": "product__name",
    "industry": "account__industry",
}


@dataclass(frozen=True)
class CaseList:
    """A page of cases. `unknown`: for how many the rule could not be decided."""

    items: tuple[CaseLine, ...]
    total: int
    unknown: int
    page: int
    pages: int
    per_page: int
    groups: tuple[Group, ...] = ()


def list_cases(
    actor: Actor,
    *,
    at: datetime,
    where: str = "",
    q: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str = "name",
    group: str = "",
    page: int = 1,
    per_page: int = 50,
) -> CaseList:
    """One page of the cases that the actor may see. Raises Invalid, or RuleError for `where`."""
    moment = moment_of(at)
    asked, rule = _asked(actor, where, q, filters)
    met, unknown = names.held(asked, "case", rule, moment) if rule else (0, 0)
    rows = names.where(asked, "case", rule, moment) if rule else asked
    groups = case_groups(rows, group)
    total = met if rule else rows.order_by().count()
    shown = window(total, page, per_page)
    ordered = _sorted(rows, sort, group, moment)
    ids = list(ordered.values_list("pk", flat=True)[shown.rows])
    return CaseList(lines_listed(ids, moment), total, unknown, *shown.told, groups)


def narrowed_cases(
    actor: Actor,
    moment: Moment,
    *,
    where: str = "",
    q: str = "",
    filters: Mapping[str, Any] | None = None,
) -> QuerySet[Case]:
    """The cases that the list shows. Raises Invalid, or RuleError for `where`."""
    rows, rule = _asked(actor, where, q, filters)
    return names.where(rows, "case", rule, moment) if rule else rows


def _asked(
    actor: Actor, where: str, q: str, filters: Mapping[str, Any] | None
) -> tuple[QuerySet[Case], Rule | None]:
    rows = visible_cases(actor)
    for name, value in (filters or {}).items():
        if wanted := several(value):
            rows = _filtered(rows, name, wanted)
    for word in filter(None, map(fold, q.split())):
        rows = rows.filter(account__search__contains=word)
    return rows, names.parse("case", where) if where.strip() else None


def _filtered(rows: QuerySet[Case], name: str, wanted: Sequence[str]) -> QuerySet[Case]:
    if name == "state":
        return rows.filter(status__in=[s for one in wanted for s in STATES.get(one, ())])
    if name == "purpose":
        with_it = Case.objects.filter(
            account__purposes__code__in=wanted,
            account__purposes__ended_at=None,
            account__purposes__undone_at=None,
        )
        return rows.filter(pk__in=with_it.values("pk"))
    if name not in FILTERS:
        words = _("Cases cannot be filtered by this.")
        raise Invalid(FieldError(f"filters.{name}", "unknown_field", words))
    return rows.filter(among(FILTERS[name], wanted))


def case_groups(rows: QuerySet[Case], group: str) -> tuple[Group, ...]:
    """Counts and the sum of the contracts' MRR by the value that cases have in common."""
    if not group:
        return ()
    if group not in GROUPS:
        words = _("Cases cannot be grouped by this.")
        raise Invalid(FieldError("group", "unknown_value", words))
    return grouped(rows, GROUPS[group], {"mrr": F("contract__mrr")})


def case_lines(
    actor: Actor, *, at: datetime, asked: Mapping[str, Any], at_once: int = MOST
) -> Iterator[tuple[CaseLine, ...]]:
    """All lines of the list as it is asked for, in pieces: for files."""
    moment = moment_of(at)
    narrow = {name: asked[name] for name in ("where", "q", "filters") if asked.get(name)}
    rows = narrowed_cases(actor, moment, **narrow)
    ordered = _sorted(rows, asked.get("sort") or "name", asked.get("group", ""), moment)
    ids = list(ordered.values_list("pk", flat=True))
    for start in range(0, len(ids), at_once):
        yield lines_listed(ids[start : start + at_once], moment)


def _sorted(rows: QuerySet[Case], sort: str, group: str, moment: Moment) -> QuerySet[Case]:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name in DATES:
        rows = rows.annotate(sorting=attempt_value(DATES[name]))
        column = F("sorting")
    elif name == "late":
        age = names.REGISTRY["case"]["phase_age_days"].expression(moment)
        rows = rows.annotate(sorting=age - F("phase_days"))
        column = F("sorting")
    elif name in COLUMNS:
        column = F(COLUMNS[name])
        down = not down if name == "days" else down
    else:
        words = _("Cases cannot be sorted by this.")
        raise Invalid(FieldError("sort", "unknown_value", words))
    first = [empty_last(GROUPS[group]), F(GROUPS[group]).asc()] if group else []
    by = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
    return rows.order_by(*first, by, "account__name", "pk")
