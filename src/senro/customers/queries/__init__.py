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
from .lines import AccountLine
from .listing import AccountList, account_lines, list_accounts, narrowed_accounts
from .page import AccountPage, account_page
from .visible import (
    nameable_contacts,
    visible_accounts,
    visible_contacts,
    visible_contracts,
    visible_deals,
    visible_end_users,
    visible_touches,
)

__all__ = [
    "AccountLine",
    "AccountList",
    "AccountPage",
    "account_dict",
    "account_dicts",
    "account_lines",
    "account_page",
    "contact_dict",
    "contact_dicts",
    "contract_dict",
    "contract_dicts",
    "deal_dict",
    "deal_dicts",
    "end_user_dict",
    "end_user_dicts",
    "list_accounts",
    "nameable_contacts",
    "narrowed_accounts",
    "visible_accounts",
    "visible_contacts",
    "visible_contracts",
    "visible_deals",
    "visible_end_users",
    "visible_touches",
]
