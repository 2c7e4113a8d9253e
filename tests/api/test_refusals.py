"""Every failure has one shape: a problem document with a stable code, in the reader's language."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client

from senro.api import door, keys
from senro.kernel.models import ApiKey

pytestmark = pytest.mark.django_db


def shape_of(response):
    """The body of a refusal, after checking what all of them share."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"] and body["detail"] and body["type"].endswith(body["code"])
    return body


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer sk_wrong", "Basic YTpi"])
def test_without_a_valid_key_it_is_401_with_a_challenge(db, header):
    headers = {} if header is None else {"Authorization": header}
    response = Client().get("/api/v1/me", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert shape_of(response)["code"] == "unauthorized"


def test_a_revoked_key_and_a_key_of_somebody_who_left_are_401(caller, world):
    revoked, left = caller("csm_mm"), caller("csm_ent")
    ApiKey.objects.filter(person=world.people["csm_mm"]).update(revoked_at=world.at)
    person = world.people["csm_ent"]
    person.is_active = False
    person.save()
    assert revoked.get("/me").status_code == left.get("/me").status_code == 401


@pytest.mark.parametrize(
    ("scope", "method", "status"),
    [("read", "GET", 200), ("ingest", "GET", 403), ("write", "GET", 200)],
)
def test_a_key_never_reaches_beyond_its_scope(caller, scope, method, status):
    response = caller("admin", scope).send(method, "/me")
    assert response.status_code == status
    if status == 403:
        assert shape_of(response)["code"] == "scope"


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v2/me", "/api/", "/api/v1/me/", "/api/v1/a%0Ab"]
)
def test_an_address_without_a_resource_is_a_problem_document_too(admin, path):
    response = admin.get(path)
    assert response.status_code == 404 and shape_of(response)["code"] == "not_found"


def test_a_method_that_is_not_taken_is_405_and_names_those_that_are(admin):
    response = admin.post("/me", {})
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "PATCH"}
    assert shape_of(response)["code"] == "method_not_allowed"


def test_more_than_32_megabytes_are_413_before_they_are_read(admin):
    response = admin.client.generic(
        "PUT",
        "/api/v1/accounts/A",
        b"{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {admin.secret}"},
        CONTENT_LENGTH=str(door.MOST_BYTES + 1),
    )
    assert response.status_code == 413 and shape_of(response)["code"] == "too_large"


def test_the_request_after_the_last_of_a_minute_is_429_and_says_when_to_return(admin, monkeypatch):
    monkeypatch.setattr(keys, "LIMIT", keys.RateLimit(per_minute=2))
    monkeypatch.setattr(
        keys.clock, "machine_now", lambda: datetime(2026, 11, 20, 3, 0, 48, tzinfo=UTC)
    )
    assert [admin.get("/me").status_code for _ in range(3)] == [200, 200, 429]
    response = admin.get("/me")
    assert response.headers["Retry-After"] == "30"
    assert shape_of(response)["code"] == "rate_limited"


def test_a_defect_is_500_without_details(admin, monkeypatch, caplog):
    def broken():
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("senro.api.resources.me.organization", broken)
    response = admin.get("/me")
    assert response.status_code == 500 and shape_of(response)["code"] == "defect"
    assert b"secret detail" not in response.content
    assert "secret detail" in caplog.text


def test_messages_follow_accept_language_and_codes_do_not(admin):
    english = shape_of(admin.get("/nothing"))
    admin.language = "ja"
    japanese = shape_of(admin.get("/nothing"))
    assert english["code"] == japanese["code"]
    assert english["detail"].isascii()


def test_a_key_needs_no_session_and_no_csrf_token(world, caller):
    client = Client(enforce_csrf_checks=True)
    asking = caller("admin")
    asking.client = client
    assert asking.put("/accounts/ACC-1", {"name": "x"}).status_code != 403
    assert not client.cookies


def test_head_answers_as_get_without_a_body(admin):
    response = admin.send("HEAD", "/me")
    assert response.status_code == 200 and response.content == b""


def test_the_schema_and_its_page_need_no_key(db):
    response = Client().get("/api/v1/openapi.json")
    assert json.loads(response.content)["openapi"].startswith("3.1")


def chunked(one, body: bytes, **more):
    """A PUT that does not say how long its body is, as programs that stream send it."""
    return one.client.request(
        **{
            "REQUEST_METHOD": "PUT", "PATH_INFO": "/api/v1/accounts/ACC-001",
            "CONTENT_TYPE": "application/json", "HTTP_TRANSFER_ENCODING": "chunked",
            "HTTP_AUTHORIZATION": f"Bearer {one.secret}", "wsgi.input": BytesIO(body), **more,
        }
    )  # fmt: skip


def test_a_body_of_unsaid_length_is_read_and_one_too_long_is_413(caller, world, monkeypatch):
    one = caller("admin")
    answer = chunked(one, b'{"name": "Streamed"}')
    assert (answer.status_code, answer.json()["name"]) == (200, "Streamed")
    monkeypatch.setattr(door, "MOST_BYTES", 10)
    assert chunked(one, b'{"name": "Too long"}').status_code == 413
