"""Records about customers: their fields, as documentation. The domain itself checks what is sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .shapes import Past, Shape

Layer = Literal["decision_maker", "admin", "site_manager", "end_user"]


class Fields(BaseModel):
    """Base of what a PUT takes: every field may be absent, null clears."""

    model_config = ConfigDict(extra="allow")


class AccountFields(Fields):
    """A customer. Your own custom fields stand beside these."""

    name: str = Field(default="", max_length=200, description="Needed for a new account.")
    kana: str | None = None
    industry: str | None = None
    business_type: str | None = None
    tier: Literal["ENT", "MM", "SMB"] | None = None
    employees: int | None = Field(default=None, ge=0)
    employees_nonregular: int | None = Field(default=None, ge=0)
    parent: str | None = Field(default=None, description="Key of the parent account.")
    buying_type: Literal["top_down", "admin_led", "field_led"] | None = None
    channel: Literal["direct", "partner"] | None = None
    partner: str | None = Field(default=None, description="Key of the partner.")
    owner: str | None = Field(default=None, description="E-mail address of a colleague.")
    team: str | None = Field(default=None, description="Key of a team.")
    crm_id: str | None = None
    status: Literal["onboarding", "adoption", "expansion", "churned"] | None = None


class ContactFields(Fields):
    """A person at a customer whom we talk to."""

    account: str = Field(default="", description="Key of the account; needed for a new contact.")
    name: str = Field(default="", max_length=100, description="Needed for a new contact.")
    kana: str | None = None
    layer: Layer | None = Field(default=None, description="Needed for a new contact.")
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    is_champion: bool | None = None
    sales_has_relation: bool | None = None
    featured_in_case_study: bool | None = None
    left_on: date | None = None
    successor: str | None = Field(default=None, description="Key of a contact.")
    handover_note: str | None = None


class ContractFields(Fields):
    """A contract for one product. An unknown product is made."""

    account: str = Field(default="", description="Key of the account; needed for a new contract.")
    product: str = Field(default="", description="Key of the product; needed for a new contract.")
    plan: str | None = None
    mrr: int | None = Field(
        default=None, ge=0, description="A month, without tax, in minor units. Needed when new."
    )
    mrr_from: date | None = Field(
        default=None, description="From which day a changed `mrr`, `seats` or `quota` holds."
    )
    seats: int | None = Field(default=None, ge=0)
    quota: int | None = Field(default=None, ge=0)
    quota_used: int | None = Field(default=None, ge=0)
    start: date | None = Field(default=None, description="Needed for a new contract.")
    renewal: date | None = None
    end: date | None = None
    end_reason: str | None = None
    lead_on: date | None = None
    won_on: date | None = None
    deal_owner: str | None = None
    partner: str | None = None
    bundled_with: str | None = None


class EndUserFields(Fields):
    """Somebody at a customer who uses the product; may have no e-mail address."""

    account: str = Field(default="", description="Key of the account; needed for a new end user.")
    employee_no: str | None = None
    site: str | None = None
    name: str | None = None
    email: str | None = None
    employment: str | None = None
    registration_method: (
        Literal["email", "employee_no", "sms", "qr_card", "shared_terminal"] | None
    ) = None
    invited_at: datetime | None = None
    first_login_at: datetime | None = None


class DealFields(Fields):
    """A sale on its way or won, as the CRM knows it."""

    account: str = Field(default="", description="Key of the account; needed for a new deal.")
    name: str | None = None
    stage: str | None = None
    amount: int | None = Field(default=None, ge=0)
    lead_on: date | None = None
    won_on: date | None = None
    owner: str | None = None


class Stored(Shape):
    """What every record carries."""

    id: str
    key: str
    version: int


class Account(AccountFields, Stored, Past):
    """An account. Worth and purposes are given with `as_of`."""

    mrr: int | None = None
    seats: int | None = None
    quota: int | None = None
    purposes: list[str] | None = None


class Contact(ContactFields, Stored, Past):
    """A contact."""


class Contract(ContractFields, Stored, Past):
    """A contract."""


class EndUser(EndUserFields, Stored):
    """An end user."""


class Deal(DealFields, Stored):
    """A deal."""


class Accounts(Past):
    """A page of accounts."""

    items: list[Account]
    next_cursor: str | None


class Contacts(Past):
    """A page of contacts."""

    items: list[Contact]
    next_cursor: str | None


class Contracts(Past):
    """A page of contracts."""

    items: list[Contract]
    next_cursor: str | None


class EndUsers(Shape):
    """A page of end users."""

    items: list[EndUser]
    next_cursor: str | None


class Deals(Shape):
    """A page of deals."""

    items: list[Deal]
    next_cursor: str | None


class Batch(BaseModel):
    """Up to 10,000 rows, each with its `key` and fields as a PUT takes them."""

    model_config = ConfigDict(extra="forbid")
    rows: list[dict[str, Any]] = Field(max_length=10_000)


class RowAnswer(Shape):
    """What became of one row."""

    key: str | None
    status: Literal["created", "updated", "unchanged", "refused"]
    errors: list[dict[str, Any]]


class BatchAnswer(Shape):
    """What became of each row, in the order they were sent."""

    items: list[RowAnswer]
