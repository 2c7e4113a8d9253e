"""What is written reads back as it was; what was refused comes back as it came."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from senro.exchange.rules.fields import Type
from senro.exchange.rules.said import Refused
from senro.exchange.rules.table import BrokenRow, WrongWidth
from senro.exchange.rules.tables import open_table
from senro.exchange.rules.values import guard, unguard
from senro.exchange.rules.values.text import read_list
from senro.exchange.rules.writers import RejectsWriter, TableWriter, cell_text
from tests.exchange.files import ROWS, cells, delimited, opened, read, save

UNSTORABLE = {"blacklist_categories": ("Cs",), "blacklist_characters": "\x00"}
anything = st.text(st.characters(**UNSTORABLE), max_size=12)
edgy = st.text(st.sampled_from("'=+-@\t\r\n;,|\"\\ 　あｱ～〜"), max_size=6)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


@given(anything | edgy)
def test_the_guard_is_undone_exactly(text):
    assert unguard(guard(text)) == text
    assert not guard(text)[:1] or guard(text)[0] not in "=+-@\t\r"


@settings(deadline=None, max_examples=150)
@given(
    rows=st.lists(st.tuples(anything | edgy, anything | edgy), min_size=1, max_size=6),
    encoding=encodings,
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    line_end=st.sampled_from(["crlf", "lf", "cr"]),
)
def test_cells_read_back_exactly_as_they_were_written(rows, encoding, delimiter, line_end):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        with TableWriter(path, encoding=encoding, delimiter=delimiter, line_end=line_end) as out:
            out.raw(["コード", "見出し", "end"])
            for row in rows:
                out.raw([*row, "x"])
        table = open_table(path, encoding=encoding, delimiter=delimiter)
        assert cells(table) == [[*row, "x"] for row in rows]


@settings(deadline=None)
@given(text=edgy | st.text(st.characters(whitelist_categories=["L", "P", "S"]), max_size=8))
def test_text_goes_out_and_comes_back_the_same(text):
    stored = read(Type.TEXT, cell_text(text))
    if not isinstance(stored, str):
        return
    assert read(Type.TEXT, cell_text(stored)) == stored


@given(st.lists(edgy.map(str.strip), max_size=4))
@example(["", "'\r;"])
@example(["\\", "\\,;"])
def test_lists_go_out_and_come_back_the_same(parts):
    stored = read_list(cell_text(parts), ";；、，,\n")
    assert read_list(cell_text(stored), ";；、，,\n") == stored


@given(
    st.integers(-(10**15), 10**15),
    st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
    st.booleans(),
)
def test_numbers_dates_and_flags_go_out_and_come_back_the_same(number, day, flag):
    assert read(Type.INTEGER, cell_text(number)) == read(Type.MONEY, cell_text(number)) == number
    assert read(Type.DATE, cell_text(day)) == day
    assert read(Type.BOOLEAN, cell_text(flag)) is flag
    instant = dt.datetime.combine(day, dt.time(3, 4, 5, 600), dt.UTC)
    assert read(Type.DATETIME, cell_text(instant)) == instant
    assert read(Type.DECIMAL, cell_text(Decimal(number).scaleb(-3))) == Decimal(number).scaleb(-3)


def test_numbers_are_not_guarded_and_text_is():
    assert [cell_text(value) for value in (-5, "-5", "@x", None, Decimal("-1E+3"), ["=a"])] == [
        "-5",
        "'-5",
        "'@x",
        "",
        "-1000",
        "'=a",
    ]


def test_what_an_encoding_lacks_is_spelled_out_and_reported(tmp_path):
    with TableWriter(tmp_path / "o.csv", encoding="cp932") as out:
        out.raw(["絵文字😀と—", "〜髙①"])
    assert out.unencodable == {"😀": 1}
    assert (tmp_path / "o.csv").read_bytes().decode("cp932") == "絵文字&#x1F600;と―,～髙①\r\n"


def test_the_twins_of_two_mappings_stand_in_for_each_other(tmp_path):
    with TableWriter(tmp_path / "o.csv", encoding="euc_jp") as out:
        out.raw(["～－"])
    assert (tmp_path / "o.csv").read_bytes().decode("euc_jp") == "〜−\r\n"
    assert out.unencodable == {}


REASON = [("name", Refused("required"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_refused_rows_come_back_as_they_came(tmp_path, encoding, delimiter):
    table = opened(tmp_path, delimited(ROWS, delimiter, "\n"), encoding)
    with RejectsWriter(tmp_path / "rejects.csv", table) as out:
        for _, row in table.rows():
            out.add(row, REASON)
    back = open_table(tmp_path / "rejects.csv")
    assert (back.encoding, back.delimiter, back.sniffed.line_end) == (encoding, delimiter, "lf")
    assert back.header == (*table.header, "取り込めない理由")
    assert [row[:-1] for row in cells(back)] == ROWS[1:]
    assert {row[-1] for row in cells(back)} == {"name: 必須の項目が空です。"}


def test_torn_rows_come_back_too(tmp_path):
    table = opened(tmp_path, 'a,b\n1\n1,2,3\n4,"x"y\n', "cp932")
    with RejectsWriter(tmp_path / "r.csv", table) as out:
        for row in table.rows():
            assert isinstance(row, WrongWidth | BrokenRow)
            out.add(row.cells, [("", row.reason)])
    lines = (tmp_path / "r.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("1,,") and lines[2].startswith("1,2,3,") and '""x""y' in lines[3]


def test_a_second_rejects_file_has_one_reason_column(tmp_path):
    table = opened(tmp_path, "a,b,取り込めない理由\n1,2,前の理由\n")
    with RejectsWriter(tmp_path / "r.csv", table) as out:
        out.add(next(table.rows())[1], REASON)
    back = open_table(tmp_path / "r.csv")
    assert back.header == ("a", "b", "取り込めない理由")
    assert cells(back) == [["1", "2", "name: 必須の項目が空です。"]]


def test_a_western_file_gets_its_reasons_in_english(tmp_path):
    table = opened(tmp_path, "key,name\n1,Café\n2,Zürich and Léger\n", "cp1252")
    with RejectsWriter(tmp_path / "r.csv", table) as out:
        out.add(["1", "Café"], REASON)
    assert cells(open_table(tmp_path / "r.csv")) == [["1", "Café", "name: This field is required."]]


def test_workbooks_come_back_as_csv_and_json_lines_as_json_lines(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["key", "start"])
    book.active.append([7, dt.date(2026, 11, 20)])
    book.save(tmp_path / "b.xlsx")
    table = open_table(tmp_path / "b.xlsx")
    with RejectsWriter(tmp_path / "r.csv", table) as out:
        out.add(next(table.rows())[1], REASON)
    assert cells(open_table(tmp_path / "r.csv"))[0][:2] == ["7", "2026-11-20"]

    lines = open_table(save(tmp_path, '{"a": 1, "b": "あ"}\n', name="i.jsonl"))
    with RejectsWriter(tmp_path / "r.jsonl", lines, "en") as out:
        out.add(next(lines.rows())[1], REASON)
    assert json.loads((tmp_path / "r.jsonl").read_text("utf-8")) == {
        "a": 1,
        "b": "あ",
        "reason": "name: This field is required.",
    }
