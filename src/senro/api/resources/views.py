"""Saved views: kept by key, private, a team's or everybody's; lists take one as `?view=`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from senro.kernel.access import staff_only
from senro.kernel.actions import choose_view, remove_view, save_view
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.lists import LISTS
from senro.kernel.models import View
from senro.kernel.queries import default_view, may_change_view, view_of, visible_views

from ..bodies import Body, read
from ..ids import key_of
from ..lists import page
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..short_lists import lists
from ..versions import if_match

router = Router(tags=["Views"])
COLUMNS = {"name": "name", "key": "key", "created_at": "created_at"}


class ViewIn(Body):
    """A list under a name. `query`: where, q, filters, columns, sort, group, lanes."""

    list: Annotated[str, Field(min_length=1, max_length=20)]
    name: Annotated[str, Field(max_length=1000)]
    scope: Literal["own", "team", "all"] = "own"
    team: Annotated[str, Field(max_length=100)] | None = None
    query: dict[str, Any] = {}


class ViewShape(Shape):
    """A saved view."""

    key: str
    list: str
    name: str
    scope: Literal["own", "team", "all"]
    owner: str | None
    team: str | None
    query: dict[str, Any]
    may_change: bool
    version: int


class Views(Shape):
    """A page of views."""

    items: list[ViewShape]
    next_cursor: str | None


class StartIn(Body):
    """The key of a view of this list; null: the list opens as it is."""

    view: Annotated[str, Field(max_length=100)] | None


class StartShape(Shape):
    """In which view a list opens for this person."""

    list: str
    view: str | None


class Starts(Shape):
    """All lists."""

    items: list[StartShape]
    next_cursor: str | None = None


@lists(router, "/me/start-views", Starts)
def list_start_views(request: ApiRequest) -> dict[str, Any]:
    """In which view each list opens for this person."""
    staff_only(request.actor)
    return {"items": [_start(request, name) for name in LISTS]}


@writes(router, "PUT", "/me/start-views/{name}", StartShape, takes=StartIn)
def put_start_view(request: ApiRequest, name: str) -> dict[str, Any]:
    """The list opens in this view from now on, or as it is. The fact can be undone."""
    staff_only(request.actor)
    if name not in LISTS:
        raise Missing()
    key = read(request, StartIn).view
    view = view_of(request.actor, name, key) if key else None
    if key and view is None:
        words = _("This list has no view with this key.")
        raise Invalid(FieldError("view", "unknown_view", words))
    choose_view(list=name, view=view, by=request.actor, at=request.at)
    return _start(request, name)


@reads(router, "/views", Views, query=("limit", "cursor", "sort", "list"))
def list_views(request: ApiRequest) -> dict[str, Any]:
    """The views that this person may use: their own, their teams', everybody's."""
    actor = request.actor
    rows = visible_views(actor, request.GET.get("list", ""))
    found, cursor = page(request, rows, columns=COLUMNS, default="name")
    return {"items": [_shown(row, actor) for row in found], "next_cursor": cursor}


@reads(router, "/views/{key}", ViewShape)
def get_view(request: ApiRequest, key: str) -> dict[str, Any]:
    """One view."""
    return _shown(_view(request, key), request.actor)


@writes(router, "PUT", "/views/{key}", ViewShape, takes=ViewIn, created=True)
def put_view(request: ApiRequest, key: str) -> tuple[dict[str, Any], int]:
    """Keep a list under a name, or change it.

    A view of a team is for its members, one of everybody is kept by CS Ops.
    """
    actor, at = request.actor, request.at
    body = read(request, ViewIn)
    done = save_view(
        key=key_of(key),
        list=body.list,
        name=body.name,
        scope=body.scope,
        team=body.team or "",
        query=body.query,
        if_version=if_match(request),
        by=actor,
        at=at,
    )
    return _shown(_view(request, key), actor), 201 if done.created else 200


@writes(router, "DELETE", "/views/{key}", ViewShape)
def delete_view(request: ApiRequest, key: str) -> dict[str, Any]:
    """Take a view away."""
    actor, at = request.actor, request.at
    view = _view(request, key)
    shown = _shown(view, actor)
    remove_view(view=view, by=actor, at=at)
    return shown


def _start(request: ApiRequest, name: str) -> dict[str, Any]:
    view = default_view(request.actor, name)
    return {"list": name, "view": view.key if view else None}


def _view(request: ApiRequest, key: str) -> View:
    found = visible_views(request.actor).filter(key=key_of(key)).first()
    if found is None:
        raise Missing()
    return found


def _shown(row: View, actor: Any) -> dict[str, Any]:
    return {
        "key": row.key,
        "list": row.list,
        "name": row.name,
        "scope": row.scope,
        "owner": row.owner.email if row.owner else None,
        "team": row.team.key if row.team else None,
        "query": row.query,
        "may_change": may_change_view(actor, row),
        "version": row.version,
    }
