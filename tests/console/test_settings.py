"""Settings: the organisation's calendar moves due dates; teams can be added and renamed."""

from __future__ import annotations

import pytest
from django.test import Client

from senro.kernel.models import Fact, Person, Team
from senro.kernel.queries import business_calendar, organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world) -> Client:
    client = Client()
    client.force_login(
        world.people["admin"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


FIELDS = {
    "name": "株式会社テスト",
    "timezone": "Asia/Tokyo",
    "locale": "ja",
    "currency": "JPY",
    "country": "jp",
    "weekend": ["5", "6"],
    "extra": "2026-12-29\n2026-12-30",
    "removed": "",
}


def test_a_closed_day_of_the_company_is_no_business_day(admin):
    from datetime import date

    assert business_calendar().is_business_day(date(2026, 12, 29))
    response = admin.post("/settings/organization/", FIELDS)
    assert response.status_code == 302
    assert not business_calendar().is_business_day(date(2026, 12, 29))
    assert organization().settings["calendar"]["country"] == "JP"


@pytest.mark.parametrize(
    ("field", "value"),
    [("timezone", "Mars/Base"), ("currency", "yen"), ("country", "XX"), ("extra", "29 Dec")],
)
def test_a_wrong_setting_is_named_and_what_was_typed_stays(admin, field, value):
    response = admin.post("/settings/organization/", {**FIELDS, field: value})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert response.context["form"][field].value() == value


def test_a_team_is_added_renamed_and_recorded(admin):
    admin.post("/settings/teams/", {"key": "apac", "name": "APAC"})
    team = Team.objects.living().get(key="apac")
    admin.post(f"/settings/teams/{team.pk}/", {"name": "アジア"})
    team.refresh_from_db()
    assert team.name == "アジア"
    assert Fact.objects.filter(subject_id=team.pk).count() == 2


def test_a_partners_person_is_added_and_a_customers_person_is_changed_on_their_pages(admin, world):
    seller = {"name": "相沢", "email": "p@example.jp", "roles": ["partner"], "is_active": "on"}
    assert admin.post("/settings/people/new/", seller).status_code == 422
    assert admin.post("/settings/people/new/", {**seller, "partner_key": "P-01"}).status_code == 302
    assert Person.objects.get(email="p@example.jp").partner_key == "P-01"
    customer = world.people["customer"]
    told = {"name": "退職", "email": customer.email, "roles": customer.roles}
    assert admin.post(f"/settings/people/{customer.pk}/", told).status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.is_active, customer.account_key) == ("退職", False, "ACC-001")
