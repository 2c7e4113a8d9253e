"""Readers of single values: each returns what is stored, or raises Bad with a stable code. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

Reader = Callable[[Any], Any]
KEY_LENGTH: Final = 100


class Bad(Exception):
    """A value that cannot be stored; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(length: int) -> Reader:
    """Text, NFC and trimmed, no longer than this."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Bad("not_text")
        plain = value.strip()
        if not plain.isascii():
            plain = unicodedata.normalize("NFC", plain).strip()
            if any("\ud800" <= sign <= "\udfff" for sign in plain):
                raise Bad("invalid_value")
        if "\x00" in plain:
            raise Bad("invalid_value")
        if len(plain) > length:
            raise Bad("too_long")
        return plain

    return read


_read_key = text(KEY_LENGTH)
_read_mail = text(254)


def key_of(value: Any) -> str:
    """An external key: NFC, trimmed, 1 to 100 characters."""
    found: str = _read_key(value)
    if not found:
        raise Bad("required")
    return found


def email(value: Any) -> str:
    """An e-mail address as it is written."""
    found: str = _read_mail(value)
    name, at, host = found.rpartition("@")
    if found and (not at or not name or not host or any(sign.isspace() for sign in found)):
        raise Bad("not_an_email")
    return found


def choice(codes: frozenset[str]) -> Reader:
    """One of these codes."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Bad("not_text")
        found = value.strip()
        if found and found not in codes:
            raise Bad("unknown_value")
        return found

    return read


def mapped(code_of: Callable[[str], str | None]) -> Reader:
    """A code from the words that people write for it."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Bad("not_text")
        if not value.strip():
            return ""
        found = code_of(value)
        if found is None:
            raise Bad("unknown_value")
        return found

    return read


def _whole_of(value: Any) -> int:
    if not isinstance(value, float | Decimal):
        raise Bad("not_a_number")
    exact = Decimal(value)
    # A digit too many is out of range in any case, and `%` knows no more than 28 of them.
    if not exact.is_finite() or abs(exact) > 10**18 or exact % 1:
        raise Bad("not_a_number")
    return int(exact)


def whole(least: int, most: int) -> Reader:
    """A whole number in these bounds."""

    def read(value: Any) -> int:
        if type(value) is not int:
            value = _whole_of(value)
        if not least <= value <= most:
            raise Bad("out_of_range")
        return int(value)

    return read


def boolean(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Bad("not_a_boolean")
    return value


def day(value: Any) -> date:
    """A day, or its ISO 8601 text."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError as error:
            raise Bad("not_a_date") from error
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Bad("not_a_date")
    return value


def instant(value: Any) -> datetime:
    """An instant, or its ISO 8601 text with an offset; kept in UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise Bad("not_an_instant") from error
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Bad("not_an_instant")
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise Bad("not_an_instant") from error


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Bad("not_a_number")
    exact = Decimal(value)
    if not exact.is_finite():
        raise Bad("not_a_number")
    if abs(exact) > 10**15:
        raise Bad("out_of_range")
    return float(exact) if exact % 1 else int(exact)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise Bad("not_a_list")
    read = text(200)
    found = [read(one) for one in value]
    if any("|" in one for one in found):
        raise Bad("invalid_value")
    return [one for one in dict.fromkeys(found) if one]


CUSTOM_TYPES: Final[Mapping[str, Reader]] = {
    "text": text(2_000),
    "number": _number,
    "date": lambda value: day(value).isoformat(),
    "boolean": boolean,
    "list": _texts,
}


def custom(type_: str, options: list[str], value: Any) -> Any:
    """The value of a custom field, as JSON."""
    found = CUSTOM_TYPES[type_](value)
    chosen = found if isinstance(found, list) else [found]
    if options and any(one not in options for one in chosen if one != ""):
        raise Bad("unknown_value")
    return found
