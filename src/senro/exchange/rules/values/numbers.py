"""Numbers and money as people in Japan write them."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from senro.exchange.rules.said import Refused
from senro.exchange.rules.values.text import BLANKS, as_text, narrow

MAX_DIGITS = 40
LARGEST = 2**63 - 1

_NUMBER = re.compile(
    r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(\.[0-9]+)?(?:[eE]([+-]?[0-9]{1,2}))?"
)
_COUNTERS = re.compile(
    r"\s*(?:名様?|人|件|社|台|本|枠|個|店舗?|拠点|分|回|日|年|点|アカウント|ライセンス|ユーザー?|IDs?|users?|seats?|min)\Z",
    re.IGNORECASE,
)


def plain(cell: Any) -> str:
    """The cell without blanks, guard, full-width signs and accountants' minus signs."""
    text = (
        narrow((cell if type(cell) is str else as_text(cell)).strip(BLANKS))
        .removeprefix("'")
        .strip()
    )
    if text[:1] in "△▲" and text:
        return "-" + text[1:].strip()
    if text.startswith("(") and text.endswith(")"):
        return "-" + text[1:-1].strip()
    return text


def number(text: str) -> Decimal | None:
    """A plain or comma-grouped number; None when it is none."""
    match = _NUMBER.fullmatch(text) if len(text) <= MAX_DIGITS else None
    if not match or not (match[2] or match[3]):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _typed(cell: Any) -> Decimal | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return Decimal(cell)
    # repr is the shortest text of the float, which is what the person had typed.
    return Decimal(repr(cell)) if isinstance(cell, float) and math.isfinite(cell) else None


def _decimal(cell: Any) -> Decimal | None:
    return number(_COUNTERS.sub("", plain(cell))) if type(cell) is str else _typed(cell)


def _within(value: Any, minimum: int | None, maximum: int | None) -> Refused | None:
    if value < (-LARGEST if minimum is None else minimum):
        return Refused(
            "too_small", {"value": value, "limit": -LARGEST if minimum is None else minimum}
        )
    if value > (LARGEST if maximum is None else maximum):
        return Refused(
            "too_large_number", {"value": value, "limit": LARGEST if maximum is None else maximum}
        )
    return None


def read_integer(
    cell: Any, minimum: int | None = None, maximum: int | None = None
) -> int | Refused:
    """A whole number; `100.0` is one, `100.5` is none."""
    if type(cell) is str and cell.isascii() and cell.isdigit() and len(cell) < 18:
        value = int(cell)
    else:
        found = _decimal(cell)
        if found is None:
            return Refused("number_invalid", {"value": as_text(cell)})
        if found.adjusted() > 30 or found != found.to_integral_value():
            return Refused("integer_invalid", {"value": as_text(cell)})
        value = int(found)
    return _within(value, minimum, maximum) or value


def read_decimal(
    cell: Any, minimum: int | None = None, maximum: int | None = None
) -> Decimal | Refused:
    """Any number."""
    found = _decimal(cell)
    if found is None:
        return Refused("number_invalid", {"value": as_text(cell)})
    return _within(found, minimum, maximum) or found


def read_percent(cell: Any) -> Decimal | Refused:
    """A ratio: `60%` and `0.6` are the same; a bare number above 1 could be either, so neither."""
    text = plain(cell)
    found = number(text.removesuffix("%").strip()) if text.endswith("%") else _decimal(cell)
    if found is not None and text.endswith("%"):
        return found / 100
    if found is None or not 0 <= found <= 1:
        return Refused("number_invalid", {"value": as_text(cell)})
    return found


# Signs of a currency and how many digits its smallest unit has.
CURRENCIES: dict[str, tuple[tuple[str, ...], int]] = {
    # In CP932 the yen sign and the backslash are one byte.
    "JPY": (("¥", "\\", "JPY", "円", "yen"), 0),
    "USD": (("US$", "$", "USD", "米ドル", "ドル"), 2),
    "EUR": (("€", "EUR", "ユーロ"), 2),
    "GBP": (("£", "GBP", "ポンド"), 2),
    "KRW": (("₩", "KRW", "ウォン"), 0),
    "CNY": (("¥", "CNY", "RMB", "人民元", "元"), 2),
}
_UNITS = {"億": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3, None: 1}
_PARTS = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(億|百万|万|千)?\s*")
_AFTER_AMOUNT = re.compile(r"\s*(?:/\s*(?:月|年|month|mo)|(?:\(|\b)?税(?:抜き?|別)\)?|也)\s*\Z")


def read_money(
    cell: Any, currency: str = "JPY", scale: int = 1, minimum: int | None = None
) -> int | Refused:
    """An amount in the smallest unit of the currency; `scale` is a header's unit (千円 is 1,000)."""
    signs, digits = CURRENCIES.get(currency, ((currency,), 2))
    found = _amount(plain(cell), signs) if type(cell) is str else _typed(cell)
    if found is None:
        return Refused("money_invalid", {"value": as_text(cell)})
    minor = found * scale * 10**digits
    if minor.adjusted() > 30 or minor != minor.to_integral_value():
        return Refused("money_fraction", {"value": as_text(cell)})
    return _within(int(minor), minimum, None) or int(minor)


def _amount(text: str, signs: tuple[str, ...]) -> Decimal | None:
    simple = number(text)
    if simple is not None or len(text) > MAX_DIGITS:
        return simple
    negative, text = _sign(_AFTER_AMOUNT.sub("", text))
    bare = _without_signs(text, signs)
    if bare != text and bare.endswith("-"):
        bare = bare.removesuffix("-").removesuffix(".")
    if not negative:
        negative, bare = _sign(bare)
    value = _with_units(bare)
    return -value if value is not None and negative else value


def _sign(text: str) -> tuple[bool, str]:
    if text[:1] and text[0] in "-△▲":
        return True, text[1:].strip()
    return False, text.removeprefix("+").strip()


def _without_signs(text: str, signs: tuple[str, ...]) -> str:
    for sign in signs:
        if text.casefold().startswith(sign.casefold()):
            text = text[len(sign) :].strip()
            break
    for sign in signs:
        if text.casefold().endswith(sign.casefold()):
            return text[: -len(sign)].strip()
    return text


def _with_units(text: str) -> Decimal | None:
    total, place, last = Decimal(0), 0, 10**12
    while place < len(text):
        part = _PARTS.match(text, place)
        amount = number(part[1]) if part else None
        if part is None or amount is None or _UNITS[part[2]] >= last:
            return None
        last = _UNITS[part[2]]
        total += amount * last
        place = part.end()
    return total if text else None
