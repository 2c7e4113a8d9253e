"""Teams, and who is in them from when until when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import FieldError, Invalid
from ..models import Membership, Person, Team
from ..rules.access import Actor
from ..verbs import Change, verb


@verb("kernel.team.made", _("Team made"), permission="people.change")
def create_team(change: Change, *, key: str, name: str, by: Actor, at: datetime) -> Team:
    """Make a team; a team of this key that exists is given back as it is."""
    require(by, "people.change")
    key, name = key.strip(), name.strip()
    if not 1 <= len(key) <= 100:
        raise Invalid(FieldError("key", "bad_key", _("A key has 1 to 100 characters.")))
    if not 1 <= len(name) <= 100:
        raise Invalid(FieldError("name", "required", _("A team needs a name.")))
    found = Team.objects.living().filter(key=key).first()
    if found is not None:
        return found
    team = Team(key=key, name=name)
    change.create(team)
    return team


@verb("kernel.team.renamed", _("Team renamed"), permission="people.change")
def rename_team(change: Change, *, team: Team, name: str, by: Actor, at: datetime) -> Team:
    """Give a team another name; its key stays."""
    require(by, "people.change")
    if not 1 <= len(name.strip()) <= 100:
        raise Invalid(FieldError("name", "required", _("A team needs a name.")))
    change.update(team, name=name.strip())
    return team


@verb("kernel.team.joined", _("Joined a team"), permission="people.change")
def join_team(
    change: Change,
    *,
    person: Person,
    team: Team,
    by: Actor,
    at: datetime,
    since: datetime | None = None,
) -> Membership:
    """Put somebody into a team, from now or another moment on."""
    require(by, "people.change")
    found = Membership.objects.living().filter(person=person, team=team, until=None).first()
    if found is not None:
        return found
    membership = Membership(person=person, team=team, since=since or at)
    change.create(membership)
    change.about(person, team)
    return membership


@verb("kernel.team.left", _("Left a team"), permission="people.change")
def leave_team(
    change: Change,
    *,
    person: Person,
    team: Team,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
) -> None:
    """End a membership; that it was stays on record."""
    require(by, "people.change")
    memberships = Membership.objects.living().filter(person=person, team=team, until=None)
    for membership in memberships:
        change.update(membership, until=until or at)
    change.about(person, team)
