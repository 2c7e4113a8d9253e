"""Who this key is."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Router
from pydantic import Field

from senro.customers.queries import visible_accounts
from senro.kernel.actions import change_person, mark_favourite
from senro.kernel.models import Person, Team
from senro.kernel.queries import organization
from senro.kernel.queries.visits import Named, favourites, recent
from senro.kernel.subjects import subject_row
from senro.kernel.visits import note_visit
from senro.onboarding.queries import visible_cases

from ..bodies import Body, read
from ..ids import uuid_of
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..short_lists import lists
from ..versions import unchanged

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
    locale: str
    theme: str
    version: int


class MeChange(Body):
    """What somebody may change about themselves. An absent field stays; `locale` empty: as the browser
    says, `theme` empty: as the computer does."""

    name: Annotated[str, Field(max_length=1000)] = ""
    locale: Literal["", "ja", "en"] = ""
    theme: Literal["", "light", "dark"] = ""


class Thing(Shape):
    """An account or a case by its id, with the account's key and name."""

    kind: str
    id: str
    account: str
    name: str


class Things(Shape):
    """The latest first."""

    items: list[Thing]
    next_cursor: str | None = None


class Seen(Body):
    """What was looked at."""

    kind: Literal["account", "case"]
    id: Annotated[str, Field(max_length=100)]


@reads(router, "/me", Me)
def get_me(request: ApiRequest) -> dict[str, Any]:
    """The person this key acts as, and the organisation's clock."""
    actor = request.actor
    person = Person.objects.get(pk=_own_id(request))
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
        "now": request.at.isoformat(),
        "locale": person.locale,
        "theme": person.theme,
        "version": person.version,
    }


@writes(router, "PATCH", "/me", Me, takes=MeChange)
def patch_me(request: ApiRequest) -> Any:
    """Change one's own name, language or theme."""
    fields = read(request, MeChange).model_dump(exclude_unset=True)
    row = Person.objects.get(pk=_own_id(request))
    unchanged(request, row.version)
    change_person(person=row, fields=fields, by=request.actor, at=request.at)
    return get_me(request)


@lists(router, "/me/recent", Things)
def get_recent(request: ApiRequest) -> dict[str, Any]:
    """Accounts and cases that this person looked at last."""
    actor = request.actor
    return {"items": _things(request, recent(actor, 50))}


@writes(router, "POST", "/me/recent", Things, takes=Seen)
def add_recent(request: ApiRequest) -> dict[str, Any]:
    """This person looks at it now. Leaves no fact."""
    actor, at = request.actor, request.at
    body = read(request, Seen)
    row = subject_row(actor, body.kind, uuid_of(body.id))
    note_visit(by=actor, kind=body.kind, subject_id=row.pk, at=at)
    return {"items": _things(request, recent(actor, 50))}


@lists(router, "/me/favourites", Things)
def get_favourites(request: ApiRequest) -> dict[str, Any]:
    """Accounts and cases with this person's star."""
    return {"items": _things(request, favourites(request.actor))}


@writes(router, "PUT", "/me/favourites/{kind}/{id}", Things)
def add_favourite(request: ApiRequest, kind: str, id: str) -> dict[str, Any]:
    """Set this person's star. Set twice it is set."""
    return _starred(request, kind, id, on=True)


@writes(router, "DELETE", "/me/favourites/{kind}/{id}", Things)
def remove_favourite(request: ApiRequest, kind: str, id: str) -> dict[str, Any]:
    """Take this person's star away."""
    return _starred(request, kind, id, on=False)


def _own_id(request: ApiRequest) -> UUID:
    assert request.actor.person_id is not None  # A key acts as a person.
    return request.actor.person_id


def _starred(request: ApiRequest, kind: str, id: str, *, on: bool) -> dict[str, Any]:
    actor, at = request.actor, request.at
    row = subject_row(actor, kind, uuid_of(id))
    mark_favourite(subject=row, on=on, by=actor, at=at)
    return {"items": _things(request, favourites(request.actor))}


def _things(request: ApiRequest, named: list[Named]) -> list[dict[str, Any]]:
    """In this order; what may no longer be seen is left out."""
    actor = request.actor
    ids = {kind: [pk for one, pk in named if one == kind] for kind in ("account", "case")}
    accounts = visible_accounts(actor).filter(pk__in=ids["account"])
    rows = visible_cases(actor).filter(pk__in=ids["case"])
    told = {("account", pk): rest for pk, *rest in accounts.values_list("pk", "key", "name")}
    told |= {
        ("case", pk): rest for pk, *rest in rows.values_list("pk", "account__key", "account__name")
    }
    return [
        {"kind": kind, "id": str(pk), "account": told[kind, pk][0], "name": told[kind, pk][1]}
        for kind, pk in named
        if (kind, pk) in told
    ]
