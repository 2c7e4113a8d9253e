"""The first steps, without a script: answered, skipped, left and taken up again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from senro.console.people.adapter import is_new
from senro.customers.models import Account, Product
from senro.kernel.actions import save_draft
from senro.kernel.models import Organization, Person, Version
from senro.programs.queries import policies, policy
from senro.programs.rules.first_steps import months_of, with_months
from senro.programs.rules.policies import parse_policies
from tests.world import LONG_AGO

pytestmark = pytest.mark.django_db


def answer(client: Any, step: str, **sends: Any) -> Any:
    return client.post(f"/welcome/{step}/", sends)


def test_FIRST_STEPS_the_walk_publishes_what_the_team_knows(browser, desk):
    admin, later = browser("admin"), desk.later(days=1).at
    assert "/welcome/contact/" in admin.get("/welcome/").content.decode()
    sent = answer(admin, "contact", months=3, months_ENT=6)
    assert sent.url == "/welcome/tiers/"
    assert answer(admin, "tiers", ENT="1000名以上", MM="", SMB="").url == "/welcome/calendar/"
    calendar = {
        "timezone": "Asia/Tokyo",
        "country": "JP",
        "weekend": [5, 6],
        "extra": "2026-12-29\n2026-12-30",
    }
    assert answer(admin, "calendar", **calendar).url == "/welcome/products/"
    assert answer(admin, "products", products="ゲンバルーム\n新製品").url == "/welcome/model/"
    assert answer(admin, "model", model="dedicated_team").url == "/welcome/"
    assert months_of(policy("stalled", later)) == 3
    assert months_of(policy("stalled", later, "ENT")) == 6
    assert policy("org_model", later) == "dedicated_team"
    assert policy("tier_meaning", later, "ENT") == "1000名以上"
    settings = Organization.objects.get().settings
    assert settings["calendar"]["extra"] == ["2026-12-29", "2026-12-30"]
    assert Product.objects.filter(name="新製品").count() == 1
    last = Version.objects.filter(kind="policies", number__gt=1)
    assert last.count() == 3 and all(row.note for row in last)
    done = admin.get("/welcome/").content.decode()
    assert "/imports/" in done and "Invite a colleague" in done


def test_a_step_can_be_skipped_and_the_wizard_goes_on_where_it_was_left(browser, desk):
    admin = browser("admin")
    answer(admin, "contact", skip="yes")
    assert admin.get("/welcome/").url == "/welcome/tiers/"
    assert not Version.objects.filter(kind="policies", number__gt=1).exists()
    answer(admin, "contact", months=4)
    assert admin.get("/welcome/").url == "/welcome/tiers/"
    assert 'value="4"' in admin.get("/welcome/contact/").content.decode()


def test_the_same_answer_makes_no_new_version(browser, desk):
    admin = browser("admin")
    for _twice in range(2):
        answer(admin, "contact", months=3)
    assert Version.objects.filter(kind="policies", number__gt=1).count() == 1


def test_what_is_wrong_stands_beside_its_field(browser, desk):
    refused = answer(browser("admin"), "contact", months=0)
    assert refused.status_code == 422
    wrong = {"timezone": "Moon/Sea", "country": "JP", "extra": "soon"}
    text = answer(browser("admin"), "calendar", **wrong).content.decode()
    assert "There is no such time zone." in text and "2026-11-20" in text


def test_a_draft_that_somebody_works_on_is_not_swept_away(browser, desk):
    by, at = desk.world.actor("cs_ops"), desk.world.at
    body = {**policies(at)[0].body, "note": "half done"}
    save_draft(kind="policies", code="standard", body=body, by=by, at=at)
    refused = answer(browser("admin"), "model", model="everyone_csm")
    assert refused.status_code == 422 and "draft" in refused.content.decode()


def test_only_an_empty_installation_begins_with_the_first_steps(desk):
    assert not is_new()
    Account.objects.update(undone_at=desk.world.at)
    assert not is_new()


def test_the_first_sign_in_of_an_empty_installation_leads_there(client):
    person = Person(email="a@example.jp", name="A", roles=["admin"], created_at=LONG_AGO)
    person.set_password("a long passphrase")
    person.save()
    Organization.objects.update_or_create(pk=1, defaults={"name": "N", "settings": {}})
    sent = {"login": "a@example.jp", "password": "a long passphrase"}
    assert client.post("/sign-in/login/", sent).url == "/welcome/"
    client.logout()
    Organization.objects.update(settings={"welcome": {"contact": "skipped"}})
    assert Client().post("/sign-in/login/", sent).url == "/"


def test_a_rule_of_ones_own_is_left_alone():
    assert months_of("days_since_inbound_contact > 60") is None
    rule = "a <= add_months(today(), -2) AND b >= 3"
    assert with_months(rule, 5) == "a <= add_months(today(), -5) AND b >= 3"
    assert parse_policies({"policies": [{"code": "x", "value": 1}]}).of("x") == 1
