"""What the views of the method share."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language

from senro.console.customers.shared import staff_only
from senro.kernel.access import require
from senro.kernel.rules.access import allowed
from senro.kernel.versions import KINDS

from .shapes.part import MethodPart, part_of
from .shapes.places import NoSuchPlace, pattern
from .specs import SPECS
from .words import CHANGE, FIRST, HOME, TABS


def reader(request: Any) -> bool:
    """Customers find nothing here (Missing). True when the reader may edit."""
    staff_only(request)
    return allowed(request.actor, CHANGE)


def editor(request: Any) -> None:
    """Raises Missing for a customer, Forbidden for whoever may only read."""
    staff_only(request)
    require(request.actor, CHANGE)


def locale() -> str:
    """The reader's language."""
    return get_language() or "ja"


def page_of(request: Any, part: MethodPart | None, tab: str | None, **more: Any) -> dict[str, Any]:
    """What every page of the method shows around its own content. None: the part's first tab."""
    if tab is None and part is not None:
        tab = FIRST[part.kind]
    code = part.code if part else "standard"
    return {
        "part": part,
        "tab": tab,
        "tabs": [
            (one, part.tab(one.code) if part and one.kind == part.kind else one.href)
            for one in TABS
            if not one.kind or one.kind in KINDS
        ],
        "may": allowed(request.actor, CHANGE),
        "code": code,
        **more,
    }


def entry_href(part: MethodPart, path: str) -> str:
    """The form of an entry."""
    return part.href("entry", place=path)


def home_of(part: MethodPart, path: str, anchor: str = "") -> str:
    """Where an entry is seen, scrolled to it."""
    try:
        tab = HOME.get((part.kind, pattern(path)))
    except NoSuchPlace:
        tab = None
    where = part.home if tab is None else part.tab(tab)
    if tab == "" and path:
        glue = "&" if "?" in where else "?"
        where = f"{where}{glue}{urlencode({'at': path})}"
    return f"{where}#{anchor}" if anchor else where


def form_of(part: MethodPart, path: str) -> tuple[str, str]:
    """(the entry that an error or a difference is about, the field in it)."""
    entry, rest = path, ""
    while entry:
        try:
            if (part.kind, pattern(entry)) in SPECS:
                return entry, rest
        except NoSuchPlace:
            pass
        head, _dot, last = entry.rpartition(".")
        if entry.endswith("]") and not _dot:
            head, last = "", entry
        entry, rest = head, f"{last}.{rest}" if rest else last
    return "", rest


def mend_href(part: MethodPart, field: str) -> str:
    """Where a wrong field is put right."""
    entry, rest = form_of(part, field)
    name = rest.split("[")[0].replace(".", "__")
    return f"{entry_href(part, entry)}#id_{name}" if name else entry_href(part, entry)


__all__ = [
    "editor",
    "entry_href",
    "form_of",
    "home_of",
    "locale",
    "mend_href",
    "page_of",
    "part_of",
    "reader",
]
