"""What a row says: every field read, every wrong one named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models import CustomField
from ..rules.fields import Field, Kind
from ..rules.values import Bad, custom, key_of

CustomFields = Mapping[str, CustomField]


@dataclass(slots=True)
class Said:
    """The fields of one row, read; `errors` is {field: code}."""

    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def custom_fields(kind: Kind) -> dict[str, CustomField]:
    """The fields that the team has added to this kind."""
    if not kind.custom:
        return {}
    rows = CustomField.objects.living().filter(subject=kind.code)
    return {row.code: row for row in rows}


def read(kind: Kind, row: Mapping[str, Any], own: CustomFields) -> Said:
    """Read a row: known fields, then custom ones; an unknown name is an error."""
    said = Said()
    known, values = kind.fields, said.values
    for name, value in row.items():
        found = known.get(name)
        if found is not None:
            if value is None or value == "":
                _clear(said, name, found)
                continue
            try:
                values[name] = found.read(value)
            except Bad as bad:
                said.errors[name] = bad.code
                continue
            if values[name] == "":
                _clear(said, name, found)
        elif name == "key":
            _key(said, value)
        else:
            _custom(said, name, value, own)
    return said


def _clear(said: Said, name: str, found: Field) -> None:
    if found.required:
        said.values.pop(name, None)
        said.errors[name] = "required"
    else:
        said.values[name] = found.empty


def _key(said: Said, value: Any) -> None:
    if value is None or value == "":
        return
    try:
        said.key = key_of(value)
    except Bad as bad:
        said.errors["key"] = bad.code


def _custom(said: Said, name: str, value: Any, own: CustomFields) -> None:
    if name == "custom" and isinstance(value, Mapping):
        for code, one in value.items():
            _custom(said, f"custom.{code}", one, own)
        return
    found = own.get(name.removeprefix("custom."))
    if found is None:
        said.errors[name] = "unknown_field"
        return
    if value is None or value == "":
        said.custom[found.code] = None
        return
    try:
        said.custom[found.code] = custom(found.type, found.options, value)
    except Bad as bad:
        said.errors[name] = bad.code
