"""Deciding what was asked for, and talking about it before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ..access import require
from ..approvals import APPROVALS
from ..errors import Conflict, FieldError, Invalid, Missing
from ..models import Approval, ApprovalComment
from ..rules.access import Actor
from ..undo import model_of
from ..verbs import Change, verb

DECISIONS = {"approve": "approved", "refuse": "refused"}


class AlreadyDecided(Conflict):
    """Somebody else was first, and decided otherwise."""

    code = "already_decided"
    message = _("This has already been decided.")


@verb("kernel.approval.decided", _("Request decided"), permission="approval.decide")
def decide_approval(
    change: Change,
    *,
    approval: Approval,
    decision: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    effective_from: datetime | None = None,
) -> Approval:
    """A manager approves or refuses (with a reason). Decided the same way twice, it is decided once.

    `effective_from` is from when a revision holds, where that is not what was asked for.
    Raises AlreadyDecided, Missing, Invalid, Forbidden, or a conflict of the domain.
    """
    require(by, "approval.decide", approval.team_id)
    _check(decision, reason)
    kind = APPROVALS[approval.kind]
    kind.lock(approval)
    row = Approval.objects.living().select_for_update(of=("self",)).filter(pk=approval.pk).first()
    if row is None:
        raise Missing()
    wanted = DECISIONS[decision]
    if row.decision == wanted:
        return row
    if row.decision:
        raise AlreadyDecided(decision=row.decision)
    change.update(
        row,
        decision=wanted,
        decided_at=at,
        decided_by_id=by.person_id,
        decision_reason=reason.strip(),
        effective_from=effective_from or row.effective_from,
    )
    change.subject(row)
    change.reason = reason.strip()
    change.evidence = {"kind": row.kind, "decision": wanted}
    change.about(model_of(row.subject_kind)._default_manager.filter(pk=row.subject_id).first())
    kind.decide(change, row)
    return row


@verb("kernel.approvals.decided", _("Several requests decided"), permission="approval.decide")
def decide_approvals(
    change: Change,
    *,
    approvals: Sequence[Approval],
    decision: str,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> list[Approval]:
    """Decide several the same way; all of them, or none. Undone, all of them are open again."""
    require(by, "approval.decide")
    _check(decision, reason)
    chosen = [row.pk for row in approvals]
    waiting = Approval.objects.living().filter(pk__in=chosen, decision="")
    news = set(waiting.values_list("pk", flat=True))
    # In one order, so that two managers who choose the same ones do not wait for each other.
    rows = [
        decide_approval(approval=row, decision=decision, reason=reason, by=by, at=at)
        for row in sorted(approvals, key=lambda row: str(row.pk))
    ]
    # Nothing happens to those that were decided so before.
    if decided := [row for row in rows if row.pk in news]:
        change.note(decided[0], count=len(decided), decision=DECISIONS[decision])
        change.reason = reason.strip()
    return rows


@verb("kernel.approval.commented", _("Comment on a request"), permission="comment.write")
def comment_on_approval(
    change: Change, *, approval: Approval, text: str, by: Actor, at: datetime
) -> ApprovalComment:
    """Say something about a request while it waits. Said again word for word, it is said once."""
    require(by, "comment.write")
    if not text.strip():
        raise Invalid(FieldError("text", "required", _("This is needed.")))
    if approval.decision:
        raise AlreadyDecided(decision=approval.decision)
    mine = ApprovalComment.objects.living().filter(approval=approval, created_by=by.person_id)
    last = mine.order_by("-created_at", "-pk").first()
    if last is not None and last.text == text.strip():
        return last
    row = change.create(ApprovalComment(approval=approval, text=text.strip()))
    change.about(approval)
    return row


def _check(decision: str, reason: str) -> None:
    wrong = []
    if decision not in DECISIONS:
        wrong.append(FieldError("decision", "unknown_value", _("Approve it or refuse it.")))
    if decision == "refuse" and not reason.strip():
        words = _("Say why: whoever asked reads it.")
        wrong.append(FieldError("reason", "required", words))
    if wrong:
        raise Invalid(*wrong)
