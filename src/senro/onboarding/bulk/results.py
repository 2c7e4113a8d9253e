"""What became of a row, and the words for what can be wrong with one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"

WORDS: dict[str, Any] = {
    "required": _("This field is required."),
    "unknown_account": _("There is no account with this key."),
    "unknown_contract": _("This account has no contract with this key."),
    "unknown_case": _("This account has no case with this key."),
    "unknown_contact": _("This account has no contact with this key or e-mail address."),
    "unknown_person": _("Nobody in the team has this e-mail address."),
    "unknown_purpose": _("There is no such purpose of adoption."),
    "unknown_phase": _("The method has no such phase."),
    "unknown_field": _("There is no such field."),
    "other_account": _("This belongs to another account and cannot be moved."),
    "ends_before_start": _("The end lies before the start."),
    "phase_before_start": _("The phase began before the case."),
    "in_the_future": _("This lies in the future."),
    "contract_taken": _("Another case has this contract."),
    "duplicate_key": _("An earlier row has the same key."),
    "too_long": _("This is too long."),
    "invalid_value": _("This value cannot be used here."),
}
Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: created, updated, unchanged or refused."""

    key: str
    status: str
    errors: tuple[FieldError, ...] = ()


def refused(key: str, errors: Iterable[tuple[str, str]]) -> RowResult:
    """A row that was not taken, with every wrong field."""
    return RowResult(
        key, REFUSED, tuple(FieldError(name, code, WORDS[code]) for name, code in errors)
    )
