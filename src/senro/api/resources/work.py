"""What a colleague holds, and handing it to others: because of leave, load, or a last day."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from senro.kernel.access import require
from senro.kernel.actions import let_go, reassign_work
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.models import Person
from senro.kernel.queries import people_with_work, visible_people
from senro.kernel.reassignment import holdings_of
from senro.kernel.rules.access import LEADERS

from ..bodies import Body, read
from ..ids import uuid_of
from ..people import collected, person_by_mail
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..short_lists import lists
from .cases.base import who

router = Router(tags=["Merging and handing over"])


class WorkIn(Body):
    """Who takes over what. `leaves`: they leave the team, so that all goes and they no longer sign in;
    `to` may be empty then when they hold nothing."""

    to: list[str] = Field(default_factory=list)
    kinds: list[str] = Field(default_factory=list)
    leaves: bool = False
    reason: str = ""


class WorkShape(Shape):
    """How much somebody holds, or how much was handed over, by kind."""

    person: str
    work: dict[str, int]


class HoldingShape(WorkShape):
    """How much one colleague holds."""

    id: str
    name: str
    is_active: bool


class Holdings(Shape):
    """Colleagues, those who hold most first."""

    items: list[HoldingShape]
    next_cursor: str | None = None


@lists(router, "/people/work", Holdings)
def list_work(request: ApiRequest) -> dict[str, Any]:
    """Who holds how much, for leaders; for others there is nobody."""
    told = [
        {**_held(one), "id": str(one.pk), "name": one.name, "is_active": one.is_active}
        for one in people_with_work(request.actor)
    ]
    found = [one for one in told if one["is_active"] or any(one["work"].values())]
    return {"items": sorted(found, key=lambda one: (-sum(one["work"].values()), one["name"]))}


@reads(router, "/people/{person_id}/work", WorkShape)
def get_work(request: ApiRequest, person_id: str) -> dict[str, Any]:
    """How many accounts, cases and open tasks somebody holds."""
    return _held(_person(request, person_id))


@writes(router, "POST", "/people/{person_id}/work", WorkShape, takes=WorkIn)
def hand_over_work(request: ApiRequest, person_id: str) -> dict[str, Any]:
    """Hand what somebody holds to colleagues (by e-mail); whoever holds least gets the next thing.

    With `leaves` they leave the team in the same step, which an administrator may say: sign-in and keys
    stop, teams end. The fact can be undone, which gives everything back. Done twice it is done once.
    """
    person = _person(request, person_id)
    require(request.actor, "work.reassign")
    body = read(request, WorkIn)
    if body.leaves and body.kinds:
        words = _("Whoever leaves hands over everything: leave this out.")
        raise Invalid(FieldError("kinds", "not_allowed", words))
    to = _takers(body.to)
    common: dict[str, Any] = {"person": person, "to": to, "reason": body.reason, **who(request)}
    moved = let_go(**common) if body.leaves else reassign_work(**common, kinds=body.kinds)
    return {"person": person.email, "work": moved}


def _takers(mails: list[str]) -> list[Person]:
    wrong: list[FieldError] = []
    found = [
        collected(wrong, partial(person_by_mail, mail, f"to[{place}]"))
        for place, mail in enumerate(mails)
    ]
    if wrong:
        raise Invalid(*wrong)
    return [one for one in found if one]


def _person(request: ApiRequest, person_id: str) -> Person:
    actor = request.actor
    seen = people_with_work(actor) if actor.has(*LEADERS) else visible_people(actor)
    found = seen.filter(pk=uuid_of(person_id)).first()
    if found is None:
        raise Missing()
    return found


def _held(person: Person) -> dict[str, Any]:
    held = {kind: len(ids) for kind, ids in holdings_of(person.pk).items()}
    return {"person": person.email, "work": held}
