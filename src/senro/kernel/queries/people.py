"""Who is who."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from ..models import ApiKey, Membership, Organization, Person
from ..rules.access import Actor


def organization() -> Organization:
    """The one organisation (a default, unsaved one before `senro init`)."""
    return Organization.objects.first() or Organization(name="Senro")


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
    return people if actor.sees_everything else people.filter(pk=actor.person_id)
