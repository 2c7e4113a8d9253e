"""The largest rules that are let through run in every database, also deep inside a query."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senro.kernel.rules.language import Rule, RuleError, check, evaluate

from . import engines
from .generate import NAMES
from .vocabulary import TODAY

ROW = dict.fromkeys(NAMES) | {
    "whole": 2, "ratio": 0.5, "word": "b", "other": "a", "start": TODAY, "finish": TODAY, "flag": True, "tags": ["A"],
}  # fmt: skip


def nested(function: str, inner: str, rest: str, times: int) -> str:
    """`f(f(f(inner, rest), rest), rest)`."""
    return f"{function}(" * times + inner + f"{rest})" * times


LARGE = {
    "a long sum": " + ".join(["whole"] * 49) + " > 3",
    "a sum to the right": "whole + (" * 8 + "whole" + ")" * 8 + " > 3",
    "quotients": "/".join(["whole"] * 9) + " > 0",
    "many alternatives": " OR ".join(["whole = 7"] * 25),
    "a long list": f"whole + 1 IN ({', '.join(map(str, range(90)))})",
    "nested least": nested("least", "whole", ", ratio", 8) + " > 0.1",
    "nested texts": nested("greatest", "word", ", other", 8) + " > 'a'",
    "nested months": nested("add_months", "start", ", 1", 3) + " > today()",
    "nested days": nested("add_days", "start", ", -1", 3) + " < today()",
    "divisors in divisors": "4 / (2 / (whole / ratio)) > 0",
    "a date moved in a divisor": "1 / days_between(add_days(add_days(start, 1), 1), finish) < 0",
    "nested coalesce": nested("coalesce", "flag", ", FALSE", 8),
    "nested NOT": "NOT (" * 6 + "flag" + ")" * 6,
    "between of sums": f"{' + '.join(['ratio'] * 30)} NOT BETWEEN {'-'.join(['ratio'] * 10)} AND 3",
}


def _postgres() -> engines.Engine:
    url = os.environ.get("SENRO_TEST_DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("SENRO_TEST_DATABASE_URL names no PostgreSQL server")
    return engines.postgres(url)


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
@pytest.mark.parametrize(
    "start",
    [engines.sqlite, engines.in_duckdb, pytest.param(_postgres, marks=pytest.mark.postgres_only)],
)
def test_a_rule_at_the_limits_runs(start, text):
    engine = start()
    rule = check(text, NAMES)
    assert engine.ask(rule, [ROW]) == [evaluate(rule, ROW, today=TODAY)]
    run_inside(engine, rule)


WRAPPERS = {
    "condition": [
        ("({})", "NOT ({})", "condition"), ("flag OR ({} AND flag)", "flag AND ({} OR flag)", "condition"),
        ("flag = ({})", "({}) <> flag", "condition"), ("({}) IS NULL", "coalesce({}, flag)", "condition"),
        ("flag OR flag AND NOT flag = ({})", "NOT flag = ({}) AND flag OR flag", "condition"),
    ],
    "number": [
        ("whole > {}", "{} BETWEEN 1 AND {}", "condition"), ("1 + 2 * ({})", "({}) * 2 + 1", "number"),
        ("1 / ({})", "({}) / 3", "number"), ("least(1, {})", "abs(-({}))", "number"),
        ("1 - -({})", "coalesce({}, 0)", "number"), ("whole IN (1, {})", "{} IN (1, 2)", "condition"),
    ],
    "date": [
        ("start < {}", "{} NOT BETWEEN start AND {}", "condition"),
        ("add_months({}, 1)", "add_months({}, -1)", "date"), ("add_days({}, 1)", "greatest(start, {})", "date"),
        ("days_between({}, start)", "days_between(start, {})", "number"),
    ],
}  # fmt: skip
LEAVES = {"condition": "flag", "number": "whole", "date": "start"}


@given(
    choices=st.lists(st.tuples(st.integers(0, 99), st.booleans()), min_size=12, max_size=30),
    kind=st.sampled_from(sorted(LEAVES)),
)
@settings(max_examples=int(os.environ.get("SENRO_RULE_EXAMPLES", "150")), deadline=None)
def test_a_rule_as_deep_as_may_be_still_runs_inside_a_query(choices, kind):
    text, deepest = LEAVES[kind], None
    for number, second in choices:
        *forms, kind = WRAPPERS[kind][number % len(WRAPPERS[kind])]
        text = forms[second].replace("{}", text)
        try:
            deepest = check(text, NAMES) if kind == "condition" else deepest
        except RuleError as error:
            assert error.code in ("too_deep", "too_many_nodes", "too_large", "too_long")  # noqa: PT017
            break
    for engine in ENGINES if deepest else ():
        run_inside(engine, deepest)


ENGINES = [engines.sqlite(), engines.in_duckdb()]


def run_inside(engine: engines.Engine, rule: Rule) -> None:
    """As a list asks it: some brackets and subqueries down."""
    sql = rule.compile(engine.dialect, today=TODAY)  # type: ignore[arg-type]
    assert len(sql) < 30_000
    named = f"SELECT id FROM (SELECT * FROM (SELECT * FROM rows) AS a) AS named WHERE ({sql}) IS NULL OR {sql}"
    engine.run(
        f"SELECT id FROM rows WHERE (id > 0 AND (id IN ({named}) OR (id < 9 AND id IN ({named}))))"
    )
