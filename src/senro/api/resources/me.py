"""Who this key is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from senro.kernel.models import Person, Team
from senro.kernel.queries import organization

from ..routes import reads
from ..shapes import Shape

router = Router(tags=["You"])


class Me(Shape):
    """The person this key acts as."""

    id: str
    name: str
    email: str
    roles: list[str]
    teams: list[str]
    scope: str
    organization: str
    timezone: str
    currency: str
    now: str


@reads(router, "/me", Me)
def get_me(request: HttpRequest) -> dict[str, Any]:
    """The person this key acts as, and the organisation's clock."""
    actor = request.actor  # type: ignore[attr-defined]
    person = Person.objects.get(pk=actor.person_id)
    teams = Team.objects.living().filter(pk__in=actor.team_ids).order_by("key")
    here = organization()
    return {
        "id": str(person.pk),
        "name": person.name,
        "email": person.email,
        "roles": sorted(actor.roles),
        "teams": [team.key for team in teams],
        "scope": actor.scope,
        "organization": here.name,
        "timezone": here.timezone,
        "currency": here.currency,
        "now": request.at.isoformat(),  # type: ignore[attr-defined]
    }
