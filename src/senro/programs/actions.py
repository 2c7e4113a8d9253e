"""Verbs of the method. Drafting and publishing any part is the kernel's (`save_draft`, `publish`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.actions import publish, save_draft
from senro.kernel.errors import Conflict, FieldError, Invalid, Missing, StaleVersion
from senro.kernel.file_store import path_of, put_bytes
from senro.kernel.models import File, Version, kind_of
from senro.kernel.queries.versions import draft_of, history_of
from senro.kernel.rules.access import Actor
from senro.kernel.rules.bodies import digest, from_yaml
from senro.kernel.rules.filenames import picture_type, plain_name
from senro.kernel.verbs import Change, verb

from .queries import criteria_presets, default_text, policies
from .rules.checklist import is_own_picture, logo_address
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
    "health_model",
)
# Parts that come as drafts: a team looks at them and publishes them, or throws them away.
DRAFTS = ("phase_set_smb_4",)
# A picture at the head of a page that customers open on phones.
MOST_OF_A_LOGO = 1024 * 1024


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


class DraftInTheWay(Conflict):
    """A preset takes the place of an open draft only when somebody says so."""

    code = "draft_in_the_way"
    message = _("A draft of this set is open. Say that the preset shall take its place.")


@verb("programs.preset.taken", _("Preset taken"), permission="method.change")
def take_preset(
    change: Change, *, code: str, preset: str, by: Actor, at: datetime, over: int | None = None
) -> Version:
    """Make a preset of completion criteria the draft of a set; whom the set is for stays.

    `over` is the version of the open draft that it may replace. Raises Invalid for a preset that
    does not exist, DraftInTheWay, StaleVersion where the draft was changed meanwhile.
    """
    require(by, "method.change")
    known = {one.code: one.body for one in criteria_presets()}
    if preset not in known:
        words = _("There is no such preset. There are: %(known)s.") % {"known": ", ".join(known)}
        raise Invalid(FieldError("preset", "unknown_value", words))
    draft, last = draft_of("criteria_set", code), history_of("criteria_set", code).first()
    if draft is not None and over is None:
        raise DraftInTheWay(version=draft.version)
    there = draft or last
    scope = {k: v for k, v in (there.body if there else {}).items() if k == "applies_to"}
    body = {**known[preset], **scope}
    if draft is not None and draft.body == body:
        return draft
    # Nothing was open when it was looked at: a draft that somebody opened meanwhile is stale too.
    made = save_draft(kind="criteria_set", code=code, body=body, if_version=over or 0, by=by, at=at)
    change.note(made, preset=preset)
    change.about(made)
    return made


@verb("programs.logo.kept", _("Logo of a checklist kept"), permission="method.change")
def keep_logo(
    change: Change, *, code: str, stream: IO[bytes] | None, name: str = "",
    alt: Mapping[str, str], by: Actor, at: datetime, if_version: int | None = None,
) -> Version:  # fmt: skip
    """Put a picture at the head of a checklist's draft, with words for whoever does not see it.

    Without a stream the picture stays and only the words change. Raises Invalid for what is no
    picture, TooLarge, Missing where there is no such checklist, StaleVersion.
    """
    require(by, "method.change")
    draft, body = _checklist(code, if_version)
    words = {language: text.strip()[:200] for language, text in alt.items() if text.strip()}
    old = body.get("layout") or {}
    wrong = []
    if not words:
        wrong.append(FieldError("alt_ja", "required", _("Say in words what the picture shows.")))
    if stream is None and not is_own_picture(old.get("logo")):
        wrong.append(FieldError("file", "required", _("Choose a picture.")))
    if wrong:
        raise Invalid(*wrong)
    if draft is None:
        draft = Version(kind="checklist", code=code, body=body, digest=digest(body))
        change.create(draft)
    layout = {**old, "logo_alt": words}
    if stream is not None:
        layout["logo"] = logo_address(change.create(_picture(stream, name, draft)).pk)
    _laid_out(change, draft, {**body, "layout": layout})
    return draft


@verb("programs.logo.removed", _("Logo of a checklist removed"), permission="method.change")
def remove_logo(
    change: Change, *, code: str, by: Actor, at: datetime, if_version: int | None = None
) -> Version:
    """Take the picture out of the draft; what is published keeps its own."""
    require(by, "method.change")
    draft, body = _checklist(code, if_version)
    layout = {k: v for k, v in (body.get("layout") or {}).items() if k not in ("logo", "logo_alt")}
    if draft is None:
        draft = Version(kind="checklist", code=code, body=body, digest=digest(body))
        change.create(draft)
    _laid_out(change, draft, {**body, "layout": layout})
    return draft


def _checklist(code: str, if_version: int | None) -> tuple[Version | None, dict[str, Any]]:
    draft, last = draft_of("checklist", code), history_of("checklist", code).first()
    there = draft or last
    if there is None:
        raise Missing()
    if if_version is not None and draft is not None and if_version != draft.version:
        raise StaleVersion()
    return draft, dict(there.body)


def _picture(stream: IO[bytes], name: str, draft: Version) -> File:
    sha256, size = put_bytes(stream, most=MOST_OF_A_LOGO)
    with path_of(sha256).open("rb") as stored:
        seen = picture_type(stored.read(16))
    if not seen:
        words = _("This is no picture that every browser shows: send PNG, JPEG, GIF or WebP.")
        raise Invalid(FieldError("file", "not_a_picture", words))
    return File(
        name=plain_name(name), size=size, content_type=seen, sha256=sha256,
        subject_kind=kind_of(draft), subject_id=draft.pk, internal=False,
    )  # fmt: skip


def _laid_out(change: Change, draft: Version, body: dict[str, Any]) -> None:
    change.update(draft, body=body, digest=digest(body))
    change.about(draft)
