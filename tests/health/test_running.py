"""CO-04: whether a customer runs by itself, and which part fails."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from senro.customers.actions import log_touch
from senro.customers.models import Account
from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from tests.usage.conftest import NOW, work

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def _parts(admin, key="ACC-001"):
    found = admin.get(f"/health/{key}").json()["self_running"]
    return found["holds"], {one["code"]: one["holds"] for one in found["parts"]}


def _chosen(admin, rule):
    found = admin.get(f"/accounts?where={quote(rule)}").json()
    return {one["key"] for one in found["items"]}


def test_CO_04_self_running_names_the_part_that_fails(told, admin, sender):
    assert _parts(admin) == (False, {"no_help": True, "own_change": False})
    changed = {
        "id": "changed", "event": "setting_changed", "account": "ACC-001", "end_user": "admin",
        "at": (NOW - timedelta(days=2)).isoformat(), "properties": {"role": "admin"},
    }  # fmt: skip
    assert sender.post(changed).status_code == 200
    work()
    assert _parts(admin) == (True, {"no_help": True, "own_change": True})
    assert "ACC-001" in _chosen(admin, "self_running")
    account = Account.objects.get(key="ACC-001")
    helped = {"account": account, "direction": "outbound", "channel": "phone", "by": SYSTEM}
    log_touch(**helped, touched_at=NOW - timedelta(days=31), at=NOW)
    assert _parts(admin)[0] is True
    log_touch(**helped, touched_at=NOW - timedelta(days=3), at=NOW)
    assert _parts(admin) == (False, {"no_help": False, "own_change": True})
    assert "ACC-001" in _chosen(admin, "NOT self_running")
    values = admin.get("/metrics/self_running/values").json()["items"]
    assert next(one["value"] for one in values if one["account"] == "ACC-001") is False


def test_CO_04_the_definition_is_data_and_its_rules_are_checked(told, admin):
    body = {"parts": [{"code": "busy", "title": "利用", "when": "events_28d >= 1"}]}
    save_draft(kind="self_running", code="standard", body=body, by=SYSTEM, at=NOW)
    publish(kind="self_running", code="standard", by=SYSTEM, at=NOW)
    assert _parts(admin) == (True, {"busy": True})
    assert "ACC-001" in _chosen(admin, "self_running")


@pytest.mark.parametrize(
    ("asked", "holds", "busy"),
    [("events_28d >= 1", None, True), ("events_28d >= 100000", False, False)],
)
def test_CO_04_a_part_nobody_knows_leaves_it_unknown_until_another_part_fails(
    told, admin, asked, holds, busy
):
    Account.objects.filter(key="ACC-001").update(employees=None)
    parts = [
        {"code": "large", "title": "規模", "when": "employees >= 10"},
        {"code": "busy", "title": "利用", "when": asked},
    ]
    save_draft(kind="self_running", code="standard", body={"parts": parts}, by=SYSTEM, at=NOW)
    publish(kind="self_running", code="standard", by=SYSTEM, at=NOW)
    assert _parts(admin) == (holds, {"large": None, "busy": busy})
    assert "ACC-001" not in _chosen(admin, "self_running")
    assert ("ACC-001" in _chosen(admin, "NOT self_running")) is (holds is False)
