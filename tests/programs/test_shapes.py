"""Roadmaps and checklists as data, JSON Schema for every kind, variants, dates of tasks."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senro.kernel.rules.bodies import digest, from_yaml, to_yaml
from senro.kernel.rules.calendar import calendar_of
from senro.kernel.versions import KINDS, problems
from senro.onboarding.steps.plan import due_dates
from senro.programs.actions import DEFAULT, DRAFTS
from senro.programs.queries import default_text
from senro.programs.rules import AppliesTo, TaskTemplate, Words, most_specific, schema_of
from senro.programs.rules.checklist import parse_checklist
from senro.programs.rules.dependencies import circles
from senro.programs.rules.phases import parse_phase_set
from senro.programs.rules.roadmap import completeness, parse_roadmap
from senro.programs.rules.schema import shape_of
from senro.programs.rules.schemas import BODIES

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PARTS = (*DEFAULT, *DRAFTS)


def body_of(name):
    return from_yaml(default_text(name))[2]


def codes(kind, body):
    return {(error.field, error.code) for error in problems(kind, body)}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PARTS)
def test_every_part_that_ships_is_right_and_fits_its_json_schema(name):
    kind, code, body = from_yaml(default_text(name))
    assert problems(kind, body) == []
    validator = jsonschema_rs.Draft202012Validator(KINDS[kind].schema)
    assert list(validator.iter_errors({"kind": kind, "code": code, "body": body})) == []


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_every_kind_has_a_schema_that_is_one(kind):
    assert jsonschema_rs.meta.is_valid(schema_of(kind))
    assert KINDS[kind].schema == schema_of(kind)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_round_trips_through_json_and_yaml_to_the_same_hash(name):
    kind, code, body = from_yaml(default_text(name))
    assert digest(json.loads(json.dumps(body))) == digest(body)
    assert from_yaml(to_yaml(kind, code, body)) == (kind, code, body)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_our_check_agrees_with_a_json_schema_validator_about_spoiled_bodies(data):
    name = data.draw(st.sampled_from(["phase_set", "roadmap", "checklist", "purposes"]))
    kind, _code, body = from_yaml(default_text(name))
    spoiled = copy.deepcopy(body)
    place = spoiled
    while True:
        key = data.draw(
            st.sampled_from(list(place) if isinstance(place, dict) else range(len(place)))
        )
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[key] = data.draw(
        st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=3), st.just([]),
                  st.just({}), st.just({"ja": 1}), st.just(["x"]))
    )  # fmt: skip
    schema = {**BODIES[kind], "$defs": schema_of(kind)["$defs"]}
    theirs = jsonschema_rs.Draft202012Validator(schema).is_valid(spoiled)
    assert (not list(shape_of(BODIES[kind], spoiled))) is theirs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "spoil", "found"),
    [
        ("roadmap", lambda b: b["stages"][0].update(code="start"), ("stages[start].code", "unknown_value")),
        ("roadmap", lambda b: b["stages"][0]["steps"][2].update(hurdel="x"), ("stages[onboarding].steps[csv].hurdel", "unknown_field")),
        ("roadmap", lambda b: b["stages"][1]["steps"][0].update(code="csv"), ("stages[adoption].steps[csv].code", "duplicate")),
        ("roadmap", lambda b: b["stages"][0]["steps"][2]["contents"][0].update(url="javascript:alert(1)"), ("stages[onboarding].steps[csv].contents[0].url", "not_an_address")),
        ("checklist", lambda b: b["sections"][1]["questions"][2].update(visible_if="later = 1"), ("sections[operation].questions[approval_flow].visible_if", "unknown_name")),
        ("checklist", lambda b: b["sections"][0]["questions"][1].update(choices=[]), ("sections[wish].questions[purposes].choices", "required")),
        ("checklist", lambda b: b["sections"][0]["questions"][0].update(code="やりたいこと"), ("sections[wish].questions[やりたいこと].code", "not_a_name")),
        ("checklist", lambda b: b["layout"].update(accent="green"), ("layout.accent", "not_a_colour")),
        ("phase_set", lambda b: b["tasks"][3].update(depends_on=["p1_kickoff"]), ("tasks[p1_agenda].depends_on", "circle")),
        ("phase_set", lambda b: b["tasks"][0].update(after="nothing"), ("tasks[p1_setup_guide].after", "unknown_task")),
        ("phase_set", lambda b: b["phases"][2].update(standard="P1"), ("phases[P3].standard", "against_the_line")),
        ("phase_set", lambda b: b.update(applies_to={"tiers": ["HUGE"]}), ("applies_to.tiers[0]", "unknown_value")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_path_and_reason(kind, spoil, found):
    body = body_of(kind)
    spoil(body)
    assert found in codes(kind, body)


def test_a_question_may_only_depend_on_answers_given_before_it():
    body = body_of("checklist")
    questions = body["sections"][1]["questions"]
    questions[1], questions[2] = questions[2], questions[1]
    place = "sections[operation].questions[approval_flow].visible_if"
    assert (place, "unknown_name") in codes("checklist", body)


def test_RM_02_the_roadmap_without_expansion_is_two_thirds_drawn():
    found = completeness(parse_roadmap(body_of("roadmap")))
    assert found.percent == 67
    assert [stage.complete for stage in found.stages] == [True, True, False]
    assert dict(found.stages[0].levels) == {"draft": 0, "tested": 3, "proven": 5}


def test_RM_02_a_rough_line_counts_as_drawn():
    body = body_of("roadmap")
    body["stages"][2] = {
        "code": "expansion", "name": "エクスパンション", "ideal": "別部署へ広がる",
        "steps": [{"code": "next", "name": "次の部署", "completion": "1部署が使い始める",
                   "timing": {"days": 90}, "vendor_actions": [{"title": "紹介を頼む"}]}],
    }  # fmt: skip
    assert completeness(parse_roadmap(body)).percent == 100


def test_RM_03_the_hire_gate_names_what_expansion_lacks():
    body = body_of("roadmap")
    body["stages"].pop()
    found = completeness(parse_roadmap(body))
    assert not found.ready
    assert found.stages[2].missing == ("ideal", "completion", "actions", "timing")


def test_a_checklist_is_read_with_its_types_and_conditions():
    questions = {one.code: one for one in parse_checklist(body_of("checklist")).questions}
    assert questions["other_means"].visible_if == "NOT everybody_has_mail"
    assert [one.code for one in questions["purposes"].choices] == list("ABCDEF")


SMB, ENT = AppliesTo(tiers=("SMB",)), AppliesTo(tiers=("ENT",))
FLEET, SMB_FLEET = AppliesTo(products=("fleet",)), AppliesTo(("SMB",), ("fleet",))


@pytest.mark.parametrize(
    ("tier", "product", "wanted"),
    [("SMB", "", "smb"), ("MM", "", "standard"), ("MM", "fleet", "fleet"), ("SMB", "fleet", "both"),
     ("ENT", "", "ent"), ("ENT", "fleet", "fleet"), ("", "", "standard")],
)  # fmt: skip
def test_PH_02_the_most_specific_variant_wins_and_standard_is_the_fallback(tier, product, wanted):
    variants = [
        ("standard", AppliesTo(), "standard"), ("smb", SMB, "smb"), ("ent", ENT, "ent"),
        ("fleet", FLEET, "fleet"), ("both", SMB_FLEET, "both"), ("chosen", AppliesTo(), "by hand"),
    ]  # fmt: skip
    assert most_specific(variants, tier, (product,)) == wanted


def test_circles_are_found_however_long_they_are():
    graph = {str(n): [str(n + 1)] for n in range(5000)}
    assert circles(graph) == []
    assert circles({**graph, "4999": ["0"]}) == ["0"]


def _template(code, **more):
    return TaskTemplate(code=code, phase="P1", side="vendor", title=Words(code, code), **more)


def test_days_count_from_the_phase_the_attempt_or_another_task_on_business_days():
    templates = [
        _template("late", day=1, after="first"), _template("first", day=3),
        _template("start", day=2, after="attempt"), _template("lost", day=1, after="not_given"),
    ]  # fmt: skip
    friday, monday = date(2026, 11, 20), date(2026, 11, 16)
    found = due_dates(templates, {"P1": friday}, monday, calendar_of({}))
    # 23 November is a holiday.
    assert found["first"] == date(2026, 11, 26)
    assert found["late"] == date(2026, 11, 27)
    assert found["start"] == date(2026, 11, 18)
    assert found["lost"] == date(2026, 11, 24)


def test_the_four_phases_of_smb_and_the_waves_of_ent_map_to_the_standard_codes():
    smb = parse_phase_set(body_of("phase_set_smb_4"))
    assert list(smb.standards.values()) == ["P1", "P3", "P4", "P6"]
    ent = parse_phase_set(body_of("phase_set_ent_waves"))
    assert list(ent.standards.values()) == ["P1", "P2", "P3", "P4", "P5", "P6"]
