"""Bodies, addresses and rules that nobody sends by accident."""

from __future__ import annotations

import json
import logging

import pytest

from senro.customers.models import Account
from senro.kernel.models import ApiKey, Fact
from tests.api.conftest import Caller, key_for
from tests.world import LONG_AGO, publish_method

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FORM = "application/x-www-form-urlencoded"
MEGABYTE = 1024 * 1024
INJECTED = (
    "1=1; DROP TABLE customers_account",
    "tier = 'MM' OR 1=1",
    "tier = 'MM' UNION SELECT password FROM kernel_person",
    "(SELECT count(*) FROM kernel_person) > 0",
    "name = (SELECT password FROM kernel_person LIMIT 1)",
    "tier = 'MM' --",
    "tier = 'MM' /* x */",
    "name LIKE '%'; ATTACH DATABASE '/tmp/x' AS x",
    "load_extension('x')",
    "pg_sleep(10) IS NULL",
    "readfile('/etc/passwd') IS NOT NULL",
    "password = 'x'",
    "owner__password = 'x'",
    "tier = $$x$$",
    "tier = 'a\\' OR 1=1 --'",
    "EXISTS (SELECT 1)",
    "CAST(name AS int) > 1",
    "name = ?",
    "name = %s",
    "{{7*7}} = 49",
    "__import__('os') = 1",
    "tier = 'MM' AND " * 3000 + "tier = 'MM'",
    "(" * 5000 + "1=1" + ")" * 5000,
    "NOT " * 5000 + "tier = 'MM'",
    "1" * 100_000 + " > 1",
    "tier = '" + "x" * 100_000 + "'",
    "tier = '\x00'",
    "\x00",
    "🚃" * 1000,
    "",
    "'",
    '"',
    "`",
    ";",
)


@pytest.fixture(autouse=True)
def method(world):
    """The default method: without it there is no board to ask."""
    publish_method(LONG_AGO)


@pytest.fixture
def caller(world):
    return Caller(key_for(world.people["admin"]))


def shaped(answer, *statuses):
    assert answer.status_code in statuses, (answer.status_code, answer.content[:300])
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("rule", INJECTED, ids=range(len(INJECTED)))
def test_a_rule_is_a_rule_and_nothing_else(rule, caller, browser):
    query = {"where": rule}
    headers = {"Authorization": f"Bearer {caller.secret}"}
    got = caller.client.get("/api/v1/accounts", query, headers=headers)
    shaped(got, 200, 422)
    if got.status_code == 200:
        assert rule == "" or {row["tier"] for row in got.json()["items"]} <= {"MM", "ENT", "SMB"}
    page = browser("viewer").get("/accounts/", query)
    assert page.status_code in (200, 404, 422)
    assert Account.objects.count() == 4


def test_rules_never_read_what_is_not_theirs(caller):
    for name in (
        "password",
        "owner.password",
        "custom.password",
        "id",
        "undone_at",
        "kernel_person",
    ):
        headers = {"Authorization": f"Bearer {caller.secret}"}
        got = caller.client.get("/api/v1/accounts", {"where": f"{name} IS NULL"}, headers=headers)
        shaped(got, 422)


def test_sort_filters_and_cursors_are_not_sql_either(caller, browser):
    words = ("name; DROP TABLE x", "-password", "owner__password", "(SELECT 1)", "\x00", "x" * 9000)
    for word in words:
        headers = {"Authorization": f"Bearer {caller.secret}"}
        for name in ("sort", "cursor", "limit", "as_of"):
            got = caller.client.get("/api/v1/accounts", {name: word}, headers=headers)
            shaped(got, 200, 422)
        asked = {"sort": word, "q": word, "tier": word, "owner": word, "page": word, "cols": word}
        for path in ("/accounts/", "/board/", "/search/", "/settings/record/", "/cases/new/", "/"):
            page = browser("viewer").get(path, asked)
            assert page.status_code in (200, 302, 400, 403, 404, 422), (path, page.status_code)
        dated = browser("viewer").get("/board/", {"as_of": word, "column": word, "after": word})
        assert dated.status_code in (200, 302, 404, 422)


def test_deep_json_is_refused(caller):
    for raw in (
        b"[" * 100_000,
        b"[" * 500 + b"]" * 500,
        b'{"name":' * 5000 + b"1" + b"}" * 5000,
        b'{"a":' * 90 + b"1" + b"}" * 90,
    ):
        shaped(caller.put("/accounts/ACC-9", raw), 400, 422)


def test_what_is_not_json_is_refused(caller):
    for raw in (b"\xff\xfe{}", b"{", b"NaN", b'{"name": NaN}', b'"x"', b"[1]", b"\x00", b"{}x"):
        shaped(caller.put("/accounts/ACC-9", raw), 400, 422)
    for kind in ("text/plain", FORM, "multipart/form-data; boundary=x", "text/xml"):
        shaped(caller.put("/accounts/ACC-9", b'{"name": "x"}', content_type=kind), 415)


def test_nul_and_other_signs_that_no_database_holds(caller, browser):
    raw = json.dumps({"name": "a\x00b"}).encode()
    shaped(caller.put("/accounts/ACC-9", raw), 400, 422)
    shaped(caller.put("/accounts/ACC-9", b'{"name": "\\ud800"}'), 400, 422)
    shaped(caller.get("/accounts/%00"), 404)
    shaped(caller.get("/facts?subject=%00"), 422)
    for path in ("/accounts/?q=%00", "/search/?q=%00", "/board/?owner=%00", "/accounts/%00/"):
        assert browser("viewer").get(path).status_code == 404
    client = browser("csm_mm")
    sent = {"name": "a\x00b", "locale": "\x00"}
    assert client.post("/sign-in/profile/", sent).status_code == 422


def test_numbers_beyond_every_column_are_refused(caller):
    for value in (2**63, -(2**63) - 1, 10**400, 1e308, -1, 1.5):
        shaped(caller.put("/accounts/ACC-001", {"employees": value}), 400, 422)


def test_ids_that_are_none_are_not_found(caller, browser):
    for made_up in ("x", "-1", "0", "%2e%2e", "..%2f..", "0" * 400, "😀", "%ff", "1;2"):
        shaped(caller.get(f"/cases/{made_up}"), 404)
        assert browser("viewer").get(f"/cases/{made_up}/").status_code == 404
        assert browser("viewer").get(f"/accounts/{made_up}/").status_code == 404
    with_dots = browser("viewer").get("/accounts/../settings/keys/")
    assert with_dots.status_code == 404


def test_over_32_megabytes_are_413_on_pages_too(browser):
    for who in ("", "csm_mm"):
        for path in ("/sign-in/login/", "/notifications/", "/ui/theme/"):
            answer = browser(who).post(path, CONTENT_LENGTH=str(33 * MEGABYTE))
            assert answer.status_code == 413, path
    assert browser().post("/imports/new/", CONTENT_LENGTH=str(33 * MEGABYTE)).status_code == 413
    large = browser("cs_ops").post("/imports/new/", CONTENT_LENGTH=str(400 * MEGABYTE))
    assert large.status_code == 413


def test_thousands_of_fields_are_refused(browser):
    body = "&".join(f"f{n}=1" for n in range(6000))
    answer = browser("csm_mm").post("/sign-in/profile/", body, content_type=FORM)
    assert answer.status_code == 400


def test_a_huge_batch_is_refused_whole(caller):
    rows = [{"key": f"A-{n}", "name": "x"} for n in range(10_001)]
    shaped(caller.post("/accounts/batch", {"rows": rows}), 422)
    assert Account.objects.count() == 4


class TestKeys:
    def test_a_secret_is_shown_once_and_kept_nowhere(self, browser, caplog, world):
        client = browser("admin")
        with caplog.at_level(logging.DEBUG):
            page = client.post("/settings/keys/", {"name": "CRM", "scope": "write"})
            [secret] = {word for word in _words(page) if word.startswith("sk_") and len(word) > 20}
            assert Caller(secret).get("/me").status_code == 200
            Caller(secret).put("/accounts/ACC-9", b"{")
            Caller(secret + "x").get("/me")
        assert secret not in caplog.text
        assert secret not in client.get("/settings/keys/").content.decode()
        assert secret not in client.get("/settings/record/").content.decode()
        kept = json.dumps([*ApiKey.objects.values(), *Fact.objects.values()], default=str)
        assert secret not in kept and secret[8:] not in kept

    def test_a_revoked_key_is_refused_at_once(self, browser, caller, world):
        key = ApiKey.objects.get()
        assert caller.get("/me").status_code == 200
        browser("admin").post(f"/settings/keys/{key.pk}/revoke/")
        assert caller.get("/me").status_code == 401

    def test_a_key_in_the_address_is_no_key(self, caller):
        got = caller.client.get("/api/v1/me", {"key": caller.secret, "token": caller.secret})
        assert got.status_code == 401


def _words(page) -> set[str]:
    import re

    return set(re.findall(r"sk_[A-Za-z0-9_-]+", page.content.decode()))
