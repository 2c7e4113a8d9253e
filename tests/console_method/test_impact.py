"""What a draft means for running cases, and leading chosen ones on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from senro.kernel.models import Fact
from senro.kernel.queries.versions import draft_of
from senro.onboarding.models import Attempt, PhaseCompletion
from senro.onboarding.queries.past_cases import method_past
from tests.console_method.conftest import Ops, undo_newest

pytestmark = pytest.mark.django_db


def page(ops: Ops, **query: str) -> str:
    answer = ops.client.get(ops.href("impact", **query))
    assert answer.status_code == 200
    return answer.content.decode()


def number_of(case: Any) -> int:
    return Attempt.objects.get(case=case).phase_set.number


@pytest.fixture
def running(desk):
    """Two running cases of the standard set (the third customer has a set of its own tier)."""
    return [desk.open("ACC-002", "K-002"), desk.open("ACC-003", "K-003")]


def test_PH_04_a_draft_says_how_many_cases_it_concerns_and_whose_gate_would_close(
    ops, desk, running
):
    ops.save(place="phases[P1]", typed={"days": "10"})
    shown = page(ops)
    assert "2 running cases concerned" in shown
    assert "No gate would read otherwise" in shown
    published = ops.client.get(ops.href("publication")).content.decode()
    assert "Concerns <b>2</b> cases" in published


def test_cases_are_led_on_by_choice_and_all_come_back_by_one_undo(ops, desk, running, sign_in):
    ops.save(place="phases[P1]", typed={"days": "10"})
    publish(kind="phase_set", code="standard", by=SYSTEM, at=desk.at - timedelta(minutes=1))
    assert [number_of(case) for case in running] == [1, 1]
    manager = Ops(sign_in("manager"))
    assert "みどり物流" in page(manager)
    manager.client.post(manager.href("impact"), {"case": [str(case.pk) for case in running]})
    assert [number_of(case) for case in running] == [2, 2]
    fact = Fact.objects.filter(verb="onboarding.cases.upgraded").get()
    answer = manager.client.post(f"/facts/{fact.id}/undo/")
    assert answer.status_code in (200, 302)
    assert [number_of(case) for case in running] == [1, 1]


def test_one_chosen_case_goes_on_and_the_other_stays(ops, desk, running, sign_in):
    ops.save(place="phases[P1]", typed={"days": "10"})
    publish(kind="phase_set", code="standard", by=SYSTEM, at=desk.at - timedelta(minutes=1))
    csm = Ops(sign_in("csm_mm"))
    csm.client.post(csm.href("impact"), {"case": [str(running[0].pk)]})
    assert [number_of(case) for case in running] == [2, 1]
    before = Fact.objects.count()
    csm.client.post(csm.href("impact"), {"case": ["nothing"]})
    assert Fact.objects.count() == before
    assert ops.client.post(ops.href("impact"), {"case": [str(running[1].pk)]}).status_code == 403
    ent = page(csm, tier="ENT")
    assert "Every running case of this set" in ent
    undo_newest(csm.client)


def test_a_case_whose_phase_has_no_counterpart_stays_and_says_why(ops, desk, running, sign_in):
    ops.client.post(ops.href("removal"), {"place": "phases[P1]"})
    assert "Its phase has no counterpart" in page(ops)


def test_a_draft_is_tried_on_past_cases_by_what_was_written_down_then(ops, desk):
    passed, silent = desk.open("ACC-002", "K-002"), desk.open("ACC-003", "K-003")
    for case in (passed, silent):
        desk.through(case, "P1", "P2", "P3", "P4", "P5")
    ops.save(place="phases[P1]", typed={"days": "10"})
    draft = draft_of("phase_set", "standard")
    # What stays as it was has been passed; what was overridden has not been measured.
    assert method_past(desk.manager, draft, at=desk.at).counts["passes"] == 0
    PhaseCompletion.objects.update(override_reason="")
    assert method_past(desk.manager, draft, at=desk.at).counts["passes"] == 2
    body = dict(draft.body)
    for phase in body["phases"]:
        phase["gate"] = []
    body["phases"][0]["gate"] = [
        {"code": "quick", "title": {"ja": "早い", "en": "Quick"}, "rule": "phase_age_days < 5"}
    ]
    save_draft(kind="phase_set", code="standard", body=body, by=SYSTEM, at=desk.at)
    draft = draft_of("phase_set", "standard")
    for case, measured in ((passed, {"phase_age_days": 3}), (silent, {})):
        rows = PhaseCompletion.objects.filter(attempt__case=case, phase="P1")
        rows.update(measured=measured)
    found = method_past(desk.manager, draft, at=desk.at)
    assert (found.tried, dict(found.counts)) == (2, {"fails": 0, "unknown": 1, "passes": 1})
    rows.update(measured={"phase_age_days": 9})
    found = method_past(desk.manager, draft, at=desk.at)
    assert [(one.key, one.answer, one.items) for one in found.cases] == [
        ("ACC-003", "fails", ("quick",))
    ]
    shown = page(ops)
    assert "Would not have passed" in shown
    assert "2 complete cases" in shown
