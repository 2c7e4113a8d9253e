"""What a file is, is found out and said."""

from __future__ import annotations

import pytest

from senro.exchange.rules.said import Unreadable
from senro.exchange.rules.sniff import sniff
from tests.exchange.files import EXTENDED, ROWS, cells, delimited, opened, read_all, save

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp")
DELIMITERS = (",", "\t", ";", "|")
LINE_ENDS = {"crlf": "\r\n", "lf": "\n", "cr": "\r"}


@pytest.mark.parametrize("line_end", LINE_ENDS)
@pytest.mark.parametrize("delimiter", DELIMITERS, ids=("comma", "tab", "semicolon", "pipe"))
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_delimiter_and_line_end_reads_the_same(
    tmp_path, encoding, delimiter, line_end
):
    text = delimited(ROWS, delimiter, LINE_ENDS[line_end])
    table = opened(tmp_path, text, encoding)
    assert (table.encoding, table.delimiter) == (encoding, delimiter)
    assert list(table.header) == ROWS[0]
    assert cells(table) == ROWS[1:]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16"])
def test_characters_of_nec_and_ibm_survive(tmp_path, encoding):
    table = opened(tmp_path, delimited(EXTENDED), encoding)
    assert table.encoding == encoding
    assert cells(table)[-1] == EXTENDED[-1]


def test_euc_with_circled_digits_is_still_euc(tmp_path):
    text = delimited([*ROWS, ["ACC-005", "①番商店㈱", "", "", "", ""]])
    table = opened(tmp_path, text, "euc_jis_2004")
    assert table.encoding == "euc_jis_2004"
    assert cells(table)[-1][1] == "①番商店㈱"


SHORT = [
    "顧客,氏名\n1,山田\n",
    "会社名\n青森\n",
    "コード,名称\n1,テスト\n",
    "氏名,役職\n佐藤,部長\n鈴木,課長\n",
    "key,name\nA-1,株式会社あおば\n",
    "メール\n",
    "社員番号,拠点\n001,大阪\n",
    "顧客コード,会社名\nA,東京電機\n",
    "契約番号,月額\nK-1,１２万円\n",
    "name\n渡邊\n",
    "顧客ID,備考\n9,○\n",
]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize("text", SHORT)
def test_short_japanese_is_decided_right(tmp_path, text, encoding):
    assert sniff(save(tmp_path, text, encoding)).encoding == encoding


@pytest.mark.parametrize(
    "text",
    ["コード,カナ\n1,ﾔﾏﾀﾞ ﾀﾛｳ\n", "code,kana\n1,ﾔﾏﾀﾞ ﾀﾛｳ\n2,ｻﾄｳ ﾊﾅｺ\n", "kana\nﾃｽﾄ\nｶﾌﾞｼｷｶﾞｲｼﾔ\n"],
)
def test_half_width_katakana_is_taken_for_what_it_is(tmp_path, text):
    assert sniff(save(tmp_path, text, "cp932")).encoding == "cp932"


def test_japanese_far_down_in_the_file_still_decides(tmp_path):
    plain = "".join(f"{n},name {n}\n" for n in range(120_000))
    table = opened(tmp_path, "key,name\n" + plain + "x,東京\n", "cp932")
    assert table.encoding == "cp932"
    assert cells(table)[-1] == ["x", "東京"]


def test_plain_ascii_is_utf_8(tmp_path):
    found = sniff(save(tmp_path, "key,name\n1,Acme\n"))
    assert (found.encoding, found.line_end) == ("utf-8", "lf")
    assert "UTF-8" in found.why("en")[0]


def test_western_accents_are_not_taken_for_kanji(tmp_path):
    text = "key,name,city\n1,Café Léger,Zürich\n2,Société Générale,Genève\n"
    table = opened(tmp_path, text, "cp1252")
    assert table.encoding == "cp1252"
    assert cells(table)[0] == ["1", "Café Léger", "Zürich"]


@pytest.mark.parametrize(
    ("line_ends", "expected"), [("\r\n", "crlf"), ("\n", "lf"), ("\r", "cr"), ("\r\n\n", "mixed")]
)
def test_line_ends_are_told(tmp_path, line_ends, expected):
    assert sniff(save(tmp_path, f"a,b{line_ends}1,2{line_ends}3,4{line_ends}")).line_end == expected


def test_lists_with_semicolons_do_not_make_a_semicolon_file(tmp_path):
    text = "key,purposes,criteria\nA,A;B;C;D,x;y;z\nB,A;B,x\n"
    assert sniff(save(tmp_path, text)).delimiter == ","


def test_decimal_commas_do_not_make_a_comma_file(tmp_path):
    assert sniff(save(tmp_path, "key;ratio;rate\nA;1,5;2,5\nB;3,5;4,5\n")).delimiter == ";"


def test_a_single_column_says_that_it_found_no_separator(tmp_path):
    found = sniff(save(tmp_path, "会社名\nあ\nい\n"))
    assert found.delimiter == ","
    assert "1 列" in found.why("ja")[-1]


def test_the_sep_line_of_excel_is_obeyed_and_is_no_row(tmp_path):
    table = opened(tmp_path, "sep=;\r\nkey;name\r\n1;a,b\r\n")
    assert table.header == ("key", "name")
    assert list(table.rows()) == [(2, ["1", "a,b"])]


def test_why_is_answered_in_both_languages(tmp_path):
    found = sniff(save(tmp_path, delimited(ROWS), "cp932"))
    assert len(found.why("ja")) == len(found.why("en")) == 2
    assert "cp932" in found.why("en")[0]
    assert found.why("ja") != found.why("en")


REFUSED = {
    "empty_file": b"",
    "binary": bytes(range(256)) * 20,
    "compressed": b"\x1f\x8b\x08\x00" + b"x" * 40,
    "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "unsupported_format": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "html": "<html><table><tr><td>顧客</td></tr></table></html>".encode(),
    "iso2022": "顧客,会社\n".encode("iso2022_jp"),
    "encoding_unknown": "顧客,会社\n".encode("cp932")
    + b"\x82\x20\xff\xff\x81\x00"[:3]
    + "終わり\n".encode("cp932"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path, code):
    with pytest.raises(Unreadable) as refusal:
        opened(tmp_path, REFUSED[code])
    assert refusal.value.code == code
    assert refusal.value.message("ja") != refusal.value.message("en")


def test_a_file_that_is_not_there_is_unreadable(tmp_path):
    with pytest.raises(Unreadable) as refusal:
        sniff(tmp_path / "nothing.csv")
    assert refusal.value.code == "file_missing"


def test_a_stated_encoding_is_believed_and_a_wrong_one_is_named(tmp_path):
    path = save(tmp_path, delimited(ROWS), "utf-8")
    assert sniff(path, encoding="Shift_JIS").encoding == "cp932"
    with pytest.raises(Unreadable) as refusal:
        read_all(save(tmp_path, delimited(ROWS), "cp932"), encoding="utf-8")
    assert refusal.value.code == "encoding_wrong"
    with pytest.raises(Unreadable) as refusal:
        sniff(path, encoding="klingon")
    assert refusal.value.code == "encoding_unsupported"


def test_a_torn_utf_8_file_names_the_place(tmp_path):
    with pytest.raises(Unreadable) as refusal:
        opened(tmp_path, b"\xef\xbb\xbfkey,name\n1,\xe6\x9d\n")
    assert refusal.value.code == "encoding_unknown"
    assert refusal.value.params["codec"] == "utf-8-sig"
