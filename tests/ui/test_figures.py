from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from senro.ui import figures


@pytest.fixture(autouse=True)
def japanese():
    with translation.override("ja"):
        yield


def test_a_day_shows_its_year_only_across_years():
    seen_from = date(2026, 11, 20)
    assert figures.day(date(2026, 9, 7), seen_from) == "09/07"
    assert figures.day(date(2027, 7, 5), seen_from) == "2027/07/05"


def test_a_day_is_the_local_one_of_an_instant(settings):
    late_in_utc = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
    with translation.override("ja"):
        assert figures.day(late_in_utc, date(2026, 1, 1)) == "11/20"


def test_a_day_in_english_cannot_be_read_the_wrong_way_round():
    with translation.override("en"):
        assert figures.day(date(2026, 9, 7), date(2026, 1, 1)) == "Sep 7"
        assert figures.day(date(2027, 9, 7), date(2026, 1, 1)) == "Sep 7, 2027"


def test_a_title_carries_the_weekday():
    assert figures.long_day(date(2026, 11, 20)) == "11月20日（金）"


@pytest.mark.parametrize(("days", "words"), [(1, "昨日"), (62, "62日前"), (-3, "3日後")])
def test_ago_counts_local_days(days, words):
    today = date(2026, 11, 20)
    assert figures.ago(today - timedelta(days=days), today) == words


def test_ago_of_today_gives_the_time():
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert figures.ago(at, date(2026, 11, 20)) == "今日 11:00"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.317, "31.7 %"),
        (Fraction(380, 1200), "31.7 %"),
        (Decimal("0.0005"), "0.1 %"),
        (1, "100.0 %"),
        (None, "—"),
    ],
)
def test_percent_has_one_place_and_rounds_half_up(ratio, text):
    assert figures.percent1(ratio) == text


@pytest.mark.parametrize(
    ("value", "text"), [(-20, "\u221220.0"), (45, "+45.0"), (0, "0.0"), (None, "—")]
)
def test_signed_figures_use_a_true_minus(value, text):
    assert figures.signed(value) == text


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (210000, "JPY", "¥210,000"),
        (-5, "JPY", "\u2212¥5"),
        (210050, "USD", "$2,100.50"),
        (None, "JPY", "—"),
        (0, "JPY", "¥0"),
    ],
)
def test_money_counts_in_minor_units(minor, currency, text):
    assert figures.money(minor, currency) == text


def test_unknown_is_never_nought():
    assert figures.number(None) == "—"
    assert figures.number(0) == "0"
