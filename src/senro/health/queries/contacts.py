"""Champions: those who left without a successor, and those who say nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from senro.customers.models import Account, Contact, Touch
from senro.kernel.clock import local_day
from senro.kernel.names import Moment
from senro.onboarding.models import Meeting

from ..rules.signals import Found, Kind


def champions_gone(kind: Kind, rows: QuerySet[Account], moment: Moment) -> Iterator[Found]:
    """Whoever carried it is away, and nobody was named in their place."""
    gone = _champions(rows).filter(left_on__lte=moment.today, successor=None)
    for one in gone.values("pk", "account_id", "left_on"):
        inputs = {"contact": str(one["pk"]), "left_on": f"{one['left_on']}"}
        yield Found(one["account_id"], kind, str(one["pk"]), kind.evidence(inputs))


def champions_silent(kind: Kind, rows: QuerySet[Account], moment: Moment) -> Iterator[Found]:
    """A champion from whom nothing was heard for so many days.

    With nothing heard yet, the days count from when we learned of the person.
    """
    days = kind.limits.get("days", 45)
    said = Touch.objects.living().filter(
        contact=OuterRef("pk"), direction="inbound", at__lte=moment.at
    )
    met = Meeting.objects.living().filter(contact=OuterRef("pk"), held_at__lte=moment.at)
    here = _champions(rows).filter(left_on=None).annotate(
        said=Subquery(said.order_by().values("contact").annotate(m=Max("at")).values("m")),
        met=Subquery(met.order_by().values("contact").annotate(m=Max("held_at")).values("m")),
    )  # fmt: skip
    before = moment.at - timedelta(days=days)
    here = here.filter(created_at__lt=before)
    quiet = Q(said=None) | Q(said__lt=before), Q(met=None) | Q(met__lt=before)
    silent = here.filter(*quiet)
    silent = silent.annotate(last=Coalesce("said", "met", "created_at"))
    for pk, account, said_at, met_at, last in silent.values_list(
        "pk", "account_id", "said", "met", "last"
    ):
        heard = max((at for at in (said_at, met_at) if at), default=last)
        day = local_day(heard, moment.zone)
        inputs = {
            "contact": str(pk), "last_heard": day.isoformat(), "days": (moment.today - day).days
        }  # fmt: skip
        yield Found(account, kind, str(pk), kind.evidence(inputs))


def _champions(rows: QuerySet[Account]) -> QuerySet[Contact]:
    return Contact.objects.living().filter(
        is_champion=True, account__in=rows.order_by().values("pk")
    )
