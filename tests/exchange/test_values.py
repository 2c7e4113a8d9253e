"""Cells become values, or say why not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from senro.exchange.rules.fields import Choice, Field, Type
from senro.exchange.rules.phrases import PHRASES
from senro.exchange.rules.said import Refused
from senro.exchange.rules.values import (
    CLEAR,
    KEEP,
    Context,
    DateOrder,
    decide_orders,
    describe_reading,
    survey,
)
from tests.exchange.files import TOKYO, read

DAY = dt.date(2026, 11, 20)
SAME_DAY = """2026-11-20|2026/11/20|2026.11.20|2026年11月20日|２０２６年１１月２０日|2026年11月20日(金)|令和8年11月20日|令和８年１１月２０日
R8.11.20|R08/11/20|r8-11-20|令8.11.20|㋿8年11月20日|20261120|46346|2026/11/20 0:00|2026-11-20T09:00:00+09:00|20/11/2026|11/20/2026
20.11.2026|20-Nov-2026|Nov 20, 2026|Fri, 20 Nov 2026|20 November 2026| 2026-11-20 |'2026-11-20|平成38年11月20日|2026-11-19T23:00:00Z"""


@pytest.mark.parametrize("cell", SAME_DAY.replace("\n", "|").split("|"))
def test_one_day_in_every_way_of_writing_it(cell):
    assert read(Type.DATE, cell) == DAY


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("昭和64年1月7日", dt.date(1989, 1, 7)),
        ("平成元年1月8日", dt.date(1989, 1, 8)),
        ("H30.4.1", dt.date(2018, 4, 1)),
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("S45/3/31", dt.date(1970, 3, 31)),
        ("9999-12-31", dt.date(9999, 12, 31)),
        (46346.0, DAY),
        (20261120.0, DAY),
        (dt.datetime(2026, 11, 20, 14, 30), DAY),
    ],
)
def test_eras_far_ends_and_typed_cells(cell, day):
    assert read(Type.DATE, cell) == day


@pytest.mark.parametrize(
    "cell",
    [
        "令和8年13月1日",
        "2026-02-30",
        "令和0年1月1日",
        "2026-11",
        "来週",
        "0026-11-20",
        "2026/13/45",
        "99999999",
        True,
        5.0,
        "R8",
        "2026-W47-5x",
    ],
)
def test_days_that_do_not_exist_are_refused(cell):
    assert read(Type.DATE, cell).code == "date_invalid"


def test_order_of_day_and_month_is_never_guessed():
    assert read(Type.DATE, "05/11/2026").code == "date_ambiguous"
    assert read(Type.DATE, "26/11/20").code == "date_ambiguous"
    assert read(Type.DATE, "05/11/2026", order="dmy") == dt.date(2026, 11, 5)
    assert read(Type.DATE, "05/11/2026", order="mdy") == dt.date(2026, 5, 11)
    assert read(Type.DATE, "05/05/2026") == dt.date(2026, 5, 5)


def test_one_value_proves_the_order_of_its_column_and_columns_agree():
    rows = [(2, ["05/11/2026", "01/02/2026", "2026-01-01"]), (3, ["20/11/2026", "03/04/2026", ""])]
    assert survey(rows, [0, 1]) == {0: "dmy", 1: "dmy"}
    assert survey(rows[:1], [0, 1]) == {0: None, 1: None}


def test_a_column_that_proves_both_orders_has_none():
    order = DateOrder()
    for cell in ("20/11/2026", "11/20/2026", "05/06/2026"):
        order.observe(cell)
    assert order.value is None
    assert decide_orders({0: order, 1: DateOrder(day_first=1)}) == {0: None, 1: "dmy"}


INSTANT = dt.datetime(2026, 11, 20, 5, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "cell",
    """2026-11-20 14:30|2026/11/20 14:30:00|2026年11月20日 14時30分|2026/11/20 午後2:30|2026/11/20 2:30 PM|2026-11-20T14:30:00+09:00
2026-11-20T05:30Z|2026-11-20 05:30:00.000 UTC|令和8年11月20日 14:30|Nov 20, 2026 2:30 pm|２０２６／１１／２０　１４：３０|2026-11-20 14:30 JST|20/11/2026 14:30""".replace(
        "\n", "|"
    ).split("|"),
)
def test_one_instant_in_every_way_of_writing_it(cell):
    assert read(Type.DATETIME, cell) == INSTANT


def test_a_bare_day_is_its_local_midnight_and_nonsense_no_instant():
    assert read(Type.DATETIME, "2026/11/20") == dt.datetime(2026, 11, 19, 15, tzinfo=dt.UTC)
    assert read(Type.DATETIME, 46346.5) == dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
    for cell in ("2026/11/20 25:00", "14:30", "2026/11/20 13:00 pm", "0001-01-01T00:00"):
        assert isinstance(read(Type.DATETIME, cell), Refused) or cell.startswith("0001")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("¥1,234,567", 1_234_567), ("￥１２，３４５", 12_345), ("1,234円", 1_234), ("12万", 120_000), ("1.5万円", 15_000),
        ("1億2,000万", 120_000_000), ("12万5千円", 125_000), ("△1,200", -1_200), ("▲1,200円", -1_200), ("(1,200)", -1_200),
        ("（￥1,200）", -1_200), ("−1200", -1_200), ("¥1,000-", 1_000), ("\\1,000", 1_000), ("1234.00", 1_234), (1234.0, 1_234),
        ("12,000円(税抜)", 12_000), ("¥12,000/月", 12_000), ("120千円", 120_000), ("0", 0), ("JPY 300", 300), (" 300 ", 300),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(cell, amount):
    assert read(Type.MONEY, cell) == amount


@pytest.mark.parametrize(
    "cell",
    [
        "$100",
        "1,23",
        "abc",
        "千",
        "1万2万",
        "1.2.3",
        "12,000円(税込)",
        "9" * 50,
        "¥",
        True,
        float("nan"),
    ],
)
def test_what_is_no_amount_is_refused(cell):
    assert read(Type.MONEY, cell).code == "money_invalid"


def test_money_knows_fractions_currencies_units_and_limits():
    assert read(Type.MONEY, "1234.5").code == "money_fraction"
    assert read(Type.MONEY, "$1,234.56", currency="USD") == 123_456
    assert read(Type.MONEY, "1,200", scale=1_000) == 1_200_000
    assert read(Type.MONEY, "-1", minimum=0).code == "too_small"


def test_whole_numbers():
    for cell, value in (
        ("1,234", 1234),
        ("１２３", 123),
        ("120名", 120),
        ("100.0", 100),
        ("-3", -3),
        (12.0, 12),
        ("△5", -5),
    ):
        assert read(Type.INTEGER, cell) == value
    for cell, code in (
        ("100.5", "integer_invalid"), ("約100", "number_invalid"), ("²", "number_invalid"), ("9" * 30, "too_large_number"),
        ("1e99", "integer_invalid"), (True, "number_invalid"),
    ):  # fmt: skip
        assert read(Type.INTEGER, cell).code == code
    assert read(Type.INTEGER, "6", minimum=1, maximum=5).code == "too_large_number"


def test_decimals_and_ratios():
    assert read(Type.DECIMAL, "1,234.50") == Decimal("1234.50")
    assert read(Type.DECIMAL, 0.1) == Decimal("0.1")
    assert read(Type.PERCENT, "６０％") == read(Type.PERCENT, "0.6") == Decimal("0.6")
    assert read(Type.PERCENT, "60").code == "number_invalid"


def test_yes_and_no():
    for cell in ("はい", "有", "true", "1", "○", "〇", "YES", "あり", "✓", True, 1.0):
        assert read(Type.BOOLEAN, cell) is True
    for cell in ("いいえ", "無", "FALSE", "0", "×", "no", "なし", False):
        assert read(Type.BOOLEAN, cell) is False
    assert read(Type.BOOLEAN, "たぶん").code == "boolean_invalid"


def test_text_is_trimmed_composed_and_unguarded_once():
    assert read(Type.TEXT, "　山田　太郎\u3000") == "山田　太郎"
    assert read(Type.TEXT, "か\u3099") == "が"
    assert read(Type.TEXT, "'=1+1") == "=1+1"
    assert read(Type.TEXT, "''=1+1") == "'=1+1"
    assert read(Type.TEXT, "'普通") == "'普通"
    assert read(Type.TEXT, "ﾔﾏﾀﾞ") == "ﾔﾏﾀﾞ"
    assert read(Type.TEXT, "a\x07b\x0bc") == "ab\nc"
    assert read(Type.TEXT, "あ" * 11, max_length=10).params == {"got": 11, "limit": 10}
    assert read(Type.TEXT, "a\ud800").code == "text_invalid"


def test_typed_cells_as_text_are_what_a_person_sees():
    assert [read(Type.TEXT, cell) for cell in (1001.0, 0.1, 7, True, dt.date(2026, 1, 2))] == [
        "1001",
        "0.1",
        "7",
        "true",
        "2026-01-02",
    ]


def test_keys():
    assert read(Type.KEY, " 00123 ") == "00123"
    assert read(Type.KEY, 1001.0) == "1001"
    assert read(Type.KEY, "x" * 100) == "x" * 100
    for cell in ("x" * 101, "a\nb"):
        assert read(Type.KEY, cell).code == "key_invalid"
    assert read(Type.KEY, "1.23457E+11").code == "key_damaged"
    assert read(Type.KEY, "ｶ") != read(Type.KEY, "カ")


def test_kana_phone_and_mail():
    assert read(Type.KANA, "ﾔﾏﾀﾞ ﾀﾛｳ") == "ヤマダ タロウ"
    assert read(Type.PHONE, "０３－１２３４－５６７８") == "03-1234-5678"
    assert read(Type.PHONE, "'+81-3-1234") == "+81-3-1234"
    assert read(Type.EMAIL, "ｔａｒｏ＠Example.JP") == "taro@example.jp"
    assert read(Type.EMAIL, "a..b.@docomo.ne.jp") == "a..b.@docomo.ne.jp"
    for cell in (
        "a@b",
        "a b@c.jp",
        "@x.jp",
        "a@x..jp",
        "a@b@c.jp",
        "山田",
        "a,b@c.jp",
        "x" * 65 + "@c.jp",
    ):
        assert read(Type.EMAIL, cell).code == "email_invalid"


def test_lists():
    assert (
        read(Type.LIST, "A;C") == read(Type.LIST, "A、C") == read(Type.LIST, "A, C,") == ("A", "C")
    )
    assert read(Type.LIST, "利用率60%、かつ全拠点;研修済み") == (
        "利用率60%、かつ全拠点",
        "研修済み",
    )
    assert read(Type.LIST, ["x", "y", "x"]) == ("x", "y")
    assert read(Type.LIST, r"a\;b;c") == ("a;b", "c")


COLOURS = (Choice("red", "赤", "Red", ("紅",)), Choice("blue_ish", "青", "Blue"))


def test_choices_in_either_language_and_any_width():
    for cell in ("赤", "RED", "紅", "ｒｅｄ", " Red "):
        assert read(Type.CHOICE, cell, choices=COLOURS) == "red"
    assert read(Type.CHOICE, "Blue-ish", choices=COLOURS) == "blue_ish"
    refused = read(Type.CHOICE, "緑", choices=COLOURS)
    assert refused.code == "choice_invalid" and "赤、青" in refused.message("ja")
    assert read(Type.CHOICE, "緑", choices=COLOURS, open_choices=True) == "緑"
    assert read(Type.LIST, "赤、青", choices=COLOURS) == ("red", "blue_ish")
    assert read(Type.LIST, "赤;緑", choices=COLOURS).code == "choice_invalid"


@pytest.mark.parametrize("type_", list(Type))
def test_an_empty_cell_keeps_and_a_hyphen_clears(type_):
    assert read(type_, "") is read(type_, " 　") is KEEP
    assert read(type_, "-") is CLEAR
    assert read(type_, "-", required=True).code == "required"


def test_a_guarded_hyphen_is_text_and_a_wide_one_too():
    assert read(Type.TEXT, "'-") == "-"
    assert read(Type.TEXT, "－") == "－"
    assert read(Type.DATE, "－") is CLEAR


def reading(type_, cell, order=None):
    said = describe_reading(
        Field("f", type_, "項目", "F", choices=COLOURS), cell, Context(tz=TOKYO, order=order)
    )
    return [one.message("ja") for one in said]


def test_the_wizard_says_how_it_understood_a_cell():
    assert reading(Type.DATE, "令和3年4月1日") == ["和暦 → 2021-04-01"]
    assert reading(Type.DATE, "2021-04-01") == []
    assert reading(Type.INTEGER, "１２３") == ["全角 → 半角"]
    assert reading(Type.MONEY, "12万円") == ["金額 → 120,000"]
    assert reading(Type.KANA, "ﾔﾏﾀﾞ") == ["半角カナ → 全角カナ"]
    assert reading(Type.CHOICE, "赤") == ["「赤」→ red"]
    assert reading(Type.DATE, "44287") == ["Excel の日付番号 → 2021-04-01"]
    assert reading(Type.DATE, "01/04/2021", "dmy") == ["日/月の順 D/M/Y → 2021-04-01"]
    assert reading(Type.TEXT, "'=1") == ["先頭の ' を外す"]
    assert reading(Type.DATE, "x") == ["「x」は日付として読めません。"]


def test_every_phrase_has_two_languages_with_the_same_parameters():
    from string import Formatter

    for code, (japanese, english) in PHRASES.items():
        names = [
            {name for _, name, _, _ in Formatter().parse(text) if name}
            for text in (japanese, english)
        ]
        assert names[0] == names[1], code
        assert not english.strip().startswith(("=", "+", "-", "@"))
        assert any(char > "\u3000" for char in japanese), code
