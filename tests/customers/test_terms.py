"""What a contract is worth over time, and how its MRR moved."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senro.customers.actions import put_contract
from senro.customers.rules import Step, movement, steps_after, terms_of

START = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: START + timedelta(days=n))
steps = st.builds(Step, days, st.integers(0, 3), st.sampled_from([None, 5]), st.none())


@given(st.lists(steps, max_size=6, unique_by=lambda s: s.since), steps, st.booleans(), days)
def test_terms_follow_each_other_without_gap_or_repeat(given_steps, changed, dated, start):
    found = steps_after(given_steps, start=start, changed=changed, dated=dated)
    terms = terms_of(found, None)
    assert terms[0].since == start and terms[0].movement == "new" and terms[-1].until is None
    for one, following in pairwise(terms):
        assert one.until == following.since > one.since
        assert (one.mrr, one.seats) != (following.mrr, following.seats)
        assert following.movement == movement(one.mrr, following.mrr)


@given(st.lists(steps, min_size=1, max_size=6, unique_by=lambda s: s.since), days)
def test_after_the_end_there_is_nothing(given_steps, end):
    found = steps_after(given_steps, start=START, changed=None, dated=False)
    terms = terms_of(found, max(end, START))
    assert terms[-1].until == max(end, START)
    assert all(term.since < max(end, START) for term in terms[1:])


@pytest.fixture
def terms(world):
    """Change K-002 (120,000 a month, 100 seats, from 2026-09-01) and read its terms."""

    def change(**fields):
        put_contract(key="K-002", fields=fields, by=world.actor("admin"), at=world.at)
        rows = world.contract("K-002").terms.living().order_by("since")
        return [(str(t.since), t.until and str(t.until), t.mrr, t.movement) for t in rows]

    return change


@pytest.mark.postgres
def test_another_mrr_moves_today(terms):
    assert terms(mrr=150_000) == [
        ("2026-09-01", "2026-11-20", 120_000, "new"),
        ("2026-11-20", None, 150_000, "expansion"),
    ]


def test_twice_on_one_day_is_one_movement(terms):
    terms(mrr=150_000)
    assert terms(mrr=90_000)[1:] == [("2026-11-20", None, 90_000, "contraction")]
    assert terms(mrr=120_000) == [("2026-09-01", None, 120_000, "new")]


def test_a_dated_change_stands_between_the_others(terms):
    terms(mrr=150_000)
    assert terms(mrr=130_000, mrr_from="2026-10-01") == [
        ("2026-09-01", "2026-10-01", 120_000, "new"),
        ("2026-10-01", "2026-11-20", 130_000, "expansion"),
        ("2026-11-20", None, 150_000, "expansion"),
    ]


def test_more_seats_at_the_same_price_are_a_term_that_moves_nothing(terms):
    assert terms(seats=200)[1:] == [("2026-11-20", None, 120_000, "same")]


def test_an_end_cuts_what_was_agreed_for_later(world, terms):
    terms(mrr=200_000, mrr_from="2027-04-01")
    assert terms(end="2027-03-01") == [("2026-09-01", "2027-03-01", 120_000, "new")]
    assert terms(end=None) == [("2026-09-01", None, 120_000, "new")]
    assert world.contract("K-002").mrr == 120_000


def test_an_earlier_start_stretches_the_first_term(terms):
    assert terms(start="2026-08-01") == [("2026-08-01", None, 120_000, "new")]
    terms(mrr=150_000)
    assert terms(start="2026-12-01") == [("2026-12-01", None, 150_000, "new")]
