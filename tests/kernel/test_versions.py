"""Drafts, immutable versions, differences, YAML."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from senro.kernel.access import SYSTEM
from senro.kernel.actions import discard_draft, publish, save_draft, undo_fact
from senro.kernel.errors import FieldError, Forbidden, Invalid, StaleVersion
from senro.kernel.models import Fact, Version
from senro.kernel.queries.versions import (
    diff,
    draft_of,
    history_of,
    published,
    published_all,
    what_changes,
)
from senro.kernel.rules.access import Actor
from senro.kernel.rules.bodies import NotAMethod, digest, from_yaml, to_yaml
from senro.kernel.undo import NotUndoable
from senro.kernel.versions import KINDS, register_kind

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ONE = {"phases": [{"code": "P1", "name": "設計"}, {"code": "P2", "name": "準備"}]}
TWO = {"phases": [{"code": "P2", "name": "準備"}, {"code": "P1", "name": "計画"}]}


@pytest.fixture(autouse=True)
def kind():
    """A kind that wants at least one phase."""

    def validate(body):
        if not body.get("phases"):
            yield FieldError("phases", "required", "no phases")

    register_kind("test_set", "Test set", validate)
    yield
    del KINDS["test_set"]


def put(body, at=AT, **more):
    save_draft(kind="test_set", code="standard", body=body, by=SYSTEM, at=at)
    return publish(kind="test_set", code="standard", by=SYSTEM, at=at, **more)


@pytest.mark.django_db
def test_a_published_version_keeps_what_it_said_when_the_next_one_comes():
    first = put(ONE)
    second = put(TWO, AT + timedelta(days=1), note="renamed")
    assert (first.number, second.number) == (1, 2)
    assert published("test_set", "standard", AT).body == ONE
    assert published("test_set", "standard", AT + timedelta(days=2)).body == TWO
    assert published("test_set", "standard", AT - timedelta(seconds=1)) is None
    assert draft_of("test_set", "standard") is None
    assert [row.number for row in history_of("test_set", "standard")] == [2, 1]


@pytest.mark.django_db
def test_a_version_may_take_effect_later_and_then_does():
    put(ONE)
    put(TWO, effective_from=AT + timedelta(days=30))
    assert published("test_set", "standard", AT + timedelta(days=29)).number == 1
    assert [row.number for row in published_all("test_set", AT + timedelta(days=30))] == [2]


@pytest.mark.django_db
def test_publishing_the_same_again_makes_no_new_version():
    put(ONE)
    assert put(dict(ONE)).number == 1
    assert publish(kind="test_set", code="standard", by=SYSTEM, at=AT).number == 1
    assert Version.objects.living().count() == 1


@pytest.mark.django_db
def test_a_draft_may_be_wrong_but_cannot_be_published_so():
    with pytest.raises(Invalid) as refused:
        put({"phases": []})
    assert refused.value.errors[0].field == "phases"
    assert draft_of("test_set", "standard") is not None
    assert not Fact.objects.filter(verb="kernel.version.published").exists()


@pytest.mark.django_db
def test_drafts_are_undone_and_publishing_is_not():
    put(ONE)
    draft = save_draft(kind="test_set", code="standard", body=TWO, by=SYSTEM, at=AT)
    assert [(d.path, d.kind) for d in what_changes(draft, AT)] == [
        ("phases[P1].name", "changed"),
        ("phases", "moved"),
    ]
    undo_fact(fact=Fact.objects.latest("seq"), by=SYSTEM, at=AT)
    assert draft_of("test_set", "standard") is None
    with pytest.raises(NotUndoable):
        undo_fact(fact=Fact.objects.get(verb="kernel.version.published"), by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_two_people_on_one_draft_do_not_overwrite_each_other():
    draft = save_draft(kind="test_set", code="standard", body=ONE, by=SYSTEM, at=AT)
    stale = draft.version
    save_draft(kind="test_set", code="standard", body=TWO, by=SYSTEM, at=AT, if_version=stale)
    with pytest.raises(StaleVersion):
        save_draft(kind="test_set", code="standard", body=ONE, by=SYSTEM, at=AT, if_version=stale)
    discard_draft(kind="test_set", code="standard", by=SYSTEM, at=AT)
    assert draft_of("test_set", "standard") is None


@pytest.mark.django_db
def test_only_the_method_people_draft_and_only_known_kinds():
    csm = Actor(None, frozenset({"csm"}))
    with pytest.raises(Forbidden):
        save_draft(kind="test_set", code="standard", body=ONE, by=csm, at=AT)
    with pytest.raises(Invalid):
        save_draft(kind="nothing", code="standard", body=ONE, by=SYSTEM, at=AT)


def test_a_body_survives_yaml_with_words_that_look_like_something_else():
    body = {
        "code": "no",
        "on": "2026-11-20",
        "rule": "a > 1\nAND b",
        "n": 3,
        "yes": True,
        "x": None,
    }
    kind, code, back = from_yaml(to_yaml("policy", "停滞", body))
    assert (kind, code, back) == ("policy", "停滞", body)
    assert digest(back) == digest(dict(reversed(body.items())))
    assert from_yaml("kind: a\ncode: b\nbody: {x: no, y: 2026-11-20}")[2] == {
        "x": "no",
        "y": "2026-11-20",
    }


@pytest.mark.parametrize(
    "text",
    ["", "[]", "kind: a", "kind: [", "kind: a\ncode: b\nbody: {x: &a [1], y: *a}", "!!python/x y"],
)
def test_yaml_that_is_no_method_is_refused(text):
    with pytest.raises(NotAMethod):
        from_yaml(text)


def test_differences_name_the_place():
    a = {"days": 90, "tags": ["x"], "items": [{"code": "a", "n": 1}, {"code": "b"}]}
    b = {"days": 60, "tags": ["x", "y"], "items": [{"code": "a", "n": 2}, {"code": "c"}], "new": 1}
    assert {(d.path, d.kind) for d in diff(a, b)} == {
        ("days", "changed"),
        ("tags", "changed"),
        ("items[a].n", "changed"),
        ("items[b]", "removed"),
        ("items[c]", "added"),
        ("new", "added"),
    }
    assert diff(a, a) == []


def test_a_text_that_is_nested_too_deeply_is_refused_and_not_a_defect():
    with pytest.raises(NotAMethod, match="deep"):
        from_yaml("kind: " + "[" * 5_000)
