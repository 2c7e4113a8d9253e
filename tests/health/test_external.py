"""HS-02: scores of another system are imported, kept day by day, and shown beside our own."""

from __future__ import annotations

import pytest
from django.test import Client

from senro.exchange.actions import undo_import
from senro.exchange.exporting import export_kinds
from senro.exchange.models import Import
from senro.health.models import ExternalScore
from tests.exchange.importing import NOON, counts, load, reasons, write

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
HEADER = ["顧客コード", "評価日", "ヘルススコア", "ランク"]


def test_HS_02_external_scores_are_kept_and_stand_beside(
    model,
    admin,
    world,
    tmp_path,
):
    ours = admin.get("/health/ACC-001").json()
    rows = [["ACC-001", "2026-10-01", "55", "B"], ["ACC-001", "2026-11-01", "61.5", "B"],
            ["ACC-002", "2026/11/01", "12", "D"], ["ACC-999", "2026-11-01", "1", ""],
            ["ACC-003", "2026-11-01", "140", ""], ["ACC-003", "2026-11-21", "40", ""]]  # fmt: skip
    found = load(world, "health", write(tmp_path, [HEADER, *rows]))
    assert counts(found) == (3, 0, 0, 3)
    assert [(row, field) for row, field, _code in reasons(found)] == [
        (5, "account"), (6, "score"), (7, "date"),
    ]  # fmt: skip
    assert counts(load(world, "health", write(tmp_path, [HEADER, *rows[:3]]))) == (0, 0, 3, 0)
    # An axis stands beside the whole, and never for it.
    beside = [[*rows[1], "活用"], ["ACC-001", "2026-11-20", "8", "", "活用"]]
    found = load(world, "health", write(tmp_path, [[*HEADER, "軸"], *beside]))
    assert counts(found) == (2, 0, 0, 0)
    now = admin.get("/health/ACC-001").json()
    assert now["external"] == {
        "date": "2026-11-01", "axis": None, "score": 61.5, "level": "B", "source": "external",
    }  # fmt: skip
    assert (now["score"], now["axes"]) == (ours["score"], ours["axes"])
    history = admin.get("/health/ACC-001/external").json()["items"]
    assert [(one["axis"], one["score"]) for one in history] == [
        ("活用", 8), (None, 61.5), ("活用", 61.5), (None, 55),
    ]  # fmt: skip
    assert admin.get("/health/ACC-001?as_of=2026-10-15").json()["external"]["score"] == 55
    client = Client()
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["manager"])
    assert "外部スコア 61.5" in client.get("/accounts/ACC-001/?tab=usage").content.decode()
    # What is exported comes back to no change.
    assert export_kinds(["health"], tmp_path, by=world.actor("cs_ops")) == {"health": 5}
    assert counts(load(world, "health", tmp_path / "health.csv")) == (0, 0, 5, 0)


def test_HS_02_an_import_of_external_scores_is_undone(world, tmp_path):
    for score, level in (("55", "B"), ("70", "A")):
        load(world, "health", write(tmp_path, [HEADER, ["ACC-001", "2026-10-01", score, level]]))
    for before in (["55.0 B"], []):
        last = Import.objects.filter(state="committed").latest("pk")
        undone = undo_import(import_row=last, by=world.actor("cs_ops"), at=NOON)
        assert (undone.restored, undone.kept) == (1, [])
        there = ExternalScore.objects.living().values_list("score", "level")
        assert [f"{score} {level}" for score, level in there] == before
