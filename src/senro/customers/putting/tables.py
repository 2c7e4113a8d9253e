"""The tables of the kinds, and how much goes into one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..models import Account, Contact, Contract, Deal, EndUser, Product

# Any: what they share, a key, is no field of Row.
MODELS: dict[str, Any] = {
    "account": Account,
    "contact": Contact,
    "contract": Contract,
    "enduser": EndUser,
    "deal": Deal,
    "product": Product,
}
CHUNK = 5_000


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Pieces that fit into one statement."""
    found = list(values)
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]
