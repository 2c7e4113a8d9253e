"""Short ways to import in tests."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from senro.exchange.actions import import_file, preview_file
from senro.exchange.engine.tally import ImportResult
from senro.kernel.clock import parse_instant

NOON = parse_instant("2026-11-20T12:00:00+09:00")


def write(
    folder: Path,
    rows: list[list[Any]],
    encoding: str = "utf-8",
    name: str = "in.csv",
    delimiter: str = ",",
) -> Path:
    """A delimited file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path = folder / name
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def load(
    world: Any,
    kind: str,
    path: Path,
    *,
    by: str = "cs_ops",
    at: datetime = NOON,
    dry: bool = False,
    **more: Any,
) -> ImportResult:
    """Import a file as somebody."""
    run = preview_file if dry else import_file
    return run(kind=kind, path=path, by=world.actor(by), at=at, **more)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """created, updated, unchanged, refused."""
    return result.created, result.updated, result.unchanged, result.refused


def reasons(result: ImportResult) -> list[tuple[int, str, str]]:
    """(row, field, code) of each refusal."""
    return [(one["row"], one["field"], one["code"]) for one in result.rejects]


EMPLOYEES_HEADER = ["顧客コード", "社員番号", "氏名", "所属", "雇用区分", "メール", "内線"]


def employees(count: int = 1200, with_email: int = 380) -> list[list[str]]:
    """The list of やまびこ's employees as a customer sends it."""
    names = ("髙橋 﨑人", "渡邉 葵", "山根 茂", "グエン・ティ・ラン", "齋藤 惠子", "辻 彩花")
    rows = [EMPLOYEES_HEADER]
    for number in range(count):
        mail = f"user{number}@yamabiko.example.jp" if number < with_email else ""
        kind = "正社員" if number < 312 else "パート"
        site = ("本社", "第1工場", "第2工場 製造ライン")[number % 3]
        rows.append(["ACC-001", f"{number:06}", names[number % 6], site, kind, mail, "2417"])
    return rows
