"""How many criteria a case has, has met, and must still meet: now and as of any moment.

Expressions over cases. A criterion counts from when it was made, one of the case alone from when a
manager approved it; what was met and later opened again was met in between.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from senro.customers.queries.names.offer import count
from senro.kernel.dated import said_then
from senro.kernel.models import Approval
from senro.kernel.names import Moment

from ..models import COUNTING, Attempt, CaseCriterion, Waiver
from . import expressions as x
from .past import entered
from .states import held, opened


def criteria_total(moment: Moment) -> Any:
    """The criteria that count."""
    return _counted(_criteria(moment), moment)


def criteria_met(moment: Moment) -> Any:
    """Those that are met."""
    return _counted(_criteria(moment).filter(_met(moment)), moment)


def mandatory_open(moment: Moment) -> Any:
    """Those that must still be met, waived ones not counted."""
    waived = Waiver.objects.filter(criterion=OuterRef("pk"))
    waived = (
        waived.filter(held(moment.at), created_at__lte=moment.at)
        if moment.asked
        else waived.filter(undone_at=None)
    )
    rows = _criteria(moment).filter(mandatory=True).exclude(_met(moment))
    return _counted(rows.filter(~Exists(waived)), moment)


def _counted(rows: QuerySet[Any], moment: Moment) -> Any:
    return count(rows) if moment.asked else x.count_of(rows, "attempt__case")


def _criteria(moment: Moment) -> QuerySet[Any]:
    if not moment.asked:
        return x.of_attempt(CaseCriterion, approval__in=COUNTING)
    last = Attempt.objects.filter(opened(moment.at), case=OuterRef("attempt__case"))
    rows = CaseCriterion.objects.filter(
        entered(moment.at, "met_at"), attempt__case=OuterRef("pk"), approval__in=COUNTING
    )
    later = Approval.objects.filter(
        held(moment.at), subject_id=OuterRef("pk"), decision="approved", decided_at__gt=moment.at
    )
    # The queue holds waivers too; those say nothing of whether the criterion counts.
    rows = rows.exclude(Q(custom=True) & Exists(later.filter(kind="criterion_custom")))
    met = said_then(
        "casecriterion", "met_at", moment.at,
        as_it_is=Q(met_at__lte=moment.at), carries_its_day=True,
    )  # fmt: skip
    rows = rows.filter(attempt=Subquery(last.order_by("-number").values("pk")[:1]))
    return rows.annotate(met_then=met).order_by()


def _met(moment: Moment) -> Q:
    return Q(met_then=True) if moment.asked else Q(met_at__isnull=False)
