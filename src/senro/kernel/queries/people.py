"""Who is who."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from ..memo import remembered
from ..models import ApiKey, Fact, Membership, Organization, Person, Team
from ..roles import ROLE_WORDS
from ..rules.access import LEADERS, Actor


def organization() -> Organization:
    """The one organisation (a default, unsaved one before `senro init`)."""
    found = remembered("organization", Organization.objects.first)
    # A copy: whoever changes it must not change what others read.
    return copy(found) if found else Organization(name="Senro")


def organization_version() -> int:
    """How often the organisation was changed: who changes it may say on which state that is based."""
    return Fact.objects.filter(verb__startswith="kernel.organization.").count()


def actor_of(person: Person, *, at: datetime, key: ApiKey | None = None) -> Actor:
    """The person as an actor, with the teams of that moment and the key's scope."""
    teams = (
        Membership.objects.living()
        .filter(Q(until=None) | Q(until__gt=at), person=person, since__lte=at)
        .values_list("team_id", flat=True)
    )
    return Actor(
        person_id=person.pk,
        roles=frozenset(person.roles),
        team_ids=frozenset(teams),
        key_id=key.pk if key else None,
        scope=key.scope if key else "write",
        locale=person.locale or "ja",
    )


def visible_people(actor: Actor) -> QuerySet[Person]:
    """Colleagues that the actor may name as owner or mention."""
    people = Person.objects.filter(is_active=True, undone_at=None, account_key="")
    return people if actor.sees_everything else people.filter(pk__in=[actor.person_id])


def reachable_people(actor: Actor) -> QuerySet[Person]:
    """Everybody with access, switched off or not, for an administrator; else those one may name."""
    if actor.has("admin"):
        return Person.objects.filter(undone_at=None)
    return visible_people(actor)


def people_with_work(actor: Actor) -> QuerySet[Person]:
    """Colleagues whose work this actor may look at to hand it over; for others there are none."""
    people = Person.objects.filter(undone_at=None, account_key="")
    return people if actor.has(*LEADERS) else people.none()


def owner_by_mail(actor: Actor, email: str) -> Person | None:
    """A colleague by e-mail address, as imports and the API name them."""
    return visible_people(actor).filter(email__iexact=email.strip()).first()


def people_with_roles(*roles: str) -> list[Person]:
    """Everybody active who holds any of the roles."""
    active = Person.objects.filter(is_active=True, undone_at=None)
    return [person for person in active if set(roles) & set(person.roles)]


def members_of(team: Team, *, at: datetime) -> QuerySet[Person]:
    """Who was in the team at that moment."""
    there = (
        Membership.objects.living()
        .filter(Q(until=None) | Q(until__gt=at), team=team, since__lte=at)
        .values("person_id")
    )
    return Person.objects.filter(is_active=True, undone_at=None, pk__in=there)


@dataclass(frozen=True)
class PersonLine:
    """Somebody as the list of people shows them."""

    pk: UUID
    name: str
    email: str
    is_active: bool
    roles: tuple[str, ...]
    role_words: tuple[str, ...]
    team_names: tuple[str, ...]
    last_login: datetime | None


def all_people(actor: Actor) -> list[PersonLine]:
    """Everybody with access, switched off or not (administrators only; others see nobody)."""
    if not actor.has("admin"):
        return []
    teams: dict[UUID, list[str]] = {}
    for membership in Membership.objects.living().filter(until=None).select_related("team"):
        teams.setdefault(membership.person_id, []).append(membership.team.name)
    return [
        PersonLine(
            pk=person.pk,
            name=person.name,
            email=person.email,
            is_active=person.is_active,
            roles=tuple(person.roles),
            role_words=tuple(str(ROLE_WORDS.get(role, role)) for role in person.roles),
            team_names=tuple(teams.get(person.pk, ())),
            last_login=person.last_login,
        )
        for person in Person.objects.filter(undone_at=None).order_by("-is_active", "name", "email")
    ]


def teams_of_everyone() -> list[Team]:
    """All teams, by name."""
    return list(Team.objects.living().order_by("name"))


def api_keys(actor: Actor) -> list[ApiKey]:
    """Keys: all for an administrator, else one's own; those that work first."""
    keys = ApiKey.objects.living().select_related("person")
    if not actor.has("admin"):
        keys = keys.filter(person_id__in=[actor.person_id])
    return sorted(keys, key=lambda key: (key.revoked_at is not None, -key.created_at.timestamp()))


def first_administrator() -> Person | None:
    """The administrator of `init`: whom `senro` acts as."""
    people = Person.objects.filter(is_active=True, undone_at=None).order_by("created_at", "pk")
    return next((person for person in people if "admin" in person.roles), None)


def names_of_people(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id; nothing for nobody."""
    wanted = set(ids)
    rows = Person.objects.filter(pk__in=wanted) if wanted else Person.objects.none()
    return dict(rows.values_list("pk", "name"))
