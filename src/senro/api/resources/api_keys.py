"""API keys: made once, shown once, switched off at once."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from senro.kernel.access import require, staff_only
from senro.kernel.actions import create_api_key, revoke_api_key
from senro.kernel.errors import Missing
from senro.kernel.models import ApiKey, Person
from senro.kernel.queries import api_keys

from ..bodies import Body, read
from ..idempotency import KEPT
from ..ids import uuid_of
from ..requests import ApiRequest
from ..routes import answer, writes
from ..shapes import Shape
from ..short_lists import lists
from .cases.base import who

router = Router(tags=["API keys"])


class ApiKeyIn(Body):
    """What the key is for, and what it may. `ingest` sends events only."""

    name: Annotated[str, Field(max_length=1000)]
    scope: Literal["read", "write", "ingest"]


class ApiKeyShape(Shape):
    """A key, which acts as `person`. `prefix` is how its secret begins."""

    id: str
    name: str
    scope: Literal["read", "write", "ingest"]
    prefix: str
    person: str
    created_at: str
    last_used_at: str | None
    revoked_at: str | None


class MadeApiKey(ApiKeyShape):
    """A key with its secret, which nobody can read again."""

    key: str | None


class ApiKeys(Shape):
    """Keys, those that work first."""

    items: list[ApiKeyShape]
    next_cursor: str | None = None


@lists(router, "/api-keys", ApiKeys)
def list_api_keys(request: ApiRequest) -> dict[str, Any]:
    """All keys for an administrator; one's own for others."""
    staff_only(request.actor)
    return {"items": [_shown(row) for row in api_keys(request.actor)]}


@writes(router, "POST", "/api-keys", MadeApiKey, takes=ApiKeyIn, created=True)
def make_api_key(request: ApiRequest) -> HttpResponse:
    """Make a key that acts as the person who asks. Its secret, `key`, is in this answer only.

    Sent again with its Idempotency-Key, the answer has null there: the secret is kept nowhere.
    """
    require(request.actor, "people.change")
    body = read(request, ApiKeyIn)
    assert request.actor.person_id is not None  # A key acts as a person.
    person = Person.objects.get(pk=request.actor.person_id)
    row, secret = create_api_key(person=person, **body.model_dump(), **who(request))
    made = answer({**_shown(row), "key": secret}, 201)
    setattr(made, KEPT, answer({**_shown(row), "key": None}).content)
    return made


@writes(router, "DELETE", "/api-keys/{id}", ApiKeyShape)
def revoke_key(request: ApiRequest, id: str) -> dict[str, Any]:
    """Switch a key off at once, for good. Switched off twice it is off."""
    key = uuid_of(id)
    for row in api_keys(request.actor):
        if row.pk == key:
            return _shown(revoke_api_key(key=row, **who(request)))
    raise Missing()


def _shown(row: ApiKey) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "name": row.name,
        "scope": row.scope,
        "prefix": row.prefix,
        "person": row.person.email,
        "created_at": row.created_at.isoformat(),
        "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }
