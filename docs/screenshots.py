"""Remake the pictures of the README and the guide from the sample company.

    python docs/screenshots.py

Needs Debian's chromium and fonts-noto-cjk, as the browser tests do.
"""

from __future__ import annotations

import base64
import os
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM, CHROMIUM_FLAGS  # noqa: E402
from tests.demo_server import Served, built_company, served_copy  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LOCALES = {"ja": "ja-JP", "en": "en-US"}
SIZE = {"width": 1440, "height": 900}
MOST_BYTES = 200_000
# 256 colours are enough for text on paper, and a third of the bytes. The browser knows the pixels.
REDUCE = """async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const pixels = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const one of pixels) counts.set(one, (counts.get(one) ?? 0) + 1);
  const parts = (one) => [one & 255, (one >> 8) & 255, (one >> 16) & 255];
  const found = [...counts].sort((a, b) => b[1] - a[1]).map(([one]) => ({ one, rgb: parts(one), away: Infinity, at: 0 }));
  const palette = [];
  const keep = (colour) => {
    for (const other of found) {
      const away = 2 * (other.rgb[0] - colour.rgb[0]) ** 2 + 4 * (other.rgb[1] - colour.rgb[1]) ** 2 + 3 * (other.rgb[2] - colour.rgb[2]) ** 2;
      if (away < other.away) { other.away = away; other.at = palette.length; }
    }
    palette.push(colour.rgb);
  };
  // The common ones, then again and again what is worst told by those: a rare red is a signal.
  found.slice(0, 96).forEach(keep);
  while (palette.length < 256) {
    const worst = found.reduce((a, b) => (b.away > a.away ? b : a));
    if (worst.away === 0) break;
    keep(worst);
  }
  const place = new Map(found.map(({ one, at }) => [one, at]));
  const rows = new Uint8Array(pixels.length);
  pixels.forEach((one, at) => { rows[at] = place.get(one); });
  let text = "";
  for (let at = 0; at < rows.length; at += 32768) text += String.fromCharCode(...rows.subarray(at, at + 32768));
  return { palette, rows: btoa(text) };
}"""
STAFF = ("髙橋 﨑人", "渡邉 葵", "山根 茂", "グエン・ティ・ラン", "齋藤 恵子", "辻 彩花")
SITES = ("第2工場 製造ライン", "本社", "第1工場", "札幌物流センター")


def roster() -> bytes:
    """A list of employees as it comes from a customer: CP932, full-width, three rows wrong."""
    lines = ["顧客コード,社員番号,氏名,フリガナ,拠点,雇用形態,メール,内線"]
    for number in range(1, 1204):
        name = "" if number == 1038 else STAFF[number % 6]
        employee = 112 if number == 577 else number
        mail = f"e{number}@yamabiko.example.jp" if number <= 380 else ""
        mail = "yamane＠やまびこ" if number == 214 else mail
        work = "正社員" if number <= 312 else "パート"
        lines.append(
            f"ACC-001,{employee:06d},{name},,{SITES[number % 4]},{work},{mail},{2000 + number}"
        )
    return "\r\n".join(lines).encode("cp932")


def board(page: Page, base: str) -> None:
    page.goto(f"{base}/board/")


def case(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/ACC-005/?tab=cases")
    page.locator('main a[href^="/cases/"]:not([href*="new"])').first.click()
    page.wait_for_load_state()


def today(page: Page, base: str) -> None:
    page.goto(f"{base}/?scope=all")


def account(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/ACC-001/")


def imports(page: Page, base: str) -> None:
    page.goto(f"{base}/imports/new/?kind=end-users")
    page.locator('select[name="kind"]').select_option("end-users")
    file = {"name": "従業員名簿_20261118.csv", "mimeType": "text/csv", "buffer": roster()}
    page.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    page.locator(".sn-form button[type=submit]").click()
    page.locator("form#mapping").wait_for()


def at(path: str) -> Callable[[Page, str], None]:
    """A screen with a fixed address."""

    def show(page: Page, base: str) -> None:
        page.goto(f"{base}{path}")

    return show


def beside(key: str, part: str) -> Callable[[Page, str], None]:
    """A page of the first case of an account."""

    def show(page: Page, base: str) -> None:
        page.goto(f"{base}{case_address(page, base, key)}{part}/")

    return show


def case_address(page: Page, base: str, key: str) -> str:
    """Where the first case of an account is."""
    page.goto(f"{base}/accounts/{key}/?tab=cases")
    link = page.locator('main a[href^="/cases/"]:not([href*="new"])').first
    return str(link.get_attribute("href"))


def editor(page: Page, base: str) -> None:
    step = "stages%5Bonboarding%5D.steps%5Bregistration%5D"
    page.goto(f"{base}/method/entry/roadmap/standard/?place={step}")


def bulk(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/bulk-edit/?pick=ACC-005&pick=ACC-001&pick=ACC-009")
    page.locator('select[name="f_owner"]').select_option(index=3)
    page.locator('main button[name="look"]').click()
    page.wait_for_load_state()


def palette(page: Page, base: str) -> None:
    page.goto(f"{base}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("ACC-00", delay=30)
    page.wait_for_timeout(900)


def archive(page: Page, base: str) -> None:
    page.goto(f"{base}/settings/archive/")
    if not page.locator('main a[href*="/files/"]').count():
        page.locator("main form button[type=submit], main form button").first.click()
        page.wait_for_timeout(6000)
        page.goto(f"{base}/settings/archive/")


def usage(page: Page, base: str) -> None:
    # The first of a server loads the engine of events.
    page.goto(f"{base}/accounts/ACC-005/?tab=usage", timeout=120_000)


SCREENS = {
    "board": board,
    "case": case,
    "today": today,
    "account": account,
    "import": imports,
    "method": at("/method/"),
    "editor": editor,
    "approvals": at("/approvals/"),
    "cases": at("/cases/"),
    "bulk": bulk,
    "waves": beside("ACC-005", "waves"),
    "plan": beside("ACC-001", "plan"),
    "calendar": at("/accounts/ACC-005/calendar/"),
    "palette": palette,
    "past": at("/board/?as_of=2026-09-30"),
    "duplicates": at("/accounts/duplicates/"),
    "archive": archive,
    "signals": at("/signals/?scope=all"),
    "health": at("/health/"),
    "model": at("/method/health/"),
    "holdings": at("/people/holdings/"),
    "usage": usage,
    "playbook": beside("ACC-001", "playbook"),
    "intake": at("/settings/intake/"),
    "settings": at("/settings/"),
}


def prepare(driver: Any, served: Served) -> None:
    """What the sample company has none of: a request for approval, and one customer twice."""
    browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS))
    page = browser.new_page()
    page.goto(served.link("早川"))
    page.goto(f"{served.base}{case_address(page, served.base, 'ACC-001')}criteria/new/")
    page.locator('[name="title"]').fill("紙の日報が全店で印刷されていない")
    page.locator('[name="reason"]').fill("紙をやめることが、お客さまの今期の目標のため")
    page.locator('[name="element"]').select_option("value")
    page.locator("main form button[type=submit], main form .btn-primary").first.click()
    page.wait_for_load_state()
    browser.close()
    twice = {"name": "株式会社やまびこ食品"}
    made = served.api("PUT", "/accounts/ACC-901", served.key(), twice)
    assert made[0] == 201, made


@contextmanager
def sample_company() -> Iterator[Served]:
    """The sample company, built and served until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        built = built_company(Path(folder))
        with served_copy(built, Path(folder) / "served") as served:
            yield served


def smaller(page: Page, picture: bytes) -> bytes:
    """The same picture as a PNG of at most 256 colours."""
    found = page.evaluate(REDUCE, base64.b64encode(picture).decode())
    pixels, width = base64.b64decode(found["rows"]), SIZE["width"]
    lines = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    colours = b"".join(bytes(colour) for colour in found["palette"])
    head = struct.pack(">IIBBBBB", width, SIZE["height"], 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


@contextmanager
def opened(driver: Any, language: str) -> Iterator[tuple[Page, Page]]:
    """A browser of one language: the page that is looked at, and one that reduces pictures."""
    # A date field speaks the language of the browser, not of the page.
    browser = driver.chromium.launch(
        executable_path=str(CHROMIUM),
        args=[*CHROMIUM_FLAGS, f"--lang={language}"],
        env={**os.environ, "LANGUAGE": language},
    )
    context = browser.new_context(
        viewport=SIZE, locale=LOCALES[language], timezone_id="Asia/Tokyo", reduced_motion="reduce"
    )
    yield context.new_page(), context.new_page()
    browser.close()


def take(driver: Any, served: Served, language: str) -> None:
    """All screens in one language."""
    with opened(driver, language) as (page, reducer):
        page.goto(served.link("白石"))
        for name, show in SCREENS.items():
            show(page, served.base)
            page.wait_for_timeout(400)
            path = IMAGES / f"{name}-{language}.png"
            path.write_bytes(smaller(reducer, page.screenshot()))
            assert path.stat().st_size < MOST_BYTES, f"{path.name} is too large"
            print(path.relative_to(ROOT), path.stat().st_size)


def main() -> None:
    """Every screen in every language."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sample_company() as served, sync_playwright() as driver:
        prepare(driver, served)
        for language in LOCALES:
            take(driver, served, language)


if __name__ == "__main__":
    main()
