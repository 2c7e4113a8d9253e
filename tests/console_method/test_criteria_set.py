"""A criteria set is begun with a preset and put before the managers, on its page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from senro.kernel.actions import save_draft
from senro.kernel.models import Approval, Fact
from senro.kernel.queries.versions import history_of
from tests.console_method.conftest import Ops, undo_newest

pytestmark = pytest.mark.django_db
TAB = "/method/criteria/"
PROPOSAL = "/method/proposal/criteria_set/standard/"
PRESET = "/method/preset/criteria_set/standard/"


@pytest.fixture
def criteria(sign_in: Any) -> Ops:
    return Ops(sign_in("cs_ops"), "criteria_set")


def test_CC_S5_a_revision_is_proposed_from_the_page_of_the_criteria_set(criteria, sign_in):
    client = criteria.client
    assert "Propose the revision" not in client.get(TAB).content.decode()
    assert "There is no draft to propose." in client.get(PROPOSAL).content.decode()
    client.post(PRESET, {"preset": "SH"})
    assert f'href="{PROPOSAL}"' in client.get(TAB).content.decode()
    for wrong in ({"reason": ""}, {"reason": "x", "due": "2020-01-01"}):
        assert client.post(PROPOSAL, wrong).status_code == 422
    assert not Approval.objects.exists()
    sent = {"reason": "Effect felt", "due": "2030-12-31", "effective": "2031-01-06"}
    answer = client.post(PROPOSAL, sent)
    asked = Approval.objects.get()
    assert answer.url == f"/approvals/{asked.pk}/"
    assert (asked.reason, str(asked.due), asked.effective_from.isoformat()) == (
        "Effect felt", "2030-12-31", "2031-01-05T15:00:00+00:00",
    )  # fmt: skip
    assert f'href="/approvals/{asked.pk}/"' in client.get(TAB).content.decode()
    page = sign_in("manager").get(f"/approvals/{asked.pk}/").content.decode()
    assert "The effect is felt" in page and "{&#x27;" not in page
    sign_in("manager").post(f"/approvals/{asked.pk}/decision/", {"decision": "approve"})
    newest = history_of("criteria_set", "standard").first()
    assert (newest.number, newest.body["preset"]) == (2, "SH")
    assert sign_in("csm_mm").post(PROPOSAL, sent).status_code == 403


def test_CC_S2_a_preset_becomes_the_draft_and_replaces_one_only_when_told(criteria, desk):
    client = criteria.client
    page = client.get(TAB).content.decode()
    assert re.findall(r'name="preset" value="(\w+)"', page) == ["KM", "SH"]
    assert client.post(PRESET, {"preset": "SH"}).status_code == 302
    assert criteria.body["preset"] == "SH" and len(history_of("criteria_set", "standard")) == 1
    undo_newest(client)
    assert criteria.draft is None
    # Mine is open: the differences are shown, and it stays until it is said twice.
    mine = {**criteria.body, "label": "mine", "applies_to": {"tiers": ["SMB"]}}
    by, at = desk.world.actor("cs_ops"), desk.world.at
    save_draft(kind="criteria_set", code="standard", body=mine, by=by, at=at)
    asked = client.post(PRESET, {"preset": "SH"})
    assert asked.status_code == 409 and criteria.body["label"] == "mine"
    over = re.search(r'name="over" value="(\d+)"', asked.content.decode())[1]
    # Somebody goes on writing meanwhile: asked again.
    save_draft(kind="criteria_set", code="standard", body={**mine, "label": "more"}, by=by, at=at)
    again = client.post(PRESET, {"preset": "SH", "over": over})
    assert again.status_code == 409 and criteria.body["label"] == "more"
    over = re.search(r'name="over" value="(\d+)"', again.content.decode())[1]
    assert client.post(PRESET, {"preset": "SH", "over": over}).status_code == 302
    assert (criteria.body["label"], criteria.body["applies_to"]) == ("SH", {"tiers": ["SMB"]})
    fact = Fact.objects.filter(verb="programs.preset.taken").latest("seq")
    assert fact.evidence["preset"] == "SH"
    assert client.post(PRESET, {"preset": "nothing"}).status_code == 404
