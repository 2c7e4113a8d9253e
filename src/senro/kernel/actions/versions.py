"""Drafting and publishing parts of the method."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..asking import open_request, settle_request
from ..errors import Conflict, FieldError, Invalid, StaleVersion
from ..models import Version
from ..queries.versions import draft_of, history_of
from ..rules.access import Actor, allowed
from ..rules.bodies import digest
from ..verbs import Change, verb
from ..versions import REVISION, must_know, needs_approval, problems


class NoDraft(Conflict):
    """There is nothing to publish."""

    code = "no_draft"
    message = _("There is no draft to publish.")


class ApprovalNeeded(Conflict):
    """A draft of this kind is published when a manager has approved it."""

    code = "approval_needed"
    message = _("A manager has to approve this before it is published. Propose it first.")


@verb("kernel.draft.saved", _("Draft saved"), permission="method.change")
def save_draft(
    change: Change,
    *,
    kind: str,
    code: str,
    body: dict[str, Any],
    by: Actor,
    at: datetime,
    if_version: int | None = None,
) -> Version:
    """Keep a draft. It may still be wrong; `publish` is where it must be right."""
    require(by, "method.change")
    must_know(kind)
    _check_code(code)
    draft = draft_of(kind, code)
    if draft is None:
        draft = Version(kind=kind, code=code, body=body, digest=digest(body))
        change.create(draft)
        return draft
    if if_version is not None and if_version != draft.version:
        raise StaleVersion()
    change.update(draft, body=body, digest=digest(body))
    return draft


@verb("kernel.draft.discarded", _("Draft discarded"), permission="method.change")
def discard_draft(change: Change, *, kind: str, code: str, by: Actor, at: datetime) -> None:
    """Throw a draft away; what is published stays."""
    require(by, "method.change")
    draft = draft_of(kind, code)
    if draft is not None:
        change.remove(draft)
        asked = open_request(REVISION, draft)
        if asked is not None:
            change.remove(asked)


@verb("kernel.version.published", _("Version published"), undo=False, permission="method.change")
def publish(
    change: Change,
    *,
    kind: str,
    code: str,
    by: Actor,
    at: datetime,
    note: str = "",
    effective_from: datetime | None = None,
) -> Version:
    """Make the draft an immutable version. Without a draft, or with nothing new, the last one stays.

    Raises Invalid naming every wrong place, NoDraft when nothing was ever drafted, ApprovalNeeded
    where a manager has to approve the draft first (`propose_version`).
    """
    require(by, "method.change")
    must_know(kind)
    if needs_approval(kind, at) and not allowed(by, "approval.decide"):
        raise ApprovalNeeded(kind=kind, code=code)
    draft, last = draft_of(kind, code), history_of(kind, code).first()
    if draft is None:
        if last is None:
            raise NoDraft(kind=kind, code=code)
        return last
    wrong = problems(kind, draft.body)
    if wrong:
        raise Invalid(*wrong)
    effective_from = effective_from or at
    if effective_from < at:
        words = _("A version holds from now or later: what was shown before stays true.")
        raise Invalid(FieldError("effective_from", "in_the_past", words))
    change.remove(draft)
    # Whoever may approve and publishes has answered what was asked.
    settle_request(change, REVISION, draft, "approved")
    if _says_nothing_new(draft, last, effective_from):
        return cast(Version, last)
    return _publish(change, draft, note, effective_from)


def _says_nothing_new(draft: Version, last: Version | None, effective_from: datetime) -> bool:
    """The last version has the same body and holds by then (not only later)."""
    if last is None or last.digest != draft.digest:
        return False
    return last.effective_from is None or last.effective_from <= effective_from


def _publish(change: Change, draft: Version, note: str, effective_from: datetime) -> Version:
    # Numbers of versions that were undone are not used again.
    taken = Version.objects.filter(kind=draft.kind, code=draft.code).aggregate(last=Max("number"))
    version = Version(
        kind=draft.kind,
        code=draft.code,
        number=(taken["last"] or 0) + 1,
        body=draft.body,
        digest=draft.digest,
        note=note,
        published_at=change.at,
        effective_from=effective_from,
    )
    change.create(version)
    change.subject(version)
    change.version = f"{version.kind}/{version.code}@{version.number}"
    return version


def _check_code(code: str) -> None:
    if not 1 <= len(code) <= 100 or code != code.strip():
        raise Invalid(FieldError("code", "bad_code", _("A code has 1 to 100 characters.")))
