"""Files as strangers make them, and short ways to read them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from senro.exchange.rules.fields import Field, Type
from senro.exchange.rules.table import Table
from senro.exchange.rules.tables import open_table
from senro.exchange.rules.values import Context, reader_for

TOKYO = ZoneInfo("Asia/Tokyo")

ROWS = [
    ["顧客コード", "会社名", "カナ", "業種", "従業員数", "備考"],
    ["ACC-001", "やまびこ食品株式会社", "ヤマビコショクヒン", "食品", "1,200", "一行目\n二行目"],
    ["ACC-002", "みさき運輸", "ミサキウンユ", "物流", "350", '「はい」, ";|\t" と "引用"'],
    ["ACC-003", "つばめ塾", "", "教育", "", "表示・能力・ソ・十・申"],
    ["ACC-004", "北浜建設", "キタハマケンセツ", "建設", "80", "=SUM(A1)"],
]
# Characters that only the Windows flavour of Shift_JIS has.
EXTENDED = [*ROWS, ["ACC-005", "髙橋﨑商店①㈱", "タカハシ", "小売", "12", "№Ⅲ ㎡ ～ － ∥"]]


def delimited(rows: list[list[str]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    lines = []
    for row in rows:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerow(row)
        lines.append(out.getvalue().removesuffix("\r\n") + line_end)
    return "".join(lines)


def save(
    folder: Path, content: bytes | str, encoding: str = "utf-8", name: str = "input.csv"
) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def opened(folder: Path, content: bytes | str, encoding: str = "utf-8", **options: Any) -> Table:
    name = options.pop("name", "input.csv")
    return open_table(save(folder, content, encoding, name), **options)


def read_all(path: Path, **options: Any) -> list[Any]:
    return list(open_table(path, **options).rows())


def cells(table: Table) -> list[list[Any]]:
    return [row[1] for row in table.rows() if isinstance(row, tuple)]


def read(type_: Type, cell: Any, **options: Any) -> Any:
    known = {name: options.pop(name) for name in ("order", "scale", "currency") if name in options}
    field = Field("field", type_, "項目", "Field", **options)
    return reader_for(field, Context(tz=TOKYO, **known))(cell)
