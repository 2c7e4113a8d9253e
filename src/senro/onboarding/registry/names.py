"""The names that gates, criteria, policies and filters of cases may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.db.models import Exists, F, FloatField, Q, Value
from django.db.models.functions import Cast, NullIf

from senro.kernel.names import JoinedList, Moment, register
from senro.kernel.rules.language import Name

from ..models import (
    CaseCriterion,
    FeatureWish,
    GateAttestation,
    Meeting,
    Outcome,
    PromotionPolicy,
    SiteWave,
    StructureMember,
    Task,
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


def _criteria(**more: Any) -> Expression:
    return lambda moment: x.count_of_attempt(CaseCriterion, **more)


def _open_criteria(moment: Moment) -> Any:
    rows = x.of_attempt(CaseCriterion, mandatory=True, met_at=None)
    # A waiver counts once: an undone one does not.
    rows = rows.exclude(Q(waivers__isnull=False) & Q(waivers__undone_at=None))
    return x.count_of(rows, "attempt__case")


def _structure(moment: Moment) -> Any:
    owner, sponsor, lead = (
        Exists(x.of_attempt(StructureMember, role=role))
        for role in ("owner", "sponsor", "site_lead")
    )
    return x.yes_if(Q(owner) & Q(sponsor) & Q(lead))


def _purposes(moment: Moment) -> JoinedList:
    return JoinedList(x.active_purposes().annotate(item=F("code")).values("item"))


def _wishes(**more: Any) -> Expression:
    rows = FeatureWish.objects.living().filter(case=x.OuterRef("pk"), **more)
    return lambda moment: x.count_of(rows, "case")


def _overdue(moment: Moment) -> Any:
    return x.count_of_attempt(Task, done_at=None, due_on__lt=moment.today)


def _quota(moment: Moment) -> Any:
    used = Cast(F("contract__quota_used"), FloatField())
    return used / NullIf(Cast(F("contract__quota"), FloatField()), Value(0.0))


# --- the gates' own -------------------------------------------------------------------------
_flag("kickoff_held", "キックオフ実施", "Kickoff held",
      lambda m: Exists(x.of_attempt(Meeting, kind="kickoff", held_at__lte=m.at)))  # fmt: skip
_metric("purpose_count", "導入目的の数", "Purposes",
        lambda m: x.count_of(x.active_purposes(), "account"))  # fmt: skip
_flag("wish_confirmed", "やりたいことの再確認", "Wish confirmed", lambda m: x.confirmed("wish", m))
_flag("criteria_told", "完了基準の説明", "Criteria told", lambda m: x.confirmed("criteria", m))
_flag("schedule_told", "スケジュールの説明", "Schedule told", lambda m: x.confirmed("schedule", m))
_flag("structure_named", "プロジェクト体制", "Project structure named", _structure)
_flag("operation_decided", "運用の決定", "Operation decided", _attested("operation_decided"))
_metric("wish_count", "使いたい機能の数", "Feature wishes", _wishes())
_metric("wishes_undated", "時期が決まっていない機能", "Wishes without a date", _wishes(want_by=None))
_metric("wave_count", "展開する拠点の数", "Site waves", lambda m: x.count_of_attempt(SiteWave))
_metric("registration_coverage", "登録方法が決まった利用者", "Registration coverage",
        lambda m: x.share_of_end_users(x.REGISTERED), percent=True)  # fmt: skip
_metric("first_login_rate", "初回ログイン率", "First-login rate",
        lambda m: x.share_of_end_users(x.LOGGED_IN), percent=True)  # fmt: skip
_metric("end_users", "利用者数", "End users", lambda m: x.count_of(x.end_users(), "account"))
_flag("data_arriving", "データの到着", "Data arriving", lambda m: x.unknown_yet())
_flag("promotion_policy_decided", "推進方針", "Promotion policy decided", _has(PromotionPolicy))
_flag("outcome_written", "成果の記入", "Outcome written", _has(Outcome))
_metric("criteria_total", "完了基準の数", "Criteria", _criteria())
_metric("criteria_met", "達成した完了基準", "Criteria met", _criteria(met_at__isnull=False))
_metric("mandatory_open", "残っている必須の完了基準", "Mandatory criteria open", _open_criteria)

# --- time -----------------------------------------------------------------------------------
_days("phase_age_days", "フェーズの経過日数", "Days in phase",
      lambda m: x.at_least_zero(x.days_since(x.local("phase_since", m), m)))  # fmt: skip
_days("phase_days", "フェーズの計画日数", "Planned days of the phase", lambda m: F("phase_days"))
_days("days_since_inbound_contact", "最後の連絡からの日数", "Days since inbound contact",
      lambda m: x.at_least_zero(x.days_since(x.silent_since(m), m)))  # fmt: skip
_offer("last_inbound_on", "date", "最後の連絡日", "Last inbound contact", x.silent_since)
_metric("contact_attempts_since_inbound", "連絡がないあとの連絡回数", "Attempts since inbound contact",
        x.attempts_since_inbound)  # fmt: skip
_metric("overdue_todos", "期限切れのToDo", "Overdue to-dos", _overdue)
_offer("started", "date", "開始日", "Started", lambda m: x.attempt_value("started"))
_offer("target_end", "date", "完了目標日", "Target end", lambda m: x.attempt_value("target_end"))
_days("days_to_renewal", "更新までの日数", "Days to renewal",
      lambda m: x.DaysBetween(Value(m.today, x.DateField()), F("contract__renewal")))  # fmt: skip
_days("tenure_days", "契約からの日数", "Tenure",
      lambda m: x.days_since(F("contract__start"), m))  # fmt: skip

# --- what the case, its account and its contract say ---------------------------------------------
_offer("phase", "text", "フェーズ", "Phase", lambda m: F("phase"))
_offer("status", "text", "状態", "Status", lambda m: F("status"))
_metric("attempt", "立ち上げ回", "Attempt", lambda m: F("attempt_no"))
_metric("temperature_cs", "CSの温度感", "Temperature (CS)", lambda m: F("temperature_cs"))
_metric("temperature_sales", "営業の温度感", "Temperature (sales)", lambda m: F("temperature_sales"))
_metric("temperature_gap", "温度差", "Temperature gap",
        lambda m: F("temperature_sales") - F("temperature_cs"))  # fmt: skip
_offer("purposes", "list", "導入目的", "Purposes of adoption", _purposes)
_offer("product", "text", "プロダクト", "Product", lambda m: F("product__key"))
_offer("account", "text", "顧客コード", "Account key", lambda m: F("account__key"))
_offer("owner", "text", "担当", "Owner", lambda m: F("owner__email"))
_offer("team", "text", "チーム", "Team", lambda m: F("team__key"))
for _code, _ja, _en in (
    ("tier", "ティア", "Tier"),
    ("industry", "業種", "Industry"),
    ("channel", "販路", "Channel"),
    ("buying_type", "購買タイプ", "Buying type"),
):
    _offer(_code, "text", _ja, _en, lambda m, field=_code: F(f"account__{field}"))  # type: ignore[misc]
_metric("employees", "従業員数", "Employees", lambda m: F("account__employees"))
for _code, _ja, _en in (
    ("mrr", "MRR", "MRR"),
    ("seats", "利用者枠", "Seats"),
    ("quota", "枠", "Quota"),
    ("quota_used", "使った枠", "Quota used"),
):
    _metric(_code, _ja, _en, lambda m, field=_code: F(f"contract__{field}"))  # type: ignore[misc]
_metric("quota_consumption", "枠の消化率", "Quota consumption", _quota, percent=True)
_offer("start", "date", "契約開始日", "Contract start", lambda m: F("contract__start"))
_offer("renewal", "date", "更新日", "Renewal", lambda m: F("contract__renewal"))
_offer("plan", "text", "プラン", "Plan", lambda m: F("contract__plan"))
