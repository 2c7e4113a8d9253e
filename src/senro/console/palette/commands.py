"""What can be done from a page, and from everywhere: each a line with words to find it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.customers.queries import visible_accounts
from senro.customers.rules import fold
from senro.customers.rules.romaji import kana_of
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.queries.visible import visible_cases
from senro.onboarding.rules.machine import MOVING
from senro.ui.figures import long_day
from senro.ui.navigation import ITEMS, exists, open_to

from ..customers.shared import href_of
from ..onboarding.shapes.steps import steps_of


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


def here(actor: Actor, path: str) -> tuple[str, list[Command]]:
    """What the page is about, and its verbs for this person."""
    try:
        match = resolve(path.split("?")[0].split("#")[0])
    except Resolver404:
        return "", []
    if "case_id" in match.kwargs:
        case = visible_cases(actor).select_related("account").filter(pk=match.kwargs["case_id"])
        found = case.first()
        return (found.account.name, list(_of_case(actor, found))) if found else ("", [])
    if "key" in match.kwargs and match.route.startswith("accounts/"):
        account = visible_accounts(actor).filter(key=match.kwargs["key"]).first()
        return (account.name, list(_of_account(actor, account))) if account else ("", [])
    return "", list(_of_rows(match.url_name or ""))


def _of_case(actor: Actor, case: Any) -> Iterator[Command]:
    def may(permission: str) -> bool:
        return allowed(actor, permission, case.team_id)

    def to(name: str, *args: Any) -> str:
        return reverse(name, args=[case.pk, *args])

    if may("case.change") and case.status in MOVING and case.phase != "intake":
        yield Command(_("Complete the phase"), to("completion", case.phase), case.phase)
    if may("touch.log"):
        yield Command(_("Record a contact"), to("touch_new"), words="log contact call mail 電話")
    if allowed(actor, "comment.write"):
        yield Command(_("Write a note"), f"{to('case')}#note-text", words="comment コメント memo")
    if may("case.change"):
        yield Command(_("Record a meeting"), to("meeting_new"), words="打ち合わせ")
        yield Command(_("Run the kickoff"), to("kickoff"))
        yield Command(_("Run the closing"), to("closing"))
        yield Command(_("Add a ToDo"), to("task_new"), words="task タスク")
        yield Command(_("Who leads this case"), to("case_owner"), words="owner 担当 assign")
        yield Command(_("Name the project structure"), to("structure"))
    for step in steps_of(actor, case):
        yield Command(step["label"], step["url"])
    yield Command(_("The customer's page"), href_of(case.account.key))


def _of_account(actor: Actor, account: Any) -> Iterator[Command]:
    page = href_of(account.key)
    if allowed(actor, "touch.log", account.team_id):
        yield Command(_("Log a contact"), f"{page}touches/new/", words="call mail 電話")
    if allowed(actor, "comment.write"):
        yield Command(_("Write a note"), f"{page}#note-text", words="comment コメント memo")
    if allowed(actor, "account.change", account.team_id):
        yield Command(_("Edit the account"), f"{page}edit/")
        yield Command(_("Purposes of adoption"), f"{page}purposes/")
        yield Command(_("Add a contact"), f"{page}contacts/new/")
        yield Command(_("Add a contract"), f"{page}contracts/new/")


def _of_rows(name: str) -> Iterator[Command]:
    if name == "today":
        yield Command(_("Done: the selected row"), key="e", words="complete 済み")
        yield Command(_("Later: the selected row"), key="s", words="snooze スヌーズ")


EVERYWHERE = (
    (_("Add an account"), "/accounts/new/", "account.change", "new account"),
    (_("Open a case"), "/cases/new/", "case.change", "new case"),
    (_("Import a file"), "/imports/", "import.run", "csv excel"),
    (_("Custom fields"), "/settings/fields/", "method.change", ""),
    (_("First steps"), "/welcome/", "settings.change", "wizard setup 初期設定"),
    (_("Your profile"), "/sign-in/profile/", "", "password パスワード"),
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
