"""What the expression of a name depends on, and what a registered name is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from .rules.language import Name


@dataclass(frozen=True)
class Moment:
    """What an expression may depend on besides the row: the instant, its local day, and where.

    `asked` is empty for the present, of which values are kept, and says otherwise whether a day or
    an instant is asked for: windows then end there and are counted anew.
    """

    at: datetime
    today: date
    zone: str = "Asia/Tokyo"
    asked: Literal["", "day", "instant"] = ""


@dataclass(frozen=True)
class RecordName:
    """A name, the subject it belongs to (`account` or `case`), and how to compute it.

    `dated`: asked for a past moment, the expression says what was true then.
    """

    name: Name
    subject: str
    expression: Callable[[Moment], Any]
    dated: bool = False
