"""Every page, as anybody may meet it: both languages, both schemes, a desk and a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from senro.demo.words import TEAMS
from tests.walks.pages import MAIN, SIGNED_OUT, find_pages
from tests.walks.words import SEEN, other_language

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1440, 390)
# Resolves when the colours have stayed the same for three frames: those of the new scheme.
DRAWN = """async () => {
  const colours = () =>
    [...document.querySelectorAll("body, main *")].map((one) => getComputedStyle(one).color).join();
  for (let last = null, same = 0; same < 3; ) {
    await new Promise(requestAnimationFrame);
    const now = colours();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}"""
# What colours come from: every kind of element that the page has.
KINDS = """() => [...new Set([...document.querySelectorAll("body *")].map(
  (one) => `${one.localName} ${one.getAttribute("class")}`))]"""
# Words of the sample company's data that happen to be words of the console too.
DATA = {"Enterprise", "Senro", *(name for _, name in TEAMS)}


@pytest.fixture(scope="module")
def found(visit: Any) -> dict[str, str]:
    """Kinds of pages, each with one address."""
    visitor = visit()
    pages = find_pages(visitor.context.request, visitor.base)
    assert set(MAIN) <= set(pages), sorted(pages)
    return pages


@pytest.fixture(scope="module")
def tabs(visit: Any) -> dict[str, Any]:
    """One tab of the administrator a language."""
    return {language: visit(language=language) for language in ("ja", "en")}


CONTRAST = "color-contrast"


def violations(page: Any, only: str = "", without: str = "") -> list[str]:
    """What axe-core finds, one line each; of one rule only, where nothing else can differ."""
    # What repeats is as its first few: rows of a table, cards of a column, entries of a list.
    context = {"exclude": [["tbody > tr:nth-child(n+8)"], ["li:nth-child(n+8)"]]}
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = [only]
    if without:
        options["rules"] = {without: {"enabled": False}}
    return [
        f"{one['id']} ×{len(one['nodes'])}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
        for one in Axe().run(page, context=context, options=options).response["violations"]
    ]


def told(wrong: dict[Any, list[str]]) -> str:
    """One line a complaint."""
    return "\n".join(f"{where}: {one}" for where, what in wrong.items() for one in what)


def look(visitor: Any, address: str, width: int, scheme: str) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visitor.go(address)


def troubles(
    visitor: Any, language: str, seen: set[str] | None = None, *, made: bool = True
) -> list[str]:
    """Everything that is wrong with the page as it stands.

    With `seen` the contrast is measured only where the page has a kind of element that was not
    `seen` yet: it takes longest by far. Not `made`: nothing else is asked of axe-core, as what a
    page is made of does not change with its language.
    """
    page = visitor.page
    if seen is None:
        found = violations(page)
    else:
        kinds = set(page.evaluate(KINDS)) - seen
        seen |= kinds
        if made:
            found = violations(page, without="" if kinds else CONTRAST)
        else:
            found = violations(page, only=CONTRAST) if kinds else []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    spoken = page.evaluate("document.documentElement.lang")
    foreign = other_language(page.evaluate(SEEN), language)
    return [
        *found,
        *visitor.said(),
        *([f"scrolls {wide} px sideways"] if wide > 0 else []),
        *([f"jumps {visitor.shift():.2f}: {visitor.moved()}"] if visitor.shift() > 0.1 else []),
        *([f"says it is in {spoken}"] if spoken != language else []),
        *(f"in the other language: {text}" for text in foreign if text not in DATA),
    ]


@pytest.mark.parametrize("kind", MAIN)
def test_a_main_page_is_whole_in_every_way_it_may_be_met(tabs, found, kind):
    wrong = {}
    for language in ("ja", "en"):
        visitor = tabs[language]
        for width in WIDTHS:
            look(visitor, found[kind], width, "light")
            wrong[language, width, "light"] = troubles(visitor, language)
            visitor.page.emulate_media(color_scheme="dark")
            visitor.page.evaluate(DRAWN)
            wrong[language, width, "dark"] = violations(visitor.page, only=CONTRAST)
    assert not any(wrong.values()), told(wrong)


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("ja", 1440, "light"), ("en", 390, "dark")]
)
def test_every_other_page_is_whole_too(tabs, found, language, width, scheme):
    visitor = tabs[language]
    wrong = {}
    seen: set[str] = set()
    for kind, address in found.items():
        if kind not in MAIN:
            look(visitor, address, width, scheme)
            wrong[kind] = troubles(visitor, language, seen, made=scheme == "light")
    assert not any(wrong.values()), told(wrong)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_before_signing_in_are_whole(visit, language):
    visitor = visit(who="", language=language)
    wrong = {}
    for address in SIGNED_OUT:
        for width, scheme in ((1440, "light"), (390, "dark")):
            look(visitor, address, width, scheme)
            wrong[address, width] = troubles(visitor, language)
    assert not any(wrong.values()), told(wrong)


def test_a_page_that_is_not_for_somebody_says_so_in_full(visit):
    visitor = visit(who="監査")
    for address, status in (("/accounts/new/", 403), ("/nowhere/", 404)):
        assert visitor.go(address) == status
        assert troubles(visitor, "ja") == []


@pytest.mark.parametrize("kind", MAIN)
def test_a_first_view_is_small(visit, found, kind):
    visitor = visit()
    heavy = visitor.context.browser.new_context(storage_state=visitor.context.storage_state())
    page = heavy.new_page()
    page.goto(f"{visitor.base}{found[kind]}", wait_until="networkidle")
    moved = page.evaluate(
        """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
           .reduce((sum, one) => sum + one.transferSize, 0)"""
    )
    heavy.close()
    assert 0 < moved < 250_000
