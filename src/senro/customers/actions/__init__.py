"""Verbs about customers."""

from .custom_fields import define_custom_field, remove_custom_field
from .erasure import ERASERS, erase_contact, erase_end_user, erase_person
from .merging import MergedElsewhere, distinguish, merge_accounts, merge_contacts
from .purposes import end_purpose, set_purpose
from .puts import (
    Put,
    put_account,
    put_contact,
    put_contract,
    put_deal,
    put_end_user,
    put_rows,
)
from .registration import set_registration_method
from .things import put_partner, put_product, put_site, set_self_onboarding
from .touches import log_touch

__all__ = [
    "ERASERS",
    "MergedElsewhere",
    "Put",
    "define_custom_field",
    "distinguish",
    "end_purpose",
    "erase_contact",
    "erase_end_user",
    "erase_person",
    "log_touch",
    "merge_accounts",
    "merge_contacts",
    "put_account",
    "put_contact",
    "put_contract",
    "put_deal",
    "put_end_user",
    "put_partner",
    "put_product",
    "put_rows",
    "put_site",
    "remove_custom_field",
    "set_purpose",
    "set_registration_method",
    "set_self_onboarding",
]
