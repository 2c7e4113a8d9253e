"""What differs between two bodies, in words of both languages and in parts that a page can draw."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from senro.kernel.rules.bodies import Body, Difference, diff
from senro.kernel.rules.writing import percent

from .nouns import WHOLE, field_word, item_word
from .words import NO_WORDS, Words, words

SIGNS = {"added": "＋", "removed": "－", "changed": "±", "moved": "↕"}
_PART = re.compile(r"([^.\[\]]+)(?:\[(.*?)\](?=[.\[]|$))?\.?")
_LIMIT = re.compile(r"^(.*[<>]=? )(\d+(?:\.\d+)?)$")


@dataclass(frozen=True)
class WordedChange:
    """One change: `±` `関門` `展開準備 → 従業員展開:登録方法が決まった利用者` `90 %` → `95 %`."""

    kind: str  # added | removed | changed | moved
    path: str
    noun: Words
    title: Words
    field: Words = NO_WORDS
    before: Words = NO_WORDS
    after: Words = NO_WORDS
    following: Words = NO_WORDS

    @property
    def sign(self) -> str:
        """＋, －, ± or ↕."""
        return SIGNS[self.kind]

    @property
    def sentence(self) -> Words:
        """The change as one line."""
        return Words(self._japanese(), self._english())

    def _japanese(self) -> str:
        about = (
            f"{self.noun.of('ja')}「{self.title.of('ja')}」" if self.title else self.noun.of("ja")
        )
        if self.kind == "added":
            place = f"「{self.following.of('ja')}」の次に" if self.following else ""
            return f"＋ {about}を{place}追加"
        if self.kind == "removed":
            return f"－ {about}を削除"
        if self.kind == "moved":
            return f"↕ {about}の順番を変更"
        field = f" {self.field.of('ja')}" if self.field else ""
        return f"± {about}{field}: {self.before.of('ja')} → {self.after.of('ja')}"

    def _english(self) -> str:
        about = (
            f"{self.noun.of('en')} “{self.title.of('en')}”" if self.title else self.noun.of("en")
        )
        if self.kind == "added":
            return f"＋ {about} added" + (
                f" after “{self.following.of('en')}”" if self.following else ""
            )
        if self.kind == "removed":
            return f"－ {about} removed"
        if self.kind == "moved":
            return f"↕ {about} in another order"
        field = f", {self.field.of('en')}" if self.field else ""
        return f"± {about}{field}: {self.before.of('en')} → {self.after.of('en')}"


def worded(before: Body, after: Body) -> tuple[WordedChange, ...]:
    """The changes from one body to another, each place once."""
    return tuple(
        _worded(one, before, after) for one in _whole_words(diff(before, after), before, after)
    )


def _whole_words(found: Iterable[Difference], before: Body, after: Body) -> list[Difference]:
    """A text that changed in both languages is one change."""
    kept: dict[str, Difference] = {}
    for one in found:
        path = one.path
        parent, _dot, last = path.rpartition(".")
        if last in ("ja", "en") and parent:
            path = parent
            one = Difference(path, "changed", _at(before, path), _at(after, path))
        kept.setdefault(path + one.kind, one)
    return list(kept.values())


def _parts(path: str) -> list[tuple[str, str | None]]:
    return [(found[1], found[2]) for found in _PART.finditer(path)]


def _at(body: Any, path: str) -> Any:
    for name, code in _parts(path):
        body = body.get(name) if isinstance(body, dict) else None
        if code is not None:
            body = _item(body, code)
    return body


def _item(items: Any, code: str) -> Any:
    if isinstance(items, list):
        for item in items:
            if isinstance(item, dict) and code in (item.get("code"), item.get("name")):
                return item
    return None


def _worded(one: Difference, before: Body, after: Body) -> WordedChange:
    parts = _parts(one.path)
    named = [number for number, (_name, code) in enumerate(parts) if code is not None]
    if not named:
        return _of_field(one, WHOLE, NO_WORDS, parts)
    last = named[-1]
    title = _title(parts[: last + 1], after) or _title(parts[: last + 1], before)
    noun = item_word(parts[last][0])
    if last == len(parts) - 1 and one.kind in ("added", "removed"):
        following = _before_it(parts, after) if one.kind == "added" else NO_WORDS
        return WordedChange(one.kind, one.path, noun, title, following=following)
    return _of_field(one, noun, title, parts[last + 1 :])


def _of_field(
    one: Difference, noun: Words, title: Words, rest: list[tuple[str, str | None]]
) -> WordedChange:
    name = rest[-1][0] if rest else ""
    if one.kind == "moved":
        return WordedChange("moved", one.path, field_word(name), title)
    before, after = _values(name, one.before, one.after)
    return WordedChange("changed", one.path, noun, title, field_word(name), before, after)


def _title(parts: list[tuple[str, str | None]], body: Body) -> Words:
    """The names on the way to an item: of a gate's condition, first where the gate leads."""
    name, code = parts[-1]
    item = _at(body, _path(parts))
    if not isinstance(item, dict):
        return NO_WORDS
    own = words(item.get("name")) or words(item.get("title")) or Words(str(code), str(code))
    if len(parts) < 2 or parts[-2][1] is None or name in ("questions", "steps"):
        return own
    above = _gate(parts[:-1], body) if name == "gate" else _title(parts[:-1], body)
    return Words(f"{above.of('ja')}:{own.of('ja')}", f"{above.of('en')}: {own.of('en')}")


def _gate(parts: list[tuple[str, str | None]], body: Body) -> Words:
    """`展開準備 → 従業員展開`."""
    phases = body.get("phases") or []
    codes = [phase.get("code") for phase in phases if isinstance(phase, dict)]
    place = codes.index(parts[-1][1])
    here = words(phases[place].get("name"))
    further = words(phases[place + 1].get("name")) if place + 1 < len(phases) else NO_WORDS
    if not further:
        return here
    return Words(f"{here.of('ja')} → {further.of('ja')}", f"{here.of('en')} → {further.of('en')}")


def _path(parts: list[tuple[str, str | None]]) -> str:
    return ".".join(name if code is None else f"{name}[{code}]" for name, code in parts)


def _before_it(parts: list[tuple[str, str | None]], body: Body) -> Words:
    *above, (name, code) = parts
    items = _at(body, _path([*above, (name, None)]))
    codes = [item.get("code") for item in items or () if isinstance(item, dict)]
    place = codes.index(code) if code in codes else 0
    return _title([*above, (name, str(codes[place - 1]))], body) if place else NO_WORDS


def _values(name: str, before: Any, after: Any) -> tuple[Words, Words]:
    """Both values; of two conditions that differ in their limit only the limits."""
    if name == "rule" and isinstance(before, str) and isinstance(after, str):
        old, new = _LIMIT.match(before), _LIMIT.match(after)
        if old and new and old[1] == new[1]:
            return _limit(old[2]), _limit(new[2])
    return value_words(before), value_words(after)


def _limit(text: str) -> Words:
    number = float(text)
    said = percent(f"{round(number * 100, 4):g}") if "." in text and 0 < number <= 1 else text
    return Words(said, said)


def value_words(value: Any) -> Words:
    """Any value of a body as somebody would read it aloud."""
    if value is None or value == "" or value == [] or value == {}:
        return Words("なし", "none")
    if isinstance(value, bool):
        return Words("はい", "yes") if value else Words("いいえ", "no")
    if isinstance(value, dict):
        if set(value) <= {"ja", "en"}:
            return words(value)
        own = words(value.get("name")) or words(value.get("title"))
        return own or _joined(
            Words(f"{field_word(k).of('ja')} {value_words(v).of('ja')}",
                  f"{field_word(k).of('en')} {value_words(v).of('en')}")
            for k, v in value.items()
        )  # fmt: skip
    if isinstance(value, list):
        return _joined(value_words(one) for one in value)
    return Words(str(value), str(value))


def _joined(found: Iterable[Words]) -> Words:
    listed = list(found)
    return Words("、".join(w.of("ja") for w in listed), ", ".join(w.of("en") for w in listed))
