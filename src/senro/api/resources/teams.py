"""Teams: cases and accounts belong to one."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from senro.kernel.access import require, staff_only
from senro.kernel.actions import create_team, rename_team
from senro.kernel.models import Team
from senro.kernel.queries import teams_of_everyone

from ..bodies import Body, read
from ..ids import key_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes import Shape
from ..short_lists import lists
from ..versions import unchanged
from .cases.base import who

router = Router(tags=["People"])


class TeamIn(Body):
    """A team's name."""

    name: Annotated[str, Field(max_length=1000)]


class TeamShape(Shape):
    """A team."""

    key: str
    name: str
    version: int


class Teams(Shape):
    """All of them."""

    items: list[TeamShape]
    next_cursor: str | None = None


@lists(router, "/teams", Teams)
def list_teams(request: ApiRequest) -> dict[str, Any]:
    """All teams; contractors and partners see their own."""
    actor = request.actor
    staff_only(actor)
    rows = teams_of_everyone()
    seen = [row for row in rows if actor.sees_everything or row.pk in actor.team_ids]
    return {"items": [_shown(row) for row in seen]}


@writes(router, "PUT", "/teams/{path:key}", TeamShape, takes=TeamIn, created=True)
def put_team(request: ApiRequest, key: str) -> tuple[dict[str, Any], int]:
    """Make a team, or give it another name; its key stays. The fact can be undone."""
    require(request.actor, "people.change")
    name, key = read(request, TeamIn).name, key_of(key)
    there = Team.objects.living().filter(key=key).first()
    if there is None:
        return _shown(create_team(key=key, name=name, **who(request))), 201
    unchanged(request, there.version)
    return _shown(rename_team(team=there, name=name, **who(request))), 200


def _shown(row: Team) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, "version": row.version}
