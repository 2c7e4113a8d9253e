"""Rules in words, as a customer-success team would say them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings

from senro.kernel.rules.language import RuleError, check, complete, describe, detect_cycles, explain

from .generate import NAMES as GENERATED
from .generate import conditions, rows
from .vocabulary import NAMES, TODAY

ROW = {
    "tier": "MM",
    "industry": "",
    "seats": 50,
    "active_users_28d": 21,
    "active_rate": 0.42,
    "coverage": 0.317,
    "days_since_inbound_contact": 20,
    "renewal": date(2027, 1, 5),
    "last_inbound_on": "2026-08-31",
    "stalled": False,
    "purposes": ["A", "C"],
}


def said(text, locale="ja", **changes):
    found = explain(check(text, NAMES), ROW | changes, today=TODAY, locale=locale)
    return found.truth, found.text


def test_an_unmet_gate_says_the_value_the_limit_and_what_it_is_made_of():
    wanted = "アクティブ率 0.42 は 0.6 以上ではありません(利用者 21 / 枠 50)"
    assert said("active_rate >= 0.6") == (False, wanted)
    assert said("active_users_28d / seats >= 0.6") == (False, wanted)
    assert said("active_rate >= 0.6", "en") == (
        False,
        "Active rate 0.42 is not at least 0.6 (users 21 / seats 50)",
    )


def test_what_is_missing_is_named_and_neither_met_nor_failed():
    assert said("active_users_28d / seats >= 0.6", seats=None) == (None, "枠 のデータがありません")
    assert said("active_users_28d / seats >= 0.6", "en", seats=None) == (None, "no data for seats")
    assert said("1 / seats > 1", seats=0) == (None, "枠 が 0 のため計算できません")


@pytest.mark.parametrize(
    ("text", "ja", "en"),
    [
        ("tier = 'MM'", "ティア は MM です", "Tier is MM"),
        ("tier = 'ENT'", "ティア は MM で、ENT ではありません", "Tier is MM, not ENT"),
        ("NOT stalled", "停滞中 は「いいえ」です", "Stalled: no"),
        ("has(purposes, 'B')", "導入目的(A、C)に B は含まれません", "Purposes (A, C) does not hold B"),
        ("coverage >= 0.95", "登録率 31.7 % は 95 % 以上ではありません", "Coverage 31.7 % is not at least 95 %"),
        ("14 > days_since_inbound_contact", "最終連絡からの日数 20日 は 14日 未満ではありません", "Days since contact 20 days is not less than 14 days"),
        ("last_inbound_on <= add_months(today(), -2)", "最終連絡日 2026-08-31 は 2026-09-20(今日 の 2か月前) 以前です", "Last contact 2026-08-31 is on or before 2026-09-20 (2 months before today)"),
        ("renewal BETWEEN '2026-01-01' AND '2026-12-31'", "更新日 2027-01-05 は 2026-01-01 から 2026-12-31 の間ではありません", "Renewal 2027-01-05 is not between 2026-01-01 and 2026-12-31"),
        ("tier IN ('ENT', 'SMB')", "ティア は MM で、ENT、SMB のどれでもありません", "Tier is MM, none of ENT, SMB"),
        ("renewal IS NULL", "更新日 のデータがあります", "Renewal has data"),
        ("industry = ''", "業種 は (空) です", "Industry is (empty)"),
        ("seats * 2 > 101", "枠 × 2 = 100 は 101 を超えていません(枠 50 × 2)", "seats × 2 = 100 is not more than 101 (seats 50 × 2)"),
    ],
)  # fmt: skip
def test_each_statement_reads_naturally_in_both_languages(text, ja, en):
    assert said(text)[1] == ja
    assert said(text, "en")[1] == en


def test_a_value_that_only_rounds_to_the_limit_is_shown_more_exactly():
    assert (
        said("active_rate >= 0.6", active_rate=0.5996, seats=None)[1]
        == "アクティブ率 0.5996 は 0.6 以上ではありません"
    )
    assert (
        said("coverage >= 0.95", coverage=0.94996)[1]
        == "登録率 94.996 % は 95 % 以上ではありません"
    )


def test_numbers_are_rounded_half_up_only_when_shown():
    assert "0.13 " in said("active_rate > 1", active_rate=0.125, seats=None)[1]
    assert "1,234,567 " in said("seats > 2000000", seats=1234567)[1]


def test_the_text_tells_what_decides_and_the_parts_tell_everything():
    rule = check(
        "tier = 'MM' AND (coverage >= 0.95 OR stalled) AND days_since_inbound_contact < 14", NAMES
    )
    found = explain(rule, ROW, today=TODAY, locale="ja")
    assert found.truth is False
    assert [part.truth for part in found.parts] == [True, False, False, False]
    assert found.parts[1].names == ("coverage",)
    assert found.parts[1].values == {"coverage": 0.317}
    assert "ティア" not in found.text
    assert found.text == "。".join(part.text for part in found.parts[1:])


def test_a_rule_is_described_without_values():
    rule = check("tier = 'MM' AND NOT (active_users_28d / seats < 0.6 OR stalled)", NAMES)
    assert (
        describe(rule, "ja")
        == "ティア が MM、かつ (アクティブ率 が 0.6 以上、かつ 停滞中 が「いいえ」)"
    )
    assert describe(rule, "en") == "Tier is MM and (Active rate is at least 0.6 and Stalled: no)"
    held = check("held(coverage >= 0.95, 28)", NAMES)
    assert describe(held, "ja") == "28日間ずっと「登録率 が 95 % 以上」"


@given(text=conditions(2), row=rows)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_rule_can_be_described_and_explained(text, row):
    try:
        rule = check(text, GENERATED)
    except RuleError:
        assume(False)
    from senro.kernel.rules.language import evaluate

    for locale in ("ja", "en"):
        found = explain(rule, row, today=TODAY, locale=locale)
        assert found.truth is evaluate(rule, row, today=TODAY)
        assert found.text and all(part.text for part in found.parts)
        assert describe(rule, locale)


def test_an_editor_is_offered_what_fits():
    def offered(text):
        return [found.text for found in complete(text, len(text), NAMES)]

    assert offered("tier = 'MM' AND act") == ["active_rate", "active_users_28d"]
    assert offered("登録") == ["coverage"]
    assert "has(" in offered("NOT ha")
    assert ">=" in offered("seats ") and "AND" in offered("seats > 3 ")
    assert offered("seats > 3 an") == ["AND"]
    assert offered("tier = 'M") == []
    assert complete("seats > 3 AND ti", 16, NAMES)[0].start == 14


def test_definitions_that_need_each_other_are_named():
    detect_cycles(
        {"a": frozenset({"b", "seats"}), "b": frozenset({"c"}), "c": frozenset({"seats"})}
    )
    long = {f"m{i}": frozenset({f"m{i + 1}"}) for i in range(5_000)}
    detect_cycles(long)
    with pytest.raises(RuleError) as caught:
        detect_cycles({"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"b"})})
    assert caught.value.code == "cycle"
    assert "b → c → b" in caught.value.message("ja")
    with pytest.raises(RuleError):
        detect_cycles({"a": frozenset({"a"})})
