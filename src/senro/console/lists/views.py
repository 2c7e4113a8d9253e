"""Saving a list under a name, taking a view away, and the view in which a list opens."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from senro.kernel.actions import choose_view, remove_view, save_view
from senro.kernel.errors import Invalid, Missing
from senro.kernel.lists import LISTS
from senro.kernel.models import Fact, Team, View
from senro.kernel.queries import visible_views
from senro.kernel.rules.access import CUSTOMER_ROLES
from senro.ui.toasts import say

from .asking import address_of, query_of

PATHS = {"accounts": "accounts", "cases": "cases", "board": "board", "health": "health"}


@require_POST
def save(request: Any) -> HttpResponse:
    """Keep the list as it stands: as a new view, or as the one that is open."""
    code = _list_of(request)
    query, _wrong = query_of(QueryDict(request.POST.get("search", "")), code)
    key = request.POST.get("key", "")
    there = _view(request, key) if key else None
    whose = request.POST.get("scope", there.scope if there else "own")
    scope, _sep, team = whose.partition(":")
    if there is not None and there.scope == "team" and not team:
        team = there.team.key if there.team else ""
    name = request.POST.get("name", there.name if there else "")
    try:
        done = save_view(
            key=key or secrets.token_hex(8),
            list=code, name=name, scope=scope, team=team, query=query,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refused:
        say(request, refused.errors[0].message, level=messages.ERROR)
        return redirect(f"{reverse(PATHS[code])}?{request.POST.get('search', '')}")
    undo = _undo(request)
    if request.POST.get("starts"):
        choose_view(list=code, view=done.row, by=request.actor, at=request.at)
    say(request, _("The view “%(name)s” is kept.") % {"name": done.row.name}, undo=undo)
    return redirect(address_of(reverse(PATHS[code]), done.row))


@require_POST
def remove(request: Any, key: str) -> HttpResponse:
    """Take a view away."""
    view = _view(request, key)
    remove_view(view=view, by=request.actor, at=request.at)
    words = _("The view “%(name)s” is gone.") % {"name": view.name}
    say(request, words, undo=_undo(request))
    return redirect(f"{reverse(PATHS[view.list])}?view=-")


@require_POST
def start(request: Any) -> HttpResponse:
    """The list opens in this view from now on, or as it is."""
    code = _list_of(request)
    key = request.POST.get("key", "")
    view = _view(request, key) if key else None
    choose_view(list=code, view=view, by=request.actor, at=request.at)
    words = _("The list opens in this view from now on.") if view else _("The list opens as it is.")
    say(request, words, undo=_undo(request))
    path = reverse(PATHS[code])
    return redirect(address_of(path, view) if view else f"{path}?view=-")


def shares(request: Any) -> list[tuple[str, Any]]:
    """Whom a view may be kept for: oneself, a team of one's own, everybody."""
    actor = request.actor
    teams = Team.objects.living().filter(pk__in=actor.team_ids).order_by("name")
    found: list[tuple[str, Any]] = [("own", _("Only me"))]
    found += [(f"team:{team.key}", team.name) for team in teams]
    return [*found, ("all", _("Everybody"))] if actor.has("admin", "cs_ops") else found


def _list_of(request: Any) -> str:
    code = str(request.POST.get("list", ""))
    if code not in LISTS or request.actor.roles <= frozenset(CUSTOMER_ROLES):
        raise Missing()
    return code


def _view(request: Any, key: str) -> View:
    found = visible_views(request.actor).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def _undo(request: Any) -> str:
    mine = Fact.objects.filter(by_id=request.actor.person_id, verb__startswith="kernel.view.")
    fact = mine.filter(at=request.at).order_by("-seq").only("id").first()
    return reverse("fact_undo", args=[fact.id]) if fact else ""
