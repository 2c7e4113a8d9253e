"""Visitors of the sample company: a browser signed in as somebody, that writes down every complaint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.demo_server import Served

ADMIN = "白石"
# What no test of ours writes: a policy report, and how far the page jumped while it was drawn.
WATCH = """
window.senroSeen = { policy: [], shift: 0, moved: [] };
document.addEventListener("securitypolicyviolation", (event) =>
  window.senroSeen.policy.push(`${event.violatedDirective} ${event.blockedURI}`));
new PerformanceObserver((list) => {
  for (const one of list.getEntries().filter((entry) => !entry.hadRecentInput)) {
    window.senroSeen.shift += one.value;
    window.senroSeen.moved.push(...one.sources.map((source) => source.node?.className || source.node?.nodeName));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Visitor:
    """One browser tab at the sample company."""

    page: Any
    context: Any
    base: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Open an address; the answer's status. What the browser said before is forgotten."""
        self.complaints.clear()
        answer = self.page.goto(f"{self.base}{path}")
        return int(answer.status)

    def said(self) -> list[str]:
        """Everything the browser complained about, with the reports of the policy."""
        seen: list[str] = self.page.evaluate("window.senroSeen ? window.senroSeen.policy : []")
        return [*self.complaints, *seen]

    def shift(self) -> float:
        """How far the page jumped since it was opened."""
        return float(self.page.evaluate("window.senroSeen.shift"))

    def moved(self) -> list[str]:
        """What jumped."""
        names: list[str] = self.page.evaluate("window.senroSeen.moved")
        return names


@pytest.fixture(scope="module")
def visit(chromium: Any, demo: Served) -> Iterator[Callable[..., Visitor]]:
    """Opens a tab: who (words of a sign-in line, "" for nobody), language, scheme, width."""
    contexts = []

    def open_tab(
        who: str = ADMIN,
        language: str = "ja",
        scheme: str = "light",
        width: int = 1440,
        **more: Any,
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale={"ja": "ja-JP", "en": "en-US"}[language],
            timezone_id="Asia/Tokyo",
            **more,
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": demo.base}])
        context.add_init_script(WATCH)
        page = context.new_page()
        visitor = Visitor(page, context, demo.base)
        page.on("console", lambda message: _note(visitor, message))
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        if who:
            page.goto(demo.link(who))
        return visitor

    yield open_tab
    for context in contexts:
        with suppress(Exception):
            context.close()


def _note(visitor: Visitor, message: Any) -> None:
    # A refusal is meant to be one: the browser writes every 4xx of a page into the console.
    if "Failed to load resource" not in message.text:
        visitor.complaints.append(message.text)
