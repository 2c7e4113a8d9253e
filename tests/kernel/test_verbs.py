"""A verb leaves one fact; undo puts back what it touched; undo of undo is redo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from senro.kernel.access import SYSTEM
from senro.kernel.actions import undo_fact
from senro.kernel.models import Fact, PersonalText, Team
from senro.kernel.undo import AlreadyUndone, ChangedSince, NotUndoable, is_undone
from senro.kernel.verbs import REGISTRY, Change, verb

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def verbs():
    """Two verbs that exist only here."""
    before = dict(REGISTRY)

    @verb("test.team.made", "made")
    def make(change: Change, *, key: str, by, at) -> Team:
        found = Team.objects.living().filter(key=key).first()
        return found or change.create(Team(key=key, name=key.title()))

    @verb("test.team.renamed", "renamed")
    def rename(change: Change, *, team: Team, name: str, by, at) -> Team:
        change.update(team, name=name)
        return team

    @verb("test.team.pair", "pair")
    def pair(change: Change, *, by, at) -> Team:
        first = make(key="first", by=by, at=at)
        change.touch(first, None, {"key": "first"})
        make(key="second", by=by, at=at)
        return first

    @verb("test.team.sent", "sent", undo=False)
    def send(change: Change, *, team: Team, by, at) -> None:
        change.update(team, name="sent")

    yield make, rename, pair, send
    REGISTRY.clear()
    REGISTRY.update(before)


def last() -> Fact:
    return Fact.objects.latest("seq")


def test_a_verb_leaves_one_fact_and_called_twice_still_one(verbs):
    make, *_ = verbs
    team = make(key="ent", by=SYSTEM, at=AT)
    make(key="ent", by=SYSTEM, at=AT)
    fact = Fact.objects.get()
    assert (fact.verb, fact.subject_id, fact.at) == ("test.team.made", team.pk, AT)
    assert fact.before is None and fact.after["key"] == "ent"


def test_undo_restores_and_undo_of_undo_is_redo(verbs):
    make, rename, *_ = verbs
    team = make(key="ent", by=SYSTEM, at=AT)
    rename(team=team, name="Enterprise", by=SYSTEM, at=AT)
    renamed = last()
    undo_fact(fact=renamed, by=SYSTEM, at=AT + timedelta(minutes=1))
    team.refresh_from_db()
    assert team.name == "Ent" and is_undone(renamed)
    with pytest.raises(AlreadyUndone):
        undo_fact(fact=renamed, by=SYSTEM, at=AT)
    undo_fact(fact=Fact.objects.get(undoes=renamed.id), by=SYSTEM, at=AT)
    team.refresh_from_db()
    assert team.name == "Enterprise" and not is_undone(renamed)


def test_undo_is_refused_naming_what_changed_since(verbs):
    make, rename, *_ = verbs
    team = make(key="ent", by=SYSTEM, at=AT)
    rename(team=team, name="A", by=SYSTEM, at=AT)
    first = last()
    rename(team=team, name="B", by=SYSTEM, at=AT)
    with pytest.raises(ChangedSince) as refused:
        undo_fact(fact=first, by=SYSTEM, at=AT)
    assert refused.value.details["rows"][0]["fields"] == ["name"]


def test_what_was_changed_there_and_back_is_undone_from_the_last_to_the_first(verbs):
    make, rename, *_ = verbs
    team = make(key="ent", by=SYSTEM, at=AT)
    facts = []
    for name in ("A", "Ent", "A"):
        rename(team=team, name=name, by=SYSTEM, at=AT)
        facts.append(last())
    for early, later in ((0, facts[1:]), (1, facts[2:])):
        with pytest.raises(ChangedSince) as refused:
            undo_fact(fact=facts[early], by=SYSTEM, at=AT)
        told = refused.value.details
        assert [one["fact"] for one in told["since"]] == [str(fact.id) for fact in later]
        assert told["rows"] == [{"row": f"team:{team.pk}", "fields": ["name"], "dependents": []}]
    for fact in reversed(facts):
        undo_fact(fact=fact, by=SYSTEM, at=AT)
    team.refresh_from_db()
    assert team.name == "Ent"
    # The first of them done again, and taken back again: what is undone stands in nobody's way.
    undo_fact(fact=Fact.objects.get(undoes=facts[0].id), by=SYSTEM, at=AT)
    undo_fact(fact=facts[0], by=SYSTEM, at=AT)


def test_undo_of_a_creation_marks_the_row_and_keeps_it(verbs):
    make, *_ = verbs
    team = make(key="ent", by=SYSTEM, at=AT)
    undo_fact(fact=last(), by=SYSTEM, at=AT)
    team.refresh_from_db()
    assert team.undone_at == AT and not Team.objects.living().exists()
    make(key="ent", by=SYSTEM, at=AT)
    assert Team.objects.living().count() == 1


def test_effects_carry_their_cause_and_are_undone_with_it(verbs):
    _make, _rename, pair, _send = verbs
    pair(by=SYSTEM, at=AT)
    outer = Fact.objects.get(verb="test.team.pair")
    assert Fact.objects.filter(cause=outer.id).count() == 2


def test_what_says_it_cannot_be_undone_cannot(verbs):
    make, _r, _p, send = verbs
    team = make(key="ent", by=SYSTEM, at=AT)
    send(team=team, by=SYSTEM, at=AT)
    with pytest.raises(NotUndoable):
        undo_fact(fact=last(), by=SYSTEM, at=AT)


def test_a_refused_verb_leaves_no_fact(verbs):
    make, rename, *_ = verbs
    team = make(key="ent", by=SYSTEM, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        rename(
            team=team, name="x" * 101 if connection.vendor != "sqlite" else None, by=SYSTEM, at=AT
        )
    assert Fact.objects.count() == 1


def test_facts_cannot_be_changed_or_deleted(verbs):
    make, *_ = verbs
    make(key="ent", by=SYSTEM, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Fact.objects.update(reason="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Fact.objects.all()._raw_delete("default")
    assert not PersonalText.objects.exists()
