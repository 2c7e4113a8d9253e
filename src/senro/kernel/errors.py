"""Expected failures. Each has a stable code; faces map them once to their own shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FieldError:
    """One wrong field: its name as the API calls it, a stable code, words for a person."""

    field: str
    code: str
    message: Any


class SenroError(Exception):
    """Base of every expected failure."""

    code = "error"
    message: Any = _("This could not be done.")

    def __init__(self, message: Any = None, **details: Any) -> None:
        super().__init__(str(message or self.code))
        if message is not None:
            self.message = message
        self.details = details


class Invalid(SenroError):
    """The input is wrong: every wrong field is named (422)."""

    code = "invalid"
    message = _("Some fields need a correction.")

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(None)
        self.errors = errors


class Forbidden(SenroError):
    """The person may see this but not change it (403)."""

    code = "forbidden"
    message = _("Your role does not allow this.")


class Missing(SenroError):
    """Nothing there for this person (404)."""

    code = "not_found"
    message = _("There is nothing here.")


class Conflict(SenroError):
    """The state forbids it (409)."""

    code = "conflict"

    def __init__(
        self, message: Any = None, *, reasons: tuple[Any, ...] = (), **details: Any
    ) -> None:
        super().__init__(message, **details)
        self.reasons = reasons


class StaleVersion(Conflict):
    """`If-Match` names an older version of the row."""

    code = "changed"
    message = _("Somebody has changed this in the meantime. Look at it again.")


@dataclass(frozen=True)
class Reason:
    """Why something is closed or refused: code for machines, words for people."""

    code: str
    message: Any
    rule: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
