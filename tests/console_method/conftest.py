"""CS Ops at the method's screens, without a script."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from senro.kernel.models import Fact, Version
from senro.kernel.queries.versions import draft_of, history_of
from tests.onboarding.conftest import Desk
from tests.world import publish_method

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def desk(world: Any, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The small world with the default method, at its own noon."""
    monkeypatch.setenv("SENRO_NOW", world.at.isoformat())
    publish_method(world.at)
    return Desk(world)


@pytest.fixture
def sign_in(desk: Desk) -> Callable[..., Client]:
    """`sign_in("cs_ops")` is that person's browser, in English."""

    def of(name: str, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.cookies["django_language"] = language
        client.force_login(desk.world.people[name], backend=BACKEND)
        return client

    return of


@dataclass
class Ops:
    """Somebody who edits one part of the method."""

    client: Client
    kind: str = "phase_set"
    code: str = "standard"

    def href(self, page: str, **query: str) -> str:
        """A page about the part."""
        path = f"/method/{page}/{self.kind}/{self.code}/"
        return f"{path}?{urlencode(query)}" if query else path

    def fields(self, **query: str) -> dict[str, Any]:
        """What the form of an entry would send if nobody touched it."""
        page = "new" if "into" in query else "entry"
        answer = self.client.get(self.href(page, **query))
        assert answer.status_code == 200, answer.content
        return sent_by(answer.content.decode())

    def save(self, do: str = "save", typed: dict[str, Any] | None = None, **query: str) -> Any:
        """Open an entry, type, send."""
        page = "new" if "into" in query else "entry"
        data = {**self.fields(**query), **(typed or {}), "do": do}
        return self.client.post(self.href(page, **query), data)

    @property
    def draft(self) -> Version | None:
        """The draft as it stands."""
        return draft_of(self.kind, self.code)

    @property
    def body(self) -> dict[str, Any]:
        """What is edited."""
        found = self.draft or history_of(self.kind, self.code).first()
        assert found is not None
        return found.body

    def phase(self, code: str) -> dict[str, Any]:
        """A phase of what is edited."""
        return next(one for one in self.body["phases"] if one["code"] == code)


@pytest.fixture
def ops(sign_in: Any) -> Ops:
    """CS Ops at the phase set."""
    return Ops(sign_in("cs_ops"))


CONTROL = re.compile(r"<(input|textarea|select)\b([^>]*)>", re.DOTALL)
NAME, VALUE, TYPE = (re.compile(rf'\b{one}="([^"]*)"') for one in ("name", "value", "type"))


def sent_by(page: str) -> dict[str, Any]:
    """The values of the form with the hidden `seen`, as a browser without script sends them."""
    start = page.index('class="sn-form sn-meth-form"')
    form = page[start : page.index("</form>", start)]
    found: dict[str, Any] = {}
    for match in CONTROL.finditer(form):
        tag, attributes = match[1], match[2]
        name = NAME.search(attributes)
        if name is None:
            continue
        kind = (TYPE.search(attributes) or ["", ""])[1]
        value = VALUE.search(attributes)
        if tag == "textarea":
            text = form[match.end() : form.index("</textarea>", match.end())]
            found[name[1]] = html.unescape(text.removeprefix("\n"))
        elif tag == "select":
            inner = form[match.end() : form.index("</select>", match.end())]
            chosen = re.search(r'<option value="([^"]*)" selected', inner)
            first = re.search(r'<option value="([^"]*)"', inner)
            found[name[1]] = html.unescape((chosen or first or ["", ""])[1])
        elif kind == "checkbox":
            if " checked" in attributes:
                found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "on")
        else:
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def undo_newest(client: Client) -> Any:
    """Press the toast's undo."""
    fact = Fact.objects.latest("seq")
    return client.post(f"/facts/{fact.id}/undo/")
