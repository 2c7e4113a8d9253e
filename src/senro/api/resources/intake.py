"""The intake of usage events, and whose they are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from ninja import Router
from pydantic import Field

from senro.kernel import clock
from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.usage.actions import delete_events_of, map_ids, remove_mapping
from senro.usage.models import AccountMapping
from senro.usage.queries import intake as queries

from ..bodies import Body, read
from ..ids import uuid_of
from ..people import account_by_key, account_of
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape

router = Router(tags=["Events"])
MOST = 200


class MappingIn(Body):
    """Whose events are."""

    kind: Literal["group", "user", "domain"]
    value: str = Field(description="The id or domain as it is sent.")
    account: str


class MappingShape(Shape):
    """Whose events are."""

    id: str
    kind: str
    value: str
    account: str


class WaitingShape(Shape):
    """Events without an account, by what can be mapped."""

    kind: str
    value: str
    people: int
    events: int
    first_at: Any
    last_at: Any


class OddityShape(Shape):
    """An event that was kept out."""

    at: Any
    source: str
    name: str
    code: str
    message: str
    sent: str


class IntakeShape(Shape):
    """The intake as it is now."""

    rate: dict[str, Any]
    arrivals: list[dict[str, Any]]
    waiting: list[WaitingShape]
    mappings: list[MappingShape]
    conflicts: list[OddityShape]
    refused: list[OddityShape]


class Deletion(Shape):
    """Rows that the worker takes out of the event table."""

    account: str
    asked_at: Any


@reads(router, "/intake", IntakeShape)
def get_intake(request: ApiRequest) -> dict[str, Any]:
    """How much comes in, the last batches, what waits for its account, conflicts, refused events."""
    if not queries.may_look(request.actor):
        raise Missing
    return {
        "rate": asdict(queries.rate(clock.machine_now())),
        "arrivals": [asdict(one) for one in queries.arrivals(MOST)],
        "waiting": [asdict(one) for one in queries.waiting(MOST)],
        "mappings": [_mapping(row) for row in queries.mappings()[:MOST]],
        "conflicts": [_oddity(one) for one in queries.conflicts(MOST)],
        "refused": [_oddity(one) for one in queries.refused(MOST)],
    }


@writes(router, "POST", "/intake/mappings", MappingShape, takes=MappingIn)
def put_mapping(request: ApiRequest) -> dict[str, Any]:
    """Say whose the events of a group, user or mail domain are; those that wait are moved."""
    actor, at = request.actor, request.at
    require(actor, "import.run")
    body = read(request, MappingIn)
    account = account_by_key(actor, body.account)
    row = map_ids(kind=body.kind, value=body.value, account=account, by=actor, at=at)
    return _mapping(row)


@writes(router, "DELETE", "/intake/mappings/{id}", MappingShape)
def delete_mapping(request: ApiRequest, id: str) -> dict[str, Any]:
    """The events wait again, unless something else says whose they are."""
    actor, at = request.actor, request.at
    row = AccountMapping.objects.filter(pk=uuid_of(id)).first()
    if row is None or not actor.sees_everything:
        raise Missing
    return _mapping(remove_mapping(mapping=row, by=actor, at=at))


@writes(router, "DELETE", "/intake/events/{path:account}", Deletion)
def delete_events(request: ApiRequest, account: str) -> dict[str, Any]:
    """Take all events of an account out of the table for good. This cannot be undone."""
    actor, at = request.actor, request.at
    found = account_of(actor, account)
    reason = request.GET.get("reason", "")
    asked = delete_events_of(account=found, by=actor, at=at, reason=reason)
    return {"account": asked.account_key, "asked_at": asked.asked_at}


def _mapping(row: AccountMapping) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "value": row.value,
        "account": row.account.key,
    }


def _oddity(one: queries.Oddity) -> dict[str, Any]:
    return {**asdict(one), "message": str(one.message)}
