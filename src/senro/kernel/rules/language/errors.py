"""Why a rule is refused, in both languages, with the place."""

from collections.abc import Iterable, Mapping

from .names import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH, MAX_NESTED, MAX_NODES

TYPE_WORDS: dict[str, dict[str, str]] = {
    "number": {"en": "a number", "ja": "数値"},
    "text": {"en": "text", "ja": "文字"},
    "date": {"en": "a date", "ja": "日付"},
    "boolean": {"en": "a condition", "ja": "条件(はい/いいえ)"},
    "list": {"en": "a list", "ja": "一覧"},
    "same": {"en": "a number, text or a date", "ja": "数値・文字・日付"},
}

# code: (English, Japanese). `{…}` is filled by `refuse`; type words are translated there.
MESSAGES: dict[str, tuple[str, str]] = {
    "empty": ("The rule is empty.", "条件が空です。"),
    "too_long": (
        f"A rule has at most {MAX_LENGTH:,} characters.",
        f"条件は {MAX_LENGTH:,} 文字までです。",
    ),
    "too_many_nodes": (
        f"The rule has more than {MAX_NODES} parts. Split it.",
        f"条件の要素が {MAX_NODES} 個を超えています。分けてください。",
    ),
    "too_deep": (
        f"This is nested too deeply: at most {MAX_DEPTH} brackets, and {MAX_NESTED} divisors or moved dates in each other.",
        f"入れ子が深すぎます。かっこは {MAX_DEPTH} 段まで、割る数の中の割り算や日付の移動の重ね合わせは {MAX_NESTED} 段までです。",
    ),
    "bad_character": ("“{found}” cannot be used here.", "「{found}」はここでは使えません。"),
    "unclosed_text": ("The text has no closing quote.", "文字を閉じる引用符 ' がありません。"),
    "double_quotes": (
        "Text stands in single quotes: 'MM'. Names stand without quotes.",
        "文字は 'MM' のように半角の一重引用符で囲み、項目名は囲まずに書きます。",
    ),
    "comment": ("A rule cannot hold comments.", "条件にコメントは書けません。"),
    "bad_number": (
        f"“{{found}}” is not a number: write digits only, at most {MAX_DIGITS}.",
        f"「{{found}}」は数値として読めません。半角の数字だけで、{MAX_DIGITS} 桁までで書いてください。",
    ),
    "unexpected": ("“{found}” is not expected here.", "「{found}」はここには書けません。"),
    "unexpected_end": ("The rule ends too early.", "条件が途中で終わっています。"),
    "unknown_name": ("There is no name “{found}”.", "「{found}」という項目・指標はありません。"),
    "unknown_function": ("There is no function “{found}”.", "「{found}」という関数はありません。"),
    "not_in_language": (
        "“{found}” is SQL, but no part of the rule language.",
        "「{found}」は SQL の語ですが、条件では使えません。",
    ),
    "argument_count": (
        "“{found}” is written as {usage}.",
        "「{found}」は {usage} のように書きます。",
    ),
    "type_mismatch": (
        "This is {actual}, but {expected} is needed.",
        "ここには{expected}が必要ですが、{actual}になっています。",
    ),
    "no_order": (
        "Yes/no values can be compared with = and <> only.",
        "はい/いいえの値の比較に使えるのは = と <> だけです。",
    ),
    "date_arithmetic": (
        "Dates are moved with add_days or add_months and subtracted with days_between.",
        "日付の計算には add_days、add_months、days_between を使ってください。",
    ),
    "not_boolean": (
        "A rule must be a condition, but this is {actual}.",
        "条件になっていません。これは{actual}です。",
    ),
    "not_a_value": (
        "A value is needed, but this is {actual}.",
        "値が必要ですが、これは{actual}です。",
    ),
    "bad_date": (
        "“{found}” is not a date: write '2026-11-20'.",
        "「{found}」は日付として読めません。'2026-11-20' のように書いてください。",
    ),
    "quoted_number": (
        "Numbers, TRUE and FALSE stand without quotes.",
        "数値と TRUE、FALSE は引用符で囲まずに書きます。",
    ),
    "whole_number": (
        "A whole number from {low} to {high} is needed here, written out.",
        "ここには {low} から {high} までの整数をそのまま書いてください。",
    ),
    "is_list": (
        "“{found}” is a list: ask it with has({found}, '…').",
        "「{found}」は複数の値を持つ項目です。has({found}, '…') を使ってください。",
    ),
    "list_value": (
        "A value of a list is not empty and has no “|”.",
        "一覧の値は空にできず、「|」を含められません。",
    ),
    "too_large": (
        "This multiplies or divides so often that the result could leave the range of numbers.",
        "掛け算・割り算が多すぎて、数値の範囲を超えるおそれがあります。",
    ),
    "nested_history": ("held cannot stand inside held.", "held の中に held は書けません。"),
    "not_a_metric": ("“{found}” is not a metric.", "「{found}」は指標ではありません。"),
    "needs_history": (
        "ago, change and held need the history of metrics, which is not available here.",
        "ago・change・held には指標の履歴が必要ですが、ここでは使えません。",
    ),
    "bad_value": ("“{found}” holds a value of another type.", "「{found}」の値の型が合いません。"),
    "unknown_dialect": ("There is no dialect “{found}”.", "「{found}」という方言はありません。"),
    "cycle": ("These definitions need each other: {found}.", "定義が循環しています: {found}"),
}


class RuleError(Exception):
    """A rule that is refused: a stable code, a text per language, the place, what may be meant.

    `position` counts characters from 0, or is None when no place is to blame.
    """

    def __init__(
        self,
        code: str,
        message: Mapping[str, str],
        position: int | None = None,
        suggestions: Iterable[str] = (),
    ) -> None:
        self.code = code
        self.messages = dict(message)
        self.position = position
        self.suggestions = tuple(suggestions)
        super().__init__(code, self.messages, position, self.suggestions)

    def message(self, locale: str = "en") -> str:
        """The reason as a sentence, with what may have been meant."""
        text = self.messages.get(locale) or self.messages["en"]
        if not self.suggestions:
            return text
        if locale == "ja":
            return text + "もしかして: " + "、".join(self.suggestions)
        return f"{text} Did you mean {' or '.join(self.suggestions)}?"

    def __str__(self) -> str:
        place = "" if self.position is None else f" (at {self.position})"
        return f"{self.code}: {self.message('en')}{place}"


def refuse(
    code: str, position: int | None = None, suggestions: Iterable[str] = (), **details: object
) -> RuleError:
    """The error of a code, its sentences filled in."""
    texts = {}
    for locale, template in zip(("en", "ja"), MESSAGES[code], strict=True):
        words = {
            k: TYPE_WORDS[str(v)][locale] if k in ("actual", "expected") else v
            for k, v in details.items()
        }
        texts[locale] = template.format(**words) if words else template
    return RuleError(code, texts, position, suggestions)
