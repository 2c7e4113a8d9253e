"""What a rule may speak of: names, types and functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Type = Literal["number", "text", "date", "boolean", "list"]
Locale = Literal["ja", "en"]

MAX_LENGTH = 2_000
MAX_NODES = 100
MAX_DEPTH = 12
MAX_NESTED = 3
MAX_STACK = 56
MAX_DIGITS = 15
MAX_DAYS = 36_500
MAX_MONTHS = 1_200
MAX_BACK = 3_650
MAX_HELD = 730
LOOK_EVERY = 7
NUMBER_LIMIT = 1e15
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Name:
    """One thing a rule can mention: a field of a record or a metric.

    `formula` is another way to write the same number (`active_users_28d / seats`); an
    explanation then shows this label for that expression, and the parts in brackets.
    """

    code: str
    type: Type
    label: Mapping[str, str] = field(hash=False)
    kind: Literal["field", "metric"] = "field"
    unit: str | Mapping[str, str] = field(default="", hash=False)
    percent: bool = False
    formula: str = ""

    def title(self, locale: Locale) -> str:
        """The label in a language, else in another one, or the code when it has none."""
        said = self.label.get(locale) or self.label.get("en")
        return said or next(filter(None, self.label.values()), self.code)


@dataclass(frozen=True)
class Function:
    """The signature of a function: types of its arguments and of its result.

    An argument type may be `same` (all alike: number, text or date), `days` or `months`
    (a whole number written out), `metric` (the bare name of a metric). `repeat` lets the
    last argument come once or more.
    """

    name: str
    arguments: tuple[str, ...]
    result: str
    usage: str
    ja: str
    en: str
    repeat: bool = False
    history: bool = False


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function(
            "has",
            ("list", "text"),
            "boolean",
            "has(purposes, 'C')",
            "一覧に値が含まれるか",
            "Whether a list holds a value.",
        ),
        Function("today", (), "date", "today()", "基準日(「いつ時点」の日)", "The as-of day."),
        Function(
            "add_days",
            ("date", "days"),
            "date",
            "add_days(today(), 90)",
            "日付の n 日後(負なら前)",
            "The day n days later, or earlier when n is negative.",
        ),
        Function(
            "add_months",
            ("date", "months"),
            "date",
            "add_months(today(), -2)",
            "日付の n か月後。その日がない月は月末",
            "The same day n months later; the end of the month when there is no such day.",
        ),
        Function(
            "days_between",
            ("date", "date"),
            "number",
            "days_between(started_on, today())",
            "1つ目から2つ目の日付までの日数",
            "Days from the first date to the second (second minus first).",
        ),
        Function(
            "coalesce",
            ("same",),
            "same",
            "coalesce(seats, 0)",
            "データのある最初の値",
            "The first value that is known.",
            repeat=True,
        ),
        Function(
            "least",
            ("same",),
            "same",
            "least(seats, quota)",
            "最小の値(1つでも不明なら不明)",
            "The smallest; unknown when one of them is unknown.",
            repeat=True,
        ),
        Function(
            "greatest",
            ("same",),
            "same",
            "greatest(seats, 1)",
            "最大の値(1つでも不明なら不明)",
            "The largest; unknown when one of them is unknown.",
            repeat=True,
        ),
        Function(
            "abs",
            ("number",),
            "number",
            "abs(temperature_gap)",
            "絶対値",
            "The number without its sign.",
        ),
        Function(
            "ago",
            ("metric", "back"),
            "number",
            "ago(active_users_28d, 28)",
            "指標の n 日前の値",
            "What the metric was n days ago.",
            history=True,
        ),
        Function(
            "change",
            ("metric", "back"),
            "number",
            "change(active_users_28d, 28)",
            "指標の n 日間の増減(今 - n 日前)",
            "How the metric changed in n days: now minus then.",
            history=True,
        ),
        Function(
            "held",
            ("boolean", "held"),
            "boolean",
            "held(days_active_28d >= 16, 28)",
            "条件が n 日間ずっと成り立っていたか(7日おきに確認)",
            "Whether a condition was true at each look 0, 7, 14 … less than n days back.",
            history=True,
        ),
    )
}

KEYWORDS = ("AND", "OR", "NOT", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE")


def is_keyword(code: str) -> bool:
    """Whether a word belongs to the language: no rule could name what is called so."""
    return code.upper() in KEYWORDS


# Words of SQL that people try; naming them gives a better refusal than "unknown name".
FOREIGN = frozenset(
    [
        "SELECT",
        "FROM",
        "WHERE",
        "UNION",
        "EXISTS",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "CAST",
        "LIKE",
        "ILIKE",
        "REGEXP",
        "GLOB",
        "SIMILAR",
        "ANY",
        "ALL",
        "SOME",
        "XOR",
        "INTERVAL",
        "DATE",
        "TIMESTAMP",
        "COLLATE",
        "AS",
        "ESCAPE",
        "OVER",
        "HAVING",
        "GROUP",
        "ORDER",
        "LIMIT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "DROP",
        "WITH",
        "VALUES",
    ]
)
