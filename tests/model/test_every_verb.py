"""Every verb has words; each that says it can be undone is done, undone and done again here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from senro.kernel.access import SYSTEM
from senro.kernel.actions import undo_fact
from senro.kernel.models import Fact
from senro.kernel.undo import NotUndone, undo_to_take_back
from senro.kernel.verbs import REGISTRY
from senro.kernel.why import why_of

from .deeds import DEEDS
from .rows import differences, living_rows

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
OURS = {name: found for name, found in REGISTRY.items() if not name.startswith("test.")}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_verb_has_words_in_both_languages_and_a_line_of_documentation(name):
    found = OURS[name]
    with translation.override("en"):
        english = str(found.words)
    with translation.override("ja"):
        assert english and str(found.words) != english, f"{name} has no Japanese words"
    assert found.doc, f"{name} has no documentation"


def test_every_verb_that_can_be_undone_has_a_deed_here():
    undoable = {name for name, found in OURS.items() if found.undoable}
    missing = sorted(undoable - DEEDS.keys())
    assert not missing, f"add to tests/model/deeds/: {missing}"
    assert DEEDS.keys() <= OURS.keys()


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_IN_05_undone_everything_is_as_before_and_done_again_as_after(name, desk):
    do = DEEDS[name](desk)
    before, last = living_rows(), Fact.objects.latest("seq").seq if Fact.objects.exists() else 0
    do()
    after = living_rows()
    facts = left_by(name, last)
    assert facts and all(why_of(fact).sentences for fact in facts)
    at = facts[0].at + timedelta(days=3)
    for fact in facts:
        undo_fact(fact=fact, by=SYSTEM, at=at, reason="a mistake")
    assert not differences(before, living_rows())
    for fact in reversed(facts):
        assert why_of(fact).undone
        undo_fact(fact=undo_to_take_back(fact), by=SYSTEM, at=at + timedelta(hours=1))
    assert not differences(after, living_rows())
    with pytest.raises(NotUndone):
        undo_to_take_back(facts[0])


def left_by(name, last):
    """The verb's own fact; of a verb for many rows, each row's, newest first."""
    new = Fact.objects.filter(seq__gt=last).order_by("-seq")
    return list(new.filter(verb=name)[:1] or new.filter(cause=None))
