"""Records as the API shows them: fields named as the import columns, other records by key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from ..models import Account, Contact, Contract, Deal, EndUser

_RELATED: dict[type, tuple[str, ...]] = {
    Account: ("parent", "partner", "owner", "team"),
    Contact: ("account", "successor"),
    Contract: ("account", "product", "partner"),
    EndUser: ("account", "site"),
    Deal: ("account",),
}


def account_dict(row: Account) -> dict[str, Any]:
    """An account in the API's shape."""
    return {
        **_head(row),
        "name": row.name,
        "kana": row.kana,
        "industry": row.industry,
        "business_type": row.business_type,
        "tier": row.tier or None,
        "employees": row.employees,
        "employees_nonregular": row.employees_nonregular,
        "parent": row.parent.key if row.parent else None,
        "buying_type": row.buying_type or None,
        "channel": row.channel or None,
        "partner": row.partner.key if row.partner else None,
        "owner": row.owner.email if row.owner else None,
        "team": row.team.key if row.team else None,
        "crm_id": row.crm_id,
        "status": row.status,
        "custom": row.custom,
    }


def contact_dict(row: Contact) -> dict[str, Any]:
    """A contact in the API's shape."""
    return {
        **_head(row),
        "account": row.account.key,
        "name": row.name,
        "kana": row.kana,
        "layer": row.layer,
        "title": row.title,
        "email": row.email or None,
        "phone": row.phone or None,
        "is_champion": row.is_champion,
        "sales_has_relation": row.sales_has_relation,
        "featured_in_case_study": row.featured_in_case_study,
        "left_on": _day(row.left_on),
        "successor": row.successor.key if row.successor else None,
        "handover_note": row.handover_note,
        "custom": row.custom,
    }


def contract_dict(row: Contract) -> dict[str, Any]:
    """A contract in the API's shape."""
    return {
        **_head(row),
        "account": row.account.key,
        "product": row.product.key,
        "plan": row.plan,
        "mrr": row.mrr,
        "seats": row.seats,
        "quota": row.quota,
        "quota_used": row.quota_used,
        "start": _day(row.start),
        "renewal": _day(row.renewal),
        "end": _day(row.end),
        "end_reason": row.end_reason,
        "lead_on": _day(row.lead_on),
        "won_on": _day(row.won_on),
        "deal_owner": row.deal_owner or None,
        "partner": row.partner.key if row.partner else None,
        "bundled_with": row.bundled_with,
        "custom": row.custom,
    }


def end_user_dict(row: EndUser) -> dict[str, Any]:
    """An end user in the API's shape."""
    return {
        **_head(row),
        "account": row.account.key,
        "employee_no": row.employee_no or None,
        "site": row.site.name if row.site else None,
        "name": row.name,
        "email": row.email or None,
        "employment": row.employment or None,
        "registration_method": row.registration_method or None,
        "invited_at": row.invited_at.isoformat() if row.invited_at else None,
        "first_login_at": row.first_login_at.isoformat() if row.first_login_at else None,
        "custom": row.custom,
    }


def deal_dict(row: Deal) -> dict[str, Any]:
    """A deal in the API's shape."""
    return {
        **_head(row),
        "account": row.account.key,
        "name": row.name,
        "stage": row.stage,
        "amount": row.amount,
        "lead_on": _day(row.lead_on),
        "won_on": _day(row.won_on),
        "owner": row.owner or None,
    }


def account_dicts(rows: Iterable[Account]) -> list[dict[str, Any]]:
    """Accounts in the API's shape, in one query and one more for each kind they refer to."""
    return [account_dict(row) for row in _with_related(rows, Account)]


def contact_dicts(rows: Iterable[Contact]) -> list[dict[str, Any]]:
    """Contacts in the API's shape."""
    return [contact_dict(row) for row in _with_related(rows, Contact)]


def contract_dicts(rows: Iterable[Contract]) -> list[dict[str, Any]]:
    """Contracts in the API's shape."""
    return [contract_dict(row) for row in _with_related(rows, Contract)]


def end_user_dicts(rows: Iterable[EndUser]) -> list[dict[str, Any]]:
    """End users in the API's shape."""
    return [end_user_dict(row) for row in _with_related(rows, EndUser)]


def deal_dicts(rows: Iterable[Deal]) -> list[dict[str, Any]]:
    """Deals in the API's shape."""
    return [deal_dict(row) for row in _with_related(rows, Deal)]


def _with_related(rows: Iterable[Any], model: type) -> list[Any]:
    # Few products, people and teams serve many rows, so separate queries beat a wide join.
    found = list(rows.all() if isinstance(rows, QuerySet) else rows)
    prefetch_related_objects(found, *_RELATED[model])
    return found


def _head(row: Any) -> dict[str, Any]:
    return {"id": str(row.pk), "key": row.key, "version": row.version}


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
