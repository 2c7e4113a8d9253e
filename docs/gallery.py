"""Remake the pictures of every kind of page, and the pages of the guide that show them.

    python docs/gallery.py

The pages are found as the walks of the tests find them, link by link, so that a new screen comes
along by itself. What only follows from a form that was sent is in the pictures of screenshots.py.
"""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

# Below the path, which makes them found.
from screenshots import IMAGES, LOCALES, SIZE, opened, prepare, sample_company  # noqa: E402

from tests.demo_server import Served  # noqa: E402
from tests.walks.pages import find_pages  # noqa: E402

SCREENS = IMAGES / "screens"
MOST_BYTES = 60_000
# What a page beside another one only filters, and parts of the method whose pages look alike.
ALIKE = re.compile(
    r"\?(rule|kind|facts|scope|todo)|/(history|yaml|version/\*|compare|publication)/(?!roadmap)"
    r"|/impact/(?!phase_set)|/phase_set/(ent_waves|smb_4)"
)
GROUPS = {
    r"/(\?|$)|/(board|signals|approvals|health|search|notifications)/": ("Every day", "毎日の画面"),
    r"/accounts/": ("Customers", "顧客"),
    r"/cases/": ("Cases", "案件"),
    r"/(method|rules)/": ("The method", "メソッド"),
    r"/imports/|/settings/intake/": ("Data that comes in", "データの取り込み"),
    r"/(sign-in|people)/|/settings/(people|teams)/": ("People and sign-in", "メンバーとサインイン"),
    r"": ("Settings and records", "設定と記録"),
}
HEADS = {
    "en": "# Every screen\n\nOne picture of each kind of page, from the sample company.",
    "ja": "# 全画面\n\nすべての種類の画面を、サンプル会社で1枚ずつ。",
}
SHRINK = """async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = new OffscreenCanvas(960, 600);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, 960, 600);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.5 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const one of bytes) text += String.fromCharCode(one);
  return btoa(text);
}"""


def group_of(kind: str) -> int:
    """Where among the groups a kind of page stands."""
    return next(n for n, pattern in enumerate(GROUPS) if re.match(pattern, kind))


def kinds(page: Page, base: str) -> dict[str, str]:
    """One address of each kind of page that looks like no other, group by group."""
    found = find_pages(page.context.request, base)
    chosen = {kind: address for kind, address in found.items() if not ALIKE.search(kind)}
    return {kind: chosen[kind] for kind in sorted(chosen, key=group_of)}


def name_of(kind: str) -> str:
    """A file's name for a kind of page."""
    return re.sub(r"[^a-z0-9]+", "-", kind.lower().replace("*", "one")).strip("-") or "today"


def caption_of(page: Page) -> str:
    """What the page calls itself, and its tab where it has tabs."""
    title = page.title().rpartition(" · ")[0]
    tab = page.locator(".sn-tabs [aria-current]")
    said = tab.first.inner_text().strip() if tab.count() else ""
    said = re.sub(r"\s+[\d,]+$", "", said)
    return title if not said or said in title else f"{title}: {said}"


def take(driver: Any, served: Served, language: str) -> None:
    """A picture of each kind of page, and the page of the guide that shows them."""
    lines, last, seen = [HEADS[language]], -1, set()
    with opened(driver, language) as (page, reducer):
        page.goto(served.link("白石"))
        for kind, address in kinds(page, served.base).items():
            page.goto(f"{served.base}{address}", timeout=120_000)
            page.wait_for_timeout(250)
            picture = reducer.evaluate(SHRINK, base64.b64encode(page.screenshot()).decode())
            path = SCREENS / f"{name_of(kind)}-{language}.webp"
            path.write_bytes(base64.b64decode(picture))
            assert path.stat().st_size < MOST_BYTES, f"{path.name} is too large"
            seen.add(path.name)
            if group_of(kind) != last:
                last = group_of(kind)
                lines.append(f"## {list(GROUPS.values())[last][language == 'ja']}")
            caption = caption_of(page)
            where = kind.replace("*", "…")
            lines.append(
                f"**{caption}** `{where}`\n\n![{caption}](../../images/screens/{path.name})"
            )
    for old in SCREENS.glob(f"*-{language}.webp"):
        if old.name not in seen:
            old.unlink()
    (ROOT / "docs" / "guide" / language / "screens.md").write_text(
        "\n\n".join(lines) + "\n", encoding="utf-8"
    )
    print(language, len(seen), sum(one.stat().st_size for one in SCREENS.iterdir()))


def main() -> None:
    """Both languages, from one sample company."""
    assert SIZE == {"width": 1440, "height": 900}
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sample_company() as served, sync_playwright() as driver:
        prepare(driver, served)
        for language in LOCALES:
            take(driver, served, language)


if __name__ == "__main__":
    main()
