"""Names for what was sold: of one contract, or summed over an account's contracts in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Mod

from senro.kernel.dated import number_then
from senro.kernel.names import JoinedList, Moment
from senro.kernel.rules.language import Name

from ...models import Contract, ContractTerm, Product
from .offer import DAYS, Offer, column, count, days_since, days_until, least, ratio, text, total

Rows = Callable[[Moment], QuerySet[Any]]
SELF_ONBOARDING = Name("self_onboarding", "text", {"ja": "セルフ導入", "en": "Self-onboarding"})
# So early in its contract year nobody can say how a quota will be used up.
EARLY = 60 / 365.25
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
        Name(
            "quota_pace",
            "number",
            {
                "ja": "枠の消化ペース(契約年の経過に対して)",
                "en": "Quota pace (for the part of the year)",
            },
            kind="metric",
            percent=True,
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

    number = Name(
        "contracts", "number", {"ja": "契約中の数", "en": "Contracts in force"}, kind="metric"
    )
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
    def known_use(moment: Moment) -> QuerySet[Any]:
        return terms(moment).annotate(used=_used(moment))

    def known(moment: Moment) -> QuerySet[Any]:
        return known_use(moment).filter(quota__isnull=False, used__isnull=False)

    def consumption(moment: Moment) -> Any:
        rows = known(moment)
        return ratio(total(rows, "used"), total(rows, "quota"))

    def pace(moment: Moment) -> Any:
        rows = known(moment).annotate(part=_part_of_year(moment)).filter(part__gte=EARLY)
        rows = rows.annotate(due=Cast("quota", FloatField()) * F("part"))
        return ratio(total(rows, "used"), total(rows, "due", FloatField))

    return [
        Offer(WORDS["mrr"], lambda moment: total(terms(moment), "mrr")),
        Offer(WORDS["seats"], lambda moment: total(terms(moment), "seats")),
        Offer(WORDS["quota"], lambda moment: total(terms(moment), "quota")),
        Offer(WORDS["quota_used"], lambda moment: total(known_use(moment), "used")),
        Offer(WORDS["quota_consumption"], consumption),
        Offer(WORDS["quota_pace"], pace),
    ]


def _used(moment: Moment) -> Any:
    """How much of its contract's quota was used."""
    if not moment.asked:
        return F("contract__quota_used")
    return number_then("contract", "quota_used", moment.at, "contract__")


def _part_of_year(moment: Moment) -> Any:
    """How much of its contract year has gone by, of years of 365.25 days; a quota is a year's."""
    quarters = Mod(days_since(F("contract__start"), moment.today) * Value(4), Value(1461))
    return Cast(quarters, FloatField()) / Value(1461.0)


def _days(start: Callable[[Moment], Any], renewal: Callable[[Moment], Any]) -> list[Offer]:
    return [
        Offer(WORDS["start"], start),
        Offer(WORDS["renewal"], renewal),
        Offer(WORDS["tenure_days"], lambda moment: days_since(start(moment), moment.today)),
        Offer(WORDS["days_to_renewal"], lambda moment: days_until(renewal(moment), moment.today)),
    ]
