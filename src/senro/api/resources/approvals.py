"""What needs a manager's word: the queue, the decision, the talk before it; criteria compared."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router

from senro.kernel.access import require
from senro.kernel.actions import (
    comment_on_approval,
    decide_approval,
    decide_approvals,
    propose_version,
)
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.locales import locale
from senro.kernel.models import Approval
from senro.kernel.queries.approvals import (
    ApprovalLine,
    approval_lines,
    comments_on,
    visible_approvals,
)
from senro.onboarding.queries.criteria import by_element, criteria_variance

from ..bodies import read
from ..bodies_criteria import DecisionIn, DecisionsIn, RequestCommentIn, RevisionIn
from ..ids import key_of, uuid_of
from ..lists import page
from ..people import collected
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes_criteria import (
    Approvals,
    ApprovalShape,
    ByElement,
    RequestComment,
    RequestComments,
    Variance,
)
from ..short_lists import lists
from .cases.base import who

router = Router(tags=["Approvals"])
PAGE = ("limit", "cursor", "sort", "decision")


@reads(router, "/approvals", Approvals, query=PAGE)
def list_approvals(request: ApiRequest) -> dict[str, Any]:
    """What waits for a manager's word, oldest first; `decision=any` gives what was decided too."""
    rows = visible_approvals(request.actor)
    wanted = request.GET.get("decision", "open")
    if wanted != "any":
        rows = rows.filter(decision="" if wanted == "open" else wanted)
    columns = {"created_at": "created_at"}
    rows = rows.select_related("created_by", "decided_by")
    found, cursor = page(request, rows, columns=columns, default="created_at")
    lines = approval_lines(found, at=request.at)
    return {"items": [_shown(line) for line in lines], "next_cursor": cursor}


@writes(router, "POST", "/approvals/decisions", Approvals, takes=DecisionsIn)
def decide_requests(request: ApiRequest) -> dict[str, Any]:
    """Decide several requests the same way: all of them, or none. Done twice it is done once.

    409 `already_decided` where somebody decided one of them otherwise. The fact can be undone: all of
    them are open again.
    """
    require(request.actor, "approval.decide")
    body, wrong = read(request, DecisionsIn), list[FieldError]()
    rows = [
        collected(wrong, partial(_named, request, id, f"ids[{place}]"))
        for place, id in enumerate(dict.fromkeys(body.ids))
    ]
    if wrong:
        raise Invalid(*wrong)
    chosen = [row for row in rows if row is not None]
    decide_approvals(approvals=chosen, decision=body.decision, reason=body.reason, **who(request))
    return {"items": [_told(request, row) for row in chosen], "next_cursor": None}


@writes(router, "POST", "/approvals/{id}/decision", ApprovalShape, takes=DecisionIn)
def decide_request(request: ApiRequest, id: str) -> dict[str, Any]:
    """Approve or refuse; a refusal says why. Decided the same way again, nothing changes.

    409 `already_decided` where somebody decided otherwise. The fact can be undone.
    """
    row = _one(request, id)
    require(request.actor, "approval.decide", row.team_id)
    body = read(request, DecisionIn)
    decide_approval(approval=row, **body.model_dump(), **who(request))
    return _told(request, row)


@lists(router, "/approvals/{id}/comments", RequestComments)
def list_approval_comments(request: ApiRequest, id: str) -> dict[str, Any]:
    """What was said about a request."""
    items = [_comment(row) for row in comments_on(_one(request, id))]
    return {"items": items}


@writes(
    router, "POST", "/approvals/{id}/comments", RequestComment, takes=RequestCommentIn, created=True
)
def comment_on_request(request: ApiRequest, id: str) -> tuple[dict[str, Any], int]:
    """Say something about a request while it waits."""
    row = _one(request, id)
    require(request.actor, "comment.write")
    text = read(request, RequestCommentIn).text
    made = comment_on_approval(approval=row, text=text, **who(request))
    return _comment(made), 201


@writes(
    router, "POST", "/criteria-sets/{code}/proposal", ApprovalShape, takes=RevisionIn, created=True
)
def propose_criteria(request: ApiRequest, code: str) -> tuple[dict[str, Any], int]:
    """Put the draft of a criteria set before the managers: why, by when, from when it shall hold.

    Approving it publishes it: cases kicked off before keep the version they were told.
    """
    name = key_of(code)
    require(request.actor, "method.change")
    body = read(request, RevisionIn)
    asked = propose_version(kind="criteria_set", code=name, **body.model_dump(), **who(request))
    return _told(request, asked), 201


@lists(router, "/criteria/by-element", ByElement)
def completion_by_element(request: ApiRequest) -> dict[str, Any]:
    """How far cases have come with each common element, by product: comparable across products."""
    language = locale()
    items = [
        {
            "element": row.element,
            "statement": row.statement.of(language),
            "product": row.product or None,
            "cases": row.cases,
            "complete": row.complete,
            "share": row.share,
            "criteria": row.criteria,
            "met": row.met,
        }
        for row in by_element(request.actor)
    ]
    return {"items": items}


@reads(router, "/criteria/variance", Variance)
def criteria_sets_compared(request: ApiRequest) -> dict[str, Any]:
    """How many different combinations of criteria stand behind the last 20 completions.

    `versions` says which sets of the method were promised in them.
    """
    found = criteria_variance(request.actor, at=request.at)
    sets = [{"criteria": list(codes), "cases": number} for codes, number in found.sets]
    versions = [{"version": name, "cases": number} for name, number in found.versions]
    return {"cases": found.cases, "distinct": found.distinct, "sets": sets, "versions": versions}


def _one(request: ApiRequest, id: str) -> Approval:
    rows = visible_approvals(request.actor)
    found = rows.select_related("created_by", "decided_by").filter(pk=uuid_of(id)).first()
    if found is None:
        raise Missing()
    return found


def _named(request: ApiRequest, id: str, field: str) -> Approval:
    try:
        return _one(request, id)
    except Missing as error:
        words = _("There is no request with this id.")
        raise Invalid(FieldError(field, "unknown_request", words)) from error


def _told(request: ApiRequest, row: Approval) -> dict[str, Any]:
    fresh = Approval.objects.select_related("created_by", "decided_by").get(pk=row.pk)
    for line in approval_lines([fresh], at=request.at):
        return _shown(line)
    raise Missing()


def _shown(line: ApprovalLine) -> dict[str, Any]:
    row, told = line.row, line.told
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "title": str(told.title),
        "account": told.account_key or None,
        "case": str(told.case_id) if told.case_id else None,
        "reason": row.reason,
        "effect": str(told.effect),
        "notes": [str(one) for one in told.notes],
        "changes": [
            {"what": str(what), "before": before, "after": after}
            for what, before, after in told.parts
        ],
        "asked_by": row.created_by.email if row.created_by else None,
        "asked_at": row.created_at.isoformat(),
        "due": row.due.isoformat() if row.due else None,
        "effective_from": row.effective_from.isoformat() if row.effective_from else None,
        "decision": row.decision or None,
        "decided_by": row.decided_by.email if row.decided_by else None,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "decision_reason": row.decision_reason,
        "comments": line.comments,
        "version": row.version,
    }


def _comment(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "by": row.created_by.email if row.created_by else None,
        "at": row.created_at.isoformat(),
        "text": row.text,
    }
