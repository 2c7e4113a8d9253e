"""One kickoff for several cases of a customer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, Meeting, MeetingShare, Task
from ..queries.gates import line_of
from ..queries.moments import moment_of
from ..steps.cases import locked, refuse
from ..steps.plan import add_kickoff_tasks
from ..steps.sharing import KICKOFF_TASKS, hold_own, share, shares_kickoff


@verb("onboarding.kickoff.shared", _("Kickoff shared"), permission="case.change")
def share_kickoff(
    change: Change, *, case: Case, meeting: Meeting, counts: bool = False, by: Actor, at: datetime
) -> MeetingShare:
    """The kickoff of another case of the customer is this one's too: it is not held twice.

    With `counts` what it confirmed counts at this case's gate. The tasks that prepare an own kickoff
    go. Raises Invalid.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    if meeting.account_id != case.account_id or meeting.kind != "kickoff" or meeting.undone_at:
        words = _("This is no kickoff of the same customer.")
        refuse([FieldError("meeting", "unknown_meeting", words)])
    attempt = line_of(case).attempt
    row = MeetingShare.objects.living().filter(meeting=meeting, attempt=attempt).first()
    if row is None:
        hold_own(change, attempt)
        row = share(change, attempt, meeting, counts=counts)
    else:
        change.update(row, counts=counts)
    change.subject(case)
    change.about(case.account, meeting)
    return row


@verb("onboarding.kickoff.parted", _("Kickoff no longer shared"), permission="case.change")
def part_kickoff(change: Change, *, case: Case, by: Actor, at: datetime) -> Case:
    """This case has a kickoff of its own after all."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    line = line_of(case)
    attempt = line.attempt
    given_up = shares_kickoff(attempt)
    hold_own(change, attempt)
    for row in MeetingShare.objects.living().filter(attempt=attempt):
        change.remove(row)
    for task in Task.objects.filter(attempt=attempt, template__in=KICKOFF_TASKS):
        if task.undone_at is not None:
            change.update(task, undone_at=None, undone_by_id=None)
    if given_up and attempt.began_at is not None:
        add_kickoff_tasks(change, case, attempt, line.phases, moment_of(at).today)
    change.subject(case)
    change.about(case.account)
    return case
