"""One rule, one row, one truth: the evaluator and three databases agree."""

import math
import os
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from senro.kernel.rules.language import RuleError, check, check_expression, evaluate

from . import engines
from .generate import NAMES, conditions, dates, numbers, rows, words
from .vocabulary import TODAY

COUNT = int(os.environ.get("SENRO_RULE_EXAMPLES", "150"))
thorough = settings(
    max_examples=COUNT,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
CONDITIONS = conditions(2)
VALUES = st.one_of(numbers(3), dates(3), words(2))
BATCH = st.lists(rows, min_size=1, max_size=6)


def _postgres() -> engines.Engine:
    url = os.environ.get("SENRO_TEST_DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("SENRO_TEST_DATABASE_URL names no PostgreSQL server")
    return engines.postgres(url)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(engines.sqlite, id="sqlite"),
        pytest.param(engines.in_duckdb, id="duckdb"),
        pytest.param(_postgres, id="postgres", marks=pytest.mark.postgres_only),
    ],
)
def engine(request):
    found = request.param()
    yield found
    found.connection.close()


@given(text=CONDITIONS, batch=BATCH)
@thorough
def test_a_rule_has_the_same_truth_by_evaluation_and_in_sql(engine, text, batch):
    rule = _checked(check, text)
    expected = [evaluate(rule, row, today=TODAY) for row in batch]
    assert engine.ask(rule, batch) == expected, rule.text


@given(text=VALUES, batch=BATCH)
@thorough
def test_a_value_is_the_same_by_evaluation_and_in_sql(engine, text, batch):
    rule = _checked(check_expression, text)
    for found, row in zip(engine.ask(rule, batch), batch, strict=True):
        expected = evaluate(rule, row, today=TODAY)
        if isinstance(expected, float) and found is not None:
            assert math.isclose(found, expected, rel_tol=1e-12), rule.text
        elif isinstance(expected, date):
            assert str(found) == expected.isoformat(), rule.text
        else:
            assert found == expected, rule.text


@given(text=CONDITIONS, row=rows)
@thorough
def test_the_canonical_text_of_a_rule_is_stable_and_means_the_same(text, row):
    rule = _checked(check, text)
    again = check(rule.text, NAMES)
    assert again.text == rule.text
    assert evaluate(again, row, today=TODAY) == evaluate(rule, row, today=TODAY)


def _checked(how, text):
    try:
        return how(text, NAMES)
    except RuleError as error:
        assume(error.code not in ("too_many_nodes", "too_long", "too_large", "too_deep"))
        if error.code == "type_mismatch":  # a lone NULL or quoted date is text
            assume(False)
        raise


def test_a_history_column_stands_for_the_value_of_that_day(engine):
    rule = check("ago(ratio, 28) > whole AND change(ratio, 7) < 0 AND held(whole >= 1, 15)", NAMES)
    assert rule.looks == {("ratio", 28), ("ratio", 7), ("whole", 7), ("whole", 14)}
    columns = {
        ("ratio", 28): "money",
        ("ratio", 7): "money",
        ("whole", 7): "ratio",
        ("whole", 14): "ratio",
    }
    sql = rule.compile(engine.dialect, today=TODAY, history=columns)
    for whole, ratio, money in ((1, 1.5, 2), (1, 2, 1), (2, 0.5, 3), (None, 1, 1), (1, None, 5)):
        row = dict.fromkeys(NAMES) | {"whole": whole, "ratio": ratio, "money": money}
        engine.ask(check("TRUE", NAMES), [row])
        history = {look: row[column] for look, column in columns.items()}
        found = engine.run(f"SELECT {sql} FROM rows")[0][0]
        expected = evaluate(rule, row, today=TODAY, history=history)
        assert (None if found is None else bool(found)) is expected
