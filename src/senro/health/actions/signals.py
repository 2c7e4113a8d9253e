"""Signals: found and over by themselves; put off, settled or taken up by people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account, Contact
from senro.kernel.access import require
from senro.kernel.clock import local_day, start_of_day
from senro.kernel.errors import Conflict, FieldError, Invalid
from senro.kernel.notifications import notify
from senro.kernel.queries.people import organization
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb
from senro.onboarding.actions import add_task
from senro.onboarding.models import Task

from ..models import OUTCOMES, Signal
from ..queries.signals import case_for, todo_of
from ..rules.signals import Found

SIGNALLED = "health.signal.opened"
NEEDS_NOTE = ("handled", "dismissed")


class SignalOver(Conflict):
    """What it told is no longer so."""

    code = "signal_over"
    message = _("This signal is over: what it told is no longer so.")


class NothingProposed(Conflict):
    """Only a suggestion has a ToDo to take up."""

    code = "nothing_proposed"
    message = _("This signal proposes no ToDo.")


class NoOpenCase(Conflict):
    """A ToDo stands in a case."""

    code = "no_open_case"
    message = _("The account has no open case that could take the ToDo.")


@verb("health.signal.opened", _("Signal found"), undo=False, permission="account.change")
def open_signal(change: Change, *, found: Found, by: Actor, at: datetime) -> Signal | None:
    """Something is true of an account that somebody should look at: its people are told once.

    Found again it stays as it is; where it is about others now, it says so and tells it anew.
    """
    account = Account.objects.living().select_for_update().filter(pk=found.account_id).first()
    if account is None:
        return None
    require(by, "account.change", account.team_id)
    kind = found.kind
    there = Signal.objects.living().filter(
        account=account, kind=kind.code, subject=found.subject, closed_at=None
    ).first()  # fmt: skip
    values = {"evidence": dict(found.evidence), "digest": found.digest}
    if there is not None:
        if there.digest == found.digest:
            return there
        again = {"outcome": "", "note": "", "settled_at": None, "settled_by": None, "task": None}
        change.update(there, **values, **again)
    else:
        there = change.create(
            Signal(
                account=account, kind=kind.code, subject=found.subject, severity=kind.severity,
                group=kind.group, title_ja=kind.title.of("ja"), title_en=kind.title.of("en"),
                opened_at=at, **values,
            )
        )  # fmt: skip
    change.about(account)
    change.version = str(found.evidence.get("version", ""))
    _tell(change, there, account, kind.tell)
    return there


@verb("health.signal.closed", _("Signal over"), undo=False, permission="account.change")
def close_signal(change: Change, *, signal: Signal, by: Actor, at: datetime) -> Signal:
    """What the signal told is no longer so."""
    (row,) = _locked([signal], by)
    if row.closed_at is None:
        change.update(row, closed_at=at)
        change.about(row.account)
    return row


@verb("health.signals.snoozed", _("Signals put off"), permission="account.change")
def snooze_signals(
    change: Change, *, signals: Sequence[Signal], until: date | None, reason: str, by: Actor, at: datetime
) -> list[Signal]:  # fmt: skip
    """Put signals off until a day, with the reason. Raises Invalid, SignalOver."""
    zone = organization().timezone
    errors = []
    if until is None:
        errors.append(FieldError("until", "required", _("This is needed.")))
    elif until <= local_day(at, zone):
        errors.append(FieldError("until", "in_the_past", _("Choose a day after today.")))
    if not reason.strip():
        errors.append(FieldError("reason", "required", _("This is needed.")))
    if errors:
        raise Invalid(*errors)
    assert until is not None
    change.reason = reason.strip()
    rows = _open(signals, by)
    for row in rows:
        change.update(row, snoozed_until=start_of_day(until, zone), snooze_reason=reason.strip())
        change.about(row.account)
    return rows


@verb("health.signals.settled", _("What came of signals"), permission="account.change")
def settle_signals(
    change: Change, *, signals: Sequence[Signal], outcome: str, note: str = "", by: Actor, at: datetime
) -> list[Signal]:  # fmt: skip
    """Say what came of signals: useful, handled, a false alarm or dismissed. They are off the lists
    until they are over and found anew. Raises Invalid, SignalOver.
    """
    errors = []
    if outcome not in OUTCOMES:
        errors.append(FieldError("outcome", "unknown_value", _("This value is not known.")))
    if outcome in NEEDS_NOTE and not note.strip():
        errors.append(FieldError("note", "required", _("This is needed.")))
    if errors:
        raise Invalid(*errors)
    rows = _open(signals, by)
    for row in rows:
        _settle(change, row, outcome, note.strip())
    return rows


@verb("health.suggestion.accepted", _("Suggestion taken up"), permission="case.change")
def accept_suggestion(change: Change, *, signal: Signal, by: Actor, at: datetime) -> Task:
    """Make the proposed ToDo in the account's open case. Taken up before, it stays as it is.

    Raises SignalOver, NothingProposed, NoOpenCase.
    """
    (row,) = _locked([signal], by)
    require(by, "case.change", row.account.team_id)
    if row.task is not None and row.task.undone_at is None:
        return row.task
    if row.closed_at is not None:
        raise SignalOver()
    todo, case = todo_of(row), case_for(row.account)
    if todo is None:
        raise NothingProposed()
    if case is None:
        raise NoOpenCase()
    due = local_day(at, organization().timezone) + timedelta(days=int(todo.get("days") or 0))
    fields = {
        "title": todo["title"],
        "touch": todo["touch"],
        "minutes": todo["minutes"],
        "due_on": due,
    }
    task = add_task(case=case, fields=fields, by=by, at=at)
    change.update(row, task=task)
    _settle(change, row, "handled", "")
    change.about(case)
    return task


def _tell(change: Change, signal: Signal, account: Account, whom: Sequence[str]) -> None:
    """Its people by the bell; a site manager by a line that waits for the portal."""
    devices = signal.evidence.get("inputs", {}).get("devices", [])
    params: dict[str, Any] = {
        "account": account.name,
        "title": {"ja": signal.title_ja, "en": signal.title_en},
        "names": f" ({', '.join(devices)})" if devices else "",
    }
    once = f"{signal.pk}:{signal.digest}"
    sent: dict[str, Any] = {
        "subject": signal, "once": once, "at": change.at, "params": params, "fact": change.id
    }  # fmt: skip
    case = case_for(account)
    owner = (case.owner_id if case else None) or account.owner_id
    if "owner" in whom and owner:
        notify(SIGNALLED, to=[owner], **sent)
    if "site_manager" in whom:
        here = Contact.objects.living().filter(account=account, layer="site_manager", left_on=None)
        notify(
            SIGNALLED,
            to=list(here.values_list("pk", flat=True)),
            kind_of_recipient="contact",
            **sent,
        )


def _settle(change: Change, row: Signal, outcome: str, note: str) -> None:
    if row.outcome == outcome and row.note == note:
        return
    change.update(
        row, outcome=outcome, note=note, settled_at=change.at, settled_by_id=change.by.person_id
    )
    change.about(row.account)


def _open(signals: Sequence[Signal], by: Actor) -> list[Signal]:
    rows = _locked(signals, by)
    if over := [row for row in rows if row.closed_at is not None]:
        raise SignalOver(signal=str(over[0].pk))
    return rows


def _locked(signals: Sequence[Signal], by: Actor) -> list[Signal]:
    """The signals as they are now, kept from everybody else, in one order for all."""
    ids = {signal.pk for signal in signals}
    rows = Signal.objects.living().select_for_update(of=("self",)).filter(pk__in=ids)
    found = list(rows.select_related("account", "task").order_by("pk"))
    for row in found:
        require(by, "account.change", row.account.team_id)
    return found
