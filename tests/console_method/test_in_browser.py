"""The rule editor and the route map in a real browser."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from senro.kernel.access import SYSTEM
from senro.programs.actions import publish_default_method
from tests.console_method.conftest import BACKEND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1440, "light"), (390, "dark")]


@pytest.fixture
def visitor(chromium: Any, live_server: Any, world: Any, monkeypatch: Any) -> Any:
    """CS Ops in a browser; every complaint of the page is kept."""
    monkeypatch.setenv("SENRO_NOW", world.at.isoformat())
    publish_default_method(by=SYSTEM, at=world.at)
    client = Client()
    client.force_login(world.people["cs_ops"], backend=BACKEND)
    session = client.cookies["sessionid"].value
    contexts = []

    def open_page(path: str, width: int = 1440, scheme: str = "light") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-US"
        )
        contexts.append(context)
        url = live_server.url
        context.add_cookies([
            {"name": "sessionid", "value": session, "url": url},
            {"name": "django_language", "value": "en", "url": url},
        ])  # fmt: skip
        page, said = context.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{url}{path}")
        return SimpleNamespace(page=page, said=said)

    yield open_page
    for context in contexts:
        context.close()


def test_a_rule_is_completed_read_and_counted_while_it_is_typed(visitor):
    seen = visitor("/method/entry/phase_set/standard/?place=phases[P4].gate[data_arriving]")
    page = seen.page
    field = page.get_by_role("textbox", name="It is met when")
    field.fill("")
    field.press_sequentially("first_lo")
    option = page.get_by_role("option").first
    option.wait_for()
    assert "first_login_rate" in option.inner_text()
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    field.press("Enter")
    assert field.input_value() == "first_login_rate "
    assert field.get_attribute("aria-activedescendant") is None
    field.press_sequentially(">= 0.5")
    page.get_by_text("0 cases of 0 match").wait_for()
    field.press_sequentially(" AND frst")
    field.press("Escape")
    page.get_by_text("There is no name").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    assert seen.said == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_route_map_can_be_walked_and_has_no_violation(visitor, artefacts, width, scheme):
    seen = visitor("/method/", width, scheme)
    page = seen.page
    page.locator(".sn-map-step").first.wait_for()
    page.screenshot(path=artefacts / f"method-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    page.get_by_role("link", name="CSV import").click()
    page.wait_for_url("**at=**")
    assert page.locator("#step-h").inner_text() == "CSV import"
    assert seen.said == []


def test_what_was_typed_and_not_saved_is_offered_after_the_tab_was_closed(visitor):
    path = "/method/entry/phase_set/standard/?place=phases%5BP1%5D"
    seen = visitor(path)
    field = seen.page.locator('main form [name="days"]')
    before = field.input_value()
    field.fill("17")
    seen.page.wait_for_timeout(900)
    again, address = seen.page.context.new_page(), seen.page.url
    seen.page.close()
    again.goto(address)
    offer = again.locator("[data-draft-offer]")
    assert again.locator('main form [name="days"]').input_value() == before
    offer.locator("[data-draft-restore]").click()
    assert again.locator('main form [name="days"]').input_value() == "17"
    assert not offer.is_visible()
    assert seen.said == []
