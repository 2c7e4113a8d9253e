"""Somebody leaves, or has too much: what they hold goes to others, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import FieldError, Invalid
from ..models import Membership, Person
from ..notifications import notify
from ..reassignment import HOLDINGS, holdings_of, spread
from ..rules.access import CUSTOMER_ROLES, Actor
from ..verbs import Change, verb
from .people import deactivate
from .teams import leave_team


@verb("kernel.work.reassigned", _("Work handed over"), permission="work.reassign")
def reassign_work(
    change: Change,
    *,
    person: Person,
    to: Sequence[Person],
    kinds: Iterable[str] = (),
    by: Actor,
    at: datetime,
    reason: str = "",
) -> dict[str, int]:
    """Hand what `person` holds to one colleague, or spread it over several. How much, by kind.

    `kinds`: only these (default: all of them). Whoever of the colleagues holds least gets the next
    thing. Nothing left: nothing happens. Raises Invalid, Forbidden; undoing it gives everything back.
    """
    require(by, "work.reassign")
    wanted = tuple(kinds) or tuple(HOLDINGS)
    _check(person, to, wanted)
    # One at a time: two managers who hand over the same person's work must not both count it.
    list(Person.objects.select_for_update().filter(pk=person.pk))
    held = holdings_of(person.pk)
    moved: dict[str, int] = {}
    given: dict[UUID, int] = {}
    for kind in wanted:
        ids = held[kind]
        if not ids:
            continue
        loads = [len(HOLDINGS[kind].held(one.pk)) for one in to]
        for one, share in zip(to, spread(ids, loads), strict=True):
            if share:
                HOLDINGS[kind].give(share, one, by, at)
                given[one.pk] = given.get(one.pk, 0) + len(share)
        moved[kind] = len(ids)
    if moved:
        for one in to:
            notify(
                "kernel.work.reassigned", to=[one] if one.pk in given else [], subject=person,
                once=f"{change.id}", at=at, by=by,
                params={"who": person.name, "count": given.get(one.pk, 0)},
            )  # fmt: skip
        change.about(*to)
        change.reason = reason.strip()
        change.note(person, moved=moved)
    return moved


@verb("kernel.person.left", _("Left the team"), permission="people.change")
def let_go(
    change: Change,
    *,
    person: Person,
    to: Sequence[Person],
    by: Actor,
    at: datetime,
    reason: str = "",
) -> dict[str, int]:
    """Somebody leaves: their work goes to others, teams end, sign-in and keys stop. One undo.

    `to` may be empty only when they hold nothing. Raises as `reassign_work` and `deactivate`.
    """
    require(by, "people.change")
    held = {kind: len(ids) for kind, ids in holdings_of(person.pk).items() if ids}
    moved: dict[str, int] = {}
    if held:
        moved = reassign_work(person=person, to=to, by=by, at=at, reason=reason)
    rows = Membership.objects.living().filter(person=person, until=None).select_related("team")
    for membership in rows:
        leave_team(person=person, team=membership.team, by=by, at=at)
    if person.is_active:
        deactivate(person=person, by=by, at=at)
        change.reason = reason.strip()
        change.note(person, moved=moved)
    return moved


def _check(person: Person, to: Sequence[Person], kinds: Sequence[str]) -> None:
    wrong = [
        FieldError(f"kinds[{place}]", "unknown_kind", _("There is no such kind of work."))
        for place, kind in enumerate(kinds)
        if kind not in HOLDINGS
    ]
    if not to:
        wrong.append(FieldError("to", "required", _("Choose who takes over.")))
    for place, one in enumerate(to):
        if one.pk == person.pk:
            words = _("Somebody cannot take over from themselves.")
            wrong.append(FieldError(f"to[{place}]", "same_person", words))
        elif not one.is_active or one.undone_at or set(one.roles) & set(CUSTOMER_ROLES):
            words = _("This person cannot take over work.")
            wrong.append(FieldError(f"to[{place}]", "not_a_colleague", words))
    if len({one.pk for one in to}) < len(to):
        wrong.append(FieldError("to", "duplicate", _("Somebody is named twice.")))
    if wrong:
        raise Invalid(*wrong)
