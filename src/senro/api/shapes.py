"""What the API gives, as its documentation says it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Base of what is given: a reader ignores fields that it does not know."""

    model_config = ConfigDict(extra="allow")


class Past(Shape):
    """What `as_of` adds: the instant, and the fields that show today's value."""

    as_of: datetime | None = None
    as_of_today: list[str] | None = None


class WrongField(Shape):
    """One field that is wrong."""

    field: str
    code: str
    message: str


class ReasonShape(Shape):
    """One reason why something is closed."""

    code: str
    message: str
    rule: str | None = None
    inputs: dict[str, Any] | None = None


class Problem(Shape):
    """RFC 9457. `code` never changes and is never translated; `detail` follows Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str | None = None
    errors: list[WrongField] | None = None
    reasons: list[ReasonShape] | None = None
