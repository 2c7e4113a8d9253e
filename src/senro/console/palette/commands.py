"""What can be done from a page, and from everywhere: each a line with words to find it by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.customers.rules import fold
from senro.customers.rules.romaji import kana_of
from senro.kernel.rules.access import Actor, allowed
from senro.ui.figures import long_day
from senro.ui.navigation import ITEMS, exists, open_to

from ..programs.words import TABS
from ..settings.sections import sections_for


@dataclass(frozen=True)
class Command:
    """One line. `post` sends a form, `key` presses a key of the page; else `href` is opened."""

    label: Any
    href: str = ""
    more: Any = ""
    post: tuple[str, str, str] | None = None
    key: str = ""
    words: str = ""

    def found_by(self, q: str) -> int | None:
        """How well it fits: the smaller the better; None when it does not."""
        return fits(q, " ".join((*both(self.label), fold(self.words))))


@lru_cache(maxsize=2000)
def _in(language: str, label: Any) -> str:
    with translation.override(language):
        return fold(str(label), corporate_forms=False)


def both(label: Any) -> tuple[str, str]:
    """The words in both languages, folded: whoever reads Japanese may type English."""
    return _in("ja", label), _in("en", label)


def fits(q: str, text: str) -> int | None:
    """0 where a word begins so, 1 where it is inside, 2 where its letters follow each other."""
    for wanted in filter(None, (fold(q), kana_of(q) if q.isascii() else "")):
        if text.startswith(wanted) or f" {wanted}" in text:
            return 0
        if wanted in text:
            return 1
        if len(wanted) >= 3 and any(_follows(wanted, word) for word in text.split()):
            return 2
    return None


def _follows(wanted: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in wanted)


EVERYWHERE = (
    (_("Add an account"), "/accounts/new/", "account.change", "new account"),
    (_("Open a case"), "/cases/new/", "case.change", "new case"),
    (_("Import a file"), "/imports/", "import.run", "csv excel"),
    (pgettext_lazy("palette", "Notifications"), "/notifications/", "", "bell"),
)
SWITCHES = (
    (_("Show in Japanese"), ("/ui/language/", "language", "ja"), "日本語 language 言語"),
    (_("Show in English"), ("/ui/language/", "language", "en"), "english language 言語"),
    (_("Light appearance"), ("/ui/theme/", "theme", "light"), "theme ライト"),
    (_("Dark appearance"), ("/ui/theme/", "theme", "dark"), "theme ダーク"),
    (_("Appearance as the browser has it"), ("/ui/theme/", "theme", "auto"), "theme"),
)


def screens(actor: Actor) -> list[Command]:
    """Every screen of the menu that exists here."""
    return [Command(item.label, item.path) for item in ITEMS if open_to(item, actor)]


def further_screens(actor: Actor) -> list[Command]:
    """The pages behind those of the menu: of the settings and of the method."""
    found = [
        Command(place.label, place.href, title, words=place.words)
        for title, places in sections_for(actor)
        for place in places
        if place.href not in {item.path for item in ITEMS}
    ]
    method = next((item for item in ITEMS if item.path == "/method/"), None)
    if method is None or not open_to(method, actor):
        return found
    tabs = [Command(tab.label, tab.href, method.label) for tab in TABS if tab.code]
    return found + tabs


def everywhere(actor: Actor) -> list[Command]:
    """What can be begun from any page."""
    found = [
        Command(label, path, words=words)
        for label, path, permission, words in EVERYWHERE
        if exists(path) and (not permission or allowed(actor, permission))
    ]
    return found + [Command(label, post=post, words=words) for label, post, words in SWITCHES]


def dated(q: str, path: str, at: datetime) -> list[Command]:
    """`2026-11-19`, `11/19`, `11月19日`: the case, else the board, as it stood that day."""
    day = day_of(q, at.date())
    if day is None or day > at.date():
        return []
    where = path.split("?")[0] if path.startswith("/cases/") else "/board/"
    if where.count("/") != 3 and where != "/board/":
        where = "/board/"
    words = _("The case as it stood") if where != "/board/" else _("The board as it stood")
    return [Command(words, f"{where}?as_of={day.isoformat()}", long_day(day))]


def day_of(q: str, today: date) -> date | None:
    """A day as people write it; without its year, the latest one that is not ahead."""
    text = q.strip().replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-")
    parts = text.split("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    if len(parts) == 2:
        parts = [str(today.year), *parts]
    if len(parts) != 3 or len(parts[0]) != 4:
        return None
    try:
        found = parse_date(f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}")
        if found and found > today and text.count("-") == 1:
            found = found.replace(year=found.year - 1)
    except ValueError:
        return None
    return found


def best(q: str, commands: Iterable[Command], limit: int) -> list[Command]:
    """Those that fit, the best first."""
    scored = [(command.found_by(q), command) for command in commands]
    fitting = [(score, command) for score, command in scored if score is not None]
    fitting.sort(key=lambda one: one[0])
    return [command for _score, command in fitting[:limit]]
