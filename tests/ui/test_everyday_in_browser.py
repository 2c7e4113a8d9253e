"""Palette, keys, notes and files in a real browser, on the small world."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from senro.customers.models import Account
from senro.kernel.access import SYSTEM
from senro.kernel.models import Comment, File, Visit
from senro.onboarding.actions import open_case
from senro.programs.actions import publish_default_method

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def desk(chromium: Any, live_server: Any, world: Any, monkeypatch: Any) -> Any:
    """A signed-in page of a CSM, a case of theirs, and what the browser complained about."""
    monkeypatch.setenv("SENRO_NOW", world.at.isoformat())
    publish_default_method(by=SYSTEM, at=world.at)
    what = {"account": world.account("ACC-002"), "contract": world.contract("K-002")}
    case = open_case(started=world.today, owner=world.people["csm_mm"], by=SYSTEM, at=world.at,
                     **what)  # fmt: skip
    client = Client()
    client.force_login(world.people["csm_mm"], backend=BACKEND)
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    context.add_cookies(
        [{"name": name, "value": one.value, "url": live_server.url}
         for name, one in client.cookies.items()]
    )  # fmt: skip
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, live_server.url, case, said
    context.close()


def test_EVERYDAY_2_a_note_with_a_mention_and_a_file_by_keyboard_alone(desk):
    page, base, case, said = desk
    page.goto(f"{base}/cases/{case.pk}/")
    page.keyboard.press("c")
    page.keyboard.type("please look @mana")
    page.get_by_role("option", name="manager").wait_for()
    page.keyboard.press("Enter")
    page.set_input_files(
        "[data-note-files]",
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"plan"},
    )
    page.keyboard.press("Control+Enter")
    page.locator(".sn-notes > li").wait_for()
    assert page.locator(".sn-at").inner_text() == "@manager"
    assert page.locator(".sn-files > li").count() == 1
    assert page.evaluate("document.activeElement.id") == "note-text"
    assert Comment.objects.count() == 1 and File.objects.get().internal
    assert said == []


def test_EVERYDAY_3_the_palette_finds_goes_and_remembers(desk):
    page, base, case, said = desk
    page.goto(f"{base}/cases/{case.pk}/")
    page.keyboard.press("Control+k")
    page.get_by_role("option", name="Complete the phase").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement === document.body")
    for _wait in range(50):
        if Visit.objects.exists():
            break
        page.wait_for_timeout(100)
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/board/")
    page.keyboard.press("Control+k")
    page.locator("#palette-rows [role=option]").first.wait_for()
    assert "みどり物流" in page.locator("#palette-rows [role=option]").first.inner_text()
    page.keyboard.type("midori")
    page.locator("#palette-rows").get_by_text("ACC-002").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/ACC-002/")
    assert said == []


def test_a_question_mark_lists_the_keys_of_this_page_only_when_asked(desk):
    page, base, case, _said = desk
    page.goto(f"{base}/cases/{case.pk}/")
    assert not page.locator("#shortcuts").is_visible()
    page.keyboard.press("?")
    shown = page.locator("#shortcuts").inner_text()
    assert "Write a note" in shown and "move the card" not in shown
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").is_visible()


def test_EVERYDAY_4_fields_are_edited_where_they_stand(desk):
    page, base, case, said = desk
    page.goto(f"{base}/accounts/ACC-002/")
    page.locator('[data-edit="industry"]').press("Enter")
    field = page.locator("#inline-field")
    assert field.input_value() == "物流・運輸"
    field.fill("倉庫")
    field.press("Escape")
    assert page.evaluate("document.activeElement.dataset.edit") == "industry"
    page.locator('[data-edit="employees"]').click()
    field.fill("-5")
    field.press("Enter")
    page.locator(".sn-inline-e:not(:empty)").wait_for()
    field.fill("320")
    field.press("Enter")
    page.locator('[data-edit="employees"]', has_text="320").wait_for()
    account = Account.objects.get(key="ACC-002")
    assert (account.employees, account.industry, account.owner_id) == (
        320,
        "物流・運輸",
        case.owner_id,
    )
    page.locator("#toasts form[data-undo] button").click()
    page.locator('[data-edit="employees"]', has_text="300").wait_for()
    page.goto(f"{base}/cases/{case.pk}/")
    page.locator('[data-edit="due_on"]').first.click()
    field.fill("2026-12-24")
    field.press("Enter")
    page.locator('[data-edit="due_on"]', has_text="12/24").or_(
        page.locator('[data-edit="due_on"]', has_text="Dec 24")
    ).first.wait_for()
    assert said == []
