"""Colleagues, as owners and actors name them."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.kernel.models import Membership, Person
from senro.kernel.queries import visible_people

from ..lists import page
from ..requests import ApiRequest
from ..routes import reads
from ..shapes import Shape

router = Router(tags=["People"])


class PersonShape(Shape):
    """Somebody of the staff."""

    id: str
    name: str
    email: str
    roles: list[str]
    teams: list[str]


class People(Shape):
    """A page of people."""

    items: list[PersonShape]
    next_cursor: str | None


@reads(router, "/people", People, query=("limit", "cursor", "sort"))
def list_people(request: ApiRequest) -> dict[str, Any]:
    """The staff that this key may name."""
    people = visible_people(request.actor)
    columns = {"email": "email", "name": "name", "created_at": "created_at"}
    found, cursor = page(request, people, columns=columns, default="email")
    teams = _teams(found)
    items = [
        {
            "id": str(person.pk),
            "name": person.name,
            "email": person.email,
            "roles": person.roles,
            "teams": teams.get(person.pk, []),
        }
        for person in found
    ]
    return {"items": items, "next_cursor": cursor}


def _teams(people: list[Person]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    living = Membership.objects.living().filter(person__in=people, until=None)
    for person, team in living.values_list("person_id", "team__key").order_by("team__key"):
        found.setdefault(person, []).append(team)
    return found
