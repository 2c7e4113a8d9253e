"""The list of accounts: searched, filtered, sorted, one page at a time.

The page is found by its ids first; only its rows are then loaded with what they show, so that a
list of ten thousand costs what fifty do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from senro.kernel import names
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.queries.calendar import moment_of
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

from ..models import Account, AccountPurpose
from ..rules import fold
from .lines import OFFERS, AccountLine, lines_of
from .visible import visible_accounts

COLUMNS = {
    "key": "key",
    "name": "name",
    "kana": "kana",
    "tier": "tier",
    "status": "status",
    "industry": "industry",
    "employees": "employees",
    "channel": "channel",
    "owner": "owner__name",
    "team": "team__name",
    "partner": "partner__name",
    "created": "created_at",
}
MEASURES = ("mrr", "renewal", "days_since_inbound_contact", "end_users", "registration_coverage")
FILTERS = {
    "tier": "tier",
    "status": "status",
    "industry": "industry",
    "channel": "channel",
    "owner": "owner__email",
    "team": "team__key",
    "partner": "partner__key",
}
# What the list may show, in its usual order; the team's own fields come behind.
LIST_COLUMNS = (
    "name", "tier", "status", "owner", "purposes", "phase", "mrr", "renewal", "inbound",
    "industry", "employees", "channel", "team", "partner", "parent", "kana",
)  # fmt: skip
GROUPS = {
    "tier": "tier",
    "status": "status",
    "owner": "owner__name",
    "team": "team__name",
    "industry": "industry",
    "channel": "channel",
    "partner": "partner__name",
}


@dataclass(frozen=True)
class AccountList:
    """A page of accounts. `unknown`: for how many the rule could not be decided."""

    items: tuple[AccountLine, ...]
    total: int
    unknown: int
    page: int
    pages: int
    per_page: int
    groups: tuple[Group, ...] = ()


def list_accounts(
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
) -> AccountList:
    """One page of the accounts that the actor may see. Raises Invalid, or RuleError for `where`.

    `filters`: tier, status, industry, channel, owner (mail), team and partner (keys), purpose;
    a value, several, or `-` for those without one. `group` puts rows of one value together.
    """
    moment = moment_of(at)
    asked, rule = _asked(actor, where, q, filters)
    met, unknown = names.held(asked, "account", rule, moment) if rule else (0, 0)
    rows = names.where(asked, "account", rule, moment) if rule else asked
    groups = account_groups(rows, group, moment)
    total = met if rule else rows.order_by().count()
    shown = window(total, page, per_page)
    # In the order of an index, the first of many are found before all have been asked.
    if rule and sort == "name" and not group and shown.rows.stop < total / 10:
        rows = names.where(asked, "account", rule, moment, one_by_one=True)
    ordered = sorted_accounts(rows, sort, moment, group)
    ids = list(ordered.values_list("pk", flat=True)[shown.rows])
    return AccountList(lines_of(ids, moment), total, unknown, *shown.told, groups)


def narrowed_accounts(
    actor: Actor,
    moment: names.Moment,
    *,
    where: str = "",
    q: str = "",
    filters: Mapping[str, Any] | None = None,
) -> QuerySet[Account]:
    """The accounts that the list shows. Raises Invalid, or RuleError for `where`."""
    rows, rule = _asked(actor, where, q, filters)
    return names.where(rows, "account", rule, moment) if rule else rows


def _asked(
    actor: Actor, where: str, q: str, filters: Mapping[str, Any] | None
) -> tuple[QuerySet[Account], Rule | None]:
    rows = _searched(_filtered(visible_accounts(actor), filters or {}), q)
    return rows, names.parse("account", where) if where.strip() else None


def account_groups(rows: QuerySet[Account], group: str, moment: names.Moment) -> tuple[Group, ...]:
    """Counts and sums of MRR and employees by the value that accounts have in common."""
    if not group:
        return ()
    if group not in GROUPS:
        words = _("Accounts cannot be grouped by this.")
        raise Invalid(FieldError("group", "unknown_value", words))
    sums = {"mrr": OFFERS["mrr"](moment), "employees": F("employees")}
    return grouped(rows, GROUPS[group], sums)


def account_lines(
    actor: Actor,
    *,
    at: datetime,
    asked: Mapping[str, Any],
    at_once: int = MOST,
) -> Iterator[tuple[AccountLine, ...]]:
    """All lines of the list as it is asked for, in pieces: for files."""
    moment = moment_of(at)
    narrow = {name: asked[name] for name in ("where", "q", "filters") if asked.get(name)}
    rows = narrowed_accounts(actor, moment, **narrow)
    ordered = sorted_accounts(rows, asked.get("sort") or "name", moment, asked.get("group", ""))
    ids = list(ordered.values_list("pk", flat=True))
    for start in range(0, len(ids), at_once):
        yield lines_of(ids[start : start + at_once], moment)


def _filtered(rows: QuerySet[Account], filters: Mapping[str, Any]) -> QuerySet[Account]:
    for name, value in filters.items():
        wanted = several(value)
        if not wanted:
            continue
        if name == "purpose":
            rows = rows.filter(_with_purpose(wanted))
        elif name in FILTERS:
            rows = rows.filter(among(FILTERS[name], wanted))
        else:
            words = _("Accounts cannot be filtered by this.")
            raise Invalid(FieldError(f"filters.{name}", "unknown_field", words))
    return rows


def _with_purpose(codes: Sequence[str]) -> Q:
    given = AccountPurpose.objects.living().filter(ended_at=None)
    found = Q(pk__in=given.filter(code__in=codes).values("account_id"))
    if "-" in codes:
        found |= ~Q(pk__in=given.values("account_id"))
    return found


def _searched(rows: QuerySet[Account], q: str) -> QuerySet[Account]:
    for word in q.split():
        folded = fold(word)
        if folded:
            rows = rows.filter(search__contains=folded)
    return rows


def sorted_accounts(
    rows: QuerySet[Account], sort: str, moment: names.Moment, group: str = ""
) -> QuerySet[Account]:
    """In this order, groups first. Raises Invalid."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name in MEASURES:
        rows = rows.annotate(sorting=OFFERS[name](moment))
        column = "sorting"
    elif name in COLUMNS:
        column = COLUMNS[name]
    else:
        words = _("Accounts cannot be sorted by this.")
        raise Invalid(FieldError("sort", "unknown_value", words))
    first = [empty_last(GROUPS[group]), F(GROUPS[group]).asc()] if group else []
    if column in {"name", "key", "kana", "tier", "status", "industry", "channel", "created_at"}:
        # Never null: plain columns, so that an index can serve.
        by = (f"-{column}" if down else column, "-pk" if down else "pk")
        return rows.order_by(*first, *by)
    by_value = F(column).desc(nulls_last=True) if down else F(column).asc(nulls_last=True)
    return rows.order_by(*first, by_value, "name", "pk")
