"""The lists that a view can be of: what each can be narrowed, sorted and grouped by.

A domain registers its list; whether a view makes sense is then the same question for a screen, the
API and an export.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import names
from .errors import FieldError
from .locales import locale
from .rules.language import RuleError

CUSTOM = "custom."
PARTS = ("where", "q", "filters", "columns", "sort", "group", "lanes")
LONGEST = {"where": 4000, "q": 200}


@dataclass(frozen=True)
class ListKind:
    """One list: its subject for rules, and the codes that mean something in it."""

    code: str
    subject: str
    filters: tuple[str, ...]
    columns: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    # The order for somebody who chose none.
    usual: str = "name"


LISTS: dict[str, ListKind] = {}


def register_list(kind: ListKind) -> None:
    """Offer a list to views. Raises RuntimeError for a second one of the same code."""
    if kind.code in LISTS:
        raise RuntimeError(f"the list {kind.code} is registered twice")
    LISTS[kind.code] = kind


def custom_columns(kind: ListKind) -> dict[str, names.RecordName]:
    """The team's own fields as columns: `custom.<code>` and the name that rules know."""
    own = names.REGISTRY.get(kind.subject, {})
    return {
        CUSTOM + code: found
        for code, found in names.names_of(kind.subject).items()
        if code not in own
    }


def cleaned(kind: ListKind, query: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
    """The query as it is kept, without what says nothing, and every wrong part of it."""
    errors = [
        FieldError(f"query.{name}", "unknown_field", _("There is no such field."))
        for name in query
        if name not in PARTS
    ]
    kept: dict[str, Any] = {}
    for name in ("where", "q", "sort", "group", "lanes"):
        value = query.get(name) or ""
        if not isinstance(value, str) or len(value) > LONGEST.get(name, 100):
            errors.append(_wrong(name))
        elif value.strip():
            kept[name] = value.strip()
    kept |= _filters(kind, query.get("filters") or {}, errors)
    kept |= _columns(kind, query.get("columns") or [], errors)
    _check(kind, kept, errors)
    return kept, errors


def _filters(kind: ListKind, given: Any, errors: list[FieldError]) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        errors.append(_wrong("filters"))
        return {}
    found = {}
    for name, value in given.items():
        values = [value] if isinstance(value, str) else value
        if name not in kind.filters:
            words = _("This list cannot be filtered by this.")
            errors.append(FieldError(f"query.filters.{name}", "unknown_field", words))
        elif not isinstance(values, list) or not all(
            isinstance(one, str) and len(one) <= 254 for one in values
        ):
            errors.append(_wrong(f"filters.{name}"))
        elif any(values):
            found[str(name)] = [one for one in values if one]
    return {"filters": found} if found else {}


def _columns(kind: ListKind, given: Any, errors: list[FieldError]) -> dict[str, Any]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        errors.append(_wrong("columns"))
        return {}
    own = custom_columns(kind) if any(one.startswith(CUSTOM) for one in given) else {}
    for one in given:
        if one not in kind.columns and one not in own:
            words = _("This list has no such column.")
            errors.append(FieldError(f"query.columns.{one[:60]}", "unknown_value", words))
    columns = list(dict.fromkeys(given))
    return {"columns": columns} if columns else {}


def _check(kind: ListKind, kept: Mapping[str, Any], errors: list[FieldError]) -> None:
    known: dict[str, Iterable[str]] = {
        "sort": kind.sorts,
        "group": kind.groups,
        "lanes": kind.lanes,
    }
    for name, codes in known.items():
        value = str(kept.get(name, "")).removeprefix("-" if name == "sort" else "")
        if value and value not in codes:
            errors.append(_wrong(name, "unknown_value"))
    if "where" in kept:
        try:
            names.parse(kind.subject, kept["where"])
        except RuleError as error:
            language = locale()
            words = error.messages.get(language) or error.messages["en"]
            errors.append(FieldError("query.where", "rule", words))


def _wrong(name: str, code: str = "invalid_value") -> FieldError:
    return FieldError(f"query.{name}", code, _("This value cannot be used here."))
