"""Rows about customers."""

from .accounts import (
    LAYERS,
    TIERS,
    Account,
    AccountPurpose,
    Contact,
    EndUser,
    Partner,
    Site,
    Touch,
)
from .contracts import Contract, ContractTerm, CustomField, Deal, Product
from .pairs import DistinctPair

__all__ = [
    "LAYERS",
    "TIERS",
    "Account",
    "AccountPurpose",
    "Contact",
    "Contract",
    "ContractTerm",
    "CustomField",
    "Deal",
    "DistinctPair",
    "EndUser",
    "Partner",
    "Product",
    "Site",
    "Touch",
]
