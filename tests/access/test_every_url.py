"""One question for every address of the product: who may see it, who may use it, who finds nothing.

The addresses are read from the URL resolver; `places.py` says where each belongs. What the API
answers to each role, with each scope of key, is asked operation by operation in
tests/api/test_access.py; here its addresses are asked without a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from senro.kernel.verbs import REGISTRY

from .places import ALLAUTH, MAY, PEOPLE, PLACES, SEES, Place

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Address:
    """An address as the resolver knows it."""

    name: str
    route: str


def addresses(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[Address]:
    """All of them, with the names that `reverse` knows."""
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield Address(f"{space}:{found.name}" if space else str(found.name), route)
        else:
            yield from addresses(found, route, found.namespace or space)


ALL = list(addresses(get_resolver()))
PROGRAMS = ("api/v1/", "v1/")
PAGES = sorted({one.name for one in ALL if not one.route.startswith(("api/", "v1/"))})
# The bare beginnings stand for addresses that nothing has.
OPEN_API = {
    "api/v1/docs", "api/v1/openapi.json", "api/v1/", "v1/", "v1/projects/<str:key>/settings",
}  # fmt: skip
API = sorted({one.route for one in ALL if one.route.startswith(PROGRAMS)} - OPEN_API)


def test_every_address_has_its_place():
    unplaced = [f"place this URL: {name}" for name in PAGES if name not in PLACES]
    gone = [f"no such URL any more: {name}" for name in PLACES if name not in PAGES]
    assert not unplaced and not gone


def _placed() -> list[str]:
    return [name for name in PAGES if name in PLACES]


@pytest.mark.parametrize("name", _placed())
def test_whoever_is_not_signed_in_is_sent_to_sign_in(name, scene):
    place, path = PLACES[name], scene.address(name)
    for method in _methods(place):
        answer = scene.ask("anonymous", method, path, place.sends)
        if place.about == "nothing" and answer.status == 404:
            continue
        if place.about == "open":
            assert answer.status in (200, 302), (method, answer)
        else:
            assert answer.status == 302 and answer.location.startswith("/sign-in/"), (
                method,
                answer,
            )
        assert answer.facts == 0


@pytest.mark.parametrize("name", _placed())
def test_who_sees_it_and_who_may_use_it(name, scene):
    place, path, wrong = PLACES[name], scene.address(name), []
    for who in PEOPLE:
        for method in _methods(place):
            wanted = _wanted(place, who, method)
            answer = scene.ask(who, method, path, place.sends)
            if not _as_wanted(answer.status, wanted, name, method):
                wrong.append((who, method, answer.status, "instead of", wanted))
            if answer.facts and (method == "GET" or wanted in (403, 404)):
                wrong.append((who, method, answer.status, "left a fact"))
    assert not wrong


@pytest.mark.parametrize("name", _placed())
def test_other_methods_are_refused_and_harmless_ones_change_nothing(name, scene):
    place, path = PLACES[name], scene.address(name)

    def ask(method: str) -> int:
        answer = scene.ask("admin", method, path, place.sends)
        assert answer.facts == 0, method
        return answer.status

    for method in ("PUT", "PATCH", "DELETE"):
        # allauth takes a PUT for a POST, token and all.
        assert ask(method) in (403, 404, 405) or (name in ALLAUTH and ask(method) in (200, 302))
    if not place.get:
        assert ask("GET") in (404, 405)
    if not place.post:
        assert ask("POST") in (404, 405)
    if place.get:
        assert ask("HEAD") in (ask("GET"), 405)
    assert ask("OPTIONS") in (200, 302, 403, 404, 405)


# About a case as a whole, not about a part that another case has not.
PARTS = {"task_id", "wish_id", "wave_id", "code"}
CASES = [n for n in _placed() if "case_id" in PLACES[n].args and not PARTS & set(PLACES[n].args)]
CASE_PAGES = [name for name in CASES if PLACES[name].get and not PLACES[name].form]


@pytest.mark.parametrize("name", CASES)
def test_sales_see_a_case_once_it_is_handed_back_to_them(name, scene):
    place, path = PLACES[name], scene.address(name, case_id=scene.things["returned"])
    if place.get and not place.form:
        assert scene.ask("sales", "GET", path).status == 200
    if place.post not in ("", "touch") and name != "case_status":
        answer = scene.ask("sales", "POST", path, place.sends)
        assert answer.status == 403 and not answer.facts


def test_sales_may_take_up_again_what_was_handed_back(scene):
    path = f"/cases/{scene.things['returned']}/status/relaunch/"
    assert scene.ask("sales", "GET", path).status == 200
    taken = scene.ask("sales", "POST", path, {"reason": "x"})
    assert taken.status == 302 and taken.facts == 1
    assert scene.ask("viewer", "POST", path, {"reason": "x"}).status == 403


@pytest.mark.parametrize("name", CASE_PAGES)
def test_contractors_and_partners_find_their_own(name, scene):
    path = scene.address(name, case_id=scene.things["partner_case"])
    for who in ("contractor", "partner"):
        assert scene.ask(who, "GET", path).status == 200, who


@pytest.mark.parametrize("tab", ["", "cases", "users", "people", "contracts", "record"])
def test_every_part_of_an_account_is_closed_to_strangers(tab, scene):
    path = f"/accounts/ACC-002/?tab={tab}"
    assert scene.ask("viewer", "GET", path).status == 200
    for who in ("contractor", "partner", "customer"):
        assert scene.ask(who, "GET", path).status == 404, who


def test_whoever_sees_an_account_but_not_its_case_reads_nothing_of_the_case(scene):
    """Its wish was written in the scene; the account's own record names it to those who see it."""
    path = "/accounts/ACC-002/?tab=record"
    with translation.override("en"):
        word = str(REGISTRY["onboarding.wish.added"].words)
    assert word in scene.ask("viewer", "GET", path).text
    assert word not in scene.ask("sales", "GET", path).text
    for tab in ("", "cases"):
        text = scene.ask("sales", "GET", f"/accounts/ACC-002/?tab={tab}").text
        assert str(scene.things["case"]) not in text


def test_a_customer_finds_nothing_of_the_console_not_even_about_themselves(scene):
    for path in ("/", "/board/", "/accounts/ACC-001/", "/settings/record/", "/search/?q=a"):
        assert scene.ask("customer", "GET", path).status == 404, path


@pytest.mark.parametrize("route", API)
def test_the_api_asks_for_a_key(route, db):
    path = "/" + re.sub("<[^>]+>", "A", route)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        answer = Client().generic(method, path, b"{}", content_type="application/json")
        assert answer.status_code in (401, 405), (method, path, answer.status_code)


def test_an_account_of_another_is_not_in_any_list(scene):
    lists = ("/accounts/", "/accounts/list.csv", "/board/", "/?scope=all", "/settings/record/",
             "/search/?q=みどり", "/cases/new/", "/notifications/")  # fmt: skip
    for who in ("contractor", "partner"):
        for path in lists:
            answer = scene.ask(who, "GET", path)
            assert answer.status in (200, 403) and "みどり物流" not in answer.text, (who, path)


def _methods(place: Place) -> list[str]:
    return ["GET"] * place.get + ["POST"] * bool(place.post)


def _wanted(place: Place, who: str, method: str) -> int:
    """404 for what may not be seen, 403 for what may not be done, 200 for the rest."""
    if place.about == "nothing" or who not in SEES[place.about]:
        return 404
    if place.about == "mfa":
        return MAY_BE_ASKED
    if who in MAY.get(place.post, ()) or (method == "GET" and not place.form):
        return 200
    return 403 if method == "POST" else MAY_BE_ASKED


# A form that one may not send may be shown or not; allauth may want the password first.
MAY_BE_ASKED = -1
# There, but with nothing to give in this scene.
MAY_HOLD_NOTHING = {"import_rejects", "import_no_email"}


def _as_wanted(got: int, wanted: int, name: str, method: str) -> bool:
    if wanted == MAY_BE_ASKED:
        return got in (200, 302, 403) or (got == 404 and name.startswith("mfa_"))
    if wanted == 200:
        given = got < 500 and got not in (401, 403, 404, 405)
        return given or (got == 404 and name in MAY_HOLD_NOTHING)
    # Of what only some may know, changing it may be refused either way.
    return got == wanted or (wanted == 404 and method == "POST" and got == 403)
