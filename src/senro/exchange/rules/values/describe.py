"""How a cell was understood, in the few words that the wizard's preview has room for."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from senro.exchange.rules.fields import Field, Type
from senro.exchange.rules.said import Reading, Refused
from senro.exchange.rules.values.choices import loose
from senro.exchange.rules.values.reader import CLEAR, KEEP, Context, reader_for
from senro.exchange.rules.values.text import BLANKS, as_text, narrow, unguard

_ERA_TEXT = re.compile(
    r"令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|\A[RHSTMrhstm令平昭大明]\s*\.?\s*[0-9元]"
)
_HALF_KANA = re.compile("[\uff61-\uff9f]")


def describe_reading(
    field: Field, cell: Any, context: Context | None = None
) -> tuple[Reading | Refused, ...]:
    """What reading did to the cell: nothing for a cell that was taken as it stands."""
    context = context or Context()
    value = reader_for(field, context)(cell)
    if isinstance(value, Refused):
        return (value,)
    if value is KEEP or value is CLEAR:
        return (Reading("read_clear" if value is CLEAR else "read_keep"),)
    raw = as_text(cell)
    return (*_spelling(field, raw), *_meaning(field, raw, value, context))


def _spelling(field: Field, raw: str) -> list[Reading]:
    stripped = raw.strip(BLANKS)
    found = []
    if stripped != raw:
        found.append(Reading("read_trimmed"))
    if unguard(stripped) != stripped:
        found.append(Reading("read_guard"))
    if field.type is Type.KANA and _HALF_KANA.search(stripped):
        found.append(Reading("read_kana"))
    exact = field.type in (Type.TEXT, Type.KANA, Type.KEY, Type.LIST)
    if not exact and narrow(stripped) != stripped and not _era(stripped):
        found.append(Reading("read_width"))
    return found


def _era(text: str) -> bool:
    return bool(_ERA_TEXT.search(narrow(text)))


def _meaning(field: Field, raw: str, value: Any, context: Context) -> list[Reading]:
    stripped = raw.strip(BLANKS)
    if field.type in (Type.DATE, Type.DATETIME):
        return _of_date(stripped, value, context)
    if field.type is Type.MONEY and stripped != str(value):
        return [Reading("read_amount", {"value": f"{value:,}"})]
    if field.type in (Type.INTEGER, Type.DECIMAL, Type.PERCENT) and narrow(stripped) != str(value):
        return [Reading("read_number", {"value": value})]
    if field.type is Type.BOOLEAN and stripped.lower() != str(value).lower():
        return [Reading("read_choice", {"raw": stripped, "value": str(value).lower()})]
    if field.type is Type.CHOICE and stripped != value:
        return [Reading("read_choice", {"raw": stripped, "value": value})] if loose(value) else []
    if field.type is Type.LIST and len(value) > 1:
        return [Reading("read_list", {"count": len(value)})]
    return []


def _of_date(text: str, value: dt.date | dt.datetime, context: Context) -> list[Reading]:
    local = value.astimezone(context.tz) if isinstance(value, dt.datetime) else value
    shown = (
        local.isoformat(sep=" ", timespec="minutes")
        if isinstance(local, dt.datetime)
        else str(local)
    )
    if text == shown:
        return []
    if _era(text):
        return [Reading("read_era", {"value": shown})]
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", narrow(text)):
        return [Reading("read_serial", {"value": shown})]
    if context.order and re.match(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}", narrow(text)):
        order = {"dmy": "D/M/Y", "mdy": "M/D/Y"}[context.order]
        return [Reading("read_order", {"value": shown, "order": order})]
    return [Reading("read_date", {"value": shown})]
