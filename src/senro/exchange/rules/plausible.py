"""How much a decoded text looks like what Japanese people write.

Two encodings can both decode the same bytes without an error; the wrong one then shows rare
kanji and runs of half-width katakana. Points are given per character and compared as sums,
because each reading covers the same bytes.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

# Kanji that names, addresses, headers and contracts are full of: they tell more than a
# frequency list of newspapers would.
COMMON = frozenset(
    "会社株式有限名称顧客契約番号取引先氏姓住所電話部署役職社員担当者管理利用拠点現場業種態区分"
    "開始終了更新日付月額金数量年度備考状況種別登録方法従業人事務総経営企画開発技術製造販売支店本"
    "東京大阪北海道青森岩手宮城秋田山形福島茨栃木群馬埼玉千葉神奈川新潟富石井長野岐阜静岡愛知三重"
    "滋賀都兵庫良和歌鳥取根広口徳香媛高佐崎熊分鹿児沖縄市区町村郡県府一二四五六七八九十百万円"
    "田中村小林加藤吉渡辺伊鈴木斎松橋清水森池橋阿原後近坂遠青西前岡上下内外食品建設物流教育医療"
    "運輸不動産情報通信金融保険卸売飲店宿泊生活関連娯楽学校法団体共同組合協働研究究所役代表"
    "専門主任課長係次常務取締監査執行初回定例訪問会議説明引継完了未済無要確認連絡返信件対応中前後"
    "正契派遣短時間勤務退職入社在籍休氏名郵便号室階丁目番地様御殿貴方私他全新旧再計画目標導入支援"
)

WORST = -12


def score(text: str) -> int:
    """Points for the characters of `text`; ASCII counts nothing."""
    points = sum(_points(char) * times for char, times in Counter(text).items() if char > "\x7f")
    return points + _voicing_faults(text) * -6


def _points(char: str) -> int:
    code = ord(char)
    if 0x3041 <= code <= 0x30FF:
        return 6
    if char in COMMON:
        return 7
    if 0xFF61 <= code <= 0xFF9F:
        return -4 if code <= 0xFF65 else -1
    if 0x4E00 <= code <= 0x9FFF:
        return 3 if is_everyday_kanji(char) else -4
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E:
        return 4
    if 0x2010 <= code <= 0x2312 or 0x2460 <= code <= 0x27BF or 0x3200 <= code <= 0x33FF:
        return 1
    return _points_of_rare(code)


def _points_of_rare(code: int) -> int:
    if 0x80 <= code <= 0x9F or 0xE000 <= code <= 0xF8FF or code == 0xFFFD:
        return WORST
    if 0xF900 <= code <= 0xFAFF or 0x1F300 <= code <= 0x1FAFF:
        return 0
    return -3


_LEVEL_ONE: dict[str, bool] = {}


def is_everyday_kanji(char: str) -> bool:
    """Is it in JIS level 1, the part of the character set in everyday use?"""
    known = _LEVEL_ONE.get(char)
    if known is None:
        try:
            known = char.encode("euc_jp")[0] <= 0xCF
        except UnicodeEncodeError:
            known = False
        _LEVEL_ONE[char] = known
    return known


_VOICEABLE = frozenset("ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ")


def _voicing_faults(text: str) -> int:
    """Half-width voicing marks that stand after a sound which cannot be voiced."""
    faults = 0
    for mark in "ﾞﾟ":
        start = text.find(mark)
        while start >= 0:
            faults += start == 0 or text[start - 1] not in _VOICEABLE
            start = text.find(mark, start + 1)
    return faults


_WESTERN_SIGNS = frozenset("\xa0£©®°±·º¿¡«»€–—‘’“”…•™ŒœŠšŽžŸ§")


def is_western(text: str) -> bool:
    """Could `text` be Western prose: mostly ASCII, with single accents inside words?"""
    marks = [place for place, char in enumerate(text) if char > "\x7f"]
    if len(marks) * 4 > len(text):
        return False
    neighbours = sum(second - first == 1 for first, second in pairwise(marks))
    if neighbours * 5 > len(marks):
        return False
    return all("\xc0" <= text[place] <= "\xff" or text[place] in _WESTERN_SIGNS for place in marks)


# What NEC put into row 13 of the character set, which euc_jp lacks.
_ROW_13 = frozenset(
    bytes((0xAD, cell)).decode("euc_jis_2004", "ignore") for cell in range(0xA1, 0xFF)
)


def is_beyond_euc(text: str) -> bool:
    """Has `text` characters that an EUC file of this country would not spell this way?"""
    beyond = (char for char in set(text) if char > "\x7f" and char not in _ROW_13)
    return any(not _in_euc(char) for char in beyond)


def _in_euc(char: str) -> bool:
    try:
        char.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return True
