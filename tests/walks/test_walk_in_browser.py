"""The basic walk on the screen, with and without JavaScript: from a file to a passed gate and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TIERS = ("ENT", "MM", "SMB")
LAYERS = ("意思決定者", "管理者", "拠点管理者")


def accounts_file(mark: str) -> bytes:
    """Twenty customers as Excel in Japan writes them."""
    rows = ["顧客コード,会社名,ティア,業種,従業員数"]
    rows += [
        f"{mark}-{n:02d},あるく{mark}{n:02d}商店,{TIERS[n % 3]},小売,{n * 10}" for n in range(1, 21)
    ]
    return "\r\n".join(rows).encode("cp932")


def contacts_file(mark: str) -> bytes:
    rows = ["担当者コード,顧客コード,氏名,役割,メール"]
    rows += [
        f"{mark}-C{n},{mark}-01,歩 {layer},{layer},walk{n}@example.jp"
        for n, layer in enumerate(LAYERS)
    ]
    return "\r\n".join(rows).encode("cp932")


def contracts_file(mark: str) -> bytes:
    rows = ["契約コード,顧客コード,プロダクト,月額,開始日,更新日"]
    rows += [
        f'{mark}-K{n:02d},{mark}-{n:02d},帳票,"¥12{n:02d}00",2026/11/{n:02d},2027年11月{n:02d}日'
        for n in range(1, 4)
    ]
    return "\r\n".join(rows).encode("utf-8-sig")


class Walker:
    """Does what a person does, and keeps a picture of every step."""

    def __init__(self, visitor: Any, shots: Path, name: str) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.shots, self.name, self.step = shots, name, 0

    def picture(self, what: str) -> None:
        self.step += 1
        path = self.shots / f"walk-{self.name}-{self.step:02d}-{what}.png"
        self.page.screenshot(path=path, full_page=True)

    def bring_in(self, kind: str, content: bytes, rows: int) -> None:
        """One file through the wizard: chosen, looked at, taken."""
        page = self.page
        self.visitor.go(f"/imports/new/?kind={kind}")
        page.locator('select[name="kind"]').select_option(kind)
        page.locator('input[type="file"]').set_input_files(
            {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.locator(".sn-form button[type=submit]").click()
        page.locator("form#mapping").wait_for()
        self.picture(f"{kind}-preview")
        assert page.locator(".sn-result dd").first.inner_text() == str(rows)
        page.locator(".sn-foot .btn-primary").click()
        self.wait_until_taken(rows)

    def wait_until_taken(self, rows: int) -> None:
        page = self.page
        page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/$"))
        for _ in range(60):
            if page.locator(".sn-result dd").count():
                break
            page.wait_for_timeout(500)
            page.reload()
        taken, changed, same, refused = page.locator(".sn-result dd").all_inner_texts()
        assert (taken, changed, same, refused) == (str(rows), "0", "0", "0")

    def open_case(self, mark: str) -> str:
        """A case for the first of the new contracts; its address."""
        page = self.page
        self.visitor.go(f"/accounts/{mark}-01/")
        page.locator('a.btn[href*="/cases/new/"]').first.click()
        if not page.locator("form.sn-form").count():
            page.locator(f'a[data-open][href*="{mark}-K01"]').click()
        page.locator(".sn-form .btn-primary").click()
        page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
        return str(page.url.removeprefix(self.visitor.base))

    def run_kickoff(self) -> None:
        page = self.page
        page.locator("#gate .btn-primary").click()
        page.wait_for_url("**/kickoff/")
        for one in page.locator('input[name="confirmed"]').all():
            one.check()
        page.locator('[name="minutes_explained"]').fill("30")
        page.locator('[name="minutes_heard"]').fill("60")
        page.locator('[name="temperature"]').select_option("4")
        self.picture("kickoff")
        page.locator(".sn-form .btn-primary").click()

    def name_the_project(self, case: str) -> None:
        page = self.page
        self.visitor.go(f"{case}structure/")
        page.locator('[name="owner"]').select_option(index=1)
        page.locator('[name="sponsor"]').select_option(index=2)
        page.locator('input[name="site_leads"]').last.check()
        page.locator(".sn-form .btn-primary").click()

    def choose_a_purpose(self, case: str) -> None:
        page = self.page
        self.visitor.go(f"{case}purposes/")
        page.locator("#others button[value=choose]").first.click()
        page.locator("#chosen li").first.wait_for()

    def phase(self) -> str:
        return str(self.page.locator('[aria-current="step"]').first.inner_text())


@pytest.fixture
def walker(visit: Any, artefacts: Path) -> Callable[..., Walker]:
    """Somebody who walks; with or without JavaScript."""

    def start(name: str, **more: Any) -> Walker:
        return Walker(visit(**more), artefacts, name)

    return start


@pytest.mark.parametrize(("mark", "script"), [("WJ", True), ("WN", False)])
def test_the_basic_walk(walker, mark, script):
    walk = walker(mark.lower(), java_script_enabled=script)
    walk.picture("signed-in")
    walk.bring_in("accounts", accounts_file(mark), 20)
    walk.bring_in("contacts", contacts_file(mark), 3)
    walk.bring_in("contracts", contracts_file(mark), 3)
    case = walk.open_case(mark)
    walk.picture("case")
    refused_at_the_gate(walk, case, mark if script else "")
    walk.visitor.go(case)
    walk.run_kickoff()
    walk.name_the_project(case)
    walk.choose_a_purpose(case)
    walk.visitor.go(case)
    first = walk.phase()
    walk.picture("gate-open")
    walk.page.locator("#gate form .btn-primary").click()
    walk.page.locator("#toasts [data-toast]").first.wait_for()
    walk.picture("passed")
    assert walk.phase() != first
    undo_and_read(walk, case, first)
    if script:
        assert walk.visitor.said() == []


def refused_at_the_gate(walk: Walker, case: str, mark: str) -> None:
    """The closed gate says what is missing: on the case, and to whoever drags the card over it."""
    page = walk.page
    walk.visitor.go(case)
    assert page.locator("#gate form .btn-primary").count() == 0
    assert page.locator("#gate a.btn-primary").count() == 1
    if not mark:
        return
    walk.visitor.go("/board/")
    card = page.locator(".sn-card", has_text=f"あるく{mark}01商店")
    drag(page, card, '[data-to="P2"]')
    page.locator("[data-gate-host] [data-gate-panel]").wait_for()
    walk.picture("refused")
    assert page.locator('[data-to="P1"] .sn-card', has_text=f"あるく{mark}01商店").count() == 1


def undo_and_read(walk: Walker, case: str, first: str) -> None:
    page = walk.page
    page.locator("#toasts form[data-undo] button").click()
    page.wait_for_load_state()
    walk.visitor.go(case)
    assert walk.phase() == first
    lines = page.locator("#facts li").all_inner_texts()
    walk.picture("timeline")
    for word in ("キックオフ", "体制", "導入目的", "フェーズ"):
        assert any(word in line for line in lines), f"{word}: {lines}"


def drag(page: Any, card: Any, column: str) -> None:
    """With the mouse, as slowly as a hand."""
    card.scroll_into_view_if_needed()
    start = card.bounding_box()
    end = page.locator(column).bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + 40)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 44, steps=4)
    page.mouse.move(end["x"] + 40, end["y"] + 60, steps=14)
    page.mouse.up()


def refused_card(page: Any) -> Any:
    """A card of the first phase that stands before a closed gate."""
    return page.locator('[data-to="P1"] .sn-card[data-move]').first


def test_a_card_carried_by_keys_over_a_closed_gate_comes_back(walker):
    walk = walker("board-keys")
    page = walk.page
    walk.visitor.go("/board/")
    card = refused_card(page)
    own = card.get_attribute("id")
    card.locator("a").focus()
    for key in ("m", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.locator("[data-gate-host] [data-gate-panel]").wait_for()
    walk.picture("refused")
    assert page.evaluate("document.activeElement.matches('[data-gate-panel]')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.sn-card').id") == own
    assert page.locator(f'[data-to="P1"] #{own}').count() == 1
    assert walk.visitor.said() == []


def test_a_card_dropped_beyond_the_next_gate_is_refused_in_words(walker):
    walk = walker("board-far")
    page = walk.page
    walk.visitor.go("/board/")
    card = refused_card(page)
    own = card.get_attribute("id")
    drag(page, card, '[data-to="P4"]')
    page.locator("[data-gate-host] [data-gate-panel]").wait_for()
    walk.picture("refused")
    assert page.locator(f'[data-to="P1"] #{own}').count() == 1


def test_today_is_worked_off_by_keys(walker):
    walk = walker("today-keys")
    page = walk.page
    walk.visitor.go("/?scope=all")
    rows = page.locator("[data-rows] > [data-row]")
    first, second = (rows.nth(n).get_attribute("id") for n in (0, 1))
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator(f"#{first}.done").wait_for()
    assert page.evaluate("document.activeElement.closest('[data-row]').id") == second
    page.keyboard.press("s")
    page.locator(f"#{second}.snoozed").wait_for()
    walk.picture("done-and-later")
    page.keyboard.press("u")
    page.locator(f"#{second}:not(.snoozed)").wait_for()
    walk.visitor.go("/?scope=all")
    shown = [one.get_attribute("id") for one in rows.all()]
    assert second in shown
    assert first not in shown
    assert walk.visitor.said() == []


def test_enter_opens_the_chosen_row(walker):
    walk = walker("today-enter")
    page = walk.page
    walk.visitor.go("/?scope=all")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(cases|accounts)/"))


def test_the_person_menu_changes_language_and_look(walker):
    walk = walker("menu")
    page = walk.page
    walk.visitor.go("/board/")
    page.locator(".sn-menu-b").click()
    page.locator('#person-menu button[name="language"][value="en"]').click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith("/board/")
    page.locator(".sn-menu-b").click()
    with page.expect_response("**/ui/theme/"):
        page.locator('#person-menu button[name="theme"][value="dark"]').click()
    page.reload()
    walk.picture("english-dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    page.locator(".sn-menu-b").click()
    with page.expect_response("**/ui/theme/"):
        page.locator('#person-menu button[name="theme"][value="auto"]').click()
    walk.visitor.go("/board/")
    page.locator(".sn-menu-b").click()
    page.locator('#person-menu button[name="language"][value="ja"]').click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "ja"


def test_ctrl_k_finds_a_customer_by_two_characters(walker):
    walk = walker("find")
    page = walk.page
    walk.visitor.go("/board/")
    page.keyboard.press("Control+k")
    page.keyboard.type("食品")
    found = page.locator("#palette-rows").get_by_role("option", name="食品")
    found.first.wait_for()
    walk.picture("found")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(accounts|cases|search)/"))
