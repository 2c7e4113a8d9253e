"""What the rule language refuses: with a code, a place, a sentence in two languages, and soon."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senro.kernel.rules.language import RuleError, check, check_expression, evaluate

from .generate import NAMES as GENERATED
from .generate import conditions
from .vocabulary import NAMES, TODAY


def refused(text, how=check):
    with pytest.raises(RuleError) as caught:
        how(text, NAMES)
    error = caught.value
    assert error.message("en") != error.message("ja")
    assert "{" not in error.message("en") + error.message("ja")
    return error


REFUSED = [
    ("", "empty", 0),
    ("  \n", "empty", 0),
    ("tire = 'MM'", "unknown_name", 0),
    ("seats > 1 AND secrets = 1", "unknown_name", 14),
    ("tier", "not_boolean", 0),
    ("seats + 1", "not_boolean", 0),
    ("'yes'", "not_boolean", 0),
    ("tier = 5", "type_mismatch", 7),
    ("tier = seats", "type_mismatch", 7),
    ("seats AND stalled", "type_mismatch", 0),
    ("NOT tier", "type_mismatch", 4),
    ("seats = '5'", "quoted_number", 8),
    ("stalled = 'true'", "quoted_number", 10),
    ("renewal > '2026-02-30'", "bad_date", 10),
    ("renewal > '2026-2-3'", "bad_date", 10),
    ("renewal IN ('2026-01-01', 'soon')", "bad_date", 26),
    ("renewal + 1 > today()", "date_arithmetic", 0),
    ("today() - renewal > 3", "date_arithmetic", 0),
    ("purposes = 'C'", "is_list", 0),
    ("'C' = purposes", "is_list", 6),
    ("has(tier, 'C')", "type_mismatch", 4),
    ("has(purposes, 'A|C')", "list_value", 14),
    ("has(purposes, '')", "list_value", 14),
    ("has(purposes)", "argument_count", 0),
    ("today(1) = renewal", "argument_count", 0),
    ("today = renewal", "argument_count", 0),
    ("stalled < TRUE", "no_order", 0),
    ("stalled IN (TRUE)", "no_order", 0),
    ("add_days(today(), 1.5) > renewal", "whole_number", 18),
    ("add_days(today(), seats) > renewal", "whole_number", 18),
    ("add_months(today(), 99999) > renewal", "whole_number", 20),
    ("ago(seats, 28) > 1", "not_a_metric", 4),
    ("ago(coverage + 1, 28) > 1", "not_a_metric", 4),
    ("held(held(stalled, 7), 7)", "nested_history", 5),
    ("upper(tier) = 'MM'", "unknown_function", 0),
    ("count(seats) > 1", "unknown_function", 0),
    ("tier LIKE 'M%'", "not_in_language", 5),
    ("SELECT 1", "not_in_language", 0),
    ("seats IN (SELECT id FROM users)", "not_in_language", 10),
    ("EXISTS (SELECT 1)", "not_in_language", 8),
    ("CASE WHEN stalled THEN 1 END = 1", "not_in_language", 0),
    ("CAST(seats AS text) = '1'", "not_in_language", 11),
    ("seats::text = '1'", "bad_character", 5),
    ("tier || 'x' = 'MMx'", "bad_character", 5),
    ("seats % 2 = 0", "bad_character", 6),
    ("seats = ?", "bad_character", 8),
    ("seats = $1", "bad_character", 8),
    ("seats[1] = 1", "bad_character", 5),
    ("seats = 1; DROP TABLE x", "bad_character", 9),
    ("seats = 1 -- all", "comment", 10),
    ("seats = /* x */ 1", "comment", 8),
    ("seats = 1 # x", "comment", 10),
    ("\"tier\" = 'MM'", "double_quotes", 0),
    ("tier = ‘MM’", "double_quotes", 7),
    ("tier = 'MM", "unclosed_text", 7),
    ("tier = 'M\x00M'", "bad_character", 9),
    ("tier = 'M\ud800'", "bad_character", 9),
    ("seats != 1", "bad_character", 6),
    ("seats == 1", "bad_character", 6),
    ("seats ＞ 1", "bad_character", 6),
    ("seats > 28d", "bad_number", 8),
    ("seats > 1e5", "bad_number", 8),
    ("seats > 60%", "bad_character", 10),
    ("seats > 1234567890123456", "bad_number", 8),
    ("seats > 0.00000000000000001", "bad_number", 8),
    ("seats >", "unexpected_end", 7),
    ("(seats > 1", "unexpected_end", 10),
    ("seats > 1)", "unexpected", 9),
    ("1 < seats < 3", "unexpected", 10),
    ("seats IN ()", "unexpected", 10),
    ("tier 'MM'", "unexpected", 5),
    ("seats IS 5", "unexpected", 9),
    ("seats NOT = 5", "unexpected", 10),
    ("seats" + " * seats" * 30 + " > 1", "too_large", 0),
    ("add_days(" * 5 + "today()" + ", 1)" * 5 + " > renewal", "too_deep", 27),
]


@pytest.mark.parametrize(("text", "code", "position"), REFUSED)
def test_what_is_no_rule_is_refused_at_its_place(text, code, position):
    error = refused(text)
    assert (error.code, error.position) == (code, position)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("tire = 'MM'", "tier"),
        ("active_user_28d > 1", "active_users_28d"),
        ("アクティブ率 > 0.6", "active_rate"),
        ("更新 > today()", "renewal"),
        ("ｔｉｅｒ = 'MM'", "tier"),
        ("hass(purposes, 'C')", "has"),
        ("seats != 1", "<>"),
        ("seats ＞ 1", ">"),
        ("seats > 28日", "28"),
    ],
)
def test_a_wrong_word_is_refused_with_the_nearest_right_one(text, suggestion):
    error = refused(text)
    assert suggestion in error.suggestions
    assert suggestion in error.message("ja")


@pytest.mark.parametrize(
    ("text", "code"), [("stalled", "not_a_value"), ("purposes", "not_a_value")]
)
def test_an_expression_must_be_a_value(text, code):
    assert refused(text, check_expression).code == code


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_900 + "1",
        "NOT " * 490 + "stalled",
        "- " * 990 + "1 > 0",
        "stalled OR " * 180 + "stalled",
        "1" + "+1" * 900 + " > 0",
        "least(" * 330,
        "seats IN (" + "1, " * 600 + "1)",
        "'" + "''" * 990,
        "x" * 2_001,
        "stalled AND (" * 150,
        "." * 2_000,
        "seats = 1 OR " * 100_000,
        "a" * 1_999,
    ],
    ids=lambda text: text[:12],
)
def test_a_bomb_is_refused_after_few_steps(text):
    steps = 0

    def count(*_event):
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        refused(text)
    finally:
        sys.setprofile(None)
    assert steps < 50_000


def test_history_is_refused_until_it_is_given():
    for text in ("held(coverage >= 0.9, 28)", "change(coverage, 28) < 0", "ago(coverage, 7) > 0.5"):
        rule = check(text, NAMES)
        assert rule.needs_history
        for ask in (
            lambda rule=rule: rule.compile("sqlite", today=TODAY),
            lambda rule=rule: evaluate(rule, {"coverage": 1}, today=TODAY),
        ):
            with pytest.raises(RuleError) as caught:
                ask()
            assert caught.value.code == "needs_history"


_WORDS = st.sampled_from(
    [
        "tier",
        "seats",
        "renewal",
        "stalled",
        "purposes",
        "coverage",
        "held(",
        "ago(",
        "has(",
        "today()",
        "add_months(",
        "coalesce(",
        "least(",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "AND",
        "OR",
        "NOT",
        "IN",
        "IS",
        "NULL",
        "BETWEEN",
        "TRUE",
        "FALSE",
        "1",
        "0.5",
        "28",
        "''",
        "'MM'",
        "'2026-01-31'",
        "'",
        '"',
        "--",
        "/*",
        ";",
        "%",
        "?",
        "\\",
        "SELECT",
        "CASE",
        "＝",
        "「",
        "\u3000",
        "\x00",
        "�",
        ".5",
        "5.",
        "1.2.3",
        "a.b",
        "∞",
        "①",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=25).map(" ".join)))
@settings(max_examples=600, deadline=None)
def test_any_text_is_a_rule_or_a_rule_error(text):
    try:
        rule = check(text, NAMES)
    except RuleError as error:
        assert error.position is None or 0 <= error.position <= len(text)  # noqa: PT017
        error.message("ja")
        return
    for dialect in ("sqlite", "postgres", "duckdb"):
        try:
            rule.compile(dialect, today=TODAY, escape_percent=True)
        except RuleError as error:
            assert error.code == "needs_history"  # noqa: PT017


@given(
    text=conditions(1),
    cut=st.integers(0, 200),
    junk=st.sampled_from(["", ")", "'", "\\", " AND", "%", "--", "\x00"]),
)
@settings(max_examples=300, deadline=None)
def test_a_broken_rule_is_a_rule_or_a_rule_error(text, cut, junk):
    try:
        check(text[:cut] + junk + text[cut:], GENERATED)
    except RuleError:
        return
