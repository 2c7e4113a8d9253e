"""Records as they stood on a day of the past: dated rows as of then, other fields as they are today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from senro.kernel.dated import fields_then, values_then
from senro.kernel.names import Moment

from ..models import Account, AccountPurpose, Contact, Contract, ContractTerm, Touch
from .dicts import account_dicts, contact_dicts, contract_dicts
from .names.contracts import terms_on

WORTH = ("mrr", "seats", "quota")
# What is read as of the day, or never changes. Every other field shows today's value.
DATED: dict[type, frozenset[str]] = {
    Account: frozenset({"id", "key", *WORTH, "purposes", *Account.DATED}),
    Contact: frozenset({"id", "key", "left_on"}),
    Contract: frozenset({"id", "key", *WORTH}),
}


def there_on(rows: QuerySet[Any], moment: Moment) -> QuerySet[Any]:
    """The rows that were there at the moment.

    History that is filled in later counts from when it happened, so that it changes the past.
    """
    return rows.filter(Q(created_at__lte=moment.at) | _EARLIER[rows.model](moment))


def was_there(account: Account, moment: Moment) -> bool:
    """Whether this account was there at the moment."""
    return there_on(Account.objects.filter(pk=account.pk), moment).exists()


def with_worth(rows: QuerySet[Any], moment: Moment) -> QuerySet[Any]:
    """Contracts with `then_mrr`: what they were worth then, nothing where no term was in force."""
    then = terms_on(moment.today).filter(contract=OuterRef("pk")).values("mrr")[:1]
    return rows.annotate(then_mrr=Coalesce(Subquery(then), 0))


def given_then(moment: Moment) -> QuerySet[AccountPurpose]:
    """The purposes that accounts had then."""
    ended = Q(ended_at=None) | Q(ended_at__gt=moment.at)
    held = Q(undone_at=None) | Q(undone_at__gt=moment.at)
    return AccountPurpose.objects.filter(held, ended, added_at__lte=moment.at)


def purposes_then(
    accounts: Iterable[UUID], moment: Moment, *, live: bool = False
) -> dict[UUID, list[str]]:
    """The codes by account, in the order of then; `live` asks nothing of the past."""
    rows = given_then(moment).filter(account__in=list(accounts)).order_by("rank", "code")
    given = list(rows.values_list("pk", "account_id", "code", "rank"))
    if not live:
        ranks = ranks_then((pk for pk, *_rest in given), moment)
        given.sort(key=lambda row: (ranks.get(row[0], row[3]), row[2]))
    found: dict[UUID, list[str]] = {}
    for _pk, account, code, _rank in given:
        found.setdefault(account, []).append(code)
    return found


def ranks_then(purposes: Iterable[UUID], moment: Moment) -> dict[UUID, int]:
    """The ranks of purposes that have been put in another order since they were given."""
    return values_then("accountpurpose", "rank", purposes, moment.at)


def dicts_at(rows: Iterable[Any], model: type, moment: Moment) -> list[dict[str, Any]]:
    """Records in the API's shape, in a number of queries that does not grow with them."""
    return _SHOWN[model](list(rows), moment)


def _account_earlier(moment: Moment) -> Q:
    terms = _terms_from(moment).filter(contract__account=OuterRef("pk"))
    given = AccountPurpose.objects.living().filter(account=OuterRef("pk"), added_at__lte=moment.at)
    return Q(Exists(terms)) | Q(Exists(given))


def _contact_earlier(moment: Moment) -> Q:
    touches = Touch.objects.living().filter(contact=OuterRef("pk"), at__lte=moment.at)
    return Q(Exists(touches))


def _contract_earlier(moment: Moment) -> Q:
    return Q(Exists(_terms_from(moment).filter(contract=OuterRef("pk"))))


def _terms_from(moment: Moment) -> QuerySet[Any]:
    """Terms that had begun by the moment's day, over or not."""
    return ContractTerm.objects.living().filter(contract__undone_at=None, since__lte=moment.today)


def _accounts(rows: list[Account], moment: Moment) -> list[dict[str, Any]]:
    ids = [row.pk for row in rows]
    sums = terms_on(moment.today).filter(contract__account__in=ids).order_by()
    by_account = sums.values("contract__account").annotate(
        **{f"sum_{name}": Sum(name) for name in WORTH}
    )
    worth: dict[UUID, dict[str, Any]] = {row["contract__account"]: dict(row) for row in by_account}
    purposes = purposes_then(ids, moment)
    stood = fields_then("account", Account.DATED, ids, moment.at)
    return [
        {
            **shown,
            **{name: worth.get(row.pk, {}).get(f"sum_{name}") for name in WORTH},
            **{name: then[row.pk] for name, then in stood.items() if row.pk in then},
            "purposes": purposes.get(row.pk, []),
        }
        for row, shown in zip(rows, account_dicts(rows), strict=True)
    ]


def _contacts(rows: list[Contact], moment: Moment) -> list[dict[str, Any]]:
    return [
        {**shown, "left_on": shown["left_on"] if _left(row, moment) else None}
        for row, shown in zip(rows, contact_dicts(rows), strict=True)
    ]


def _left(row: Contact, moment: Moment) -> bool:
    return row.left_on is not None and row.left_on <= moment.today


def _contracts(rows: list[Contract], moment: Moment) -> list[dict[str, Any]]:
    terms = terms_on(moment.today).filter(contract__in=[row.pk for row in rows])
    worth = {row.contract_id: {name: getattr(row, name) for name in WORTH} for row in terms}
    nothing: dict[str, Any] = dict.fromkeys(WORTH)
    return [
        {**shown, **worth.get(row.pk, nothing)}
        for row, shown in zip(rows, contract_dicts(rows), strict=True)
    ]


_EARLIER: dict[type, Any] = {
    Account: _account_earlier,
    Contact: _contact_earlier,
    Contract: _contract_earlier,
}
_SHOWN: dict[type, Any] = {Account: _accounts, Contact: _contacts, Contract: _contracts}
