"""Every page of the console, found as a person finds them: from the menu, link by link."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

STARTS = (
    "/",
    "/board/",
    "/accounts/ACC-001/",
    "/search/?q=食品",
    "/settings/",
    "/imports/",
    "/notifications/",
    "/sign-in/profile/",
    "/sign-in/sessions/",
    "/sign-in/password/change/",
    "/board/?lanes=tier",
    "/accounts/?q=なにもない",
    "/accounts/no-such-account/",
)
SIGNED_OUT = ("/sign-in/login/", "/sign-in/password/reset/", "/sign-in/password/reset/done/")
MAIN = ("/", "/board/", "/accounts/", "/accounts/*/", "/cases/*/", "/imports/new/")
# Not pages of the console, or not to be looked at twice: files, other faces, the way out.
ELSEWHERE = re.compile(
    r"\.csv|^/(static|api|demo|healthz|styleguide|ui)/|/logout/|/rejects/|/without-email/"
)
# Queries that make another page; any other only changes what is listed.
TELLING = {"tab", "open", "lanes", "show", "as_of", "scope", "todo", "facts", "rule", "kind"}
HREF = re.compile(r'\bhref="([^"]+)"')
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def pattern(address: str) -> str:
    """One name for all pages of a kind: no identifiers, no filters."""
    parts = urlsplit(address)
    path = UUID.sub("*", parts.path)
    path = re.sub(r"^/accounts/(?!\*|new/|list)[^/]+/", "/accounts/*/", path)
    path = re.sub(r"/version/[^/]+/", "/version/*/", path)
    path = re.sub(r"/(phases|gate-items|purposes|criteria|status)/[^/]+/", r"/\1/*/", path)
    telling = sorted({name for name, value in parse_qsl(parts.query) if name in TELLING})
    tab = "".join(f"={value}" for name, value in parse_qsl(parts.query) if name == "tab")
    return path + ("?" + "&".join(telling) + tab if telling else "")


def find_pages(request: Any, base: str) -> dict[str, str]:
    """One address of every kind of page that this person can reach by links; files are none."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = list(STARTS)
    while waiting:
        address = waiting.pop(0)
        kind = pattern(address)
        # Two choices at once show what each of them shows.
        if kind in seen or "&" in kind:
            continue
        seen.add(kind)
        answer = request.get(f"{base}{address}")
        if "text/html" in answer.headers.get("content-type", ""):
            found[kind] = address
            waiting += links(answer.text(), address)
    return found


def links(page: str, address: str) -> list[str]:
    """Addresses of this house that a page leads to."""
    found = []
    for href in HREF.findall(page):
        whole = urljoin(address, html.unescape(href))
        parts = urlsplit(whole)
        if not parts.netloc and not parts.scheme and not ELSEWHERE.search(parts.path):
            found.append(parts._replace(fragment="").geturl())
    return found
