"""Metrics about cases, asked for an account: the worst over its open cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Func, IntegerField, OuterRef, Subquery

from senro.kernel.names import REGISTRY, Moment

from ..queries.work_measures import cases_open
from ..rules.machine import AFTER, MOVING, PARKED

OPEN = (*MOVING, *AFTER, *PARKED)


def worst(code: str, function: str) -> Callable[[Moment], Any]:
    """The worst value of a name over the open cases of an account."""

    def build(moment: Moment) -> Subquery:
        one = REGISTRY["case"][code].expression(moment)
        rows = cases_open(moment, OPEN).filter(account=OuterRef("pk")).order_by()
        # A plain function instead of an aggregate: one value for all rows, without grouping.
        worst = Func(one, function=function, output_field=IntegerField())
        return Subquery(rows.annotate(worst=worst).values("worst"))

    return build
