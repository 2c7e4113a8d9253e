"""The words of both languages. `{…}` are filled by phrases.py, describe.py and explain.py."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language. A pair is (as it is, as it is not)."""

    number: Mapping[str, tuple[str, str]]
    date: Mapping[str, tuple[str, str]]
    said: Mapping[str, str]
    said_date: Mapping[str, str]
    equal: tuple[str, str]
    between: tuple[str, str]
    one_of: tuple[str, str]
    is_null: tuple[str, str]
    has: tuple[str, str]
    flag: tuple[str, str]
    other: tuple[str, str]
    say: Mapping[str, tuple[str, str]]
    constant: Mapping[bool | None, str]
    calls: Mapping[str, str]
    ways: tuple[str, str]
    functions: Mapping[str, str]
    no_data: str
    by_zero: str
    no_result: str
    brackets: str
    joins: Mapping[str, str]
    items: str
    sentences: str
    yes: tuple[str, str]
    empty: str
    days: str


JA = Words(
    number={
        ">=": ("{a} は {b} 以上です", "{a} は {b} 以上ではありません"),
        ">": ("{a} は {b} を超えています", "{a} は {b} を超えていません"),
        "<=": ("{a} は {b} 以下です", "{a} は {b} 以下ではありません"),
        "<": ("{a} は {b} 未満です", "{a} は {b} 未満ではありません"),
    },
    date={
        ">=": ("{a} は {b} 以降です", "{a} は {b} 以降ではありません"),
        ">": ("{a} は {b} より後です", "{a} は {b} より後ではありません"),
        "<=": ("{a} は {b} 以前です", "{a} は {b} 以前ではありません"),
        "<": ("{a} は {b} より前です", "{a} は {b} より前ではありません"),
    },
    said={
        "=": "{a} が {b}", "<>": "{a} が {b} 以外", ">=": "{a} が {b} 以上", ">": "{a} が {b} を超える",
        "<=": "{a} が {b} 以下", "<": "{a} が {b} 未満",
    },
    said_date={
        "=": "{a} が {b}", "<>": "{a} が {b} 以外", ">=": "{a} が {b} 以降", ">": "{a} が {b} より後",
        "<=": "{a} が {b} 以前", "<": "{a} が {b} より前",
    },
    equal=("{name} は {value} です", "{name} は {value} で、{b} ではありません"),
    between=("{a} は {low} から {high} の間です", "{a} は {low} から {high} の間ではありません"),
    one_of=("{name} は {value} で、{items} のどれかです", "{name} は {value} で、{items} のどれでもありません"),
    is_null=("{name} のデータがありません", "{name} のデータがあります"),
    has=("{name}({value})に {b} が含まれます", "{name}({value})に {b} は含まれません"),
    flag=("{name} は「はい」です", "{name} は「いいえ」です"),
    other=("「{name}」は成り立ちます", "「{name}」は成り立ちません"),
    say={
        "between": ("{a} が {low} から {high} の間", "{a} が {low} から {high} の間ではない"),
        "one_of": ("{a} が {items} のどれか", "{a} が {items} のどれでもない"),
        "is_null": ("{a} のデータがない", "{a} のデータがある"),
        "has": ("{a} に {b} が含まれる", "{a} に {b} が含まれない"),
        "flag": ("{a} が「はい」", "{a} が「いいえ」"),
        "held": ("{days}日間ずっと「{a}」", "{days}日間に「{a}」でない時がある"),
        "other": ("{a}", "「{a}」ではない"),
    },
    constant={True: "常に成り立つ", False: "常に成り立たない", None: "常に不明"},
    calls={"days": "{a} の {n}日{way}", "months": "{a} の {n}か月{way}"},
    ways=("後", "前"),
    functions={
        "today": "今日", "days_between": "{0} から {1} までの日数", "abs": "{0} の絶対値",
        "coalesce": "{0}(なければ {1})", "least": "{all} のうち最小", "greatest": "{all} のうち最大",
        "ago": "{n}日前の {0}", "change": "{n}日間の {0} の増減",
    },
    no_data="{names} のデータがありません",
    by_zero="{name} が 0 のため計算できません",
    no_result="{name} は計算できません",
    brackets="({})",
    joins={"AND": "、かつ ", "OR": "、または "},
    items="、",
    sentences="。",
    yes=("はい", "いいえ"),
    empty="(空)",
    days="日",
)  # fmt: skip

EN = Words(
    number={
        ">=": ("{a} is at least {b}", "{a} is not at least {b}"),
        ">": ("{a} is more than {b}", "{a} is not more than {b}"),
        "<=": ("{a} is at most {b}", "{a} is not at most {b}"),
        "<": ("{a} is less than {b}", "{a} is not less than {b}"),
    },
    date={
        ">=": ("{a} is on or after {b}", "{a} is not on or after {b}"),
        ">": ("{a} is after {b}", "{a} is not after {b}"),
        "<=": ("{a} is on or before {b}", "{a} is not on or before {b}"),
        "<": ("{a} is before {b}", "{a} is not before {b}"),
    },
    said={
        "=": "{a} is {b}", "<>": "{a} is not {b}", ">=": "{a} is at least {b}",
        ">": "{a} is more than {b}", "<=": "{a} is at most {b}", "<": "{a} is less than {b}",
    },
    said_date={
        "=": "{a} is {b}", "<>": "{a} is not {b}", ">=": "{a} is on or after {b}",
        ">": "{a} is after {b}", "<=": "{a} is on or before {b}", "<": "{a} is before {b}",
    },
    equal=("{name} is {value}", "{name} is {value}, not {b}"),
    between=("{a} is between {low} and {high}", "{a} is not between {low} and {high}"),
    one_of=("{name} is {value}, one of {items}", "{name} is {value}, none of {items}"),
    is_null=("{name} has no data", "{name} has data"),
    has=("{name} ({value}) holds {b}", "{name} ({value}) does not hold {b}"),
    flag=("{name}: yes", "{name}: no"),
    other=("“{name}” is true", "“{name}” is not true"),
    say={
        "between": ("{a} is between {low} and {high}", "{a} is not between {low} and {high}"),
        "one_of": ("{a} is one of {items}", "{a} is none of {items}"),
        "is_null": ("{a} has no data", "{a} has data"),
        "has": ("{a} holds {b}", "{a} does not hold {b}"),
        "flag": ("{a}: yes", "{a}: no"),
        "held": ("for {days} days, “{a}”", "not for all of {days} days, “{a}”"),
        "other": ("{a}", "not “{a}”"),
    },
    constant={True: "always true", False: "never true", None: "always unknown"},
    calls={"days": "{n} days {way} {a}", "months": "{n} months {way} {a}"},
    ways=("after", "before"),
    functions={
        "today": "today", "days_between": "days from {0} to {1}", "abs": "size of {0}",
        "coalesce": "{0} (or else {1})", "least": "the smallest of {all}", "greatest": "the largest of {all}",
        "ago": "{0} {n} days ago", "change": "change of {0} in {n} days",
    },
    no_data="no data for {names}",
    by_zero="cannot be computed: {name} is 0",
    no_result="{name} cannot be computed",
    brackets=" ({})",
    joins={"AND": " and ", "OR": " or "},
    items=", ",
    sentences="; ",
    yes=("yes", "no"),
    empty="(empty)",
    days="days",
)  # fmt: skip

WORDS = {"ja": JA, "en": EN}
