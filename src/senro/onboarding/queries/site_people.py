"""How many people a site has, and how far they are: now, and as of a day of the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from senro.customers.models import EndUser, Site
from senro.customers.queries.names.people import HAS_METHOD, with_ways_then
from senro.kernel.dated import values_then
from senro.kernel.models import DatedValue

from .states import held

# All, with a way to register, signed in once.
Counts = tuple[int, int, int]
NONE = (0, 0, 0)


def people_now(sites: Iterable[UUID], at: datetime) -> dict[UUID, Counts]:
    """Of each site: all, with a way to register, signed in once by then (1 query)."""
    rows = EndUser.objects.living().filter(site__in=list(sites))
    return _counted(rows, HAS_METHOD, at)


def people_then(sites: Iterable[UUID], at: datetime) -> dict[UUID, Counts]:
    """The same of those who belonged to a site then, and were on record (1 query, 3 where any moved)."""
    ids = list(sites)
    of_accounts = Site.objects.filter(pk__in=ids).values("account")
    moves = DatedValue.objects.filter(kind="enduser", field="site_id", subject_id=OuterRef("pk"))
    there: QuerySet[Any] = EndUser.objects.filter(
        held(at), created_at__lte=at, account__in=of_accounts
    )
    there, way = with_ways_then(there.annotate(moved=Exists(moves)), at)
    found = _counted(there.filter(site__in=ids, moved=False), way, at)
    known = there.filter(moved=True).annotate(way=ExpressionWrapper(way, BooleanField()))
    moved = list(known.values_list("pk", "site_id", "way", "first_login_at"))
    was = values_then("enduser", "site_id", [pk for pk, *_rest in moved], at) if moved else {}
    for pk, site, has_way, login in moved:
        then = site if pk not in was else UUID(was[pk]) if was[pk] else None
        if then in ids:
            users, registered, logged_in = found.get(then, NONE)
            in_by = login is not None and login <= at
            found[then] = users + 1, registered + bool(has_way), logged_in + in_by
    return found


def _counted(rows: QuerySet[Any], way: Q, at: datetime) -> dict[UUID, Counts]:
    counted = (
        rows.order_by()
        .values("site")
        .annotate(
            users=Count("pk"),
            registered=Count("pk", filter=way),
            logged_in=Count("pk", filter=Q(first_login_at__lte=at)),
        )
    )
    return {row["site"]: (row["users"], row["registered"], row["logged_in"]) for row in counted}
