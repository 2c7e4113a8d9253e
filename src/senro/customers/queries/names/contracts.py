"""Names for what was sold: of one contract, or summed over an account's contracts in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When

from senro.kernel.names import JoinedList, Moment
from senro.kernel.rules.language import Name

from ...models import Contract, ContractTerm, Product
from .offer import DAYS, Offer, column, count, days_since, days_until, least, ratio, text, total

Rows = Callable[[Moment], QuerySet[Any]]
SELF_ONBOARDING = Name("self_onboarding", "text", {"ja": "セルフ導入", "en": "Self-onboarding"})
PRODUCTS = Name("products", "list", {"ja": "プロダクト", "en": "Products"})
WORDS: dict[str, Name] = {
    name.code: name
    for name in (
        Name("mrr", "number", {"ja": "月額", "en": "MRR"}, kind="metric"),
        Name("seats", "number", {"ja": "ID数", "en": "Seats"}, kind="metric"),
        Name("quota", "number", {"ja": "枠", "en": "Quota"}),
        Name("quota_used", "number", {"ja": "枠の消化数", "en": "Quota used"}),
        Name(
            "quota_consumption",
            "number",
            {"ja": "枠の消化率", "en": "Quota consumption"},
            kind="metric",
            percent=True,
            formula="quota_used / quota",
        ),
        Name("start", "date", {"ja": "契約開始日", "en": "Contract start"}),
        Name("renewal", "date", {"ja": "契約更新日", "en": "Renewal"}),
        Name("tenure_days", "number", {"ja": "契約日数", "en": "Tenure"}, kind="metric", unit=DAYS),
        Name(
            "days_to_renewal",
            "number",
            {"ja": "更新までの日数", "en": "Days to renewal"},
            kind="metric",
            unit=DAYS,
        ),
    )
}


def in_force(day: date, path: str = "") -> Q:
    """Contracts that run on a day."""
    ends = Q(**{path + "end": None}) | Q(**{path + "end__gt": day})
    return ends & Q(**{path + "start__lte": day})


def terms_on(day: date) -> QuerySet[ContractTerm]:
    """The terms in force on a day."""
    rows = ContractTerm.objects.living().filter(contract__undone_at=None, since__lte=day)
    return rows.filter(Q(until=None) | Q(until__gt=day))


def contracts_of_account_names(path: str = "") -> list[Offer]:
    """Sums, and earliest days, over the contracts in force of an account."""

    def terms(moment: Moment) -> QuerySet[Any]:
        return terms_on(moment.today).filter(contract__account=OuterRef(path + "pk"))

    def contracts(moment: Moment) -> QuerySet[Any]:
        rows = Contract.objects.living().filter(in_force(moment.today))
        return rows.filter(account=OuterRef(path + "pk"))

    def products(moment: Moment) -> JoinedList:
        return JoinedList(contracts(moment).order_by().values(item=F("product__key")).distinct())

    def self_onboarding(moment: Moment) -> Any:
        alone = contracts(moment).filter(product__self_onboarding="full")
        return Case(When(Exists(alone), then=Value("full")), default=Value("aid"))

    number = Name("contracts", "number", {"ja": "契約中の数", "en": "Contracts in force"})
    return [
        *_worth(terms),
        *_days(
            lambda moment: least(contracts(moment), "start", DateField()),
            lambda moment: least(contracts(moment), "renewal", DateField()),
        ),
        Offer(PRODUCTS, products),
        Offer(SELF_ONBOARDING, self_onboarding),
        Offer(number, lambda moment: count(contracts(moment))),
    ]


def contract_names(path: str = "contract__") -> list[Offer]:
    """The same names for one contract: in a gate they mean the case's own."""

    def terms(moment: Moment) -> QuerySet[Any]:
        return terms_on(moment.today).filter(contract=OuterRef(path + "pk"))

    def product(_moment: Moment) -> JoinedList:
        rows = Product.objects.filter(contracts=OuterRef(path + "pk"))
        return JoinedList(rows.order_by().values(item=F("key")))

    return [
        *_worth(terms),
        *_days(column(path + "start"), column(path + "renewal")),
        Offer(PRODUCTS, product),
        Offer(Name("plan", "text", {"ja": "プラン", "en": "Plan"}), text(path + "plan")),
        Offer(
            Name("bundled_with", "text", {"ja": "セット商品", "en": "Bundled with"}),
            text(path + "bundled_with"),
        ),
    ]


def _worth(terms: Rows) -> list[Offer]:
    def consumption(moment: Moment) -> Any:
        known = terms(moment).filter(quota__isnull=False, contract__quota_used__isnull=False)
        return ratio(total(known, "contract__quota_used"), total(known, "quota"))

    return [
        Offer(WORDS["mrr"], lambda moment: total(terms(moment), "mrr")),
        Offer(WORDS["seats"], lambda moment: total(terms(moment), "seats")),
        Offer(WORDS["quota"], lambda moment: total(terms(moment), "quota")),
        Offer(WORDS["quota_used"], lambda moment: total(terms(moment), "contract__quota_used")),
        Offer(WORDS["quota_consumption"], consumption),
    ]


def _days(start: Callable[[Moment], Any], renewal: Callable[[Moment], Any]) -> list[Offer]:
    return [
        Offer(WORDS["start"], start),
        Offer(WORDS["renewal"], renewal),
        Offer(WORDS["tenure_days"], lambda moment: days_since(start(moment), moment.today)),
        Offer(WORDS["days_to_renewal"], lambda moment: days_until(renewal(moment), moment.today)),
    ]
