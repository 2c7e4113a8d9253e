"""Verbs about customers."""

from .puts import (
    Put,
    put_account,
    put_contact,
    put_contract,
    put_deal,
    put_end_user,
    put_rows,
)

__all__ = [
    "Put",
    "put_account",
    "put_contact",
    "put_contract",
    "put_deal",
    "put_end_user",
    "put_rows",
]
