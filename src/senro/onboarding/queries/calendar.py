"""One calendar of a customer: meetings, planned ends, tasks and targets of all their cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from senro.customers.models import Account
from senro.kernel.names import Moment
from senro.kernel.rules.access import Actor
from senro.programs.rules import INTAKE

from ..models import (
    Attempt,
    AwaitedKickoff,
    Case,
    Meeting,
    MeetingShare,
    PhaseCompletion,
    Task,
)
from ..rules.machine import ENDED, MOVING
from .gates import Line, lines_of
from .moments import day_of, moment_of
from .plan import original_end, planned_ends
from .said import in_both, said
from .visible import visible_cases

KINDS = ("meeting", "phase_end", "task", "target_end")


@dataclass(frozen=True)
class Entry:
    """One thing on the calendar, of one case or (a shared meeting) of several."""

    id: str
    kind: str
    day: date
    title: Any
    cases: tuple[UUID, ...]
    products: tuple[str, ...]
    at: datetime | None = None
    detail: str = ""
    done: bool = False


def account_calendar(actor: Actor, account: Account, *, at: datetime) -> tuple[Entry, ...]:
    """Everything with a day over all cases that have not ended, each meeting once."""
    rows = visible_cases(actor).filter(account=account).exclude(status__in=ENDED)
    cases = list(rows.select_related("product").order_by("created_at"))
    if not cases:
        return ()
    moment, lines = moment_of(at), lines_of(cases)
    products = {case.pk: case.product.name if case.product else "" for case in cases}
    found = [
        *_meetings(cases, products, moment),
        *_phases(cases, lines, products),
        *_tasks(cases, lines, products),
        *(
            Entry(
                f"target-{case.pk}", "target_end", lines[case.pk].attempt.target_end, "",
                (case.pk,), (products[case.pk],),
            )
            for case in cases
        ),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda e: (e.day, KINDS.index(e.kind), str(e.at or ""), e.id)))


def _meetings(cases: list[Case], products: dict[UUID, str], moment: Moment) -> Iterable[Entry]:
    shares = MeetingShare.objects.living().filter(attempt__case__in=cases)
    own = Q(case__in=cases) | Q(pk__in=shares.values("meeting"))
    rows = (
        Meeting.objects.living()
        .filter(own)
        .prefetch_related(Prefetch("shares", shares.select_related("attempt"), to_attr="shared"))
    )
    for row in rows:
        ids = [row.case_id, *(share.attempt.case_id for share in row.shared)]
        known = tuple(dict.fromkeys(pk for pk in ids if pk in products))
        yield Entry(
            f"meeting-{row.pk}", "meeting", day_of(row.held_at, moment), row.kind, known,
            tuple(products[pk] for pk in known), at=row.held_at, done=row.held_at <= moment.at,
        )  # fmt: skip


def _phases(
    cases: list[Case], lines: dict[UUID, Line], products: dict[UUID, str]
) -> Iterable[Entry]:
    moved = planned_ends([line.attempt for line in lines.values()])
    done = PhaseCompletion.objects.living().filter(
        attempt__in=[line.attempt.pk for line in lines.values()], wave=None
    )
    passed = set(done.values_list("attempt_id", "phase"))
    for case in cases:
        line = lines[case.pk]
        ends = moved.get(line.attempt.pk, {})
        for phase in line.phases.phases[:-1]:
            yield Entry(
                f"phase-{line.attempt.pk}-{phase.code}", "phase_end",
                ends.get(phase.code, original_end(line, phase.code)), said(phase.name),
                (case.pk,), (products[case.pk],),
                done=(line.attempt.pk, phase.code) in passed,
            )  # fmt: skip


def _tasks(
    cases: list[Case], lines: dict[UUID, Line], products: dict[UUID, str]
) -> Iterable[Entry]:
    """What the customer has to do."""
    owner = {line.attempt.pk: case for case in cases for line in (lines[case.pk],)}
    rows = Task.objects.living().filter(attempt__in=list(owner), side="customer")
    for row in rows.exclude(due_on=None):
        case = owner[row.attempt_id]
        yield Entry(
            f"task-{row.pk}", "task", row.due_on or date.max, said_of(row), (case.pk,),
            (products[case.pk],), done=row.done_at is not None,
        )  # fmt: skip


def said_of(task: Task) -> Any:
    """A task's title in the reader's language."""
    return in_both(task.title_ja, task.title_en)


def shareable_kickoff(account: Account, *, besides: Case | None = None) -> Meeting | None:
    """The newest kickoff of another running case of the customer, held or planned."""
    rows = (
        Meeting.objects.living()
        .filter(account=account, kind="kickoff", case__undone_at=None, case__isnull=False)
        .exclude(case__status__in=ENDED)
    )
    if besides is not None:
        rows = rows.exclude(case=besides)
    return rows.select_related("case__product").order_by("-held_at").first()


def kickoff_to_come(account: Account, *, besides: Case | None = None) -> Case | None:
    """A running case of the customer that is before its kickoff and will hold one."""
    tasks = Task.objects.living().filter(template="p1_kickoff", done_at=None)
    prepared = tasks.filter(attempt__case=OuterRef("pk"), attempt__number=OuterRef("attempt_no"))
    by_itself = Attempt.objects.living().filter(case=OuterRef("pk"), self_onboarding="full")
    waiting = AwaitedKickoff.objects.living().filter(attempt__case=OuterRef("pk"))
    before = Q(phase=INTAKE) & ~Q(Exists(by_itself))
    rows = Case.objects.living().filter(account=account, status__in=MOVING)
    rows = rows.filter(before | Q(Exists(prepared))).exclude(Exists(waiting))
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return rows.select_related("product").order_by("created_at", "pk").first()


@dataclass(frozen=True)
class OtherKickoff:
    """The kickoff of another case that is this one's too; without a moment it is still to come."""

    case: Case
    at: datetime | None


def other_kickoff(case: Case) -> OtherKickoff | None:
    """Whose kickoff a case shares or waits for."""
    mine = {"attempt__case": case, "attempt__number": case.attempt_no}
    share = MeetingShare.objects.living().filter(**mine, meeting__undone_at=None)
    found = share.select_related("meeting__case__product").order_by("-meeting__held_at").first()
    if found is not None and found.meeting.case is not None:
        return OtherKickoff(found.meeting.case, found.meeting.held_at)
    waits = AwaitedKickoff.objects.living().filter(**mine).select_related("of__product").first()
    return OtherKickoff(waits.of, None) if waits is not None else None


def ics(entries: Iterable[Entry], words: Any, name: str, stamp: datetime) -> str:
    """The calendar as an iCalendar file (RFC 5545). `words` gives the summary of an entry."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Senro//Onboarding//EN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]  # fmt: skip
    for entry in entries:
        lines += ["BEGIN:VEVENT", f"UID:{entry.id}@senro", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"]
        if entry.at is not None:
            lines += [f"DTSTART:{_utc(entry.at)}", f"DTEND:{_utc(entry.at + timedelta(hours=1))}"]
        else:
            following = entry.day + timedelta(days=1)
            lines += [
                f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{following:%Y%m%d}",
            ]
        lines += [f"SUMMARY:{_escaped(words(entry))}", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "\r\n".join(folded for line in lines for folded in _folded(line)) + "\r\n"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """No line is longer than 75 bytes; what follows begins with a space."""
    parts, part, size = [], "", 0
    for sign in line:
        wide = len(sign.encode())
        if size + wide > 74:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + wide
    return [*parts, part]
