"""The check that every verb makes first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from .errors import Forbidden, Missing
from .rules.access import SYSTEM, Actor, allowed

__all__ = ["SYSTEM", "Actor", "require", "staff_only"]


def require(by: Actor, permission: str, team_id: UUID | None = None, **details: Any) -> None:
    """Raise Forbidden unless the actor may do this to a thing of this team."""
    if not allowed(by, permission, team_id):
        raise Forbidden(permission=permission, **details)


def staff_only(by: Actor) -> None:
    """Raise Missing for a customer's people: the vendor's own words are not there, not even of itself."""
    if by.is_customer:
        raise Missing()
