"""Verbs of the method. Drafting and publishing any part is the kernel's (`save_draft`, `publish`)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.actions import publish, save_draft
from senro.kernel.models import Version
from senro.kernel.queries.versions import draft_of, history_of
from senro.kernel.rules.access import Actor
from senro.kernel.rules.bodies import from_yaml
from senro.kernel.verbs import Change, verb

from .queries import default_text

DEFAULT = (
    "purposes",
    "policies",
    "criteria_set",
    "phase_set",
    "phase_set_ent_waves",
    "roadmap",
    "checklist",
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
