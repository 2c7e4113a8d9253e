"""Views that somebody may use, and the one in which a list opens."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ..models import DefaultView, View
from ..rules.access import LEADERS, Actor, allowed


def visible_views(actor: Actor, list: str = "") -> QuerySet[View]:
    """One's own, those of one's teams, and everybody's; by name."""
    mine = Q(scope="own", owner_id__in=[actor.person_id] if actor.person_id else [])
    rows = View.objects.living().filter(
        mine | Q(scope="team", team_id__in=actor.team_ids) | Q(scope="all")
    )
    if list:
        rows = rows.filter(list=list)
    return rows.select_related("owner", "team").order_by("name", "pk")


def view_of(actor: Actor, list: str, key: str) -> View | None:
    """A view of this list by its key, if this person may use it."""
    return visible_views(actor, list).filter(key=key).first() if key else None


def default_view(actor: Actor, list: str) -> View | None:
    """The view in which this list opens for this person."""
    if actor.person_id is None:
        return None
    rows = DefaultView.objects.living().filter(person_id=actor.person_id, list=list)
    chosen = rows.exclude(view=None).values("view_id")
    return visible_views(actor, list).filter(pk__in=chosen).first()


def may_change_view(actor: Actor, view: View) -> bool:
    """One's own; a team's if one is in it or leads; everybody's for who keeps the method."""
    if actor.scope != "write":
        return False
    if view.scope == "own":
        return view.owner_id is not None and view.owner_id == actor.person_id
    return may_share(actor, view.scope, view.team_id)


def may_share(actor: Actor, scope: str, team_id: object) -> bool:
    """Whether the person may keep a view for this team, or for everybody."""
    if scope == "team":
        return team_id in actor.team_ids or (actor.has(*LEADERS) and actor.scope == "write")
    return scope == "own" or allowed(actor, "method.change")
