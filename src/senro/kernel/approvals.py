"""One queue for everything that needs a manager's word. A domain registers each kind:

    register_approval("criterion_custom", _("Custom criterion"), lock=…, decide=…, describe=…)

and asks inside a verb of its own (kernel.asking): `ask(change, "criterion_custom", subject=row, reason=…)`.

    lock(approval)              takes what the domain locks first, so that two cannot cross
    decide(change, approval)    does what was asked, or what a refusal means; the row is decided
    describe(approvals, at)     {id: Described} for the queue
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from .models import Approval


@dataclass(frozen=True)
class Described:
    """One request as a queue shows it. `parts` are (what, before, after)."""

    title: Any
    effect: Any = ""
    account: str = ""
    account_key: str = ""
    case_id: UUID | None = None
    notes: tuple[Any, ...] = ()
    parts: tuple[tuple[Any, Any, Any], ...] = field(default=())


Lock = Callable[[Approval], None]
Decide = Callable[[Any, Approval], None]  # a Change first
Describe = Callable[[Sequence[Approval], datetime], Mapping[UUID, Described]]


@dataclass(frozen=True)
class ApprovalKind:
    """A registered kind of request."""

    name: str
    words: Any
    lock: Lock
    decide: Decide
    describe: Describe
    # Whether what is decided can be taken back: a published version cannot.
    undoable: bool = True


APPROVALS: dict[str, ApprovalKind] = {}


def register_approval(
    name: str,
    words: Any,
    *,
    lock: Lock,
    decide: Decide,
    describe: Describe,
    undoable: bool = True,
) -> None:
    """Offer a kind. Raises RuntimeError for a second definition."""
    if name in APPROVALS:
        raise RuntimeError(f"the approval {name} is registered twice")
    APPROVALS[name] = ApprovalKind(name, words, lock, decide, describe, undoable)
