"""Several people at one moment, against a real server on SQLite: one wins, the others are told."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.safety.place import MAIL, PASSWORD, installed

pytestmark = pytest.mark.slow
PEOPLE = 6
OVERRIDE = {"override": {"reason": "競争"}}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("at-once") / "data") as found:
        found.start(workers=2)
        yield found


def at_once(call, times=PEOPLE):
    together = Barrier(times)

    def one(number):
        together.wait()
        return call(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_a_phase_that_many_complete_at_once_is_completed_once(place):
    case = place.opened("A-1")
    answers = at_once(lambda _n: place.call("PUT", f"/cases/{case}/phases/P1/completion", OVERRIDE))
    assert {status for status, _body in answers} == {200}, answers
    assert place.call("GET", f"/cases/{case}")[1]["phase"] == "P2"
    facts = place.call("GET", f"/facts?subject=case:{case}&verb=onboarding.phase.completed")[1]
    assert len(facts["items"]) == 1


def test_of_those_who_saw_the_same_version_one_wins_and_the_others_are_told(place):
    place.call("PUT", "/accounts/A-2", {"name": "x"})
    seen = place.call("GET", "/accounts/A-2")[1]["version"]
    answers = at_once(
        lambda n: place.call("PUT", "/accounts/A-2", {"name": f"x{n}"}, If_Match=str(seen))
    )
    statuses = sorted(status for status, _body in answers)
    assert statuses == [200] + [409] * (PEOPLE - 1), statuses
    assert {body["code"] for status, body in answers if status == 409} == {"changed"}


def test_an_account_that_many_make_at_once_is_there_once(place):
    answers = at_once(lambda n: place.call("PUT", "/accounts/A-3", {"name": f"x{n}"}))
    assert {status for status, _body in answers} <= {200, 201}, answers
    assert [status for status, _body in answers].count(201) == 1
    assert place.rows("SELECT count(*) FROM customers_account WHERE key = 'A-3'") == [(1,)]


def test_one_idempotency_key_at_once_opens_one_case(place):
    place.opened("A-4")
    contract = {"account": "A-4", "product": "other", "mrr": 1, "start": "2026-11-01"}
    place.call("PUT", "/contracts/K-A-4b", contract)
    sent = {"account": "A-4", "contract": "K-A-4b", "started": "2026-11-01"}
    answers = at_once(lambda _n: place.call("POST", "/cases", sent, Idempotency_Key="one"))
    assert {status for status, _body in answers} <= {201, 409}, answers
    assert len({body["id"] for status, body in answers if status == 201}) == 1
    again = place.call("POST", "/cases", sent, Idempotency_Key="one")
    assert again[0] == 201 and place.rows(
        "SELECT count(*) FROM onboarding_case c JOIN customers_contract k ON k.id = c.contract_id"
        " WHERE k.key = 'K-A-4b'"
    ) == [(1,)]


def test_guessing_at_once_is_throttled_as_guessing_one_by_one(place):
    assert sign_in(place, PASSWORD)
    at_once(lambda n: sign_in(place, f"wrong {n}"), 12)
    assert not sign_in(place, PASSWORD)


def sign_in(place, password: str) -> bool:
    """True when the password let somebody in."""
    base, jar = f"http://127.0.0.1:{place.port}", http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{base}/sign-in/login/", timeout=30).read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"login": MAIL, "password": password, "csrfmiddlewaretoken": token}
    try:
        body = urllib.parse.urlencode(form).encode()
        return "/sign-in/" not in browser.open(f"{base}/sign-in/login/", body, timeout=30).url
    except urllib.error.HTTPError:
        return False
