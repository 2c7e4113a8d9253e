"""Small things that people stumbled over once."""

import pytest
from django.utils import translation

from senro.console.onboarding.shapes.why import input_words
from senro.console.wayfinding import home_of
from senro.kernel.models import Fact
from senro.onboarding.actions.today import mark_several_today
from senro.onboarding.queries.today import today

pytestmark = pytest.mark.django_db


def test_the_address_of_an_action_says_so_and_leads_to_the_page_with_its_button(desk, browser):
    case = desk.open()
    answer = browser("csm_ent").get(f"/cases/{case.pk}/move/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'href="/cases/{case.pk}/"' in answer.content.decode()
    # A neighbour that is an action too is no way back.
    assert home_of("/views/start/") == "/"
    assert home_of("/bulk-edits/0192f0c0-0000-7000-8000-000000000000/undo/").startswith("/bulk")
    program = browser("csm_ent").post("/api/v1/cases", headers={"accept": "text/html"})
    assert b"<html" not in program.content


def test_done_today_tells_deeds_and_neither_marks_nor_undos(desk, browser):
    case = desk.open()
    seen = browser("csm_ent")
    actor = desk.by
    desk.kickoff(case, "purpose")
    desk.structure(case)
    mine = Fact.objects.filter(by_id=actor.person_id, cause=None).exclude(
        verb__startswith="onboarding.today"
    )
    deeds = list(mine.order_by("-seq").values_list("verb", flat=True))[:1]
    for place in range(8):
        mark_several_today(
            items=[f"gate_open:{case.pk}" if place % 2 else f"stalled:{case.pk}"], state="done",
            until=None, waits_for_answer=False, by=actor, at=desk.at,
        )  # fmt: skip
    last = mine.order_by("-seq").first()
    seen.post(f"/facts/{last.id}/undo/")
    shown = [fact["verb"] for fact in today(actor, at=desk.at).done]
    assert shown[:1] == deeds
    assert "onboarding.meeting.recorded" in shown
    assert "kernel.fact.undone" not in shown


def test_the_inputs_of_a_fact_are_words():
    with translation.override("ja"):
        assert input_words("found", 3) == ("見つかった要注意", "3")
        assert input_words("phase_age_days", 3)[0] != "phase_age_days"
