"""Kickoffs from other systems that cases of the same customer wait for."""

from __future__ import annotations

from typing import Any

from ..models import AwaitedKickoff, MeetingShare, Task
from ..steps.sharing import KICKOFF_TASKS
from .book import Book, Story
from .known import chunks, dicts

Values = dict[str, Any]
UNDONE = ("undone_at", "undone_by_id")


def arrive(new: list[tuple[Story, Values]], book: Book) -> None:
    """What recording a kickoff does: who waited for it has it; who holds an own one waits for none.

    `new`: meetings that are not there yet, in the order of the file: the first kickoff counts.
    """
    new = [one for one in new if one[1]["kind"] == "kickoff" and one[1]["attempt_id"]]
    living = AwaitedKickoff.objects.living().filter(attempt__undone_at=None)
    waiting: list[Values] = []
    for accounts in chunks({meeting["account_id"] for _story, meeting in new}):
        rows = living.filter(of__account__in=accounts).order_by("pk")
        waiting += dicts(rows, "id", "attempt_id", "of_id", "counts", "attempt__case_id", *UNDONE)
    if not waiting:
        return
    tasks = _own_tasks([row["attempt_id"] for row in waiting])
    for story, meeting in new:
        for row in [one for one in waiting if one["attempt_id"] == meeting["attempt_id"]]:
            _remove(book, story, AwaitedKickoff, row)
            waiting.remove(row)
        for row in [one for one in waiting if one["of_id"] == meeting["case_id"]]:
            _remove(book, story, AwaitedKickoff, row)
            waiting.remove(row)
            attempt = row["attempt_id"]
            shared = {"meeting_id": meeting["id"], "attempt_id": attempt, "counts": row["counts"]}
            book.make(story, MeetingShare, **shared)
            for task in tasks.get(attempt, []):
                _remove(book, story, Task, task)
            story.about = [*story.about, ("case", row["attempt__case_id"])]


def _own_tasks(attempts: list[Any]) -> dict[Any, list[Values]]:
    """What prepares an own kickoff and is not done, by attempt."""
    found: dict[Any, list[Values]] = {}
    for part in chunks(attempts):
        rows = Task.objects.living().filter(attempt__in=part, template__in=KICKOFF_TASKS)
        for row in dicts(rows.filter(done_at=None), "id", "attempt_id", *UNDONE):
            found.setdefault(row["attempt_id"], []).append(row)
    return found


def _remove(book: Book, story: Story, model: Any, row: Values) -> None:
    book.change(story, model, row, undone_at=book.at, undone_by_id=book.by.person_id)
