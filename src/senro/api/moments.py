"""Dates and instants as clients write them (ISO 8601), in the organisation's own days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from senro.kernel import clock
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.names import Moment
from senro.kernel.queries import organization
from senro.kernel.queries.calendar import moment_of

from .requests import ApiRequest


def day(text: Any) -> date:
    """A date. Raises ValueError."""
    if not isinstance(text, str) or len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


def instant(text: Any, zone: str) -> datetime:
    """An instant as UTC; one without an offset is local time. Raises ValueError."""
    if not isinstance(text, str) or len(text) < 10:
        raise ValueError(text)
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def as_of(request: ApiRequest, name: str = "as_of") -> datetime:
    """The asked instant: a bare date is the end of that local day, later than now is now."""
    now = request.at
    text = request.GET.get(name)
    if not text:
        return now
    zone = organization().timezone
    try:
        found = clock.end_of_day(day(text), zone) if len(text) == 10 else instant(text, zone)
    except (ValueError, OverflowError) as error:
        raise Invalid(FieldError(name, "not_an_instant", NEITHER)) from error
    return max(min(found, now), clock.EARLIEST)


def past(request: ApiRequest) -> Moment | None:
    """The moment that `as_of` asks for; None where the present is asked for. Raises Invalid."""
    return moment_of(as_of(request)) if request.GET.get("as_of") else None


def instant_of(request: ApiRequest, name: str) -> datetime:
    """A bound in time: a bare date is the beginning of that local day."""
    zone = organization().timezone
    try:
        return instant(request.GET[name], zone)
    except ValueError as error:
        raise Invalid(FieldError(name, "not_an_instant", NEITHER)) from error


NEITHER = _("A date such as 2026-11-20, or an instant such as 2026-11-20T10:00:00+09:00.")


def _day(value: Any) -> date:
    try:
        return day(value)
    except ValueError as error:
        raise PydanticCustomError("not_a_date", "not a date") from error


def _instant(value: Any) -> datetime:
    try:
        return instant(value, organization().timezone)
    except ValueError as error:
        raise PydanticCustomError("not_an_instant", "not an instant") from error


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]


def said_then(
    dated: frozenset[str], then: Moment | None, items: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """As of when, and which fields are not among the dated ones: they show today's value."""
    if then is None:
        return {}
    names = dict.fromkeys(name for row in items for name in row)
    today = [name for name in names if name not in dated]
    return {"as_of": then.at.isoformat(), "as_of_today": today}
