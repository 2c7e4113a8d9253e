"""On request: what is known of a person goes, for good."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Router

from senro.customers.actions import erase_person
from senro.customers.queries import visible_contacts, visible_end_users
from senro.kernel.access import require
from senro.kernel.errors import Missing

from ..bodies import Body, read
from ..ids import key_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes import Shape

router = Router(tags=["Erasure"])


class ErasureIn(Body):
    """Who asked, or why; not the person's name, which would stand in the record."""

    reason: str = ""


class ErasureShape(Shape):
    """What stays: a mark without a name, in the place of the key."""

    key: str
    account: str


@writes(router, "POST", "/contacts/{path:key}/erasure", ErasureShape, takes=ErasureIn)
def erase_contact(request: ApiRequest, key: str) -> dict[str, Any]:
    """Erase the personal data of a contact. This cannot be undone.

    Name, addresses and notes go, in the facts too, and events that name this person are taken out of
    the table by the worker. That something happened stays.
    """
    return _erased(request, visible_contacts(request.actor), key)


@writes(router, "POST", "/end-users/{path:key}/erasure", ErasureShape, takes=ErasureIn)
def erase_end_user(request: ApiRequest, key: str) -> dict[str, Any]:
    """Erase the personal data of an end user. This cannot be undone.

    Name, number and mail go, in the facts too, and events that name this person are taken out of the
    table by the worker. That something happened stays.
    """
    return _erased(request, visible_end_users(request.actor), key)


def _erased(request: ApiRequest, rows: QuerySet[Any], key: str) -> dict[str, Any]:
    person = rows.select_related("account").filter(key=key_of(key)).first()
    if person is None:
        raise Missing()
    require(request.actor, "people.change")
    reason = read(request, ErasureIn).reason
    done = erase_person(person=person, by=request.actor, at=request.at, reason=reason)
    return {"key": done.key, "account": done.account.key}
