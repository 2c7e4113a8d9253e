"""The kinds that can be imported, and those that are still to come."""

from __future__ import annotations

from senro.exchange.rules.fields import Kind
from senro.exchange.rules.kinds.customers import (
    ACCOUNTS,
    CONTACTS,
    CONTRACTS,
    END_USERS,
    PRODUCTS,
)
from senro.exchange.rules.kinds.health import HEALTH
from senro.exchange.rules.kinds.onboarding import CASES, MEETINGS
from senro.exchange.rules.kinds.usage import EVENTS, USAGE
from senro.exchange.rules.said import Refused

# In the order in which one refers to the other.
KINDS = {
    kind.code: kind
    for kind in (PRODUCTS, ACCOUNTS, CONTACTS, CONTRACTS, END_USERS, CASES, MEETINGS, HEALTH)
}
# For the event table: read and refused like the others, but neither staged, exported nor undone.
BULK = {kind.code: kind for kind in (EVENTS, USAGE)}
LATER = ("renewals", "inquiries", "attendance", "survey-answers")


class UnknownKind(Exception):
    """There is no such kind of import, or not yet."""

    code = "unknown_kind"

    def __init__(self, name: str) -> None:
        self.name = name
        self.available = (*KINDS, *BULK)
        super().__init__(self.message("en"))

    def message(self, locale: str = "ja") -> str:
        """The sentence a person reads; it names the kinds that exist."""
        return Refused(self.code, {"kind": self.name, "available": self.available}).message(locale)


def kind_named(code: str) -> Kind:
    """The kind of this code; `end_users` and `End-Users` are `end-users`."""
    name = code.strip().lower().replace("_", "-")
    kind = KINDS.get(name) or BULK.get(name)
    if kind is None:
        raise UnknownKind(code)
    return kind


__all__ = ["BULK", "KINDS", "LATER", "UnknownKind", "kind_named"]
