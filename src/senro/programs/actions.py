"""Verbs of the method. Drafting and publishing any part is the kernel's (`save_draft`, `publish`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.actions import publish, save_draft
from senro.kernel.errors import Conflict
from senro.kernel.models import Version
from senro.kernel.queries.versions import draft_of, history_of
from senro.kernel.rules.access import Actor
from senro.kernel.rules.bodies import from_yaml
from senro.kernel.verbs import Change, verb

from .queries import default_text, policies
from .rules.first_steps import revised

DEFAULT = (
    "purposes",
    "policies",
    "criteria_set",
    "phase_set",
    "phase_set_ent_waves",
    "roadmap",
    "checklist",
    "metrics",
    "signals",
)
# Parts that come as drafts: a team looks at them and publishes them, or throws them away.
DRAFTS = ("phase_set_smb_4",)


@verb(
    "programs.method.published", _("Default method published"), undo=False,
    permission="method.change",
)  # fmt: skip
def publish_default_method(change: Change, *, by: Actor, at: datetime) -> list[Version]:
    """Publish the default method; a part that was ever published stays as it is."""
    require(by, "method.change")
    made = [version for name in DEFAULT if (version := _publish(name, by, at)) is not None]
    for name in DRAFTS:
        kind, code, body = from_yaml(default_text(name))
        if draft_of(kind, code) is None and not history_of(kind, code).exists() and made:
            save_draft(kind=kind, code=code, body=body, by=by, at=at)
    if made:
        change.note(made[-1], parts=[f"{part.kind}/{part.code}" for part in made])
    return made


def _publish(name: str, by: Actor, at: datetime) -> Version | None:
    kind, code, body = from_yaml(default_text(name))
    if history_of(kind, code).exists():
        return None
    save_draft(kind=kind, code=code, body=body, by=by, at=at)
    return publish(kind=kind, code=code, by=by, at=at)


class DraftOpen(Conflict):
    """Somebody is working on the policies."""

    code = "draft_open"
    message = _("Somebody has a draft of the policies open. Publish it or throw it away first.")


@verb(
    "programs.policies.revised", _("Policies revised"), undo=False, permission="method.change"
)  # fmt: skip
def revise_policies(
    change: Change, *, values: Mapping[str, Mapping[str, Any]], note: str, by: Actor, at: datetime
) -> Version:
    """Publish the policies with these values and the rest as it was; nothing new, no version.

    Raises DraftOpen, or Invalid where a value is none.
    """
    require(by, "method.change")
    current, _parsed = policies(at)
    body = revised(current.body, values)
    if body == current.body:
        return current
    if draft_of("policies", "standard") is not None:
        raise DraftOpen()
    save_draft(kind="policies", code="standard", body=body, by=by, at=at)
    version = publish(kind="policies", code="standard", note=note, by=by, at=at)
    change.note(version, policies=sorted(values))
    return version
