"""Katakana of a word typed in Latin letters, so that `aozora` finds アオゾラ. Pure.

Hepburn and what keyboards take (`si`, `tu`, `zya`). Nothing for a word that is no Japanese.
"""

from __future__ import annotations

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ",
    "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_I_ROW = {
    "ky": "キ", "sy": "シ", "sh": "シ", "ty": "チ", "ch": "チ", "cy": "チ", "ny": "ニ", "hy": "ヒ",
    "my": "ミ", "ry": "リ", "gy": "ギ", "zy": "ジ", "j": "ジ", "jy": "ジ", "by": "ビ", "py": "ピ",
}  # fmt: skip
_TABLE = {head + vowel: row[at] for head, row in _ROWS.items() for at, vowel in enumerate("aiueo")}
for _head, _kana in _I_ROW.items():
    for _vowel, _small in zip("auo", "ャュョ", strict=True):
        _TABLE[_head + _vowel] = _kana + _small
_TABLE |= {
    "shi": "シ", "chi": "チ", "tsu": "ツ", "fu": "フ", "ji": "ジ", "ya": "ヤ", "yu": "ユ", "yo": "ヨ",
    "wa": "ワ", "wo": "ヲ", "fa": "ファ", "fi": "フィ", "fe": "フェ", "fo": "フォ", "ti": "ティ",
    "she": "シェ", "che": "チェ", "je": "ジェ", "va": "ヴァ", "vi": "ヴィ", "vu": "ヴ", "ve": "ヴェ",
    "vo": "ヴォ", "-": "ー",
}  # fmt: skip
LONGEST = 40


def kana_of(word: str) -> str:
    """The word in katakana, or nothing if it cannot be read so."""
    left, kana = word.lower()[:LONGEST], []
    while left:
        if len(left) > 1 and left[0] == left[1] and left[0] not in "aiueon":
            kana.append("ッ")
            left = left[1:]
            continue
        size = next((n for n in (3, 2, 1) if left[:n] in _TABLE), 0)
        if size:
            kana.append(_TABLE[left[:size]])
        elif left[0] == "n":
            # Before a consonant or at the end; a second n only says that the first stands alone.
            kana.append("ン")
            size = 2 if left[1:2] == "n" and left[2:3] not in tuple("aiueoy") else 1
        else:
            return ""
        left = left[size:]
    return "".join(kana)
