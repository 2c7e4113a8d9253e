"""Erasing on request, by the page and by a program: for good, and only by administrators."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from senro.customers.models import Contact, EndUser
from senro.kernel.actions import create_api_key
from senro.kernel.models import Fact
from senro.usage.models import Forgetting

pytestmark = pytest.mark.django_db
MEANT = {"reason": "本人からの申し出 2026-11-20", "sure": "on"}


def offered(client, page, address):
    """The page offers it by a link."""
    assert f'href="{address}"' in client.get(page).content.decode()


def test_a_contact_is_erased_by_the_page_that_asks_twice(browser, world):
    admin, contact = browser("admin"), world.contacts["CT-001"]
    name = contact.name
    where = f"/accounts/ACC-001/contacts/{contact.pk}/erasure/"
    offered(admin, "/accounts/ACC-001/?tab=people", where)
    assert "cannot be undone" in admin.get(where).content.decode()
    refused = admin.post(where, {"reason": "x"})
    assert refused.status_code == 422 and Contact.objects.get(pk=contact.pk).name == name
    done = admin.post(where, MEANT, follow=True)
    shown = re.sub(r"<head>.*?</head>", "", done.content.decode(), flags=re.DOTALL)
    # The row says what it is, and offers nothing that would fill it again.
    assert name not in shown and "Erased contact" in shown and str(contact.pk) not in shown
    assert Contact.objects.get(pk=contact.pk).name == ""
    assert Fact.objects.filter(verb="person.erased").get().reason == MEANT["reason"]
    for who in ("csm_ent", "manager", "viewer"):
        assert browser(who).post(where, MEANT).status_code == 403
        assert "/erasure/" not in browser(who).get("/accounts/ACC-001/?tab=people").content.decode()


def test_an_end_user_goes_with_the_events_that_name_them(browser, world):
    user = EndUser.objects.select_related("account").get(key="EU-001")
    key, where = user.key, f"/accounts/{user.account.key}/end-users/{user.pk}/erasure/"
    offered(browser("admin"), f"/accounts/{user.account.key}/?tab=users", where)
    browser("admin").post(where, MEANT)
    assert key in Forgetting.objects.get().ids
    assert EndUser.objects.get(pk=user.pk).key != key
    shown = browser("admin").get(f"/accounts/{user.account.key}/?tab=users").content.decode()
    assert "Erased end user" in shown and str(user.pk) not in shown


def test_all_events_of_an_account_go_on_request(browser, world):
    assert browser("csm_ent").get("/accounts/ACC-001/events/erasure/").status_code == 403
    browser("admin").post("/accounts/ACC-001/events/erasure/", MEANT)
    assert Forgetting.objects.get().account_key == "ACC-001"


def test_a_program_erases_once_and_finds_nothing_afterwards(world):
    _key, secret = create_api_key(
        name="erase",
        person=world.people["admin"],
        scope="write",
        by=world.actor("admin"),
        at=world.at,
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    body = {"data": {"reason": "x"}, "content_type": "application/json"}
    erased = client.post("/api/v1/contacts/CT-001/erasure", **body)
    assert erased.status_code == 200, erased.content
    assert erased.json()["account"] == "ACC-001" and "CT-001" not in erased.json()["key"]
    assert client.get("/api/v1/contacts/CT-001").status_code == 404
    assert client.post("/api/v1/contacts/CT-001/erasure", **body).status_code == 404
    assert client.post("/api/v1/end-users/EU-001/erasure", **body).status_code == 200
