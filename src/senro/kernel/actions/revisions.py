"""Proposing a draft of the method to the managers, where publishing it needs their word."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from ..access import require
from ..asking import ask
from ..errors import FieldError, Invalid
from ..models import Approval
from ..notifications import notify
from ..queries.people import people_with_roles
from ..queries.versions import draft_of
from ..rules.access import Actor
from ..verbs import Change, verb
from ..versions import REVISION, must_know, problems
from .versions import NoDraft


@verb("kernel.version.proposed", _("Revision proposed"), permission="method.change")
def propose_version(
    change: Change,
    *,
    kind: str,
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    due: date | None = None,
    effective_from: datetime | None = None,
) -> Approval:
    """Put the draft before the managers: why, by when to decide, from when it shall hold.

    Proposed again after the draft was changed, it is the new draft that is asked for.
    Raises NoDraft, and Invalid naming every wrong place of the draft.
    """
    require(by, "method.change")
    must_know(kind)
    draft = draft_of(kind, code)
    if draft is None:
        raise NoDraft(kind=kind, code=code)
    wrong = problems(kind, draft.body)
    if not reason.strip():
        wrong.append(FieldError("reason", "required", _("This is needed.")))
    if wrong:
        raise Invalid(*wrong)
    request = ask(
        change, REVISION, subject=draft, reason=reason, due=due,
        effective_from=effective_from, digest=draft.digest,
    )  # fmt: skip
    change.about(draft)
    change.reason = reason.strip()
    notify(
        "kernel.version.proposed",
        to=people_with_roles("manager", "vp") or people_with_roles("admin"),
        subject=request,
        once=f"{request.pk}:{request.version}",
        by=by,
        at=at,
        params={"part": f"{kind}/{code}", "due": str(due or "")},
        fact=change.id,
    )
    return request
