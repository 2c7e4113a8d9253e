"""The queue of requests, one request with its thread, and the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.access import require
from senro.kernel.actions import comment_on_approval, decide_approval, decide_approvals
from senro.kernel.errors import Conflict, Invalid, Missing
from senro.kernel.models import Approval, Version
from senro.kernel.queries.approvals import (
    ApprovalLine,
    approval_lines,
    comments_on,
    visible_approvals,
)
from senro.kernel.queries.versions import published
from senro.kernel.rules.access import allowed
from senro.onboarding.queries.criteria import by_element, criteria_variance
from senro.ui.toasts import say

from ..onboarding.views.common import Acting, refusal_text
from ..programs.shapes.diffs import Line as Difference
from ..programs.shapes.diffs import lines

DECIDED = 20


@require_safe
def queue(request: Any) -> HttpResponse:
    """What waits, oldest first; what was decided lately; how alike the criteria of cases are."""
    rows = visible_approvals(request.actor).select_related("created_by", "decided_by")
    waiting = approval_lines(rows.filter(decision="").order_by("created_at", "pk"), at=request.at)
    done = rows.exclude(decision="").order_by("-decided_at", "-pk")[:DECIDED]
    context = {
        "waiting": waiting,
        "done": approval_lines(done, at=request.at),
        "may_decide": allowed(request.actor, "approval.decide"),
        "elements": by_element(request.actor),
        "variance": criteria_variance(request.actor, at=request.at),
        "at": request.at,
    }
    return render(request, "console/approvals/queue.html", context)


@require_safe
def one(request: Any, approval_id: UUID) -> HttpResponse:
    """One request: who asks, why, what it would change, what was said about it."""
    return _page(request, _line(request, approval_id))


@require_POST
def decision(request: Any, approval_id: UUID) -> HttpResponse:
    """Approve or refuse one."""
    require(request.actor, "approval.decide")
    line = _line(request, approval_id)
    acting = Acting(request)
    wanted = request.POST.get("decision", "")
    try:
        decide_approval(
            approval=line.row,
            decision=wanted,
            reason=request.POST.get("reason", "")[:4000],
            by=request.actor,
            at=request.at,
        )
    except Invalid as refused:
        return _page(request, line, error=refusal_text(refused), status=422)
    except Conflict as refused:
        return _page(request, _line(request, approval_id), error=str(refused.message), status=409)
    text = _("Approved: %(title)s") if wanted == "approve" else _("Refused: %(title)s")
    words = text % {"title": line.told.title}
    if line.kind.undoable or wanted == "refuse":
        acting.say(words)
    else:
        say(request, words)
    return redirect("approvals")


@require_POST
def several(request: Any) -> HttpResponse:
    """Decide several the same way; all of them, or none."""
    require(request.actor, "approval.decide")
    chosen = [one for one in request.POST.getlist("id") if _is_uuid(one)]
    rows = list(visible_approvals(request.actor).filter(pk__in=chosen, decision=""))
    if not rows:
        say(request, _("Choose at least one request."), level=messages.ERROR)
        return redirect("approvals")
    acting = Acting(request)
    try:
        decide_approvals(
            approvals=rows,
            decision=request.POST.get("decision", ""),
            reason=request.POST.get("reason", "")[:4000],
            by=request.actor,
            at=request.at,
        )
    except (Invalid, Conflict) as refused:
        say(request, refusal_text(refused), level=messages.ERROR)
        return redirect("approvals")
    words = ngettext("%(n)s request decided.", "%(n)s requests decided.", len(rows))
    acting.say(words % {"n": len(rows)})
    return redirect("approvals")


@require_POST
def comment(request: Any, approval_id: UUID) -> HttpResponse:
    """Say something about it while it waits."""
    require(request.actor, "own.change")
    line = _line(request, approval_id)
    acting = Acting(request)
    text = request.POST.get("text", "")[:4000]
    try:
        comment_on_approval(approval=line.row, text=text, by=request.actor, at=request.at)
    except Invalid as refused:
        return _page(request, line, error=refusal_text(refused), status=422)
    except Conflict as refused:
        return _page(request, line, error=str(refused.message), status=409)
    acting.say(_("The comment is kept."))
    return redirect("approval", approval_id=approval_id)


def _page(request: Any, line: ApprovalLine, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "line": line,
        "lines": _changes(line.row, request.at),
        "comments": comments_on(line.row),
        "may_decide": allowed(request.actor, "approval.decide", line.row.team_id),
        "error": error,
        "at": request.at,
    }
    return render(request, "console/approvals/approval.html", context, status=status)


def _changes(row: Approval, at: datetime) -> list[Difference]:
    """What a waiting revision of the method changes, in words; nothing for other requests."""
    draft = None if row.decision else Version.objects.filter(pk=row.subject_id, number=0).first()
    current = published(draft.kind, draft.code, at) if draft else None
    return lines(draft.kind, current.body, draft.body) if draft and current else []


def _line(request: Any, approval_id: UUID) -> ApprovalLine:
    rows = visible_approvals(request.actor).select_related("created_by", "decided_by")
    found: Approval | None = rows.filter(pk=approval_id).first()
    for line in approval_lines([found], at=request.at) if found else ():
        return line
    raise Missing()


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
