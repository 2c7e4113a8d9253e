"""Today: what to do next and why, for the person of the key; rows are done, put off and put back."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router

from senro.kernel.access import staff_only
from senro.kernel.errors import Missing
from senro.onboarding.actions import mark_today, restore_today
from senro.onboarding.queries.today import row_of, today

from ..bodies import Body, read
from ..moments import Instant
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape

router = Router(tags=["You"])
MOST = 500


class TodayItem(Shape):
    """A case that asks for something: `kind` says why, `params` the numbers of it."""

    item: str
    kind: str
    signal: str
    case: str
    account: str
    name: str
    status: str
    phase: str
    due: str | None
    waited: int
    params: dict[str, Any]


class TodayList(Shape):
    """In the order of the page. `counts`: how many stop, want care, or go."""

    day: str
    counts: dict[str, int]
    items: list[TodayItem]
    snoozed: list[TodayItem]
    done: list[TodayItem]


class TodayMarkIn(Body):
    """`done`, or `snoozed` until an instant or until the customer answers."""

    state: Literal["done", "snoozed"]
    until: Instant | None = None
    waits_for_answer: bool = False


@reads(router, "/me/today", TodayList)
def get_today(request: ApiRequest) -> dict[str, Any]:
    """What to do next, most pressing first: the cases that this person leads."""
    return _list(request)


@writes(router, "PUT", "/me/today/{item}", TodayList, takes=TodayMarkIn)
def put_today_mark(request: ApiRequest, item: str) -> dict[str, Any]:
    """Take a row off the list: done, or put off."""
    staff_only(request.actor)
    _there(request, item)
    said = read(request, TodayMarkIn)
    mark_today(
        item=item, state=said.state, until=said.until, waits_for_answer=said.waits_for_answer,
        by=request.actor, at=request.at,
    )  # fmt: skip
    return _list(request)


@writes(router, "DELETE", "/me/today/{item}", TodayList)
def delete_today_mark(request: ApiRequest, item: str) -> dict[str, Any]:
    """Put a row back on the list."""
    staff_only(request.actor)
    _there(request, item)
    restore_today(item=item, by=request.actor, at=request.at)
    return _list(request)


def _there(request: ApiRequest, item: str) -> None:
    if row_of(request.actor, item, at=request.at) is None:
        raise Missing()


def _list(request: ApiRequest) -> dict[str, Any]:
    staff_only(request.actor)
    page = today(request.actor, at=request.at, limit=MOST)
    return {
        "day": page.day.isoformat(),
        "counts": page.counts,
        "items": [_row(row) for row in page.rows],
        "snoozed": [_row(row) for row in page.snoozed],
        "done": [_row(row) for row in page.finished],
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "item": row.item,
        "kind": row.kind,
        "signal": row.signal,
        "case": str(row.case_id),
        "account": row.card.key,
        "name": row.card.name,
        "status": row.card.status,
        "phase": row.card.phase,
        "due": row.due.isoformat() if row.due else None,
        "waited": row.waited,
        "params": row.params,
    }
