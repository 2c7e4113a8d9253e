"""Rows of any table, and what cannot be a row."""

from __future__ import annotations

import datetime as dt
import json
import zipfile

import openpyxl
import pytest

from senro.exchange.rules.said import Unreadable
from senro.exchange.rules.table import BrokenRow, WrongWidth
from senro.exchange.rules.tables import open_table
from tests.exchange.files import ROWS, cells, opened, save


def refusal_of(call, *args, **options):
    with pytest.raises(Unreadable) as refusal:
        cells(call(*args, **options))
    return refusal.value


def test_row_counts_records_and_not_lines(tmp_path):
    table = opened(tmp_path, 'key,notes\n1,"two\nlines"\n\n2,b\n   \n3,c\n')
    assert [row[0] for row in table.rows()] == [2, 3, 4]


def test_rows_can_be_read_twice(tmp_path):
    table = opened(tmp_path, "a,b\n1,2\n")
    assert list(table.rows()) == list(table.rows()) == [(2, ["1", "2"])]


def test_a_record_of_empty_cells_is_counted_and_left_out(tmp_path):
    table = opened(tmp_path, "a,b\n1,2\n,\n　, \n3,4\n,\n")
    assert list(table.rows()) == [(2, ["1", "2"]), (5, ["3", "4"])]


def test_rows_of_wrong_width_are_handed_over_with_their_cells(tmp_path):
    table = opened(tmp_path, "a,b\n1\n1,2\n1,2,3\n")
    short, good, long = table.rows()
    assert short == WrongWidth(2, 2, 1, ["1"])
    assert good == (3, ["1", "2"])
    assert long == WrongWidth(4, 2, 3, ["1", "2", "3"])
    assert "3" in long.reason.message("ja")


def test_mixed_line_ends_are_all_line_ends(tmp_path):
    table = opened(tmp_path, 'a,b\r\n1,"x\ny"\n2,b\r3,"p\r\nq"\r\n')
    assert cells(table) == [["1", "x\ny"], ["2", "b"], ["3", "p\r\nq"]]


def test_nameless_columns_at_the_end_are_dropped_and_others_get_a_number(tmp_path):
    table = opened(tmp_path, "a,,b,,\n1,2,3,,\n4,5,6\n7,8,9,x,\n")
    assert table.header == ("a", "#2", "b")
    assert list(table.rows()) == [
        (2, ["1", "2", "3"]), (3, ["4", "5", "6"]), WrongWidth(4, 3, 5, ["7", "8", "9", "x", ""]),
    ]  # fmt: skip


def test_a_header_with_a_name_twice_is_refused_by_name(tmp_path):
    refusal = refusal_of(opened, tmp_path, "key,name, key \n1,2,3\n")
    assert refusal.code == "duplicate_header"
    assert "key" in refusal.message("en") and "3" in refusal.message("en")


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    table = opened(tmp_path, "key,name\n")
    assert table.header == ("key", "name") and not list(table.rows())


@pytest.mark.parametrize("content", ["\n\n\n", "\ufeff", ",,,\n1,2,3,4\n", "   \r\n"])
def test_no_header_is_unreadable(tmp_path, content):
    assert refusal_of(opened, tmp_path, content).code in {"no_header", "empty_file"}


def test_a_nul_character_is_refused_wherever_it_stands(tmp_path):
    assert refusal_of(opened, tmp_path, b"a,b\n1,x\x00y\n").code == "binary"
    far = b"a,b\n" + b"1,2\n" * 400_000 + b"3,\x00\n"
    assert refusal_of(opened, tmp_path, far).code == "binary"


def test_the_end_of_file_mark_of_dos_is_no_row(tmp_path):
    assert cells(opened(tmp_path, "a,b\r\n" + "1,2\r\n" * 60 + "\x1a")) == [["1", "2"]] * 60


def test_a_torn_quote_refuses_its_row_and_not_the_others(tmp_path):
    table = opened(tmp_path, 'a,b\n1,"x"y\n2,z\n')
    broken, good = table.rows()
    assert isinstance(broken, BrokenRow) and broken.row == 2
    assert broken.cells == ['1,"x"y']
    assert good == (3, ["2", "z"])


def test_a_quote_that_never_closes_does_not_swallow_rows_in_silence(tmp_path):
    table = opened(tmp_path, 'a,b\n1,x\n2,"y\n3,z\n')
    good, broken = table.rows()
    assert good == (2, ["1", "x"])
    assert broken.reason.code == "quote_open" and "3,z" in broken.cells[0]


def test_an_endless_cell_is_unreadable(tmp_path):
    assert refusal_of(opened, tmp_path, 'a,b\n1,"' + "x\n" * 100_000).code == "cell_too_long"
    assert refusal_of(opened, tmp_path, "a,b\n" + "x" * 5_000_000).code in {
        "line_too_long",
        "cell_too_long",
    }


def test_too_many_columns_are_refused(tmp_path):
    assert refusal_of(opened, tmp_path, "a," * 40_000 + "\n1,2\n").code != ""
    wide = ",".join(f"c{n}" for n in range(5_000))
    assert refusal_of(opened, tmp_path, f"{wide}\n{wide}\n").code == "too_many_columns"


# JSON lines


def test_json_lines_keep_types_and_join_their_names(tmp_path):
    lines = [
        {"key": "A", "mrr": 1200, "tags": ["x", "y"]},
        {"key": "B", "champion": True, "mrr": None},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n"
    table = opened(tmp_path, text, name="input.jsonl")
    assert table.format == "jsonl" and table.header == ("key", "mrr", "tags", "champion")
    assert cells(table) == [["A", 1200, ["x", "y"], ""], ["B", "", "", True]]


def test_json_lines_are_known_by_their_content_too(tmp_path):
    assert opened(tmp_path, '{"会社名": "あ"}\n', "cp932").encoding == "cp932"


def test_a_broken_json_line_refuses_its_row(tmp_path):
    deep = "[" * 100_000
    table = opened(
        tmp_path,
        '{"a": 1}\n{"a": \n[1]\n{"a": ' + deep + '\n{"a": NaN}\n{"a": 2}\n',
        name="x.jsonl",
    )
    rows = list(table.rows())
    assert [type(row) for row in rows] == [tuple, BrokenRow, BrokenRow, BrokenRow, BrokenRow, tuple]
    assert rows[-1] == (7, [2])


def test_a_name_that_appears_late_is_not_lost_in_silence(tmp_path):
    text = '{"a": 1}\n' * 1_000 + '{"a": 1, "b": 2}\n'
    *_, last = opened(tmp_path, text, name="x.jsonl").rows()
    assert isinstance(last, BrokenRow) and last.reason.params["column"] == "b"


def test_a_json_array_is_no_json_lines(tmp_path):
    assert refusal_of(opened, tmp_path, '[{"a": 1}]', name="x.json").code == "json_not_lines"


# Workbooks


def workbook(folder, rows, name="book.xlsx", title="顧客"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(folder / name)
    return folder / name


def test_a_workbook_gives_typed_cells(tmp_path):
    row = [
        "A-1",
        1200,
        0.5,
        dt.date(2026, 11, 20),
        dt.datetime(2026, 11, 20, 14, 30),
        True,
        "二行\nの文",
    ]
    table = open_table(workbook(tmp_path, [["key", "n", "r", "d", "t", "b", "s"], row]))
    assert table.format == "xlsx" and table.sheets == ("顧客",)
    assert cells(table) == [row]


def test_a_workbook_reads_like_the_csv_of_the_same_rows(tmp_path):
    table = open_table(workbook(tmp_path, ROWS[:4]))
    assert table.header == tuple(ROWS[0]) and cells(table) == ROWS[1:4]


def test_blank_rows_of_a_workbook_are_counted_so_that_numbers_match_the_sheet(tmp_path):
    path = workbook(tmp_path, [["a", "b"], [1, 2], [], [], [3, 4], [None, None, "beyond"]])
    assert list(open_table(path).rows()) == [
        (2, [1, 2]),
        (5, [3, 4]),
        WrongWidth(6, 2, 3, ["", "", "beyond"]),
    ]


def test_a_sheet_is_chosen_by_name_and_hidden_ones_are_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "隠し"
    book.active.sheet_state = "hidden"
    for name in ("一覧", "別"):
        book.create_sheet(name).append([f"{name}の見出し", "b"])
    book.save(tmp_path / "b.xlsx")
    assert open_table(tmp_path / "b.xlsx").header[0] == "一覧の見出し"
    assert open_table(tmp_path / "b.xlsx", sheet="別").header[0] == "別の見出し"
    assert refusal_of(open_table, tmp_path / "b.xlsx", sheet="無い").code == "sheet_missing"


def test_a_workbook_is_known_whatever_its_name(tmp_path):
    path = workbook(tmp_path, [["a"], [1]], name="upload.tmp.xlsx").rename(tmp_path / "upload.csv")
    assert open_table(path).format == "xlsx"


def rezip(path, changes):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts |= changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("xl/media/zeros.bin", b"\x00" * 60_000_000, "zip_bomb"),
        (
            "xl/worksheets/sheet1.xml",
            SHEET.format(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="SZ1048576"><v>1</v></c></row>'
            ),
            "zip_bomb",
        ),
        (
            "xl/worksheets/sheet1.xml",
            SHEET.format('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
            "too_many_columns",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<!DOCTYPE a [<!ENTITY b 'c'>]>" + SHEET.format(""),
            "xml_entities",
        ),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row", "not_xlsx"),
        ("xl/worksheets/sheet1.xml", SHEET.format(""), "no_header"),
        ("xl/workbook.xml", "<rubbish/>", "not_xlsx"),
    ],
)
def test_hostile_and_broken_workbooks_are_refused(tmp_path, name, content, code):
    path = rezip(workbook(tmp_path, [["a"], [1]]), {name: content})
    assert refusal_of(open_table, path).code == code


def test_one_long_text_used_a_million_times_is_refused_before_it_fills_the_memory(tmp_path):
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'.format(
        "x" * 32_000
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_000))
    changes = {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": SHEET.format(rows)}
    assert (
        refusal_of(open_table, rezip(workbook(tmp_path, [["a"], ["b"]]), changes)).code
        == "zip_bomb"
    )


def test_formatted_but_empty_cells_at_the_end_of_the_sheet_do_no_harm(tmp_path):
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    rows += '<row r="1048576"><c r="ZZ1048576" s="1"/></row>'
    path = rezip(workbook(tmp_path, [["a"], [1]]), {"xl/worksheets/sheet1.xml": SHEET.format(rows)})
    assert cells(open_table(path)) == [[1]]


def test_other_zip_files_say_what_they_are(tmp_path):
    for name, code in (("content.xml", "unsupported_format"), ("a.csv", "compressed")):
        with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
            archive.writestr(name, "x")
        assert refusal_of(open_table, tmp_path / "x.xlsx").code == code
    assert refusal_of(open_table, save(tmp_path, b"PK\x03\x04rubbish")).code == "not_xlsx"
