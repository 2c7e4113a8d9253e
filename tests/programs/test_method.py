"""The default method: published once, whole, and right; drafts that are wrong are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from senro.kernel.errors import Forbidden, Invalid
from senro.kernel.models import Fact, Version
from senro.kernel.names import names_of
from senro.kernel.rules.access import Actor
from senro.kernel.rules.bodies import from_yaml
from senro.programs.actions import publish_default_method
from senro.programs.queries import (
    NoMethod,
    default_text,
    phase_set,
    phase_set_of,
    policy,
    published,
    purposes,
)
from senro.programs.rules import ELEMENTS, parse_criteria, parse_phase_set

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def body_of(name):
    return from_yaml(default_text(name))[2]


@pytest.mark.django_db
def test_the_default_method_is_published_once_however_often_it_is_asked_for():
    publish_default_method(by=SYSTEM, at=AT)
    versions, facts = Version.objects.living().count(), Fact.objects.count()
    publish_default_method(by=SYSTEM, at=AT + timedelta(days=1))
    assert (Version.objects.living().count(), Fact.objects.count()) == (versions, facts)


@pytest.mark.django_db
def test_a_team_that_published_its_own_phases_keeps_them():
    own = body_of("phase_set")
    own["phases"] = [own["phases"][0], own["phases"][-1]]
    own["tasks"] = []
    save_draft(kind="phase_set", code="standard", body=own, by=SYSTEM, at=AT)
    publish(kind="phase_set", code="standard", by=SYSTEM, at=AT)
    publish_default_method(by=SYSTEM, at=AT)
    assert phase_set(AT)[1].codes == ("P1", "P6")


def test_the_phases_of_the_default_method_add_up_to_the_target_duration():
    phases = parse_phase_set(body_of("phase_set"))
    policies = {item["code"]: item["value"] for item in body_of("policies")["policies"]}
    assert phases.planned(phases.phases[-2].code) == policies["target_days"]


def test_every_purpose_brings_tasks_of_both_sides_and_no_topic_twice():
    phases = parse_phase_set(body_of("phase_set"))
    for item in body_of("purposes")["purposes"]:
        extra = {task.side for task in phases.tasks if task.purpose == item["code"]}
        assert extra == {"vendor", "customer"}
    everything = phases.tasks_for("ABCDEF")
    topics = [task.topic for task in everything if task.topic]
    assert len(topics) == len(set(topics))


def test_the_preset_of_criteria_covers_each_of_the_three_elements():
    criteria = parse_criteria(body_of("criteria_set")).criteria
    assert {one.element for one in criteria} == set(ELEMENTS)


@pytest.mark.django_db
def test_names_that_the_gates_use_are_known_and_have_words_in_both_languages():
    publish_default_method(by=SYSTEM, at=AT)
    for record in names_of("case").values():
        assert record.name.label["ja"] and record.name.label["en"]


@pytest.mark.django_db
def test_a_policy_differs_by_tier():
    publish_default_method(by=SYSTEM, at=AT)
    assert policy("stall_route", AT, "ENT") != policy("stall_route", AT, "MM")
    assert policy("stall_route", AT, "SMB") == policy("stall_route", AT)


@pytest.mark.django_db
def test_before_anything_is_published_there_is_no_method():
    assert purposes(AT) == ()
    with pytest.raises(NoMethod):
        phase_set(AT)


@pytest.mark.django_db
def test_a_day_before_the_first_version_is_read_with_the_first_version():
    publish_default_method(by=SYSTEM, at=AT)
    assert published("phase_set", "standard", AT - timedelta(days=400)).number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "field", "code"),
    [
        (lambda b: b["phases"][0].update(days=0), "phases[P1].days", "not_a_count"),
        (lambda b: b["phases"][1].update(code="P1"), "phases[P1].code", "duplicate"),
        (lambda b: b["phases"][0].update(standard="P9"), "phases[P1].standard", "unknown_value"),
        (lambda b: b["phases"][-1].update(gate=[{"code": "x"}]), "phases[P6].gate", "last_has_no_gate"),
        (lambda b: b["phases"][0]["gate"][0].update(rule="kickof_held"), "phases[P1].gate[kickoff_held].rule", "unknown_name"),
        (lambda b: b["phases"][0]["gate"][0].update(attest="x"), "phases[P1].gate[kickoff_held].attest", "unknown_value"),
        (lambda b: b["tasks"][0].update(phase="P9"), "tasks[p1_setup_guide].phase", "unknown_value"),
        (lambda b: b.update(phases=[]), "phases", "required"),
    ],
)  # fmt: skip
def test_a_wrong_phase_set_is_refused_naming_the_place(spoil, field, code):
    body = body_of("phase_set")
    spoil(body)
    save_draft(kind="phase_set", code="standard", body=body, by=SYSTEM, at=AT)
    with pytest.raises(Invalid) as refused:
        publish(kind="phase_set", code="standard", by=SYSTEM, at=AT)
    assert (field, code) in {(error.field, error.code) for error in refused.value.errors}
    assert all(str(error.message) for error in refused.value.errors)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "spoil", "field"),
    [
        ("criteria_set", lambda b: b["criteria"][0].update(element="other"), "criteria[forms_in_operation].element"),
        ("policies", lambda b: b["policies"][0].update(value=True), "policies[target_days].value"),
        ("policies", lambda b: b["policies"].pop(0), "policies[target_days]"),
        ("purposes", lambda b: b["purposes"][0].update(name=""), "purposes[A].name"),
    ],
)  # fmt: skip
def test_other_parts_of_the_method_are_checked_too(kind, spoil, field):
    body = body_of(kind)
    spoil(body)
    save_draft(kind=kind, code="standard", body=body, by=SYSTEM, at=AT)
    with pytest.raises(Invalid) as refused:
        publish(kind=kind, code="standard", by=SYSTEM, at=AT)
    assert field in {error.field for error in refused.value.errors}


@pytest.mark.django_db
def test_a_published_phase_set_is_never_read_from_a_later_draft():
    publish_default_method(by=SYSTEM, at=AT)
    version, _phases = phase_set(AT)
    body = body_of("phase_set")
    body["phases"][0]["name"] = "別の名前"
    draft = save_draft(kind="phase_set", code="standard", body=body, by=SYSTEM, at=AT)
    assert phase_set_of(draft).phases[0].name.of("ja") == "別の名前"
    assert phase_set_of(version).phases[0].name.of("ja") != "別の名前"


@pytest.mark.django_db
def test_only_who_keeps_the_method_may_publish_it():
    csm = Actor(person_id=None, roles=frozenset({"csm"}))
    with pytest.raises(Forbidden):
        publish_default_method(by=csm, at=AT)
