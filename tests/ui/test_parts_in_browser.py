"""The page of parts in a real browser: looks, reads and moves as the README promises."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import translation

from senro.ui.card import board_card
from senro.ui.samples import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def parts(chromium, live_server, settings, artefacts):
    """Opens the page of parts; every complaint of the browser is kept."""
    settings.DEBUG = True
    open_contexts = []

    def open_page(width=1440, scheme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="ja-JP", **options
        )
        open_contexts.append(context)
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{live_server.url}/styleguide/")
        page.locator(".sn-parts").wait_for()
        return SimpleNamespace(page=page, said=said, context=context)

    yield open_page
    for context in open_contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_parts_have_no_accessibility_violation(parts, artefacts, width, scheme):
    seen = parts(width, scheme)
    seen.page.screenshot(path=artefacts / f"parts-{width}-{scheme}.png", full_page=True)
    found = Axe().run(seen.page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert seen.said == []


def answer(page, status, body):
    page.route("**/cases/*/move/", lambda route: route.fulfill(status=status, body=body))


def drag(page, card, column):
    source = page.locator(card)
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), page.locator(column).bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + 40)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 44, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + 60, steps=12)
    page.mouse.up()


def test_a_dropped_card_is_replaced_by_what_the_server_says(parts):
    page = parts().page
    moved = board_card(id="c0", href="#", name="すみだ製菓", phase="P3", days=0, plan=16)
    count = '<span class="sn-stn-n" id="count-P3" hx-swap-oob="true">7</span>'
    answer(page, 200, moved + count)
    drag(page, "#card-c0", '[data-to="P3"]')
    page.locator('[data-to="P3"] #card-c0[data-phase="P3"]').wait_for()
    assert page.locator("#count-P3").inner_text() == "7"


def test_a_refused_card_goes_back_and_focus_goes_to_the_reasons(parts):
    page = parts().page
    with translation.override("ja"):
        panel = render_to_string("ui/gate_panel.html", {**samples()["gate"], "case": "c1"})
    answer(page, 409, panel)
    drag(page, "#card-c1", '[data-to="P3"]')
    page.locator("[data-gate-host] [data-gate-panel]").wait_for()
    assert page.locator('[data-to="P1"] #card-c1').count() == 1
    assert page.evaluate("document.activeElement.matches('[data-gate-panel]')")
    page.keyboard.press("Escape")
    assert page.locator("[data-gate-host] > *").count() == 0
    assert page.evaluate("document.activeElement.closest('.sn-card').id") == "card-c1"


def test_a_card_moves_by_keys_alone(parts):
    page = parts().page
    answer(page, 200, board_card(id="c0", href="#", name="すみだ製菓", phase="P2"))
    page.locator("#card-c0 a").focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator('[data-to="P2"] #card-c0[data-phase="P2"]').wait_for()
    assert page.evaluate("document.activeElement.closest('.sn-card').id") == "card-c0"


def test_leaving_a_move_puts_the_card_back_and_sends_nothing(parts):
    page = parts().page
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("#card-c0 a").focus()
    for key in ("m", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    assert page.locator('[data-to="P1"] #card-c0').count() == 1
    assert "POST" not in sent


def test_a_card_goes_back_when_the_server_fails(parts):
    page = parts().page
    answer(page, 500, "")
    drag(page, "#card-c0", '[data-to="P3"]')
    page.locator("#toasts .error").first.wait_for()
    assert page.locator('[data-to="P1"] #card-c0').count() == 1


def test_the_theme_is_chosen_at_once_and_remembered_by_the_server(parts):
    page = parts().page
    page.locator(".sn-menu-b").click()
    with page.expect_response("**/ui/theme/"):
        page.locator('button[name="theme"][value="dark"]').click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_rows_answer_to_j_and_k(parts):
    page = parts().page
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('[data-row]').id") == "row-1"


def test_a_question_mark_lists_the_shortcuts(parts):
    page = parts().page
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").is_visible()


def test_why_opens_without_a_script(parts):
    page = parts(java_script_enabled=False).page
    page.locator(".sn-gate-row button.sn-why").first.click()
    assert page.locator(".sn-gate-row [popover]").first.is_visible()


def test_the_language_is_chosen_without_a_script(parts):
    page = parts(java_script_enabled=False).page
    page.locator(".sn-menu-b").click()
    page.locator('button[name="language"][value="en"]').click()
    assert page.locator("html").get_attribute("lang") == "en"
