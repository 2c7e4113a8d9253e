"""What rules may ask about a customer, as expressions over any row from which it can be reached.

`account_names("account__")` gives the same names for rows that point to an account (a case) as
`account_names()` does for accounts themselves.
"""

from .contracts import contract_names, contracts_of_account_names
from .fields import account_field_names, custom_names
from .offer import Builder, Offer
from .people import people_names
from .touches import touch_names

# Computed from rows that carry their days, so that any day can be asked for.
DATED = frozenset(
    {
        "mrr", "seats", "quota", "quota_used", "quota_consumption", "quota_pace", "tenure_days",
        "days_to_renewal", "days_since_inbound_contact", "vendor_contacts_30d",
        "inbound_contacts_30d", "contracts", "registration_coverage", "first_login_rate",
    }
)  # fmt: skip


def account_names(path: str = "") -> list[Offer]:
    """Every name about an account but those of its contracts (those mean other things for a case)."""
    return [*account_field_names(path), *people_names(path), *touch_names(path)]


__all__ = [
    "DATED",
    "Builder",
    "Offer",
    "account_names",
    "contract_names",
    "contracts_of_account_names",
    "custom_names",
]
