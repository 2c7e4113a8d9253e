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
    Exists,
    F,
    IntegerField,
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

from senro.customers.models import AccountPurpose
from senro.kernel.dated import number_then
from senro.kernel.names import Moment

from ..models import Attempt, Meeting, MeetingShare


def local(instant: Any, moment: Moment) -> TruncDate:
    """The organisation's local day of an instant."""
    return TruncDate(instant, tzinfo=ZoneInfo(moment.zone))


def temperature_cs(moment: Moment) -> Any:
    """How keen the customer was, as CS had noted it."""
    return number_then("case", "temperature_cs", moment.at) if moment.asked else F("temperature_cs")


def temperature_sales(moment: Moment) -> Any:
    """How keen the customer was, as sales had told it."""
    if not moment.asked:
        return F("temperature_sales")
    return number_then("case", "temperature_sales", moment.at)


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


def confirmed(what: str, moment: Moment) -> Case:
    """Whether any kickoff of the attempt confirmed something."""
    rows = of_attempt(Meeting, kind="kickoff", held_at__lte=moment.at)
    # JSON lists of known words: found as text on every database.
    said = rows.annotate(said=Cast("confirmed", TextField())).filter(said__contains=f'"{what}"')
    shared = shared_kickoffs(moment, counts=True)
    told = shared.annotate(said=Cast("meeting__confirmed", TextField()))
    return yes_if(Q(Exists(said)) | Q(Exists(told.filter(said__contains=f'"{what}"'))))


def shared_kickoffs(moment: Moment, **more: Any) -> QuerySet[Any]:
    """Kickoffs of other cases of the customer that stand for this attempt's too."""
    return of_attempt(
        MeetingShare, meeting__kind="kickoff", meeting__held_at__lte=moment.at,
        meeting__undone_at=None, **more,
    )  # fmt: skip


def kickoff_held(moment: Moment) -> Case:
    """Whether there was a kickoff, an own one or one that is shared."""
    own = of_attempt(Meeting, kind="kickoff", held_at__lte=moment.at)
    return yes_if(Q(Exists(own)) | Q(Exists(shared_kickoffs(moment))))


def active_purposes() -> QuerySet[AccountPurpose]:
    """The account's purposes that the case does not exclude."""
    excluded = Cast(OuterRef("excluded_purposes"), TextField())
    rows = AccountPurpose.objects.living().filter(account=OuterRef("account"), ended_at=None)
    rows = rows.annotate(excluded=excluded)
    quoted = Concat(Value('"'), F("code"), Value('"'))
    return rows.exclude(excluded__contains=quoted).order_by("rank", "code")


def at_least_zero(days: Any) -> Greatest:
    """Days of something that may begin later count as none."""
    return Greatest(days, Value(0))


def yes_if(condition: Q) -> Case:
    """A boolean column from a condition."""
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def unknown_yet() -> Cast:
    """A yes or no that nothing measures yet."""
    return Cast(Value(None), BooleanField())
