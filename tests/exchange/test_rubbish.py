"""No bytes, however wild, do anything but read or be refused."""

from __future__ import annotations

import datetime as dt
import io
import random
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from senro.exchange.rules.fields import Choice, Type
from senro.exchange.rules.kinds import KINDS
from senro.exchange.rules.mapping import guess
from senro.exchange.rules.rows import compile_rows, survey_dates
from senro.exchange.rules.said import Refused, Unreadable
from senro.exchange.rules.table import Table
from senro.exchange.rules.tables import open_table
from tests.exchange.files import ROWS, TOKYO, delimited, read, save


def read_or_refuse(content: bytes, name: str = "input.csv", **options: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            table = open_table(save(Path(folder), content, name=name), **options)
            for _ in table.rows():
                pass
        except Unreadable as refusal:
            said = {refusal.message("ja"), refusal.message("en")}
            if len(said) < 2:
                raise AssertionError(said) from refusal


@settings(deadline=None, max_examples=400)
@given(
    st.binary(max_size=300), st.sampled_from(["x.csv", "x.tsv", "x.xlsx", "x.jsonl", "x.json", "x"])
)
@example(b"\xff\xfe\x00\xd8", "x.csv")
@example(b'"', "x.csv")
@example(b"sep=\n", "x.csv")
@example(b'sep="\na', "x.csv")
@example(b"{", "x.jsonl")
@example(b"PK\x05\x06" + b"\x00" * 18, "x.xlsx")
def test_random_bytes_are_read_or_refused(content, name):
    read_or_refuse(content, name)


@settings(deadline=None, max_examples=200)
@given(
    st.binary(max_size=60),
    st.integers(0, 10_000),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932", "euc_jp"]),
)
def test_a_good_file_with_a_wound_is_read_or_refused(wound, place, encoding):
    whole = delimited(ROWS).encode(encoding)
    place %= len(whole)
    read_or_refuse(whole[:place] + wound + whole[place + len(wound) :])
    read_or_refuse(whole[:place])


def test_wounded_workbooks_are_read_or_refused():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    whole = out.getvalue()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    dice = random.Random(20261120)
    for turn in range(120):
        if turn % 2:
            wounded = bytearray(whole)
            for _ in range(5):
                wounded[dice.randrange(len(wounded))] = dice.randrange(256)
            read_or_refuse(bytes(wounded), "x.xlsx")
            continue
        name = dice.choice(sorted(parts))
        part = bytearray(parts[name])
        start = dice.randrange(len(part))
        part[start : start + dice.randrange(40)] = bytes(
            dice.randrange(256) for _ in range(dice.randrange(9))
        )
        torn = io.BytesIO()
        with zipfile.ZipFile(torn, "w") as archive:
            for other, content in parts.items():
                archive.writestr(other, bytes(part) if other == name else content)
        read_or_refuse(torn.getvalue(), "x.xlsx")


cell = (
    st.text(max_size=30)
    | st.text(st.sampled_from("0123456789-/.:年月日時分令和平成RHS,¥円万千億()△%eE+ T午後PM@金"), max_size=20)
    | st.floats() | st.integers() | st.booleans() | st.none() | st.lists(st.text(max_size=3), max_size=3)
    | st.datetimes() | st.dates() | st.times() | st.timedeltas()
    | st.dictionaries(st.text(max_size=2), st.integers(), max_size=2)
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(cell, st.sampled_from(list(Type)), st.sampled_from([None, "dmy", "mdy"]))
def test_no_cell_breaks_a_reader(value, type_, order):
    found = read(
        type_, value, order=order, choices=(Choice("a", "あ", "A"),), minimum=0, maximum=10
    )
    if isinstance(found, Refused):
        assert found.message("ja") and found.message("en")
    if isinstance(found, dt.datetime):
        assert found.tzinfo is dt.UTC


TIERS = ("エンタープライズ", "MM", "中小")


def account_lines(count: int) -> str:
    start = dt.date(2020, 1, 1)
    lines = ["契約番号,顧客コード,商品名,プラン,月額,ID数,利用開始日,契約更新日"]
    for n in range(count):
        day = start + dt.timedelta(days=n % 2000)
        lines.append(
            f'K-{n:06},ACC-{n % 9000:05},帳票,{TIERS[n % 3]},"￥{n % 900:,}000",{n % 500},{day:%Y/%m/%d},{day:%Y年%m月%d日}'
        )
    return "\r\n".join(lines)


def read_through(table: Table) -> tuple[int, int]:
    kind = KINDS["contracts"]
    columns = guess(table.header, kind)
    orders = survey_dates(table.rows(), kind, table.header, columns)
    reader = compile_rows(kind, table.header, columns, tz=TOKYO, orders=orders)
    results = [reader.read(row[1]) for row in table.rows() if type(row) is tuple]
    return len(results), sum(bool(refused) for _, refused in results)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_fifty_thousand_rows_of_eight_columns_are_read_whole(tmp_path, encoding):
    path = save(tmp_path, account_lines(50_000), encoding)
    assert read_through(open_table(path)) == (50_000, 0)
