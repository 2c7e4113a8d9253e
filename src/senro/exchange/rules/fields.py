"""What a kind of import declares about its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Type(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    KANA = "kana"
    KEY = "key"
    EMAIL = "email"
    PHONE = "phone"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    LIST = "list"
    OBJECT = "object"


# Types whose text may hold a lone hyphen as itself, so that only "-" clears them.
TEXTUAL = frozenset((Type.TEXT, Type.KANA, Type.KEY, Type.EMAIL, Type.PHONE, Type.LIST))


@dataclass(frozen=True)
class Choice:
    """A code and the words people write for it; the first two are its labels."""

    code: str
    ja: str
    en: str
    words: tuple[str, ...] = ()

    def label(self, locale: str) -> str:
        """The word shown to a person."""
        return self.ja if locale.startswith("ja") else self.en


@dataclass(frozen=True)
class Field:
    """One column: its code is its name in the API; `weak` headers serve only when no other fits."""

    code: str
    type: Type
    ja: str
    en: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    open_choices: bool = False
    max_length: int = 200
    minimum: int | None = None
    maximum: int | None = None
    separators: str = ";；、，,\n"
    note: str = ""

    def label(self, locale: str) -> str:
        """The word shown to a person."""
        return self.ja if locale.startswith("ja") else self.en


@dataclass(frozen=True)
class Kind:
    """One kind of import. `keys` are the ways to tell its rows apart, the first that fits wins."""

    code: str
    ja: str
    en: str
    fields: tuple[Field, ...]
    keys: tuple[tuple[str, ...], ...]
    optional_in_key: frozenset[str] = field(default=frozenset())

    def label(self, locale: str) -> str:
        """The word shown to a person."""
        return self.ja if locale.startswith("ja") else self.en

    def field(self, code: str) -> Field:
        """The field of this code; `KeyError` when there is none."""
        return (
            next(one for one in self.fields if one.code == code)
            if self.has(code)
            else _missing(code)
        )

    def has(self, code: str) -> bool:
        """Is there a field of this code?"""
        return any(one.code == code for one in self.fields)

    def with_fields(self, *more: Field) -> Kind:
        """The kind with custom fields added."""
        return Kind(
            self.code, self.ja, self.en, (*self.fields, *more), self.keys, self.optional_in_key
        )

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """What tells the row from others: the names of the fields, then their values."""
        for names in self.keys:
            found = tuple(values.get(name) for name in names)
            if all(value not in (None, "") or name in self.optional_in_key
                   for name, value in zip(names, found, strict=True)):  # fmt: skip
                return (names, *found)
        return None

    def missing(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Required fields without a value, which a row that makes a new record must have."""
        return tuple(
            one.code for one in self.fields if one.required and values.get(one.code) in (None, "")
        )


def _missing(code: str) -> Field:
    raise KeyError(code)
