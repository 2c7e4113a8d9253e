"""Accounts and what hangs on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from senro.customers import actions as customers
from senro.customers.models import CustomField
from senro.kernel.access import SYSTEM

from .base import Do, deed


def touch(desk: Any, account: Any, direction: str = "inbound", channel: str = "call") -> Any:
    return customers.log_touch(
        account=account, contact=None, direction=direction, channel=channel,
        touched_at=desk.at, note="a note", by=desk.manager, at=desk.at,
    )  # fmt: skip


@deed("customers.touch.logged")
def _touched(desk: Any) -> Do:
    return lambda: touch(desk, desk.world.account("ACC-001"))


def _put(verb: str, row: str, /, **fields: Any) -> Callable[[Any], Do]:
    return lambda desk: (
        lambda: getattr(customers, verb)(key=row, fields=fields, by=desk.manager, at=desk.at)
    )


deed("customers.account.saved")(_put("put_account", "ACC-001", name="青空フーズHD", tier="MM"))
deed("customers.contact.saved")(_put("put_contact", "CT-002", name="佐藤 花", title="課長"))
deed("customers.contract.saved")(_put("put_contract", "K-001", mrr=500_000))
deed("customers.enduser.saved")(_put("put_end_user", "EU-001", name="現場 01"))
deed("customers.deal.saved")(_put("put_deal", "D-1", account="ACC-001", name="増設"))


def _thing(verb: str, /, **fields: Any) -> Callable[[Any], Do]:
    return lambda desk: lambda: getattr(customers, verb)(**fields, by=desk.manager, at=desk.at)


deed("customers.partner.saved")(_thing("put_partner", key="P-01", name="東京販売(新)"))
deed("customers.product.saved")(_thing("put_product", key="genba", name="ゲンバルーム2"))
deed("customers.product.self_onboarding_set")(
    lambda desk: (
        lambda: customers.set_self_onboarding(
            product=desk.world.product, value="full", by=SYSTEM, at=desk.at
        )
    )
)
deed("customers.field.defined")(
    lambda desk: (
        lambda: customers.define_custom_field(
            subject="account", code="x", type="text", label_ja="x", by=SYSTEM, at=desk.at
        )
    )
)


@deed("customers.field.removed")
def _field_removed(desk: Any) -> Do:
    customers.define_custom_field(
        subject="account", code="x", type="text", label_ja="x", by=SYSTEM, at=desk.at
    )
    field = CustomField.objects.get()
    return lambda: customers.remove_custom_field(field=field, by=SYSTEM, at=desk.at)


@deed("customers.site.saved")
def _site(desk: Any) -> Do:
    account = desk.world.account("ACC-001")
    return lambda: customers.put_site(account=account, name="千葉", by=desk.manager, at=desk.at)


@deed("customers.purpose.set")
def _purpose_set(desk: Any) -> Do:
    account = desk.world.account("ACC-001")
    return lambda: customers.set_purpose(
        account=account, code="B", rank=1, by=desk.manager, at=desk.at
    )


@deed("customers.purpose.ended")
def _purpose_ended(desk: Any) -> Do:
    account = desk.world.account("ACC-001")
    return lambda: customers.end_purpose(account=account, code="A", by=desk.manager, at=desk.at)


@deed("customers.registration.method_set")
def _method_set(desk: Any) -> Do:
    account, keys = desk.world.account("ACC-001"), ["EU-003", "EU-004"]
    return lambda: customers.set_registration_method(
        account=account, keys=keys, method="email", by=desk.manager,
        at=desk.at,
    )  # fmt: skip


@deed("customers.rows.saved")
def _rows(desk: Any) -> Do:
    rows = [{"key": "ACC-001", "name": "青空"}, {"key": "ACC-900", "name": "新しい会社"}]
    return lambda: customers.put_rows(kind="accounts", rows=rows, by=desk.manager, at=desk.at)


@deed("customers.account.merged")
def _accounts_merged(desk: Any) -> Do:
    desk.open()
    keep, duplicate = desk.world.account("ACC-002"), desk.world.account("ACC-001")
    touch(desk, duplicate)
    return lambda: customers.merge_accounts(
        keep=keep, duplicate=duplicate, take=["name"], by=desk.manager, at=desk.later(hours=1).at
    )


@deed("customers.contact.merged")
def _contacts_merged(desk: Any) -> Do:
    people = desk.world.contacts
    return lambda: customers.merge_contacts(
        keep=people["CT-001"], duplicate=people["CT-002"], by=desk.manager, at=desk.at
    )


@deed("customers.pair.distinguished")
def _distinguished(desk: Any) -> Do:
    first, second = desk.world.account("ACC-001"), desk.world.account("ACC-002")
    return lambda: customers.distinguish(first=first, second=second, by=desk.manager, at=desk.at)
