"""The roadmap as a route map: OR-05's steps, what a draft changes, what a stage still lacks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.onboarding.queries.paces import phase_paces
from tests.console_method.conftest import Ops, undo_newest

pytestmark = pytest.mark.django_db
CSV = "stages[onboarding].steps[csv]"


@pytest.fixture
def ops(sign_in) -> Ops:
    return Ops(sign_in("cs_ops"), "roadmap")


def page(ops: Ops, **query: str) -> str:
    answer = ops.client.get("/method/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def step(ops: Ops, code: str) -> dict:
    return next(
        one for stage in ops.body["stages"] for one in stage["steps"] if one["code"] == code
    )


def test_OR_05_every_step_stands_on_the_map_with_what_it_tells(ops):
    shown = page(ops, at=CSV)
    for stage in ops.body["stages"]:
        for one in stage["steps"]:
            assert f">{one['name']['en']}</a>" in shown
    for words in ("Character encodings", "Send the sample file beforehand", "C-012 Sample list",
                  "Within five days of the operation design", "garbled"):  # fmt: skip
        assert words in shown
    assert re.search(r'aria-current="true">CSV import', shown)


def test_the_sentence_for_readers_counts_the_steps_and_names_the_undrawn_stage(ops):
    shown = page(ops)
    assert "Onboarding: 8 steps" in shown
    assert "Expansion: no line is drawn yet" in shown


def test_a_step_is_edited_with_its_rows_and_nothing_else_changes(ops):
    before = step(ops, "csv")
    ops.save(place=CSV)
    assert step(ops, "csv") == before
    ops.save(place=CSV, typed={"stumbling-0-title_en": "Garbled names", "level": "tested"})
    after = step(ops, "csv")
    assert after["stumbling"][0] == {
        **before["stumbling"][0],
        "title": {**before["stumbling"][0]["title"], "en": "Garbled names"},
    }
    assert after["level"] == "tested"
    assert {k: v for k, v in after.items() if k not in ("stumbling", "level")} == {
        k: v for k, v in before.items() if k not in ("stumbling", "level")
    }
    assert "Garbled names" in page(ops, at=CSV)
    undo_newest(ops.client)
    assert step(ops, "csv") == before


def test_rows_are_added_moved_and_dropped_by_buttons_before_anything_is_saved(ops):
    from tests.console_method.conftest import sent_by

    href = ops.href("entry", place=CSV)
    fields = ops.fields(place=CSV)
    answer = ops.client.post(href, {**fields, "do": "add:customer_actions"})
    fields = sent_by(answer.content.decode())
    assert fields["customer_actions-count"] == "3"
    fields |= {"customer_actions-2-title_en": "Look it over", "customer_actions-2-minutes": "5"}
    answer = ops.client.post(href, {**fields, "do": "up:customer_actions-2"})
    fields = sent_by(answer.content.decode())
    answer = ops.client.post(href, {**fields, "do": "drop:customer_actions-0"})
    fields = sent_by(answer.content.decode())
    assert ops.draft is None
    ops.client.post(href, {**fields, "do": "save"})
    titles = [one["title"]["en"] for one in step(ops, "csv")["customer_actions"]]
    assert titles == ["Look it over", "Correct the rows that were refused"]


def test_a_draft_marks_what_it_adds_and_changes_on_the_map(ops):
    ops.save(place=CSV, typed={"level": "draft"})
    query = {"into": "stages[onboarding].steps", "after": "csv"}
    ops.save(**query, typed={"code": "labels", "name_en": "Labels"})
    codes = [one["code"] for one in ops.body["stages"][0]["steps"]]
    assert codes.index("labels") == codes.index("csv") + 1
    shown = page(ops)
    assert re.search(r'sn-map-step[^"]* changed" id="e-stages-onboarding-steps-csv"', shown)
    assert re.search(r'sn-map-step[^"]* added" id="e-stages-onboarding-steps-labels"', shown)
    assert "Draft v2" in shown


def test_one_sentence_of_an_undrawn_stage_counts_as_a_draft(ops):
    assert "67" in re.search(r'sn-big">(\d+)', page(ops))[1]  # type: ignore[index]
    ops.save(place="stages[expansion]", typed={"ideal_en": "A second department asks for it"})
    shown = page(ops)
    assert "A second department asks for it" in shown
    assert "into=stages%5Bexpansion%5D.steps" in shown


def test_a_draft_that_holds_rubbish_is_still_shown_and_no_script_becomes_a_link(ops):
    text = "kind: roadmap\ncode: standard\nbody: {stages: [{code: onboarding, steps: [{code: a, contents: [{title: x, url: 'javascript:1'}], stumbling: [1], timing: 3}, 7]}, 5]}"
    assert ops.client.post("/method/upload/", {"text": text}).status_code == 302
    shown = page(ops)
    assert "javascript:" not in shown
    assert ops.client.post(ops.href("publication"), {}).status_code == 422


def test_days_come_from_the_phases_that_cases_passed(ops, desk):
    assert "no record" in page(ops)
    case = desk.open("ACC-002", "K-002")
    by = desk.later(days=20)
    by.through(case, "P1")
    paces = phase_paces(desk.manager, by.at + timedelta(hours=1))
    assert (paces["P1"].passed, paces["P1"].days, paces["P1"].late) == (1, 20, 1)
    by = desk.later(days=24)
    by.through(case, "P2")
    paces = phase_paces(desk.manager, by.at + timedelta(hours=1))
    assert (paces["P2"].days, paces["P2"].late) == (4, 0)


def test_the_map_asks_no_more_for_more_cases(ops, desk):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(ops)
        return len(seen)

    queries()
    before = queries()
    for account, contract in (("ACC-002", "K-002"), ("ACC-003", "K-003")):
        desk.through(desk.open(account, contract), "P1", "P2")
    assert queries() <= before + 1 <= 20


def test_a_question_is_added_with_its_condition_and_choices(sign_in):
    ops = Ops(sign_in("cs_ops"), "checklist")
    section = ops.body["sections"][0]["code"]
    ops.save(
        into=f"sections[{section}].questions",
        typed={
            "code": "favourite",
            "title_en": "Which?",
            "type": "choice",
            "choices-0-code": "a",
            "choices-0-title_en": "This",
        },
    )
    question = ops.body["sections"][0]["questions"][-1]
    assert question["choices"] == [{"code": "a", "title": {"en": "This"}}]
    shown = ops.client.get("/method/checklists/").content.decode()
    # The default checklist asks some questions only after an answer.
    assert "visible_if" in str(ops.body) and "This rule cannot be read" not in shown
    assert "Which?" in shown
    assert "Preview for the customer" in shown and '<input type="radio"> This' in shown
    assert ops.client.post(ops.href("publication"), {}).status_code == 302
