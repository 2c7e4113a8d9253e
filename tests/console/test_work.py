"""A manager hands over somebody's work on the screen, an administrator lets somebody go."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from senro.customers.models import Account
from senro.kernel.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A browser for anybody of the world."""
    monkeypatch.setenv("SENRO_NOW", "2026-11-20T12:00:00+09:00")

    def client(name: str) -> Client:
        found = Client()
        found.force_login(world.people[name], backend=BACKEND)
        return found

    return client


def test_a_manager_sees_who_holds_what_and_hands_it_over(world: Any, signed_in: Any) -> None:
    manager, person = signed_in("manager"), world.people["csm_mm"]
    rows = manager.get("/people/holdings/").context["rows"]
    held = {one.email: [count for _words, count in counts] for one, counts in rows}
    assert [sum(counts) for counts in held.values()] == sorted(
        map(sum, held.values()), reverse=True
    )
    assert held[world.email("csm_mm")][0] == 1
    page = f"/people/{person.pk}/holdings/"
    assert b"leaves" not in manager.get(page).content
    refused = manager.post(page, {"kinds": ["accounts"]})
    assert refused.status_code == 422 and refused.context["form"].errors["to"]
    taker = world.people["specialist_mm"]
    answer = manager.post(page, {"kinds": ["accounts"], "to": [str(taker.pk)]}, follow=True)
    assert Account.objects.get(key="ACC-002").owner_id == taker.pk
    undo = answer.content.decode().split('action="/facts/')[1].split('"')[0]
    manager.post(f"/facts/{undo}")
    assert Account.objects.get(key="ACC-002").owner_id == person.pk


def test_an_administrator_lets_somebody_go(world: Any, signed_in: Any) -> None:
    admin, person = signed_in("admin"), world.people["csm_mm"]
    page = f"/people/{person.pk}/holdings/"
    taker = world.people["csm_ent"]
    admin.post(page, {"leaves": "on", "to": [str(taker.pk)], "reason": "退職"})
    assert not Person.objects.get(pk=person.pk).is_active
    account = Account.objects.get(key="ACC-002")
    assert (account.owner_id, account.team_id) == (taker.pk, world.teams["ent"].pk)
