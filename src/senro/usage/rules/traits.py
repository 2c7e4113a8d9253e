"""Traits of users and groups as our fields. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

USER = {
    "email": "email",
    "name": "name",
    "employeeNo": "employee_no",
    "employee_no": "employee_no",
    "employeeId": "employee_no",
    "employment": "employment",
    "site": "site",
}
ACCOUNT = {"name": "name", "kana": "kana", "industry": "industry", "employees": "employees"}


def user_fields(traits: Mapping[str, Any]) -> dict[str, Any]:
    """What `identify` says of an end user. What is not said stays."""
    found = _named(traits, USER)
    if "name" not in found:
        parts = [traits.get("lastName"), traits.get("firstName")]
        whole = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
        found |= {"name": whole} if whole and "\x00" not in whole else {}
    return found


def account_fields(traits: Mapping[str, Any]) -> dict[str, Any]:
    """What `group` says of an account."""
    found = _named(traits, ACCOUNT)
    if isinstance(found.get("employees"), float):
        found["employees"] = int(found["employees"])
    return found


def _named(traits: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        field: str(traits[name]) if field == "employee_no" else traits[name]
        for name, field in names.items()
        # No column keeps a NUL.
        if isinstance(traits.get(name), str | int | float)
        and traits[name] != ""
        and "\x00" not in str(traits[name])
    }
