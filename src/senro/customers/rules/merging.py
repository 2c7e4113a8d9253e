"""What becomes of the fields when two records are merged. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .fields import ACCOUNT, CONTACT

# What is asked of a person, by column. An account's place in its group follows the one that stays.
ACCOUNT_COLUMNS = {
    name: one.column or name for name, one in ACCOUNT.fields.items() if name != "parent"
}
CONTACT_COLUMNS = {
    name: one.column or name
    for name, one in CONTACT.fields.items()
    if name not in ("account", "successor")
}
# A tick that either of the two has is kept: forgetting it would lose what somebody knew.
EITHER = frozenset({"is_champion", "sales_has_relation", "featured_in_case_study"})
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class FieldChoice:
    """A field in which two records differ, and whose value is proposed."""

    name: str
    kept: Any
    other: Any
    takes_other: bool


def differing(
    columns: Mapping[str, str], keep: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[FieldChoice, ...]:
    """The fields (by public name) in which two records say different things.

    Proposed is what the one that stays says; where it says nothing, what the other says.
    """
    found = []
    for name, column in columns.items():
        mine, theirs = keep.get(column), other.get(column)
        if mine != theirs and theirs not in EMPTY:
            found.append(FieldChoice(name, mine, theirs, mine in EMPTY))
    own, more = keep.get("custom") or {}, other.get("custom") or {}
    for code, theirs in sorted(more.items()):
        mine = own.get(code)
        if mine != theirs and theirs not in EMPTY:
            found.append(FieldChoice(f"custom.{code}", mine, theirs, mine in EMPTY))
    return tuple(found)


def merged_values(
    columns: Mapping[str, str],
    keep: Mapping[str, Any],
    other: Mapping[str, Any],
    take: Iterable[str] = (),
) -> dict[str, Any]:
    """Columns of the one that stays that get another value. `take`: public names to take over."""
    wanted = set(take)
    values: dict[str, Any] = {}
    custom = dict(keep.get("custom") or {})
    for choice in differing(columns, keep, other):
        either = choice.name in EITHER and bool(choice.other)
        if not (choice.takes_other or either or choice.name in wanted):
            continue
        if choice.name.startswith("custom."):
            custom[choice.name.removeprefix("custom.")] = choice.other
        else:
            values[columns[choice.name]] = choice.other
    if custom != (keep.get("custom") or {}):
        values["custom"] = custom
    return values


def names_of(columns: Mapping[str, str], other: Mapping[str, Any]) -> frozenset[str]:
    """What may stand in `take`."""
    return frozenset(columns) | {f"custom.{code}" for code in other.get("custom") or {}}
