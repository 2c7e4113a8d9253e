"""What every answer carries, also when it is a refusal, and what a browser is told to keep."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from tests.access.places import PLACES
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
PAGES = [
    "/", "/board/", "/accounts/", "/accounts/ACC-001/", "/imports/", "/settings/", "/settings/keys/",
    "/settings/record/", "/sign-in/login/", "/sign-in/sessions/", "/healthz", "/api/v1/docs",
    "/api/v1/openapi.json", "/nothing/", "/api/v1/nothing", "/accounts/list.csv",
]  # fmt: skip


def policy_of(answer) -> dict[str, list[str]]:
    """The Content-Security-Policy as a table."""
    header = answer.headers["Content-Security-Policy"]
    parts = [part.split() for part in header.split(";")]
    return {part[0]: part[1:] for part in parts if part}


def strict(answer) -> None:
    policy = policy_of(answer)
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"] and policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert not any(word.startswith("'unsafe") for words in policy.values() for word in words)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_strict_headers(path, browser):
    strict(browser("admin").get(path))
    strict(browser().get(path))


def test_refusals_carry_them_too(browser, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ZeroDivisionError

    client = browser("viewer", raise_request_exception=False)
    strict(client.get("/", headers={"Host": "evil.example"}))
    strict(client.put("/board/"))
    strict(client.post("/settings/keys/"))
    strict(client.post("/imports/new/", CONTENT_LENGTH=str(400 * 1024 * 1024)))
    strict(client.get("/board"))
    strict(client.get("/board/?q=%00"))
    strict(browser("viewer", enforce_csrf_checks=True).post("/notifications/"))
    monkeypatch.setattr("senro.console.settings.views.notification_lines", fail)
    broken = client.get("/notifications/")
    assert broken.status_code == 500 and b"ZeroDivision" not in broken.content
    strict(broken)


def test_a_host_that_is_not_ours_is_refused(browser):
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1:80@evil", "a b", ""):
        if host:
            answer = browser().get("/sign-in/login/", headers={"Host": host})
            assert answer.status_code == 400, host
            assert b"evil" not in answer.content


def test_scripts_cannot_read_the_session(browser, password, limits):
    client = browser()
    client.post("/sign-in/login/", {"login": "csm_mm@example.jp", "password": password})
    session = client.cookies["sessionid"]
    assert session["httponly"] and session["samesite"] == "Lax"


def test_with_https_cookies_travel_on_https_only(tmp_path: Path):
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS]))"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SENRO_")}
    env = {
        **kept,
        "SENRO_HTTPS": "1",
        "SENRO_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "senro.config.settings",
    }
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    secure, csrf, hsts = json.loads(run.stdout)
    assert secure and csrf and hsts >= 180 * 24 * 3600


def test_the_secret_key_is_nobody_else_s_to_read(tmp_path: Path):
    from senro.config.env import secret_key

    assert len(secret_key(tmp_path)) >= 50 and secret_key(tmp_path) == secret_key(tmp_path)
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def _posts() -> list[str]:
    return sorted(name for name, place in PLACES.items() if place.post)


def test_every_form_needs_its_token(browser, world):
    """Each POST without the token is refused before anything is looked up."""
    client = browser("admin", enforce_csrf_checks=True)
    reverse = get_resolver().reverse
    stand_ins = {"session_id": 1, "item": "x", "step": "recover", "phase": "P1", "code": "A"}
    some_id = world.people["viewer"].pk
    for name in _posts():
        args = {
            key: value if key in ("uidb36", "key") else stand_ins.get(key, some_id)
            for key, value in PLACES[name].args.items()
        }
        space, _colon, bare = name.rpartition(":")
        path = f"/ui/{bare}/" if space else "/" + reverse(bare, **args)
        answer = client.post(path, {"next": "/"})
        assert answer.status_code == 403, (name, answer.status_code)


def test_a_token_of_another_browser_does_not_help(browser):
    client, other = browser("admin", enforce_csrf_checks=True), browser("viewer")
    other.get("/settings/")
    client.get("/settings/keys/")
    stolen = other.cookies["csrftoken"].value if "csrftoken" in other.cookies else "x" * 32
    answer = client.post(
        "/settings/keys/", {"name": "x", "scope": "write", "csrfmiddlewaretoken": stolen}
    )
    assert answer.status_code == 403


def test_another_origin_is_refused_even_with_the_token(browser):
    client = browser("admin", enforce_csrf_checks=True)
    client.get("/settings/keys/")
    token = client.cookies["csrftoken"].value
    body = {"name": "x", "scope": "write", "csrfmiddlewaretoken": token}
    evil = client.post("/settings/keys/", body, headers={"Origin": "https://evil.example"})
    assert evil.status_code == 403
    assert client.post("/settings/keys/", body).status_code == 200


def test_a_session_opens_no_api_and_a_key_no_page(browser, world):
    assert browser("admin").get("/api/v1/accounts").status_code == 401
    page = Client().get("/board/", headers={"Authorization": "Bearer sk_x"})
    assert page.status_code == 302
    answer = browser("admin").get("/api/v1/docs", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert settings.SESSION_COOKIE_HTTPONLY
