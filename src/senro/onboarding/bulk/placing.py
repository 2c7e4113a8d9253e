"""Puts an attempt of a case into its place: phase, status, owner, criteria, what was achieved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from senro.programs.rules import INTAKE, PhaseSet

from ..models import Attempt, Case, CaseOwner, CaseStatus, PhaseCompletion, Watch
from .attempts import AttemptRow, local_day, target_end
from .book import Book, Story
from .criteria import put_criteria, put_outcome, put_purposes
from .details import put_details, put_waves
from .known import CaseRecord, Known
from .method import Method
from .states import COMPLETED, passed, status_of_result, timeline

Values = dict[str, Any]
WATCH_DAYS = 30


def place(
    row: AttemptRow,
    number: int,
    case: CaseRecord,
    known: Known,
    method: Method,
    book: Book,
    story: Story,
) -> None:
    """Make or change the attempt, and with the latest one the case itself."""
    made = number not in case.attempts
    placing = _Placing(row, number, case, known, method, book, story)
    if made:
        placing.make()
    else:
        placing.change()
    attempt = case.attempts[number]
    put_purposes(row, known, attempt, method, book, story)
    put_details(row.details, case, attempt, known, book, story)
    put_criteria(row, case, attempt, made, method, book, story)
    put_waves(row.get("waves") or [], case, attempt, known, book, story)
    put_outcome(row, case, attempt, book, story)


class _Placing:
    """One row on its way into one case."""

    def __init__(
        self,
        row: AttemptRow,
        number: int,
        case: CaseRecord,
        known: Known,
        method: Method,
        book: Book,
        story: Story,
    ) -> None:
        self.row, self.number, self.case, self.known = row, number, case, known
        self.method, self.book, self.story = method, book, story

    def make(self) -> None:
        """A new attempt, with everything that led to where it stands."""
        row, method = self.row, self.method
        started = row.get("started")
        version, phases = method.phases(started, row.account.get("tier") or "", row.product)
        began = method.instant(started)
        phase = self._phase(phases)
        since = self._since(phase, phases, began)
        status = row.get("status") or status_of_result(row.get("result") or "")
        done = status in COMPLETED
        ended = row.get("ended") or (local_day(since, method) if done else None)
        attempt = self.book.make(
            self.story,
            Attempt,
            case_id=self.case.row["id"],
            number=self.number,
            key=""
            if any(one["key"] == row.key for one in self.case.attempts.values())
            else row.key,
            started=started,
            began_at=None if phase == INTAKE else began,
            target_end=target_end(started, method),
            ended=ended,
            result=row.get("result") or ("completed" if done else ""),
            phase_set_id=version.pk,
            self_onboarding=row.get("self_onboarding") or self._alone(ended),
        )
        self.case.attempts[self.number] = attempt
        self._complete(attempt, phases, phase, began, since)
        self._statuses(status, began, since, method.instant(ended) if ended else None)
        if done:
            self._watch(attempt, status, method.instant(ended) if ended else since)
        if self._is_current():
            self._case(phases, phase, since, status)
            self._owner(began)
        self._once()

    def _alone(self, ended: Any) -> str:
        """An attempt that is over began when nobody knows what its product said then."""
        contract = self.row.contract or self.known.contract_of(self.case.row) or {}
        said, tier = contract.get("product__self_onboarding"), self.row.account.get("tier") or ""
        return "aid" if ended else self.method.self_onboarding(said, tier)

    def change(self) -> None:
        """What the row says otherwise than the attempt."""
        row, attempt = self.row, self.case.attempts[self.number]
        values: Values = {name: row.said[name] for name in ("ended",) if name in row.said}
        if "result" in row.said:
            values["result"] = row.said["result"] or ""
        if row.get("self_onboarding"):
            values["self_onboarding"] = row.said["self_onboarding"]
        if row.get("started") and row.said["started"] != attempt["started"]:
            values |= {
                "started": row.said["started"],
                "target_end": target_end(row.said["started"], self.method),
            }
            if attempt["began_at"]:
                values["began_at"] = self.method.instant(row.said["started"])
        if row.key and not attempt["key"] and row.key not in self.known.by_key:
            values["key"] = row.key
            self.known.by_key[row.key] = self.case
        self.book.change(self.story, Attempt, attempt, **values)
        phases = row.phases(self.method, attempt, attempt["started"])
        self._move(attempt, phases)
        if self._is_current():
            self._settle(attempt)
            self._owner(self.book.at)
        self._once()

    def _is_current(self) -> bool:
        return self.number == max(self.case.attempts)

    def _phase(self, phases: PhaseSet) -> str:
        status = self.row.get("status") or status_of_result(self.row.get("result") or "")
        given: str | None = self.row.get("phase")
        return given or (phases.last.code if status in COMPLETED else phases.first.code)

    def _since(self, phase: str, phases: PhaseSet, began: datetime) -> datetime:
        given = self.row.get("phase_since") or self.row.details.last_phase
        if given:
            return max(began, given)
        ended = self.row.get("ended")
        if ended and phases.index(phase) > 0:
            return max(began, self.method.instant(ended))
        return began if phases.index(phase) <= 0 else max(began, self.book.at)

    def _complete(
        self, attempt: Values, phases: PhaseSet, phase: str, began: datetime, since: datetime
    ) -> None:
        there = self.case.completions.setdefault(attempt["id"], {})
        said = self.row.details.phases
        steps = passed(phases.phases, phase, began, since) if said is None else said.items()
        for code, at in steps:
            if code not in there:
                there[code] = self.book.make(
                    self.story,
                    PhaseCompletion,
                    attempt_id=attempt["id"],
                    phase=code,
                    at=at,
                    by_id=self.book.by.person_id,
                    imported=True,
                )

    def _move(self, attempt: Values, phases: PhaseSet) -> None:
        """Forward only: what was done here since stays done."""
        phase = self.row.get("phase")
        there = self.case.completions.get(attempt["id"], {})
        reached = max((phases.index(code) for code in there), default=-1) + 1
        wanted = phases.index(phase) if phase else -1
        if wanted < 0 or wanted < reached:
            return
        began = attempt["began_at"] or self.method.instant(attempt["started"])
        since = self.row.get("phase_since")
        if wanted == reached and attempt["began_at"]:
            if since and self._is_current():
                self._since_when(there, phases, wanted, max(since, began))
            return
        since = max(since or self.book.at, began)
        self.book.change(self.story, Attempt, attempt, began_at=began)
        self._complete(attempt, phases, phase, began, since)
        if self._is_current():
            self._case(phases, phase, since, self.case.row["status"])

    def _since_when(self, there: Values, phases: PhaseSet, place: int, since: datetime) -> None:
        if place > 0:
            last = there.get(phases.codes[place - 1])
            if last is None or not last["imported"]:
                return
            self.book.change(self.story, PhaseCompletion, last, at=since)
        self.book.change(self.story, Case, self.case.row, phase_since=since)

    def _statuses(
        self, status: str, began: datetime, since: datetime, ended: datetime | None
    ) -> None:
        steps = timeline(status, began, since, ended, self._watch_days(), self.book.at)
        later = [one for number, one in self.case.attempts.items() if number > self.number]
        until = self.method.instant(later[0]["started"]) if later else None
        if until is None:
            self._end_open(began)
        for place, (name, start) in enumerate(steps):
            following = steps[place + 1][1] if place + 1 < len(steps) else until
            made = self.book.make(
                self.story,
                CaseStatus,
                case_id=self.case.row["id"],
                status=name,
                since=start,
                until=max(start, following) if following else None,
                cause="import",
            )
            self.case.statuses.append(made)

    def _end_open(self, at: datetime) -> None:
        for one in self.case.statuses:
            if one["until"] is None:
                self.book.change(self.story, CaseStatus, one, until=max(at, one["since"]))

    def _settle(self, attempt: Values) -> None:
        """Another status than before, from now or from when the attempt ended."""
        status, case = self.row.get("status"), self.case.row
        if not status or status == case["status"]:
            return
        ended = self.row.get("ended")
        since = self.method.instant(ended) if ended else self.book.at
        open_one = next((one for one in self.case.statuses if one["until"] is None), None)
        since = max(since, open_one["since"]) if open_one else since
        self._end_open(since)
        made = self.book.make(
            self.story, CaseStatus, case_id=case["id"], status=status, since=since, cause="import"
        )
        self.case.statuses.append(made)
        self.book.change(self.story, Case, case, status=status)
        if status in COMPLETED and attempt["id"] not in self.case.watches:
            self._watch(attempt, status, since)

    def _watch(self, attempt: Values, status: str, since: datetime) -> None:
        ends_on = local_day(since, self.method) + self._watch_days()
        self.case.watches[attempt["id"]] = self.book.make(
            self.story,
            Watch,
            attempt_id=attempt["id"],
            since=since,
            ends_on=ends_on,
            stalled_at=since if status == "watch_stalled" else None,
        )

    def _watch_days(self) -> timedelta:
        return timedelta(days=int(self.method.policy("watch_days", WATCH_DAYS)))

    def _case(self, phases: PhaseSet, phase: str, since: datetime, status: str) -> None:
        here = phases.phase(phase)
        self.book.change(
            self.story,
            Case,
            self.case.row,
            phase=phase,
            phase_since=since,
            phase_days=here.days if here and here.days else None,
            status=status,
            attempt_no=self.number,
        )

    def _owner(self, since: datetime) -> None:
        if self.row.owner is None or self.row.owner[0] == self.case.row["owner_id"]:
            return
        person, team = self.row.owner
        for one in self.case.owners:
            if one["until"] is None:
                self.book.change(self.story, CaseOwner, one, until=max(since, one["since"]))
        made = self.book.make(
            self.story, CaseOwner, case_id=self.case.row["id"], person_id=person, since=since
        )
        self.case.owners.append(made)
        self.book.change(
            self.story,
            Case,
            self.case.row,
            owner_id=person,
            team_id=team or self.case.row["team_id"],
        )

    def _once(self) -> None:
        """What a case has once: the latest attempt says it, earlier ones only fill what is empty."""
        row, case = self.row, self.case.row
        current = self._is_current()
        values: Values = {
            name: row.said[name]
            for name in ("temperature_sales", "temperature_cs", "live_handoff")
            if name in row.said and (current or case[name] is None)
        }
        new = {
            code: one for code, one in row.custom.items() if current or code not in case["custom"]
        }
        if new:
            kept = {**case["custom"], **new}
            values["custom"] = {code: one for code, one in kept.items() if one is not None}
        self.book.change(self.story, Case, case, **values)
