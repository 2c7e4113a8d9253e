"""Which field a column stands for: found from its header, or told by a mapping file.

Only headers that mean a field beyond doubt are taken; a wrong guess costs more than a question.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from os import PathLike

from senro.exchange.rules.fields import Field, Kind, Type
from senro.exchange.rules.said import MappingRefused, Refused

# What a column stands for: a field, several joined by commas (`key,name`), or nothing.
Columns = dict[str, str | None]

MAX_MAPPING_BYTES = 1 << 20

# The column that the rejects file adds; an import of the mended file looks past it.
REASON_HEADERS = ("取り込めない理由", "reason")

_MARKS = re.compile(
    r"[(\[【〔<《「](?:必須|任意|required|optional|\*|※)[)\]】〕>》」]|[*※]|\brequired\b", re.I
)
_UNITS = re.compile(
    r"[(\[【](?:円|千円|万円|百万円|¥|jpy|yen|税抜き?|税別|名|人|件|社|分|枠|人数|min|%|"
    r"yyyy[-/]?mm[-/]?dd|半角|全角|半角英数字?)[)\]】]",
    re.I,
)
_KANA_WIDTH = re.compile(r"(?:全角|半角)(?=カナ|かな|フリガナ)")
_SCALES = {"千円": 1_000, "万円": 10_000, "百万円": 1_000_000}
_SCALE = re.compile(r"(百万円|千円|万円)")
_NOISE = re.compile(r"[\s_\-‐－・/／.。,、:：()\[\]【】「」#'\"]+")


@lru_cache(maxsize=4096)
def normalised(header: str) -> str:
    """A header without width, case, blanks, units and marks such as (必須)."""
    text = unicodedata.normalize("NFKC", header).casefold()
    text = _MARKS.sub("", text)
    bare = _UNITS.sub("", _KANA_WIDTH.sub("", text))
    # A header that is nothing but a unit keeps it.
    return _NOISE.sub("", bare) or _NOISE.sub("", text)


def scale_of(header: str) -> int:
    """By how much amounts under this header are shortened: 月額(千円) is in thousands."""
    found = _SCALE.search(unicodedata.normalize("NFKC", header))
    return _SCALES[found[1]] if found else 1


@lru_cache(maxsize=256)
def _spellings(field: Field) -> tuple[frozenset[str], ...]:
    """Normalised headers of a field, from its own name to the vaguest."""
    own = frozenset((normalised(field.code),))
    labels = frozenset((normalised(field.ja), normalised(field.en)))
    aliases = frozenset(normalised(alias) for alias in field.aliases)
    return own, labels, aliases, frozenset(normalised(alias) for alias in field.weak)


def guess(
    header: Sequence[str], kind: Kind, taken: Mapping[str, str | None] | None = None
) -> Columns:
    """Column → field, each field once; the better spelling wins, then the column further left."""
    columns: Columns = dict.fromkeys(header)
    columns.update(taken or {})
    open_columns = [
        name for name in header if name not in (taken or {}) and name not in REASON_HEADERS
    ]
    used = codes_in(columns)
    for level in range(4):
        for name in open_columns:
            if columns[name] is None:
                found = _match(normalised(name), kind, used, level)
                if found:
                    columns[name] = found
                    used.add(found)
    return columns


def codes_of(told: str | None) -> tuple[str, ...]:
    """The fields that a column stands for: its cell is read once for each."""
    return tuple(told.split(",")) if told else ()


def codes_in(columns: Mapping[str, str | None]) -> set[str]:
    """All fields that some column stands for."""
    return {code for told in columns.values() for code in codes_of(told)}


def said_of(told: str | None) -> str | list[str] | None:
    """What a column stands for, as a mapping file says it."""
    codes = codes_of(told)
    return list(codes) if len(codes) > 1 else told


def _match(text: str, kind: Kind, used: set[str], level: int) -> str | None:
    if not text:
        return None
    for field in kind.fields:
        if field.code not in used and text in _spellings(field)[level]:
            return field.code
    return None


def apply_mapping(header: Sequence[str], kind: Kind, told: Mapping[str, str | None]) -> Columns:
    """What the mapping says, and a guess for the columns that it does not name."""
    clean = {" ".join(name.split()): field for name, field in told.items()}
    errors = list(_faults(header, kind, clean))
    if errors:
        raise MappingRefused(tuple(errors))
    return guess(header, kind, {name: clean[name] for name in header if name in clean})


def _faults(header: Sequence[str], kind: Kind, told: Mapping[str, str | None]) -> list[Refused]:
    faults: list[Refused] = []
    first: dict[str, str] = {}
    for column, fields in told.items():
        if column not in header:
            faults.append(Refused("mapping_unknown_column", {"column": column}))
        for field in codes_of(fields):
            if not kind.has(field):
                faults.append(Refused("mapping_unknown_field", {"column": column, "field": field}))
            elif field in first:
                params = {"field": field, "first": first[field], "second": column}
                faults.append(Refused("mapping_duplicate_field", params))
            first.setdefault(field, column)
    return faults


def read_mapping_file(path: str | PathLike[str]) -> Columns:
    """A JSON object `{column: field | [field, field] | null}`; an empty string is null too."""
    try:
        with open(path, "rb") as file:
            told = json.loads(file.read(MAX_MAPPING_BYTES).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise MappingRefused((Refused("mapping_invalid"),)) from error
    if not isinstance(told, dict) or not all(map(_is_meant, told.values())):
        raise MappingRefused((Refused("mapping_invalid"),))
    return {
        column: (",".join(one) if isinstance(one, list) else one) or None
        for column, one in told.items()
    }


def _is_meant(one: object) -> bool:
    if isinstance(one, list):
        return all(isinstance(code, str) and code for code in one)
    return one is None or isinstance(one, str)


def unmapped(kind: Kind, columns: Mapping[str, str | None]) -> tuple[Refused, ...]:
    """Required fields that no column stands for. New records cannot be made without them."""
    used = codes_in(columns)
    return tuple(
        Refused("mapping_required_missing", {"field": field.code})
        for field in kind.fields
        if field.required and field.code not in used
    )


def can_identify(kind: Kind, columns: Mapping[str, str | None]) -> bool:
    """Do the columns hold at least one of the ways to tell rows apart?"""
    used = codes_in(columns)
    return not kind.keys or any(set(names) - kind.optional_in_key <= used for names in kind.keys)


def scales(kind: Kind, columns: Mapping[str, str | None]) -> dict[str, int]:
    """The unit of each column of money, by its header."""
    return {
        column: scale_of(column)
        for column, fields in columns.items()
        if any(kind.field(code).type is Type.MONEY for code in codes_of(fields))
    }
