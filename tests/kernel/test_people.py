"""People, teams, roles, keys, the organisation."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from senro.kernel.access import SYSTEM
from senro.kernel.actions import (
    change_organization,
    change_person,
    create_api_key,
    create_organization,
    create_person,
    create_team,
    deactivate,
    join_team,
    leave_team,
    revoke_api_key,
    set_password,
    undo_fact,
)
from senro.kernel.actions.people import LastAdministrator
from senro.kernel.errors import Forbidden, Invalid
from senro.kernel.models import Fact, Membership, Organization, PersonalText
from senro.kernel.queries import (
    actor_of,
    all_people,
    api_keys,
    fact_dicts,
    first_administrator,
    members_of,
    people_with_roles,
    person_by_key,
    visible_facts,
)

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db
PASSWORD = "線路は続くよ-2026"


def person(email="sato@example.com", roles=("csm",), **fields):
    return create_person(
        fields={"email": email, "name": "佐藤", "roles": list(roles), **fields},
        password=PASSWORD,
        by=SYSTEM,
        at=AT,
    )


def test_a_person_signs_in_with_their_password_which_no_fact_contains():
    sato = person()
    request = RequestFactory().post("/")
    assert authenticate(request, email="SATO@example.com", password=PASSWORD) == sato
    assert sato.password.startswith("argon2")
    fact = Fact.objects.get(verb="kernel.person.added")
    assert "password" not in fact.after and "佐藤" not in json.dumps(fact.after, ensure_ascii=False)
    assert fact_dicts([fact])[0]["after"]["name"] == "佐藤"
    assert PersonalText.objects.get().subject_id == sato.pk


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "no mail"}, "email"),
        ({"name": " "}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles"),
        ({"roles": ["csm", "end_user"], "account_key": "A"}, "roles"),
        ({"roles": ["end_user"]}, "account_key"),
        ({"account_key": "A"}, "account_key"),
        ({"roles": ["partner"]}, "partner_key"),
        ({"locale": "xx"}, "locale"),
        ({"team": "nowhere"}, "team"),
    ],
)
def test_every_wrong_field_of_a_person_is_named(fields, wrong):
    with pytest.raises(Invalid) as refused:
        person(**fields)
    assert [error.field for error in refused.value.errors] == [wrong]
    assert not Fact.objects.exists()


def test_an_address_is_taken_whatever_its_case():
    person()
    with pytest.raises(Invalid) as refused:
        person("Sato@EXAMPLE.com")
    assert refused.value.errors[0].code == "taken"


def test_a_weak_password_is_refused_in_words():
    sato = person()
    with pytest.raises(Invalid) as refused:
        set_password(person=sato, password="password", by=SYSTEM, at=AT)
    assert {error.field for error in refused.value.errors} == {"password"}


def test_people_change_their_own_name_and_language_but_not_their_roles():
    sato = person()
    own = actor_of(sato, at=AT)
    change_person(person=sato, fields={"name": "佐藤 花子", "locale": "en"}, by=own, at=AT)
    with pytest.raises(Forbidden):
        change_person(person=sato, fields={"roles": ["admin"]}, by=own, at=AT)
    with pytest.raises(Forbidden):
        change_person(person=person("b@example.com"), fields={"name": "x"}, by=own, at=AT)
    sato.refresh_from_db()
    assert (sato.name, sato.roles) == ("佐藤 花子", ["csm"])


def test_the_last_administrator_stays_one():
    admin = person(roles=["admin"])
    assert first_administrator() == admin
    with pytest.raises(LastAdministrator):
        deactivate(person=admin, by=SYSTEM, at=AT)
    with pytest.raises(LastAdministrator):
        change_person(person=admin, fields={"roles": ["csm"]}, by=SYSTEM, at=AT)
    person("b@example.com", roles=["admin"])
    deactivate(person=admin, by=SYSTEM, at=AT)
    assert first_administrator().email == "b@example.com"


def test_who_is_switched_off_neither_signs_in_nor_uses_a_key():
    sato = person()
    _key, secret = create_api_key(person=sato, name="CRM", scope="read", by=SYSTEM, at=AT)
    deactivate(person=sato, by=SYSTEM, at=AT)
    assert authenticate(RequestFactory().post("/"), email=sato.email, password=PASSWORD) is None
    assert person_by_key(secret, AT) is None


def test_a_key_acts_as_its_person_within_its_scope_and_is_kept_as_a_digest():
    admin = person(roles=["admin"])
    key, secret = create_api_key(person=admin, name="CRM", scope="read", by=SYSTEM, at=AT)
    assert secret.startswith(key.prefix) and secret not in str(vars(key))
    found, found_key = person_by_key(secret, AT)
    actor = actor_of(found, at=AT, key=found_key)
    assert actor.has("admin") and actor.key_id == key.pk
    with pytest.raises(Forbidden):
        create_team(key="t", name="T", by=actor, at=AT)
    fact = Fact.objects.get(verb="kernel.key.made")
    assert key.digest not in json.dumps([fact.before, fact.after, fact.touched])


def test_a_key_that_was_switched_off_or_never_was_is_nobody():
    sato = person()
    key, secret = create_api_key(person=sato, name="CRM", scope="write", by=SYSTEM, at=AT)
    assert person_by_key("sk_" + "x" * 43, AT) is None and person_by_key("", AT) is None
    revoke_api_key(key=key, by=actor_of(sato, at=AT), at=AT)
    assert person_by_key(secret, AT) is None
    assert api_keys(actor_of(sato, at=AT)) == [key]


def test_using_a_key_is_noted_now_and_then():
    _key, secret = create_api_key(person=person(), name="CRM", scope="read", by=SYSTEM, at=AT)
    person_by_key(secret, AT)
    person_by_key(secret, AT + timedelta(minutes=1))
    assert person_by_key(secret, AT)[1].last_used_at == AT


def test_teams_of_a_person_are_those_of_the_moment():
    sato, ent = person(), create_team(key="ent", name="ENT", by=SYSTEM, at=AT)
    join_team(person=sato, team=ent, by=SYSTEM, at=AT)
    join_team(person=sato, team=ent, by=SYSTEM, at=AT)
    leave_team(person=sato, team=ent, by=SYSTEM, at=AT + timedelta(days=10))
    assert Membership.objects.count() == 1
    assert actor_of(sato, at=AT + timedelta(days=9)).team_ids == {ent.pk}
    assert actor_of(sato, at=AT + timedelta(days=10)).team_ids == frozenset()
    assert list(members_of(ent, at=AT)) == [sato]


def test_choosing_a_team_in_the_form_moves_the_person_and_undo_moves_back():
    for key in ("ent", "smb"):
        create_team(key=key, name=key.upper(), by=SYSTEM, at=AT)
    sato = person(team="ent")
    change_person(person=sato, fields={"team": "smb", "name": "S"}, by=SYSTEM, at=AT)
    admin = actor_of(person("a@example.com", roles=["admin"]), at=AT)
    assert {line.name: line.team_names for line in all_people(admin)}["S"] == ("SMB",)
    undo_fact(fact=Fact.objects.get(verb="kernel.person.changed"), by=SYSTEM, at=AT)
    assert {line.name: line.team_names for line in all_people(admin)}["佐藤"][:1] == ("ENT",)


def test_only_administrators_see_the_list_and_partners_only_what_they_did():
    sato, partner = person(), person("p@example.com", roles=["partner"], partner_key="P-1")
    assert all_people(actor_of(sato, at=AT)) == []
    assert visible_facts(actor_of(sato, at=AT)).exists()
    assert not visible_facts(actor_of(partner, at=AT)).exists()
    assert people_with_roles("csm", "manager") == [sato]


def test_there_is_one_organisation_and_its_settings_are_checked():
    create_organization(name="株式会社サンプル", by=SYSTEM, at=AT)
    create_organization(name="Other", by=SYSTEM, at=AT)
    change_organization(
        fields={"settings": {"calendar": {"country": "US", "extra": ["2026-12-29"]}}},
        by=SYSTEM,
        at=AT,
    )
    row = Organization.objects.get()
    assert row.name == "株式会社サンプル" and row.settings["calendar"]["country"] == "US"
    bad = {"timezone": "Mars", "settings": {"calendar": {"country": "XX", "extra": ["soon"]}}}
    with pytest.raises(Invalid) as refused:
        change_organization(fields=bad, by=SYSTEM, at=AT)
    fields = [error.field for error in refused.value.errors]
    assert fields == ["timezone", "calendar.country", "calendar.extra"]
    assert Fact.objects.filter(verb__startswith="kernel.organization").count() == 2
