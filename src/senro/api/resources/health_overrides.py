"""What people say of an account's health in place of the computed score."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Router
from pydantic import Field

from senro.customers.models import Account
from senro.health.actions import end_override, override_health
from senro.health.models import ExternalScore, HealthOverride
from senro.health.queries import external_history, history_of, overrides_of
from senro.kernel.access import require, staff_only
from senro.kernel.errors import Missing
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.access import Actor

from ..bodies import Body, read
from ..moments import Day, as_of
from ..people import account_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes_health import ExternalShapes, OverrideShape, OverridesShape
from ..short_lists import lists

router = Router(tags=["Health"])


class OverrideIn(Body):
    """Points, a level or both, why, and the last day on which it stands."""

    points: Annotated[int | None, Field(ge=0, le=100)] = None
    level: Literal["go", "care", "stop"] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=10_000)]
    until: Day


@writes(router, "PUT", "/health/{path:account}/override", OverrideShape, takes=OverrideIn)
def put_health_override(request: ApiRequest, account: str) -> dict[str, Any]:
    """Let other points or another level count, with a reason and up to a day.

    It ends by itself after that day. The computed score stays beside it.
    """
    row = _account(request, account)
    require(request.actor, "account.change", row.team_id)
    body = read(request, OverrideIn)
    said = override_health(
        account=row, points=body.points, level=body.level or "", reason=body.reason,
        until=body.until, by=request.actor, at=request.at,
    )  # fmt: skip
    return override_shape(said, request.actor)


@writes(router, "DELETE", "/health/{path:account}/override", OverrideShape)
def delete_health_override(request: ApiRequest, account: str) -> dict[str, Any]:
    """The computed score counts again."""
    row = _account(request, account)
    require(request.actor, "account.change", row.team_id)
    standing = overrides_of([row.pk], moment_of(as_of(request))).get(row.pk)
    if standing is None:
        raise Missing()
    ended = end_override(override=standing, by=request.actor, at=request.at)
    return override_shape(ended, request.actor)


@lists(router, "/health/{path:account}/overrides", OverridesShape)
def list_health_overrides(request: ApiRequest, account: str) -> dict[str, Any]:
    """Every override of the account that was not undone."""
    rows = history_of(_account(request, account))
    return {"items": [override_shape(row, request.actor) for row in rows]}


@lists(router, "/health/{path:account}/external", ExternalShapes, query=("as_of",))
def list_external_scores(request: ApiRequest, account: str) -> dict[str, Any]:
    """What another system said of the account's health, the latest first."""
    row = _account(request, account)
    rows = external_history(row.pk, moment_of(as_of(request)))
    return {"items": [external_shape(one) for one in rows]}


def external_shape(row: ExternalScore) -> dict[str, Any]:
    """A score of another system."""
    return {
        "date": row.day.isoformat(),
        "axis": row.axis or None,
        "score": row.score,
        "level": row.level or None,
        "source": row.source,
    }


def override_shape(row: HealthOverride, actor: Actor) -> dict[str, Any]:
    """An override as the API tells it to this person."""
    return {
        "points": row.points,
        "level": row.level or None,
        "reason": row.reason if actor.sees_notes else None,
        "by": row.created_by.name if row.created_by else None,
        "at": row.at.isoformat(),
        "until": row.until.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }


def _account(request: ApiRequest, key: str) -> Account:
    """The account of the address, for the vendor's people."""
    staff_only(request.actor)
    return account_of(request.actor, key)
