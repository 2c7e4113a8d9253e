"""A colleague at a browser without script: only links and forms that a page offers can be used."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client


class Offered(HTMLParser):
    """The links of a page, and the forms that change something, with what they hold as they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.searches: list[int] = []
        self.boxes: dict[str, list[str]] = {}
        self.select: str | None = None
        self.text: str | None = None
        self.feed(page)
        self.forms = [one for n, one in enumerate(self.forms) if n not in self.searches]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what can be pressed or is filled in."""
        has = {name: value or "" for name, value in attrs}
        name, value = has.get("name", ""), has.get("value", "")
        if tag == "a" and "href" in has:
            self.links.add(has["href"])
        elif tag == "form":
            self.forms.append((has.get("action", ""), {}))
            self.searches += [len(self.forms) - 1] if has.get("method") != "post" else []
        elif tag == "option" and self.select and ("selected" in has or not self._has(self.select)):
            self._put(self.select, value, only=True)
        elif tag in ("select", "textarea"):
            self.select, self.text = (name, None) if tag == "select" else (None, name)
            if tag == "textarea":
                self._put(name, "")
        elif tag == "input" and name and "disabled" not in has:
            ticks = has.get("type") in ("checkbox", "radio")
            if ticks:
                self.boxes.setdefault(name, []).append(value)
            if not ticks or "checked" in has:
                self._put(name, value or ("on" if ticks else ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave a field."""
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, data: str) -> None:
        """What stands in a large field."""
        if self.text and data.strip():
            self._put(self.text, data.removeprefix("\n"), only=True)

    def _has(self, name: str) -> bool:
        return bool(self.forms) and name in self.forms[-1][1]

    def _put(self, name: str, value: str, only: bool = False) -> None:
        if self.forms:
            there = self.forms[-1][1].setdefault(name, [])
            there[:] = [value] if only else [*there, value]


class Walker:
    """Opens pages, follows what they offer, and sends their forms."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, path: str) -> Walker:
        """Type an address."""
        return self._shown(self.client.get(path, follow=True), path)

    def follow(self, href: str) -> Walker:
        """Press a link that is there."""
        assert href in {urljoin(self.path, one) for one in self.offered.links}, href
        return self.open(href)

    def ticks(self, name: str) -> list[str]:
        """The values of the boxes of this name, ticked or not."""
        return self.offered.boxes.get(name, [])

    def offers(self, action: str) -> bool:
        """Whether a form sends there."""
        return any(self._goes(to) == action for to, _fields in self.offered.forms)

    def send(self, action: str = "", /, status: int = 200, **typed: Any) -> Walker:
        """Fill in a form of this page and send it."""
        wanted = action or urlsplit(self.path).path
        forms = [one for one in self.offered.forms if self._goes(one[0]) == wanted]
        assert forms, f"{self.path} has no form for {wanted}"
        to, fields = forms[0]
        answer = self.client.post(urljoin(self.path, to), {**fields, **typed}, follow=True)
        return self._shown(answer, wanted, status)

    def _goes(self, action: str) -> str:
        return urlsplit(urljoin(self.path, action)).path

    def _shown(self, answer: Any, path: str, status: int = 200) -> Walker:
        assert answer.status_code == status, (path, answer.status_code)
        self.path = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        self.page = answer.content.decode()
        self.offered = Offered(self.page)
        self.context = answer.context
        return self
