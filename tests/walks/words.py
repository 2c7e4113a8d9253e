"""What a page says, and which of it is said in the other language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

PARTS = Path(__file__).parents[2] / "src" / "senro" / "locale" / "ja" / "parts"
PLACE = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")
LATIN = re.compile(r"[A-Za-z]{3}")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
# Every text a person can see or hear on the page, one a piece.
SEEN = """() => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.parentElement;
    if (at.closest("script, style, code, kbd, noscript, [lang]:not(html)")) continue;
    said.push(node.data);
  }
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title], [data-th]"))
    for (const name of ["aria-label", "placeholder", "title", "data-th"])
      if (one.hasAttribute(name)) said.push(one.getAttribute(name));
  said.push(document.title.split(" · ")[0]);
  return [...new Set(said.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean))];
}"""


@cache
def translations() -> tuple[tuple[str, str], ...]:
    """English and Japanese of every message, plural forms each by itself."""
    pairs = []
    for path in sorted(PARTS.glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle, locale="ja"):
                english = message.id if isinstance(message.id, tuple) else (message.id,)
                japanese = message.string
                first = japanese[0] if isinstance(japanese, tuple | list) else japanese
                pairs += [(one, first) for one in english if one and first and one != first]
    return tuple(pairs)


@cache
def _said_as(side: int) -> tuple[frozenset[str], re.Pattern[str]]:
    plain, open_ended = set(), []
    for pair in translations():
        text = " ".join(pair[side].split())
        rest = PLACE.sub("", text)
        wanted = LATIN if side == 0 else JAPANESE
        if not wanted.search(rest):
            continue
        if rest == text:
            plain.add(text.replace("%%", "%"))
        elif len(rest.strip()) > 7 or (side == 1 and len(rest.strip()) > 3):
            pieces = [re.escape(piece) for piece in PLACE.split(text.replace("%%", "%"))]
            open_ended.append(".{1,80}".join(pieces))
    return frozenset(plain), re.compile("|".join(f"(?:{one})" for one in sorted(open_ended)))


def other_language(texts: list[str], shown: str) -> list[str]:
    """Texts that a page in this language says in the other one."""
    side = 0 if shown == "ja" else 1
    plain, open_ended = _said_as(side)
    same = {pair[1 - side] for pair in translations()}
    return sorted(
        text for text in texts if (text in plain or open_ended.fullmatch(text)) and text not in same
    )
