"""Revisions of the method among the requests: what they change, and what approving them does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from .actions.versions import publish
from .approvals import Described, register_approval
from .errors import Conflict
from .models import Approval, Version
from .notifications import notify, register_notification
from .queries.calendar import local_day_of
from .queries.versions import diff, published
from .versions import KINDS, REVISION

MOST_PARTS = 60


class DraftChanged(Conflict):
    """The draft is no longer what was proposed: it has to be proposed again."""

    code = "draft_changed"
    message = _("The draft has been changed since it was proposed. Have it proposed again.")


def _lock(approval: Approval) -> None:
    Version.objects.select_for_update().filter(pk=approval.subject_id).first()


def _decide(change: Any, approval: Approval) -> None:
    draft = Version.objects.living().filter(pk=approval.subject_id, number=0).first()
    part = f"{draft.kind}/{draft.code}" if draft else ""
    if approval.decision == "approved":
        if draft is None or draft.digest != approval.digest:
            raise DraftChanged()
        # The manager's word is what publishing needs: for this one act they may.
        by = replace(change.by, roles=change.by.roles | {"cs_ops"})
        starts = max(approval.effective_from or change.at, change.at)
        publish(
            kind=draft.kind, code=draft.code, note=approval.reason, effective_from=starts,
            by=by, at=change.at,
        )  # fmt: skip
    notify(
        f"kernel.version.{approval.decision}",
        to=[approval.created_by_id] if approval.created_by_id else [],
        subject=approval,
        once=f"{approval.pk}:{approval.version}",
        by=change.by,
        at=change.at,
        params={"part": part, "reason": approval.decision_reason},
        fact=change.id,
    )


def _describe(approvals: Sequence[Approval], at: datetime) -> dict[UUID, Described]:
    rows = Version.objects.filter(pk__in=[one.subject_id for one in approvals])
    drafts = {row.pk: row for row in rows}
    found = {}
    for one in approvals:
        draft = drafts.get(one.subject_id)
        if draft is None or (draft.undone_at is not None and not one.decision):
            continue
        found[one.pk] = _described(one, draft, at)
    return found


def _described(approval: Approval, draft: Version, at: datetime) -> Described:
    words = KINDS[draft.kind].words if draft.kind in KINDS else draft.kind
    label = draft.body.get("label") or draft.code
    starts = approval.effective_from
    effect = (
        _("Cases kicked off from %(day)s on get it; earlier ones keep what they were told.")
        % {"day": local_day_of(starts)}
        if starts
        else _("Cases kicked off after the approval get it; earlier ones keep what they were told.")
    )
    notes: tuple[Any, ...] = ()
    if not approval.decision and draft.digest != approval.digest:
        notes = (_("The draft has been changed since it was proposed."),)
    current = published(draft.kind, draft.code, at) if not approval.decision else None
    changes = diff(current.body, draft.body)[:MOST_PARTS] if current else []
    return Described(
        title=_("%(kind)s: %(name)s") % {"kind": words, "name": label},
        effect=effect,
        notes=notes,
        parts=tuple((one.path, one.before, one.after) for one in changes),
    )


register_notification(
    "kernel.version.proposed", _("A revision is proposed: %(part)s (decide by %(due)s)")
)
register_notification("kernel.version.approved", _("The revision was approved: %(part)s"))
register_notification(
    "kernel.version.refused", _("The revision was refused: %(part)s (%(reason)s)")
)
register_approval(
    REVISION,
    _("Revision of the method"),
    lock=_lock,
    decide=_decide,
    describe=_describe,
    undoable=False,
)
