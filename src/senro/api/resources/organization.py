"""The organisation itself: name, time zone, language, currency, closed days."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from senro.kernel.access import require, staff_only
from senro.kernel.actions import change_organization
from senro.kernel.locales import locale
from senro.kernel.queries import holidays_of, organization, organization_version

from ..bodies import Body, read
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..versions import unchanged
from .cases.base import who

router = Router(tags=["Organization"])
Words = Annotated[str, Field(max_length=1000)]
Days = Annotated[list[Words], Field(max_length=5000)]
CALENDAR: dict[str, Any] = {"country": "JP", "weekend": [5, 6], "extra": [], "removed": []}


class CalendarIn(Body):
    """Which days are not worked. An absent field stays."""

    country: Words | None = None
    weekend: Annotated[list[int], Field(max_length=50)] = []
    extra: Days = []
    removed: Days = []


class OrganizationIn(Body):
    """What holds for everybody. An absent field stays."""

    name: Words = ""
    timezone: Words = ""
    locale: Words = ""
    currency: Words = ""
    calendar: CalendarIn = CalendarIn()


class CalendarShape(Shape):
    """`country`: two letters whose public holidays are closed, null for none. `weekend`: weekdays from
    0 (Monday). `extra` are the company's own closed days, `removed` holidays on which it works."""

    country: str | None
    weekend: list[int]
    extra: list[str]
    removed: list[str]


class HolidayShape(Shape):
    """A public holiday."""

    day: str
    name: str


class OrganizationShape(Shape):
    """The organisation, and the public holidays of this year."""

    name: str
    timezone: str
    locale: str
    currency: str
    calendar: CalendarShape
    holidays: list[HolidayShape]
    version: int


@reads(router, "/organization", OrganizationShape)
def get_organization(request: ApiRequest) -> dict[str, Any]:
    """The organisation that this installation serves, its clock and its closed days."""
    staff_only(request.actor)
    return _shown(request)


@writes(router, "PATCH", "/organization", OrganizationShape, takes=OrganizationIn)
def patch_organization(request: ApiRequest) -> dict[str, Any]:
    """Change what holds for everybody; dates that are planned already stay as they are."""
    require(request.actor, "settings.change")
    fields = read(request, OrganizationIn).model_dump(exclude_unset=True)
    unchanged(request, organization_version())
    if "calendar" in fields:
        given = fields.pop("calendar")
        fields["settings"] = {"calendar": {**_calendar(), **given}}
        country = fields["settings"]["calendar"]["country"] or ""
        fields["settings"]["calendar"]["country"] = country.strip().upper()
    change_organization(fields=fields, **who(request))
    return _shown(request)


def _calendar() -> dict[str, Any]:
    return {**CALENDAR, **(organization().settings.get("calendar") or {})}


def _shown(request: ApiRequest) -> dict[str, Any]:
    row, calendar = organization(), _calendar()
    return {
        "name": row.name,
        "timezone": row.timezone,
        "locale": row.locale,
        "currency": row.currency,
        "calendar": {
            name: calendar[name] or (None if name == "country" else []) for name in CALENDAR
        },
        "holidays": [
            {"day": day.isoformat(), "name": name}
            for day, name in holidays_of(request.at.year, locale())
        ],
        "version": organization_version(),
    }
