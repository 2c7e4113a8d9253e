"""The names that gates, criteria, policies and filters of cases may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

from django.db.models import Exists, F, OuterRef, Q

from senro.customers.queries.names import DATED, account_names, contract_names, custom_names
from senro.customers.queries.names.contracts import SELF_ONBOARDING
from senro.customers.queries.names.offer import text
from senro.customers.queries.names.touches import SILENCE, silence
from senro.kernel.names import DYNAMIC, REGISTRY, JoinedList, Moment, RecordName, register
from senro.kernel.rules.language import Name

from ..models import (
    FeatureWish,
    GateAttestation,
    Outcome,
    PromotionPolicy,
    SiteWave,
    StructureMember,
)
from ..queries import expressions as x

Expression = Callable[[Moment], Any]
DAYS = {"ja": "日", "en": "days"}


def _offer(
    code: str,
    type_: Literal["number", "text", "date", "boolean", "list"],
    ja: str,
    en: str,
    expression: Expression,
    **more: Any,
) -> None:
    register("case", Name(code, type_, {"ja": ja, "en": en}, **more), expression)


def _metric(code: str, ja: str, en: str, expression: Expression, **more: Any) -> None:
    _offer(code, "number", ja, en, expression, kind="metric", **more)


def _flag(code: str, ja: str, en: str, expression: Expression) -> None:
    _offer(code, "boolean", ja, en, expression)


def _days(code: str, ja: str, en: str, expression: Expression) -> None:
    _metric(code, ja, en, expression, unit=DAYS)


def _attested(code: str) -> Expression:
    return lambda moment: Exists(x.of_attempt(GateAttestation, code=code, at__lte=moment.at))


def _has(model: Any, **more: Any) -> Expression:
    return lambda moment: Exists(x.of_attempt(model, **more))


def _structure(moment: Moment) -> Any:
    owner, sponsor, lead = (
        Exists(x.of_attempt(StructureMember, role=role))
        for role in ("owner", "sponsor", "site_lead")
    )
    return x.yes_if(Q(owner) & Q(sponsor) & Q(lead))


def _purposes(moment: Moment) -> JoinedList:
    return JoinedList(x.active_purposes().annotate(item=F("code")).values("item"))


def _wishes(**more: Any) -> Expression:
    rows = FeatureWish.objects.living().filter(case=OuterRef("pk"), **more)
    return lambda moment: x.count_of(rows, "case")


# --- the gates' own -------------------------------------------------------------------------
_flag("kickoff_held", "キックオフ実施", "Kickoff held", x.kickoff_held)
_metric("purpose_count", "導入目的の数", "Purposes",
        lambda m: x.count_of(x.active_purposes(), "account"))  # fmt: skip
_flag("wish_confirmed", "やりたいことの再確認", "Wish confirmed", lambda m: x.confirmed("wish", m))
_flag("criteria_told", "完了基準の説明", "Criteria told", lambda m: x.confirmed("criteria", m))
_flag("schedule_told", "スケジュールの説明", "Schedule told", lambda m: x.confirmed("schedule", m))
_flag("structure_named", "プロジェクト体制", "Project structure named", _structure)
_flag("operation_decided", "運用の決定", "Operation decided", _attested("operation_decided"))
_metric("wish_count", "使いたい機能の数", "Feature wishes", _wishes())
_metric(
    "wishes_undated", "時期が決まっていない機能", "Wishes without a date", _wishes(want_by=None)
)
_metric("wave_count", "展開する拠点の数", "Site waves", lambda m: x.count_of_attempt(SiteWave))
_flag("data_arriving", "データの到着", "Data arriving", lambda m: x.unknown_yet())
_flag("promotion_policy_decided", "推進方針", "Promotion policy decided", _has(PromotionPolicy))
_flag("outcome_written", "成果の記入", "Outcome written", _has(Outcome))

# --- time -----------------------------------------------------------------------------------
_days("phase_days", "フェーズの計画日数", "Planned days of the phase", lambda m: F("phase_days"))
_metric("days_since_inbound_contact", SILENCE.label["ja"], SILENCE.label["en"], unit=DAYS,
        expression=silence("account__pk", lambda m: x.attempt_value("started")))  # fmt: skip
register("case", SELF_ONBOARDING, lambda m: x.attempt_value("self_onboarding"), dated=True)
_offer("started", "date", "開始日", "Started", lambda m: x.attempt_value("started"))
_offer("target_end", "date", "完了目標日", "Target end", lambda m: x.attempt_value("target_end"))

# --- what the case, its account and its contract say ---------------------------------------------
_offer("phase", "text", "フェーズ", "Phase", lambda m: F("phase"))
_offer("status", "text", "状態", "Status", lambda m: F("status"))
_metric("attempt", "立ち上げ回", "Attempt", lambda m: F("attempt_no"))
for _code, _ja, _en, _of in (
    ("temperature_cs", "CSの温度感", "Temperature (CS)", x.temperature_cs),
    ("temperature_sales", "営業の温度感", "Temperature (sales)", x.temperature_sales),
    ("temperature_gap", "温度差", "Temperature gap",
     lambda m: x.temperature_sales(m) - x.temperature_cs(m)),
):  # fmt: skip
    register("case", Name(_code, "number", {"ja": _ja, "en": _en}, kind="metric"), _of, dated=True)
_offer("purposes", "list", "導入目的", "Purposes of adoption", _purposes)
_offer("account", "text", "顧客コード", "Account key", lambda m: F("account__key"))
_offer("owner", "text", "担当", "Owner", text("owner__email"))
_offer("team", "text", "チーム", "Team", text("team__key"))

# --- the account's and the contract's own, where they mean nothing else for a case -------------------
for _found in (*account_names("account__"), *contract_names("contract__")):
    if _found.name.code not in REGISTRY["case"]:
        dated = _found.name.code in DATED
        register("case", _found.name, _found.expression, dated=dated)


def _custom_fields(subject: str) -> Iterable[RecordName]:
    if subject == "case":
        for found in (*custom_names("account", "account__"), *custom_names("case")):
            yield RecordName(found.name, "case", found.expression)


DYNAMIC["onboarding"] = _custom_fields
