"""The kickoff that a second case of a customer need not hold again."""

from __future__ import annotations

from senro.kernel.verbs import Change

from ..models import Attempt, AwaitedKickoff, Case, Meeting, MeetingShare, Task

# What prepares and holds an own kickoff.
KICKOFF_TASKS = ("p1_agenda", "p1_kickoff")


def share(change: Change, attempt: Attempt, meeting: Meeting, *, counts: bool) -> MeetingShare:
    """The kickoff stands for this attempt too; the tasks that prepare an own one go."""
    row = change.create(MeetingShare(meeting=meeting, attempt=attempt, counts=counts))
    own = Task.objects.living().filter(attempt=attempt, template__in=KICKOFF_TASKS)
    for task in own.filter(done_at=None):
        change.remove(task)
    return row


def await_kickoff(change: Change, attempt: Attempt, of: Case, *, counts: bool) -> None:
    """What the other case will hold will be this one's: nothing prepares an own one."""
    change.create(AwaitedKickoff(attempt=attempt, of=of, counts=counts))


def hold_own(change: Change, attempt: Attempt) -> None:
    """Nothing of another case is waited for any more."""
    for row in AwaitedKickoff.objects.living().filter(attempt=attempt):
        change.remove(row)


def arrived(change: Change, meeting: Meeting) -> None:
    """A kickoff that others waited for is theirs too; whoever holds an own one waits for none."""
    if meeting.attempt is not None:
        hold_own(change, meeting.attempt)
    waiting = AwaitedKickoff.objects.living().filter(of=meeting.case, attempt__undone_at=None)
    for row in waiting.select_related("attempt__case"):
        change.remove(row)
        share(change, row.attempt, meeting, counts=row.counts)
        change.about(row.attempt.case)


def shares_kickoff(attempt: Attempt) -> bool:
    """Whether the attempt's kickoff is that of another case, held or still to come."""
    return (
        MeetingShare.objects.living().filter(attempt=attempt).exists()
        or AwaitedKickoff.objects.living().filter(attempt=attempt).exists()
    )
