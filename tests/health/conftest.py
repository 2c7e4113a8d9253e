"""A lake of the test's own, the small world with events, and a model of health."""

from __future__ import annotations

import pytest

from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from tests.usage.conftest import NOW, admin, sender, told

__all__ = ["admin", "sender", "told"]
BODY = {
    "axes": [
        {"code": "deployment", "title": "展開", "weight": 1, "measures": [
            {"code": "seats", "title": "契約", "bands": [{"when": "seats >= 1", "points": 80}]}]},
        {"code": "engagement", "title": "関係", "weight": 2, "measures": [
            {"code": "days", "title": "日数", "weight": 3,
             "bands": [{"when": "days_active_28d >= 3", "points": 90},
                       {"when": "days_active_28d >= 1", "points": 50}]},
            {"code": "learned", "title": "学習", "weight": 1,
             "bands": [{"when": "lessons_completed_84d >= 1", "points": 100}]}]},
        {"code": "adoption", "title": "定着", "weight": 4, "measures": [
            {"code": "users", "title": "利用者",
             "bands": [{"when": "active_users_7d >= 2", "points": 100},
                       {"when": "active_users_7d >= 1", "points": 60}]}]},
        {"code": "roi", "title": "効果", "weight": 1, "measures": [
            {"code": "quota", "title": "枠", "bands": [{"when": "quota_used < 0", "points": 10}]},
            {"code": "users", "title": "人",
             "bands": [{"when": "employees_nonregular > 10 AND mrr > 0", "points": 10}]}]},
    ]
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_lake(lake_folder, monkeypatch):
    monkeypatch.setenv("SENRO_NOW", NOW.isoformat())


@pytest.fixture
def model(told):
    save_draft(kind="health_model", code="standard", body=BODY, by=SYSTEM, at=NOW)
    return publish(kind="health_model", code="standard", by=SYSTEM, at=NOW)
