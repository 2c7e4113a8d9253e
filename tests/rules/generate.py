"""Rules and rows by hypothesis: every operator and function, and the values that break things."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from senro.kernel.rules.language import Name

CODES = {
    "whole": "number", "ratio": "number", "money": "number",
    "word": "text", "other": "text",
    "start": "date", "finish": "date",
    "flag": "boolean", "tags": "list",
}  # fmt: skip
NAMES = {
    code: Name(code, kind, {"ja": code, "en": code}, kind="metric")  # type: ignore[arg-type]
    for code, kind in CODES.items()
}

TEXTS = [
    "", "MM", "mm", "O'Brien", "100%", "%s", "_", "a\\b", "\\'", "日本語", "日本", "𠮷", "ﾊﾝ", "ä", "z", "?", "{0}", "$1",
    '"', "--", "/* */", "; DROP TABLE rows", "|", "A|C", "A", "C", " ", "é", "e\u0301",
]  # fmt: skip
DAYS = [
    date(2024, 1, 31), date(2024, 2, 29), date(2025, 2, 28), date(2026, 11, 20), date(2026, 12, 31),
    date(2026, 11, 30), date(2100, 3, 31), date(1, 1, 1), date(1, 3, 31), date(9999, 12, 31), date(9999, 11, 30),
]  # fmt: skip
NUMBERS = [
    0,
    1,
    -1,
    2,
    3,
    7,
    10,
    28,
    100,
    110,
    0.1,
    0.2,
    0.3,
    0.6,
    -0.5,
    1.1,
    0.95,
    1e12,
    999999999999999,
]

days = st.one_of(st.sampled_from(DAYS), st.dates(date(1990, 1, 1), date(2060, 12, 31)))
texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=4),
)
tags = st.lists(st.sampled_from(["A", "C", "AC", "日本", "%", "_", "O'B", "a b"]), max_size=3)
ratios = st.one_of(
    st.sampled_from([0.0, -0.0, 0.1, 0.3, 0.6, -0.5, 1e15, -1e15, 1e18, 1e-12]),
    st.floats(-1e9, 1e9).filter(lambda x: x == 0 or abs(x) > 1e-12),
)


def maybe(values: st.SearchStrategy) -> st.SearchStrategy:
    """A value, or unknown."""
    return st.one_of(st.none(), values, values)


rows = st.fixed_dictionaries(
    {
        "whole": maybe(st.sampled_from([0, 1, -1, 2, 3, 7, 10, 100, 110, 10**12, 2**53 + 1])),
        "ratio": maybe(ratios),
        "money": maybe(st.decimals(-(10**6), 10**6, places=4).map(lambda d: d + Decimal(0))),
        "word": maybe(texts),
        "other": maybe(texts),
        "start": maybe(days),
        "finish": maybe(days),
        "flag": maybe(st.booleans()),
        "tags": maybe(tags),
    }
)


def quoted(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def _number(value: float) -> str:
    return f"{Decimal(str(value)):f}"


def numbers(depth: int) -> st.SearchStrategy[str]:
    """Number expressions."""
    leaf = st.one_of(
        st.sampled_from(["whole", "ratio", "money", "whole", "ratio", "money", "NULL"]),
        st.sampled_from(NUMBERS).map(_number),
    )
    if depth == 0:
        return leaf
    inner = numbers(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(inner, st.sampled_from("+-*//"), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
        st.tuples(
            st.sampled_from(["least", "greatest", "coalesce"]),
            st.lists(inner, min_size=1, max_size=3),
        ).map(lambda t: f"{t[0]}({', '.join(t[1])})"),
        inner.map(lambda x: f"abs({x})"),
        inner.map(lambda x: f"-({x})"),
        st.tuples(dates(depth - 1), dates(depth - 1)).map(
            lambda t: f"days_between({t[0]}, {t[1]})"
        ),
    ).filter(bool)


def dates(depth: int) -> st.SearchStrategy[str]:
    """Date expressions; a typed leaf stands first so that literals take its type."""
    leaf = st.one_of(
        st.sampled_from(["start", "finish", "today()"]), days.map(lambda d: quoted(d.isoformat()))
    )
    if depth == 0:
        return leaf
    inner = dates(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(inner, st.integers(-800, 800)).map(lambda t: f"add_days({t[0]}, {t[1]})"),
        st.tuples(inner, st.integers(-40, 40)).map(lambda t: f"add_months({t[0]}, {t[1]})"),
        st.tuples(st.sampled_from(["least", "greatest", "coalesce"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
    )


def words(depth: int) -> st.SearchStrategy[str]:
    """Text expressions."""
    leaf = st.one_of(st.sampled_from(["word", "other", "NULL"]), texts.map(quoted))
    if depth == 0:
        return leaf
    inner = words(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(st.sampled_from(["least", "greatest", "coalesce"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
    )


def _comparisons(side: st.SearchStrategy[str], typed: str) -> st.SearchStrategy[str]:
    ops = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    first = st.sampled_from(typed.split())
    no = st.sampled_from(["", "NOT "])
    return st.one_of(
        st.tuples(side, ops, first).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        st.tuples(first, ops, side).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        st.tuples(first, no, side, side).map(lambda t: f"{t[0]} {t[1]}BETWEEN {t[2]} AND {t[3]}"),
        st.tuples(first, no, st.lists(side, min_size=1, max_size=3)).map(
            lambda t: f"{t[0]} {t[1]}IN ({', '.join(t[2])})"
        ),
        st.tuples(side, no).map(lambda t: f"({t[0]}) IS {t[1]}NULL"),
    )


def conditions(depth: int) -> st.SearchStrategy[str]:
    """Conditions."""
    leaf = st.one_of(
        _comparisons(numbers(2), "whole ratio money"),
        _comparisons(words(1), "word other"),
        _comparisons(dates(2), "start finish today()"),
        st.sampled_from(["A", "C", "AC", "%", "_", "日本", "O'B"]).map(
            lambda v: f"has(tags, {quoted(v)})"
        ),
        st.sampled_from(
            ["flag", "flag = TRUE", "flag <> FALSE", "has(tags, word)", "TRUE", "FALSE", "NULL"]
        ),
        st.sampled_from(["flag IS NULL", "tags IS NOT NULL", "coalesce(flag, FALSE)"]),
    )
    if depth == 0:
        return leaf
    inner = conditions(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda t: f"{t[0]} {t[1]} {t[2]}"
        ),
        inner.map(lambda x: f"NOT ({x})"),
        st.tuples(inner, st.sampled_from(["=", "<>"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
    )
