"""Reads about customers."""

from .dicts import (
    account_dict,
    account_dicts,
    contact_dict,
    contact_dicts,
    contract_dict,
    contract_dicts,
    deal_dict,
    deal_dicts,
    end_user_dict,
    end_user_dicts,
)
from .visible import (
    visible_accounts,
    visible_contacts,
    visible_contracts,
    visible_deals,
    visible_end_users,
    visible_touches,
)

__all__ = [
    "account_dict",
    "account_dicts",
    "contact_dict",
    "contact_dicts",
    "contract_dict",
    "contract_dicts",
    "deal_dict",
    "deal_dicts",
    "end_user_dict",
    "end_user_dicts",
    "visible_accounts",
    "visible_contacts",
    "visible_contracts",
    "visible_deals",
    "visible_end_users",
    "visible_touches",
]
