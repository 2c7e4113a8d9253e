"""Everything that the page of one account shows."""

from .account import AccountPage, account_page
from .contracts import ContractLine, TermLine
from .people import ContactLine, EndUserCounts, LayerGroup, SiteLine
from .story import PurposeLine, Silence, TouchLine

__all__ = [
    "AccountPage",
    "ContactLine",
    "ContractLine",
    "EndUserCounts",
    "LayerGroup",
    "PurposeLine",
    "Silence",
    "SiteLine",
    "TermLine",
    "TouchLine",
    "account_page",
]
