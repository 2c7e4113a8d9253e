"""How figures and dates are written on every screen (DESIGN.md, Tokens)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from senro.kernel import clock
from senro.kernel.rules.writing import percent

NOTHING = "—"
MINUS = "\u2212"
SYMBOLS = {"JPY": ("¥", 0), "USD": ("$", 2), "EUR": ("€", 2)}


def local_date(value: date | datetime) -> date:
    """The local day of an instant; a date stays as it is."""
    if not isinstance(value, datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()


def today() -> date:
    """The organisation's day now, in business time."""
    return timezone.localtime(clock.now()).date()


def day(value: date | datetime | None, seen_from: date | datetime | None = None) -> str:
    """11/20, and with its year when that differs from the day it is seen from."""
    if not value:
        return NOTHING
    shown = local_date(value)
    year = local_date(seen_from).year if seen_from else today().year
    return date_format(
        shown,
        pgettext("date format", "M j") if shown.year == year else pgettext("date format", "M j, Y"),
    )


def long_day(value: date | datetime | None) -> str:
    """11月20日（金）, for titles."""
    return date_format(local_date(value), pgettext("date format", "l, F j")) if value else NOTHING


def month(value: date | datetime | None) -> str:
    """2026年11月, as the head of a month."""
    return date_format(local_date(value), pgettext("date format", "F Y")) if value else NOTHING


def moment(value: datetime | None, seen_from: date | datetime | None = None) -> str:
    """11/20 11:00 in the organisation's time."""
    if not value:
        return NOTHING
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local, seen_from)} {local:%H:%M}"


def ago(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """今日 11:00, 昨日, 62日前."""
    if not value:
        return NOTHING
    days = ((local_date(now) if now else today()) - local_date(value)).days
    if days == 0:
        return today_at(value)
    if days == 1:
        return _("yesterday")
    if days > 1:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    return ngettext("in %(n)s day", "in %(n)s days", -days) % {"n": -days}


def today_at(value: date | datetime) -> str:
    """今日, with the time when one is known."""
    if not isinstance(value, datetime):
        return _("today")
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("today %(time)s") % {"time": f"{local:%H:%M}"}


def money(minor: int | Decimal | None, currency: str = "JPY") -> str:
    """¥210,000 from integer minor units."""
    if minor is None or minor == "":
        return NOTHING
    symbol, places = SYMBOLS.get(currency, (f"{currency} ", 2))
    amount = Decimal(minor).scaleb(-places)
    return f"{MINUS if amount < 0 else ''}{symbol}{abs(amount):,.{places}f}"


def rounded(value: Any, places: int) -> Decimal:
    """Half up, and only here: numbers are kept exact until they are shown."""
    exact = (
        Decimal(value.numerator) / value.denominator
        if isinstance(value, Fraction)
        else Decimal(str(value))
    )
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent1(ratio: Any) -> str:
    """31.7 % from the ratio 0.317."""
    if ratio is None or ratio == "":
        return NOTHING
    return percent(plain(rounded(rounded_ratio(ratio), 1), 1))


def rounded_ratio(ratio: Any) -> Decimal:
    """A ratio as percent, still exact."""
    if isinstance(ratio, Fraction):
        return Decimal(ratio.numerator) * 100 / ratio.denominator
    return Decimal(str(ratio)) * 100


def plain(number: Decimal, places: int) -> str:
    """With a true minus sign and thousands."""
    text = f"{abs(number):,.{places}f}"
    return f"{MINUS}{text}" if number < 0 else text


def signed(value: Any, places: int = 1) -> str:
    """−20.0, +45.0, 0.0 with U+2212."""
    if value is None or value == "":
        return NOTHING
    number = rounded(value, places)
    return f"+{plain(number, places)}" if number > 0 else plain(number, places)


def number(value: Any, places: int = 0) -> str:
    """1,200, or a dash when unknown: unknown is never 0."""
    if value is None or value == "":
        return NOTHING
    return plain(rounded(value, places), places)


def initial(name: str | None) -> str:
    """The one character that stands for a person."""
    return (name or "").strip()[:1].upper() or "?"
