"""The main menu: only screens that exist are linked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from senro.kernel.rules.access import Actor, allowed


@dataclass(frozen=True)
class Item:
    """One word of the menu. `group` draws a rule between groups; `phone` puts it in the tab bar."""

    label: str | Promise
    path: str
    icon: str
    group: int
    phone: bool = False
    count: str = ""
    needs: str = ""


ITEMS = (
    Item(pgettext_lazy("menu", "Today"), "/", "list-check", 1, phone=True),
    Item(pgettext_lazy("menu", "Board"), "/board/", "layout-columns", 1, phone=True),
    Item(pgettext_lazy("menu", "Accounts"), "/accounts/", "building", 1, phone=True),
    Item(pgettext_lazy("menu", "Signals"), "/signals/", "activity", 1),
    Item(pgettext_lazy("menu", "Health"), "/health/", "target", 1),
    Item(pgettext_lazy("menu", "Handoffs"), "/handoffs/", "inbox", 1, count="handoffs"),
    Item(pgettext_lazy("menu", "Diagram"), "/diagram/", "chart-line", 1, phone=True),
    Item(pgettext_lazy("menu", "Method"), "/method/", "route", 2),
    Item(pgettext_lazy("menu", "Insights"), "/insights/", "zoom-question", 2),
    Item(pgettext_lazy("menu", "Content"), "/content/", "book", 2),
    Item(pgettext_lazy("menu", "Seminars"), "/seminars/", "school", 2),
    Item(pgettext_lazy("menu", "Sequences"), "/sequences/", "mail", 2),
    Item(pgettext_lazy("menu", "Surveys"), "/surveys/", "clipboard-text", 2),
    Item(pgettext_lazy("menu", "Approvals"), "/approvals/", "checkbox", 3, count="approvals"),
    Item(pgettext_lazy("menu", "Capacity"), "/capacity/", "users", 3),
    Item(pgettext_lazy("menu", "Imports"), "/imports/", "file-import", 3, needs="import.run"),
    Item(pgettext_lazy("menu", "Settings"), "/settings/", "settings", 3),
)

# The letter after `g` that leads to a screen.
KEYS = {
    "/": "t", "/board/": "b", "/accounts/": "a", "/handoffs/": "h", "/diagram/": "d",
    "/method/": "m", "/insights/": "i", "/content/": "c", "/seminars/": "e", "/sequences/": "q",
    "/surveys/": "v", "/approvals/": "p", "/capacity/": "y", "/imports/": "f", "/signals/": "n", "/health/": "l",
    "/settings/": "s",
}  # fmt: skip


@lru_cache(maxsize=64)
def exists(path: str) -> bool:
    """Whether an address is served by this installation."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def is_current(item: Item, path: str) -> bool:
    """Today is exactly `/`; a case belongs to the board it came from."""
    if item.path == "/":
        return path == "/"
    return path.startswith(item.path) or (item.path == "/board/" and path.startswith("/cases/"))


def open_to(item: Item, actor: Actor | None) -> bool:
    """Whether its screen is served here and, where it needs a permission, opens for this person."""
    return exists(item.path) and (not item.needs or actor is None or allowed(actor, item.needs))


def menu(path: str, counts: dict[str, int], actor: Actor | None = None) -> list[dict[str, object]]:
    """The items to show on a page, with the current one marked and counts beside."""
    shown: list[dict[str, object]] = []
    group = 1
    for item in ITEMS:
        if not open_to(item, actor):
            continue
        shown.append({
            "label": item.label, "href": item.path, "icon": item.icon, "phone": item.phone,
            "current": is_current(item, path), "count": counts.get(item.count, 0),
            "key": KEYS.get(item.path, ""),
            "rule": bool(shown) and item.group != group,
        })  # fmt: skip
        group = item.group
    return shown
