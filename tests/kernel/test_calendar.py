"""Working days, with Japanese holidays and a company's own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senro.kernel.queries.calendar import business_calendar
from senro.kernel.rules.calendar import (
    Calendar,
    NoBusinessDay,
    add_business_days,
    business_days_between,
    calendar_of,
    on_business_day,
)

FRIDAY = date(2026, 11, 20)
JAPAN = calendar_of({})
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def test_HO_01_three_business_days_after_the_20th_skip_the_weekend_and_labour_day():
    assert JAPAN.is_holiday(date(2026, 11, 23))
    assert add_business_days(FRIDAY, 3, JAPAN) == date(2026, 11, 26)


def test_without_a_country_the_same_monday_is_worked():
    assert add_business_days(FRIDAY, 3, calendar_of({"calendar": {"country": ""}})) == date(
        2026, 11, 25
    )


def test_company_holidays_close_and_removed_days_open():
    settings = {"calendar": {"extra": ["2026-11-24"], "removed": ["2026-11-23", "2026-11-21"]}}
    own = calendar_of(settings)
    assert add_business_days(FRIDAY, 1, own) == date(2026, 11, 21)
    assert on_business_day(date(2026, 11, 24), own) == date(2026, 11, 25)
    assert on_business_day(date(2026, 11, 24), own, backwards=True) == date(2026, 11, 23)


def test_a_holiday_is_named_in_the_readers_language():
    assert JAPAN.holiday_name(date(2026, 11, 23)) == "勤労感謝の日"
    assert JAPAN.holiday_name(date(2026, 11, 23), "en") == "Labor Thanksgiving Day"
    assert JAPAN.holiday_name(FRIDAY) == ""


def test_another_week_and_another_country():
    gulf = calendar_of({"calendar": {"country": "", "weekend": [4, 5]}})
    assert not gulf.is_business_day(FRIDAY) and gulf.is_business_day(date(2026, 11, 22))
    assert calendar_of({"calendar": {"country": "US"}}).is_holiday(date(2026, 7, 3))


def test_settings_that_make_no_sense_are_left_out_and_do_not_crash():
    odd = calendar_of({"calendar": {"country": "XX", "extra": ["soon", None, "2026-11-25"]}})
    assert odd.extra == {date(2026, 11, 25)} and not odd.is_holiday(date(2026, 11, 23))


def test_a_calendar_that_never_opens_says_so():
    with pytest.raises(NoBusinessDay):
        add_business_days(FRIDAY, 1, Calendar(weekend=frozenset(range(7))))


@given(DAYS, st.integers(-60, 60))
def test_counting_forth_and_back_agree(day, n):
    start = on_business_day(day, JAPAN)
    end = add_business_days(start, n, JAPAN)
    assert JAPAN.is_business_day(end)
    assert business_days_between(start, end, JAPAN) == n
    assert add_business_days(end, -n, JAPAN) == start


@pytest.mark.django_db
def test_the_calendar_of_a_new_installation_is_japanese():
    assert business_calendar().country == "JP"
