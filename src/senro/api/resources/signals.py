"""Signals: what somebody should look at, with the numbers that raised it."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.health.actions import accept_suggestion, settle_signals, snooze_signals
from senro.health.models import Signal
from senro.health.queries.past_signals import DATED, as_they_stood, in_state_then
from senro.health.queries.signals import (
    STATES,
    Told,
    in_state,
    mine,
    todo_of,
    told,
    visible_signals,
)
from senro.kernel.access import require
from senro.kernel.errors import Missing

from ..bodies import read
from ..bodies_signals import SignalOutcomeIn, SnoozeIn
from ..ids import uuid_of
from ..lists import filtered, page
from ..moments import past, said_then
from ..people import account_of
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes_signals import Signals, SignalShape
from .cases.base import who

router = Router(tags=["Signals"])
PAGE = ("limit", "cursor", "sort", "where", "account", "kind", "severity", "state", "mine", "as_of")


@reads(router, "/signals", Signals, query=PAGE)
def list_signals(request: ApiRequest) -> dict[str, Any]:
    """What should be looked at, newest first; `state=any` gives what was put off or is over too.

    With `as_of` those that had been found by then, in the state that they had; `where` goes by
    what is known today. `as_of_today` names the fields that show today's value.
    """
    then = past(request)
    rows = visible_signals(request.actor).select_related("account", "settled_by", "task")
    if account := request.GET.get("account"):
        rows = rows.filter(account=account_of(request.actor, account))
    for name in ("kind", "severity"):
        if wanted := request.GET.get(name):
            rows = rows.filter(**{name: wanted})
    if request.GET.get("mine") in ("1", "true"):
        rows = mine(rows, request.actor)
    state = request.GET.get("state", "open")
    if then:
        rows = in_state_then(rows, state, then.at)
    elif state in STATES:
        rows = in_state(rows, state, request.at)
    rows = filtered(request, rows, "signal", request.at)
    found, cursor = page(request, rows, columns={"opened_at": "opened_at"}, default="-opened_at")
    at = then.at if then else request.at
    items = [_shown(one) for one in told(as_they_stood(found, at) if then else found, at)]
    return {"items": items, "next_cursor": cursor, **said_then(DATED, then, items)}


@reads(router, "/signals/{id}", SignalShape)
def get_signal(request: ApiRequest, id: str) -> dict[str, Any]:
    """One signal with its evidence."""
    return _told(request, _one(request, id))


@writes(router, "POST", "/signals/{id}/snooze", SignalShape, takes=SnoozeIn)
def snooze_signal(request: ApiRequest, id: str) -> dict[str, Any]:
    """Put a signal off until a day, with the reason. 409 `signal_over` where it is over."""
    row = _one(request, id)
    body = read(request, SnoozeIn)
    snooze_signals(signals=[row], until=body.until, reason=body.reason, **who(request))
    return _told(request, _one(request, id))


@writes(router, "POST", "/signals/{id}/outcome", SignalShape, takes=SignalOutcomeIn)
def settle_signal(request: ApiRequest, id: str) -> dict[str, Any]:
    """Say what came of a signal: it is off the lists until it is over and found anew."""
    row = _one(request, id)
    body = read(request, SignalOutcomeIn)
    settle_signals(signals=[row], outcome=body.outcome, note=body.note, **who(request))
    return _told(request, _one(request, id))


@writes(router, "POST", "/signals/{id}/task", SignalShape)
def accept_signal(request: ApiRequest, id: str) -> dict[str, Any]:
    """Take up a suggestion: its ToDo is made in the account's open case.

    409 `nothing_proposed` or `no_open_case`.
    """
    accept_suggestion(signal=_one(request, id), **who(request))
    return _told(request, _one(request, id))


def _one(request: ApiRequest, id: str) -> Signal:
    rows = visible_signals(request.actor).select_related("account", "settled_by", "task")
    row = rows.filter(pk=uuid_of(id)).first()
    if row is None:
        raise Missing()
    if request.method != "GET":
        require(request.actor, "account.change", row.account.team_id)
    return row


def _told(request: ApiRequest, row: Signal) -> dict[str, Any]:
    (one,) = told([row], request.at)
    return _shown(one)


def _shown(one: Told) -> dict[str, Any]:
    row = one.signal
    return {
        "id": str(row.pk),
        "account": row.account.key,
        "kind": row.kind,
        "group": row.group,
        "subject": row.subject,
        "title": one.title,
        "severity": row.severity,
        "state": one.state,
        "sentence": one.sentence,
        "evidence": row.evidence,
        "todo": todo_of(row),
        "opened_at": row.opened_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "snoozed_until": row.snoozed_until.isoformat() if row.snoozed_until else None,
        "snooze_reason": row.snooze_reason or None,
        "outcome": row.outcome or None,
        "note": row.note or None,
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        "settled_by": row.settled_by.email if row.settled_by else None,
        "task": str(row.task_id) if row.task_id else None,
        "version": row.version,
    }
