"""The list of accounts as it stood on a day of the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from senro.kernel.names import Moment
from senro.kernel.queries.listing import several, window
from senro.kernel.rules.access import Actor

from ..models import Account
from .lines import lines_of
from .listing import AccountList, account_groups, narrowed_accounts, sorted_accounts
from .past import given_then, purposes_then, there_on


def list_accounts_then(
    actor: Actor,
    *,
    moment: Moment,
    where: str = "",
    q: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str = "name",
    group: str = "",
    page: int = 1,
    per_page: int = 50,
) -> AccountList:
    """One page of the accounts that were there, with MRR, purposes and silence of that day.

    Raises Invalid, or RuleError for `where`.
    """
    asked = dict(filters or {})
    wanted = asked.pop("purpose", ())
    rows = narrowed_accounts(actor, moment, where=where, q=q, filters=asked)
    rows = _with_purpose(there_on(rows, moment), wanted, moment)
    groups = account_groups(rows, group, moment)
    total = rows.order_by().count()
    shown = window(total, page, per_page)
    ordered = sorted_accounts(rows, sort, moment, group)
    ids = list(ordered.values_list("pk", flat=True)[shown.rows])
    purposes = purposes_then(ids, moment)
    lines = (
        replace(line, purposes=tuple(purposes.get(line.id, ()))) for line in lines_of(ids, moment)
    )
    return AccountList(tuple(lines), total, 0, *shown.told, groups)


def _with_purpose(rows: QuerySet[Account], wanted: Any, moment: Moment) -> QuerySet[Account]:
    codes = several(wanted)
    if not codes:
        return rows
    given = given_then(moment)
    found = Q(pk__in=given.filter(code__in=codes).values("account_id"))
    if "-" in codes:
        found |= ~Q(pk__in=given.values("account_id"))
    return rows.filter(found)
