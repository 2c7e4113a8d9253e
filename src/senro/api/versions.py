"""`If-Match`: a change that is based on an older version of the row is refused."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError, Invalid, StaleVersion


def if_match(request: HttpRequest) -> int | None:
    """The version that the change is based on; None when it is not said."""
    text = request.headers.get("If-Match", "").strip()
    if not text or text == "*":
        return None
    number = text.removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        words = _("Send the `version` of the record.")
        raise Invalid(FieldError("If-Match", "invalid_value", words))
    return int(number)


def unchanged(request: HttpRequest, version: int) -> None:
    """Raise StaleVersion when the change is based on another version than this."""
    based_on = if_match(request)
    if based_on is not None and based_on != version:
        raise StaleVersion(version=version)
