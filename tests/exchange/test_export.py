"""What is exported imports back to no change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from senro.customers.models import Account
from senro.exchange.exporting import ROWS, export_kinds
from senro.kernel.clock import parse_instant
from senro.kernel.errors import Forbidden
from senro.onboarding.models import Meeting
from tests.world import publish_method

from .importing import NOON, counts, load, write
from .test_import_cases import AGAIN, MEETINGS, PAST, RUNNING, case_rows


def test_an_export_of_everything_imports_back_to_no_change(world: Any, tmp_path: Path) -> None:
    publish_method(parse_instant("2024-01-01T00:00:00+09:00"))
    load(world, "cases", write(tmp_path, case_rows(RUNNING, PAST, AGAIN)))
    load(world, "meetings", write(tmp_path, MEETINGS))
    Meeting.objects.create(
        account=world.accounts["ACC-001"],
        kind="call",
        held_at=NOON,
        created_at=NOON,
        notes="-\n=1+1",
    )
    Account.objects.filter(key="ACC-004").update(name="=cmd()", kana="-", industry="'@x")
    scored = [["顧客コード", "評価日", "スコア"], ["ACC-001", "2026-11-01", "61.5"]]
    load(world, "health", write(tmp_path, scored))
    found = export_kinds((), tmp_path / "out", by=world.actor("admin"))
    assert set(found) == set(ROWS) and all(found.values())
    for kind, count in found.items():
        result = load(world, kind, tmp_path / "out" / f"{kind}.csv")
        touched = 1 if kind == "meetings" else 0  # the call above was made without its contact
        assert counts(result) == (0, touched, count - touched, 0), (kind, result.rejects)


def test_text_that_looks_like_a_formula_is_guarded(world: Any, tmp_path: Path) -> None:
    Account.objects.filter(key="ACC-004").update(name="=cmd()")
    export_kinds(["accounts"], tmp_path, by=world.actor("cs_ops"))
    assert b"'=cmd()" in (tmp_path / "accounts.csv").read_bytes()
    assert (tmp_path / "accounts.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_only_those_who_import_export(world: Any, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        export_kinds(["accounts"], tmp_path, by=world.actor("csm_mm"))
