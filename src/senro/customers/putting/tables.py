"""The tables of the kinds, and how much goes into one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from senro.kernel.models import Row

from ..models import Account, Contact, Contract, Deal, EndUser

MODELS: dict[str, type[Row]] = {
    "account": Account,
    "contact": Contact,
    "contract": Contract,
    "enduser": EndUser,
    "deal": Deal,
}
CHUNK = 5_000


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Pieces that fit into one statement."""
    found = list(values)
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]
