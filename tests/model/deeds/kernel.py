"""People, teams, drafts of the method, files that stand alone, undo itself."""

from __future__ import annotations

import io
from typing import Any

from senro.kernel import actions as kernel
from senro.kernel.access import SYSTEM
from senro.kernel.models import Fact
from senro.kernel.rules.bodies import from_yaml
from senro.programs.actions import keep_logo, remove_logo
from senro.programs.queries import default_text

from .base import Do, deed, running


@deed("kernel.person.changed")
def _person(desk: Any) -> Do:
    person = desk.world.people["viewer"]
    return lambda: kernel.change_person(
        person=person, fields={"name": "改名"}, by=SYSTEM, at=desk.at
    )


@deed("kernel.person.deactivated")
def _deactivated(desk: Any) -> Do:
    return lambda: kernel.deactivate(person=desk.world.people["viewer"], by=SYSTEM, at=desk.at)


@deed("kernel.team.made")
def _team(desk: Any) -> Do:
    return lambda: kernel.create_team(key="smb", name="SMB", by=SYSTEM, at=desk.at)


@deed("kernel.team.renamed")
def _renamed(desk: Any) -> Do:
    return lambda: kernel.rename_team(
        team=desk.world.teams["mm"], name="中堅", by=SYSTEM, at=desk.at
    )


@deed("kernel.team.joined")
def _joined(desk: Any) -> Do:
    who = {"person": desk.world.people["viewer"], "team": desk.world.teams["mm"]}
    return lambda: kernel.join_team(**who, by=SYSTEM, at=desk.at)


@deed("kernel.team.left")
def _left(desk: Any) -> Do:
    who = {"person": desk.world.people["csm_mm"], "team": desk.world.teams["mm"]}
    return lambda: kernel.leave_team(**who, by=SYSTEM, at=desk.at)


def _draft(desk: Any) -> Do:
    body = from_yaml(default_text("policies"))[2]
    return lambda: kernel.save_draft(
        kind="policies", code="standard", body=body, by=SYSTEM, at=desk.at
    )


deed("kernel.draft.saved")(_draft)


@deed("kernel.draft.discarded")
def _discarded(desk: Any) -> Do:
    _draft(desk)()
    return lambda: kernel.discard_draft(kind="policies", code="standard", by=SYSTEM, at=desk.at)


@deed("kernel.file.stored")
def _file(desk: Any) -> Do:
    return lambda: kernel.store_file(stream=io.BytesIO(b"x"), name="x.txt", by=desk.by, at=desk.at)


@deed("kernel.fact.undone")
def _undone(desk: Any) -> Do:
    desk.do("add_wish", running(desk), feature="写真")
    fact = Fact.objects.filter(verb="onboarding.wish.added").get()
    return lambda: kernel.undo_fact(fact=fact, by=desk.by, at=desk.at)


@deed("kernel.work.reassigned")
def _reassigned(desk: Any) -> Do:
    desk.open("ACC-002", "K-002")
    people, at = desk.world.people, desk.later(hours=1).at
    to = [people["specialist_mm"], people["csm_ent"]]
    return lambda: kernel.reassign_work(person=people["csm_mm"], to=to, by=desk.manager, at=at)


@deed("kernel.person.left")
def _person_left(desk: Any) -> Do:
    desk.open("ACC-002", "K-002")
    people, at, admin = desk.world.people, desk.later(hours=1).at, desk.world.actor("admin")
    to = [people["specialist_mm"], people["csm_ent"]]
    return lambda: kernel.let_go(person=people["csm_mm"], to=to, by=admin, at=at)


def _logo(desk: Any, sheet: str) -> None:
    stream = io.BytesIO(b"\x89PNG\r\n\x1a\n" + sheet.encode())
    keep_logo(code="standard", stream=stream, alt={"en": sheet}, by=SYSTEM, at=desk.at)


@deed("programs.logo.kept")
def _logo_kept(desk: Any) -> Do:
    _logo(desk, "before")
    return lambda: _logo(desk, "after")


@deed("programs.logo.removed")
def _logo_removed(desk: Any) -> Do:
    _logo(desk, "before")
    return lambda: remove_logo(code="standard", by=SYSTEM, at=desk.at)
