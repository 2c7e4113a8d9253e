"""What requests about the method send."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from .bodies import Body
from .moments import Instant

Code = Annotated[str, Field(min_length=1, max_length=100)]
Number = Annotated[int, Field(ge=1, le=100_000)]


class Upgrade(Body):
    """To which phase set; nothing means the one that a new case would get now."""

    code: Code | None = None
    number: Number | None = None


class UpgradeMany(Body):
    """Which cases."""

    cases: Annotated[
        list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=500)
    ]


class Draft(Body):
    """The body of a part, as its JSON Schema says. It may still be wrong."""

    body: dict[str, Any]


class Publication(Body):
    """Why, and from when it holds (now when nothing is said)."""

    note: Annotated[str, Field(max_length=2000)] = ""
    effective_from: Instant | None = None
