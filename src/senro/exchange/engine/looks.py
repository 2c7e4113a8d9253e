"""What a person looks at before an import: each column with samples and how it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..rules.fields import Type
from ..rules.mapping import codes_of, scales
from ..rules.said import Refused
from ..rules.values import Context, describe_reading
from ..rules.values.text import as_text
from .entries import Entry
from .source import Source

FIRST_ROWS = 6
SAMPLES = 30


@dataclass
class ColumnLook:
    """One column: how often it is blank, the first values in it, the codes read from it."""

    blank: int = 0
    samples: list[Any] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)


@dataclass
class Looks:
    """Collected while a preview reads the file."""

    rows: int = 0
    columns: dict[str, ColumnLook] = field(default_factory=dict)
    first: list[dict[str, Any]] = field(default_factory=list)
    with_email: int = 0
    without_email: int = 0
    source: Source | None = None

    def see(self, source: Source, found: Sequence[Entry]) -> None:
        """Look at rows as they go by."""
        self.source = source
        header = source.table.header
        looks = [self.columns.setdefault(name, ColumnLook()) for name in header]
        chosen = _choices(source)
        for entry in found:
            self.rows += 1
            for look, cell in zip(looks, entry.cells, strict=False):
                if cell == "" or cell is None or (type(cell) is str and not cell.strip()):
                    look.blank += 1
                elif len(look.samples) < SAMPLES:
                    look.samples.append(cell)
            for name, look in zip(header, looks, strict=True):
                if name in chosen and entry.values.get(chosen[name]):
                    look.values[shown(source, chosen[name], entry.values[chosen[name]])] += 1
            if not entry.reasons and len(self.first) < FIRST_ROWS:
                self.first.append({"row": entry.row, **self._shown(entry.values)})
            if not entry.reasons:
                self.with_email += bool(entry.values.get("email"))
                self.without_email += not entry.values.get("email")

    def _shown(self, values: dict[str, Any]) -> dict[str, str]:
        assert self.source is not None
        return {
            name: shown(self.source, name, value)
            for name, value in values.items()
            if value is not None
        }

    def readings(self, name: str, locale: str) -> list[tuple[str, bool]]:
        """How the first values of a column are read: sentences, and whether each is a refusal."""
        source = self.source
        codes = codes_of(source.columns.get(name)) if source else ()
        if source is None:
            return []
        place = source.table.header.index(name)
        context = Context(tz=source.tz, currency=source.currency)
        unit = scales(source.kind, source.columns).get(name, 1)
        context = replace(context, order=source.orders.get(place), scale=unit)
        said: dict[str, tuple[str, bool]] = {}
        for cell in self.columns.get(name, ColumnLook()).samples:
            for code in codes:
                for one in describe_reading(source.kind.field(code), cell, context):
                    said.setdefault(one.code, (one.message(locale), isinstance(one, Refused)))
        return list(said.values())


def shown(source: Source, code: str, value: Any) -> str:
    """A value as a person reads it: words for codes, local time, dates as they are written."""
    locale = get_language() or "ja"
    if isinstance(value, datetime):
        return value.astimezone(source.tz).strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "、".join(shown(source, code, one) for one in value)
    choices = source.kind.field(code).choices
    found = next((one.label(locale) for one in choices if one.code == value), None)
    return found or as_text(value)


def _choices(source: Source) -> dict[str, str]:
    return {
        name: code
        for name, told in source.columns.items()
        for code in codes_of(told)[:1]
        if source.kind.field(code).type is Type.CHOICE
    }
