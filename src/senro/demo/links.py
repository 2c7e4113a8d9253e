"""The sign-in links that `senro demo` prints."""

from __future__ import annotations

from senro.kernel.models import Person
from senro.kernel.roles import ROLE_WORDS

from .views import token_for
from .words import SIGN_IN, STAFF


def sign_in_links(base: str) -> list[tuple[str, str]]:
    """(role and name, address) a role, the administrator's first."""
    known = {person.email: person for person in Person.objects.all()}
    staff = {key: (email, roles) for key, _name, email, roles, _team in STAFF}
    links = []
    for key in SIGN_IN:
        email, roles = staff[key]
        person = known[email]
        words = f"{ROLE_WORDS[roles[0]]} {person.name}"
        links.append((words, f"{base}/demo/sign-in/{token_for(person)}/"))
    return links
