"""Keeping a list under a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import FieldError, Forbidden, Invalid, Missing, StaleVersion
from ..lists import LISTS, cleaned
from ..models import DefaultView, Person, Team, View
from ..models.views import SCOPES
from ..queries.views import may_change_view, may_share, visible_views
from ..rules.access import Actor
from ..verbs import Change, verb

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class SavedView:
    """The view as it is now, and whether it is new."""

    row: View
    created: bool


@verb("kernel.view.saved", _("View saved"))
def save_view(
    change: Change,
    *,
    key: str,
    list: str,
    name: str,
    query: Mapping[str, Any],
    by: Actor,
    at: datetime,
    scope: str = "own",
    team: str = "",
    if_version: int | None = None,
) -> SavedView:
    """Keep a list under a name: for oneself, a team (by its key), or everybody.

    Raises Invalid with every wrong field, Missing for somebody else's key, Forbidden, StaleVersion.
    """
    require(by, "own.change")
    there = _there(by, key, if_version)
    asked = (key, list, name, query, scope, team)
    values = _allowed(by, *asked, there)
    if there is None:
        row = View(key=key, list=list, owner_id=by.person_id, **values)
        try:
            with transaction.atomic():
                return SavedView(change.create(row), True)
        except IntegrityError:  # saved by two at once: the other one made it
            there = _there(by, key, if_version)
        if there is None:  # and has taken it away again
            raise StaleVersion()
        values = _allowed(by, *asked, there)
    if scope == "own":
        values["owner_id"] = by.person_id
    change.update(there, **values)
    return SavedView(there, False)


def _there(by: Actor, key: str, if_version: int | None) -> View | None:
    """The view of this key under lock. Raises Missing for somebody else's, StaleVersion."""
    there = View.objects.living().select_for_update().filter(key=key).first()
    if there and not visible_views(by).filter(pk=there.pk).exists():
        raise Missing()
    if if_version is not None and if_version != (there.version if there else 0):
        raise StaleVersion()
    return there


def _allowed(
    by: Actor, key: str, list: str, name: str, query: Any, scope: str, team: str, there: View | None
) -> dict[str, Any]:
    """What is to be kept. Raises Invalid with every wrong field, Forbidden."""
    values, errors = _values(key, list, name, query, scope, team, there)
    if errors:
        raise Invalid(*errors)
    if (there and not may_change_view(by, there)) or not may_share(by, scope, values["team_id"]):
        raise Forbidden(permission="own.change")
    return values


@verb("kernel.view.removed", _("View removed"))
def remove_view(change: Change, *, view: View, by: Actor, at: datetime) -> View:
    """Take a view away. Lists that opened in it open as they are."""
    require(by, "own.change")
    if not may_change_view(by, view):
        raise Forbidden(permission="own.change")
    change.subject(view)
    for row in DefaultView.objects.living().filter(view=view):
        change.remove(row)
    change.remove(view)
    return view


@verb("kernel.view.chosen", _("Default view chosen"))
def choose_view(
    change: Change, *, list: str, view: View | None, by: Actor, at: datetime
) -> DefaultView | None:
    """Let a list open in this view for oneself; None: as it is without one."""
    require(by, "own.change")
    if list not in LISTS or (view is not None and view.list != list):
        raise Invalid(FieldError("list", "unknown_value", _("There is no such list.")))
    if by.person_id is None:
        raise Forbidden(permission="own.change")
    # Whoever chooses at the same moment waits here.
    person = Person.objects.select_for_update(no_key=True).get(pk=by.person_id)
    there = DefaultView.objects.living().filter(person=person, list=list).first()
    if there:
        change.update(there, view=view)
        return there
    return change.create(DefaultView(person=person, list=list, view=view)) if view else None


def _values(
    key: str, list: str, name: str, query: Any, scope: str, team: str, there: View | None
) -> tuple[dict[str, Any], list[FieldError]]:
    errors = []
    if not KEY.fullmatch(key):
        words = _("A key is letters, digits, dots, - and _, at most 100.")
        errors.append(FieldError("key", "bad_key", words))
    kind = LISTS.get(list)
    if kind is None:
        errors.append(FieldError("list", "unknown_value", _("There is no such list.")))
    elif there and there.list != list:
        words = _("A view stays with its list.")
        errors.append(FieldError("list", "fixed", words))
    if not 1 <= len(name.strip()) <= 100:
        words = _("A view needs a name of at most 100 characters.")
        errors.append(FieldError("name", "required", words))
    if scope not in SCOPES:
        words = _("A view is one's own, a team's, or everybody's.")
        errors.append(FieldError("scope", "unknown_value", words))
    owning = Team.objects.living().filter(key=team).first() if scope == "team" else None
    if scope == "team" and owning is None:
        errors.append(FieldError("team", "unknown_team", _("There is no such team.")))
    kept: dict[str, Any] = {}
    if kind is not None:
        kept, wrong = cleaned(kind, query)
        errors += wrong
    team_id = owning.pk if owning else None
    return {"name": name.strip(), "scope": scope, "team_id": team_id, "query": kept}, errors
