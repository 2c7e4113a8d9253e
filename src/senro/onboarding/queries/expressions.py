"""Expressions over cases: everything that hangs on the current attempt of a case, and its account.

Each stands alone in a queryset of cases, so that the registry of names, the board and the lists
read the same thing.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, TruncDate

from senro.customers.models import AccountPurpose, EndUser, Touch
from senro.kernel.names import Moment

from ..models import Attempt, Meeting


class DaysBetween(Func):
    """Whole days from one date to another."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Julian days of two dates differ by whole numbers."""
        template = "CAST(julianday(%(second)s) - julianday(%(first)s) AS INTEGER)"
        return self._filled(compiler, template)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Dates subtract to a number of days."""
        return self._filled(compiler, "(CAST(%(second)s AS date) - CAST(%(first)s AS date))")

    def _filled(self, compiler: Any, template: str) -> Any:
        first, second = (compiler.compile(part) for part in self.get_source_expressions())
        sql = template.replace("%(first)s", first[0]).replace("%(second)s", second[0])
        return sql, [*second[1], *first[1]]


def days_since(day: Any, moment: Moment) -> DaysBetween:
    """Days from a date to the moment's day."""
    return DaysBetween(day, Value(moment.today, DateField()))


def local(instant: Any, moment: Moment) -> TruncDate:
    """The organisation's local day of an instant."""
    return TruncDate(instant, tzinfo=ZoneInfo(moment.zone))


def of_attempt(model: type[Model], **more: Any) -> QuerySet[Any]:
    """Living rows of the case's current attempt."""
    rows: QuerySet[Any] = model.objects.living()  # type: ignore[attr-defined]
    return rows.filter(
        attempt__case=OuterRef("pk"),
        attempt__number=OuterRef("attempt_no"),
        attempt__undone_at=None,
        **more,
    ).order_by()


def count_of(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many rows, 0 when there are none."""
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def count_of_attempt(model: type[Model], **more: Any) -> Coalesce:
    """How many living rows the current attempt has."""
    return count_of(of_attempt(model, **more), "attempt__case")


def attempt_value(field: str) -> Subquery:
    """A column of the current attempt."""
    rows = Attempt.objects.living().filter(case=OuterRef("pk"), number=OuterRef("attempt_no"))
    return Subquery(rows.values(field)[:1])


def confirmed(what: str, moment: Moment) -> Exists:
    """Whether any kickoff of the attempt confirmed something."""
    rows = of_attempt(Meeting, kind="kickoff", held_at__lte=moment.at)
    # JSON lists of known words: found as text on every database.
    said = rows.annotate(said=Cast("confirmed", TextField())).filter(said__contains=f'"{what}"')
    return Exists(said)


def active_purposes() -> QuerySet[AccountPurpose]:
    """The account's purposes that the case does not exclude."""
    excluded = Cast(OuterRef("excluded_purposes"), TextField())
    rows = AccountPurpose.objects.living().filter(account=OuterRef("account"), ended_at=None)
    rows = rows.annotate(excluded=excluded)
    quoted = Concat(Value('"'), F("code"), Value('"'))
    return rows.exclude(excluded__contains=quoted).order_by("rank", "code")


def end_users() -> QuerySet[EndUser]:
    """The people who shall use the product."""
    return EndUser.objects.living().filter(account=OuterRef("account")).order_by()


def share_of_end_users(condition: Q) -> Subquery:
    """Share of the account's end users; unknown when there are none."""
    rows = end_users().values("account")
    counted = rows.annotate(
        share=Cast(Count("pk", filter=condition), FloatField()) / Cast(Count("pk"), FloatField())
    )
    return Subquery(counted.values("share"), output_field=FloatField())


REGISTERED = ~Q(email="") | ~Q(registration_method="")
LOGGED_IN = Q(first_login_at__isnull=False)


def last_inbound(moment: Moment) -> Subquery:
    """When the customer was last heard of."""
    rows = Touch.objects.living().filter(
        account=OuterRef("account"), direction="inbound", at__lte=moment.at
    )
    return Subquery(rows.order_by().values("account").annotate(last=Max("at")).values("last"))


def silent_since(moment: Moment) -> Coalesce:
    """The local day from which silence counts: the last inbound contact, else the attempt's start."""
    return Coalesce(local(last_inbound(moment), moment), attempt_value("started"))


def attempts_since_inbound(moment: Moment) -> Coalesce:
    """How often we tried to reach the customer since they were last heard of."""
    inbound = Touch.objects.living().filter(
        account=OuterRef("account"), direction="inbound", at__lte=moment.at, at__gte=OuterRef("at")
    )
    rows = Touch.objects.living().filter(
        account=OuterRef("account"), direction="outbound", at__lte=moment.at
    )
    return count_of(rows.filter(~Exists(inbound)), "account")


def at_least_zero(days: Any) -> Greatest:
    """Days of something that may begin later count as none."""
    return Greatest(days, Value(0))


def yes_if(condition: Q) -> Case:
    """A boolean column from a condition."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def unknown_yet() -> Cast:
    """A yes or no that nothing measures yet."""
    return Cast(Value(None), BooleanField())
