"""Colleagues: named by everybody, invited and changed by administrators."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from senro.customers.models import Partner
from senro.kernel.access import require
from senro.kernel.actions import change_person, create_person
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.models import Membership, Person
from senro.kernel.queries import reachable_people, visible_people

from ..bodies import Body, read
from ..ids import uuid_of
from ..lists import page
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..versions import unchanged
from .cases.base import who

router = Router(tags=["People"])
COLUMNS = {"email": "email", "name": "name", "created_at": "created_at"}
Words = Annotated[str, Field(max_length=1000)]
Roles = Annotated[list[Words], Field(max_length=50)]


class PersonShape(Shape):
    """Somebody with access."""

    id: str
    name: str
    email: str
    roles: list[str]
    teams: list[str]
    partner_key: str | None
    is_active: bool
    version: int


class People(Shape):
    """A page of people."""

    items: list[PersonShape]
    next_cursor: str | None


class PersonIn(Body):
    """A new colleague; `partner_key` for a partner's person. They choose their password by mail; no password is ever sent here."""

    name: Words
    email: Words
    roles: Roles
    team: Words | None = None
    partner_key: Words | None = None


class PersonChange(Body):
    """What changes of a colleague; an absent field stays. `team` null: out of every team."""

    name: Words = ""
    email: Words = ""
    roles: Roles = []
    team: Words | None = None
    partner_key: Words | None = None
    is_active: bool = True


@reads(router, "/people", People, query=("limit", "cursor", "sort", "active"))
def list_people(request: ApiRequest) -> dict[str, Any]:
    """The staff that this key may name; `active=any` gives an administrator everybody with access."""
    everybody = request.GET.get("active") == "any"
    rows = reachable_people(request.actor) if everybody else visible_people(request.actor)
    found, cursor = page(request, rows, columns=COLUMNS, default="email")
    return {"items": _shown(found), "next_cursor": cursor}


@reads(router, "/people/{id}", PersonShape)
def get_person(request: ApiRequest, id: str) -> dict[str, Any]:
    """One colleague."""
    return _shown([person_of(request, id)])[0]


@writes(router, "POST", "/people", PersonShape, takes=PersonIn, created=True)
def invite_person(request: ApiRequest) -> tuple[dict[str, Any], int]:
    """Add a colleague. Who has this e-mail address already is not added twice: 422 `taken`."""
    require(request.actor, "people.change")
    fields = _checked(read(request, PersonIn).model_dump())
    return _shown([create_person(fields=fields, **who(request))])[0], 201


@writes(router, "PATCH", "/people/{id}", PersonShape, takes=PersonChange)
def patch_person(request: ApiRequest, id: str) -> dict[str, Any]:
    """Change a colleague's name, roles, team or access. The fact can be undone.

    Switched off, they can no longer sign in and their keys stop; their work stays with them until it is
    handed over. 409 `last_administrator` where nobody could change the settings any more.
    """
    row = person_of(request, id)
    require(request.actor, "people.change")
    fields = _checked(read(request, PersonChange).model_dump(exclude_unset=True))
    unchanged(request, row.version)
    return _shown([change_person(person=row, fields=fields, **who(request))])[0]


def person_of(request: ApiRequest, id: str) -> Person:
    """Somebody whom this key may see. Raises Missing."""
    found = reachable_people(request.actor).filter(pk=uuid_of(id)).first()
    if found is None:
        raise Missing()
    return found


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    key = fields.get("partner_key")
    if key and not Partner.objects.living().filter(key=key).exists():
        raise Invalid(FieldError("partner_key", "unknown_partner", _("There is no such partner.")))
    return fields


def _shown(people: list[Person]) -> list[dict[str, Any]]:
    teams = _teams(people)
    return [
        {
            "id": str(person.pk),
            "name": person.name,
            "email": person.email,
            "roles": person.roles,
            "teams": teams.get(person.pk, []),
            "partner_key": person.partner_key or None,
            "is_active": person.is_active,
            "version": person.version,
        }
        for person in people
    ]


def _teams(people: list[Person]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    living = Membership.objects.living().filter(person__in=people, until=None)
    for person, team in living.values_list("person_id", "team__key").order_by("team__key"):
        found.setdefault(person, []).append(team)
    return found
