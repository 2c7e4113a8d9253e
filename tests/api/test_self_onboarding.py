"""Products that customers onboard themselves to."""

from __future__ import annotations

import pytest

from senro.kernel.models import Fact
from senro.onboarding.models import Task

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
MEETINGS = {"p1_kickoff", "p5_closing", "p2_workshop"}


def _case(admin, product, number, account="ACC-003"):
    key = f"K-{number}"
    fields = {"account": account, "product": product, "mrr": 50000, "start": "2026-11-01"}
    assert admin.put(f"/contracts/{key}", fields).status_code in (200, 201)
    # Each with a kickoff of its own: another case of the customer would wait for the first one's.
    body = {
        "account": account, "contract": key, "started": "2026-11-20", "shared_kickoff": False,
    }  # fmt: skip
    return admin.post("/cases", body).json()


def _asks(case):
    """Which meetings the first gate and the tasks ask of a case."""
    tasks = Task.objects.living().filter(attempt__case=case["id"], template__in=MEETINGS)
    codes = {reason["code"] for reason in case["phases"][0]["gate"]["reasons"]}
    return codes, set(tasks.values_list("template", flat=True))


def test_CO_03_a_product_with_full_self_onboarding_has_no_mandatory_meeting(admin, caller, method):
    assert admin.put("/accounts/ACC-003", {"name": "小さな会社", "tier": "SMB"}).status_code < 300
    assert (
        admin.put("/accounts/ACC-004", {"name": "中くらいの会社", "tier": "MM"}).status_code < 300
    )
    before = _case(admin, "申請", 1)
    refused = caller("csm_ent").patch("/products/申請", {"self_onboarding": "full"})
    assert refused.status_code == 403
    assert admin.patch("/products/申請", {"self_onboarding": "half"}).status_code == 422
    assert admin.patch("/products/申請", {"self_onboarding": "full"}).status_code == 200

    gate, tasks = _asks(_case(admin, "申請", 2))
    assert not gate & {"kickoff_held", "criteria_told", "schedule_told", "wish"}
    assert "purpose" in gate and not tasks
    for other in (
        _case(admin, "帳票", 3),
        _case(admin, "申請", 4, "ACC-004"),
        admin.get(f"/cases/{before['id']}").json(),
    ):
        gate, tasks = _asks(other)
        assert "kickoff_held" in gate and tasks == MEETINGS

    found = {one["key"]: one["self_onboarding"] for one in admin.get("/products").json()["items"]}
    assert (found["申請"], found["帳票"]) == ("full", "aid")
    fact = Fact.objects.get(verb="customers.product.self_onboarding_set")
    assert admin.put(f"/facts/{fact.id}/undo", {"reason": "早すぎた"}).status_code == 200
    found = {one["key"]: one["self_onboarding"] for one in admin.get("/products").json()["items"]}
    assert found["申請"] == "aid"
