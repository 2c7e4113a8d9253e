"""The roles in words, and what may be combined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import FieldError
from .rules.access import CUSTOMER_ROLES, STAFF_ROLES

ROLE_WORDS: dict[str, Any] = {
    "admin": _("Administrator"),
    "manager": _("CS manager"),
    "vp": _("VP"),
    "cs_ops": _("CS Ops"),
    "csm": _("CSM"),
    "specialist": _("Onboarding specialist"),
    "associate": _("Associate"),
    "retention": _("Retention CSM"),
    "sales": _("Sales"),
    "renewal_sales": _("Renewal sales"),
    "cs_marketing": _("CS marketing"),
    "pmm": _("PMM"),
    "product": _("Product"),
    "contractor": _("Contractor"),
    "partner": _("Partner"),
    "viewer": _("Viewer"),
    "customer_admin": _("Customer's administrator"),
    "decision_maker": _("Customer's decision-maker"),
    "end_user": _("Customer's end user"),
}
SCOPES = ("read", "write", "ingest")


def role_problems(roles: Iterable[str], *, account_key: str, partner_key: str) -> list[FieldError]:
    """What is wrong with a set of roles for somebody of this account or partner."""
    roles = list(roles)
    unknown = [role for role in roles if role not in ROLE_WORDS]
    if unknown:
        told = _("There is no role “%(role)s”.") % {"role": unknown[0]}
        return [FieldError("roles", "unknown_role", told)]
    if not roles:
        return [FieldError("roles", "required", _("Choose at least one role."))]
    staff, theirs = set(roles) & set(STAFF_ROLES), set(roles) & set(CUSTOMER_ROLES)
    if staff and theirs:
        words = _("A person is either of the team or of a customer, not both.")
        return [FieldError("roles", "mixed_roles", words)]
    return _missing_keys(staff, theirs, account_key, partner_key)


def _missing_keys(
    staff: set[str], theirs: set[str], account_key: str, partner_key: str
) -> list[FieldError]:
    if theirs and not account_key:
        words = _("A customer's person needs the account they belong to.")
        return [FieldError("account_key", "required", words)]
    if staff and account_key:
        words = _("Somebody of the team belongs to no account.")
        return [FieldError("account_key", "not_allowed", words)]
    if "partner" in staff and not partner_key:
        words = _("A partner's person needs the partner they belong to.")
        return [FieldError("partner_key", "required", words)]
    return []
