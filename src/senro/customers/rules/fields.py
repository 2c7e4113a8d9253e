"""What may be said about a customer, field by field: types, lengths, choices. Pure.

Fields are named as the columns of an import. A value is checked here and nowhere else, whether it
comes alone or with ten thousand others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from . import values as v
from .tiers import tier_of

LAYERS: Final = ("decision_maker", "admin", "site_manager", "end_user")
BUYING_TYPES: Final = ("top_down", "admin_led", "field_led")
CHANNELS: Final = ("direct", "partner")
STATUSES: Final = ("onboarding", "adoption", "expansion", "churned")
REGISTRATION_METHODS: Final = ("email", "employee_no", "sms", "qr_card", "shared_terminal")
SELF_ONBOARDING: Final = ("aid", "full")
SMALL: Final = 2_147_483_647
LARGE: Final = 9_007_199_254_740_991

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """One field: how it is read, what a cleared one becomes, whether a new row needs it."""

    read: Reader
    empty: Any = None
    required: bool = False
    # The kind of row that the text names (`account`, `person` ...): resolved later, in one go.
    refers: str = ""
    column: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of record and its fields."""

    code: str
    fields: Mapping[str, Field]
    custom: bool = True
    # A row without a key is known by its account and the first of these that it has.
    known_by: tuple[str, ...] = ()


def _text(length: int, *, required: bool = False) -> Field:
    return Field(v.text(length), "", required)


def _choice(*codes: str, required: bool = False) -> Field:
    return Field(v.choice(frozenset(codes)), "", required)


def _ref(refers: str, column: str, *, length: int = 100, required: bool = False) -> Field:
    return Field(v.text(length), None, required, refers, column)


DAY: Final = Field(v.day)
INSTANT: Final = Field(v.instant)
FLAG: Final = Field(v.boolean, False)
COUNT: Final = Field(v.whole(0, SMALL))
AMOUNT: Final = Field(v.whole(0, LARGE))
ACCOUNT_REF: Final = _ref("account", "account_id", required=True)

ACCOUNT: Final = Kind(
    "account",
    {
        "name": _text(200, required=True),
        "kana": _text(200),
        "industry": _text(100),
        "business_type": _text(100),
        "tier": Field(v.mapped(tier_of), ""),
        "employees": COUNT,
        "employees_nonregular": COUNT,
        "parent": _ref("parent", "parent_id"),
        "buying_type": _choice(*BUYING_TYPES),
        "channel": _choice(*CHANNELS),
        "partner": _ref("partner", "partner_id"),
        "owner": _ref("person", "owner_id", length=254),
        "team": _ref("team", "team_id"),
        "crm_id": _text(100),
        "status": Field(v.choice(frozenset(STATUSES)), "onboarding"),
    },
)
CONTACT: Final = Kind(
    "contact",
    {
        "account": ACCOUNT_REF,
        "name": _text(100, required=True),
        "kana": _text(100),
        "layer": _choice(*LAYERS, required=True),
        "title": _text(100),
        "email": Field(v.email, ""),
        "phone": _text(50),
        "is_champion": FLAG,
        "sales_has_relation": FLAG,
        "featured_in_case_study": FLAG,
        "left_on": DAY,
        "successor": _ref("successor", "successor_id", length=200),
        "handover_note": _text(10_000),
    },
    known_by=("email",),
)
CONTRACT: Final = Kind(
    "contract",
    {
        "account": ACCOUNT_REF,
        "product": _ref("product", "product_id", required=True),
        "plan": _text(100),
        "mrr": Field(v.whole(0, LARGE), None, required=True),
        "mrr_from": DAY,
        "seats": COUNT,
        "quota": AMOUNT,
        "quota_used": AMOUNT,
        "start": Field(v.day, None, required=True),
        "renewal": DAY,
        "end": DAY,
        "end_reason": _text(200),
        "lead_on": DAY,
        "won_on": DAY,
        "deal_owner": _text(254),
        "partner": _ref("partner", "partner_id"),
        "bundled_with": _text(200),
    },
)
END_USER: Final = Kind(
    "enduser",
    {
        "account": ACCOUNT_REF,
        "employee_no": _text(100),
        "site": _ref("site", "site_id", length=200),
        "name": _text(100),
        "email": Field(v.email, ""),
        "employment": _text(30),
        "registration_method": _choice(*REGISTRATION_METHODS),
        "invited_at": INSTANT,
        "first_login_at": INSTANT,
    },
    known_by=("employee_no", "email"),
)
DEAL: Final = Kind(
    "deal",
    {
        "account": ACCOUNT_REF,
        "name": _text(200),
        "stage": _text(50),
        "amount": AMOUNT,
        "lead_on": DAY,
        "won_on": DAY,
        "owner": _text(254),
    },
    custom=False,
)
PRODUCT: Final = Kind(
    "product",
    {
        "name": _text(200, required=True),
        "self_onboarding": Field(v.choice(frozenset(SELF_ONBOARDING)), "aid"),
    },
    custom=False,
)
KINDS: Final = {
    "products": PRODUCT,
    "accounts": ACCOUNT,
    "contacts": CONTACT,
    "contracts": CONTRACT,
    "end-users": END_USER,
    "deals": DEAL,
}
