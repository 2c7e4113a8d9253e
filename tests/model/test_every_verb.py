"""Every verb has words; each that says it can be undone is done, undone and done again here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from senro.kernel.models import Fact
from senro.kernel.verbs import REGISTRY
from senro.kernel.why import why_of
from tests.api.conftest import Caller, key_for

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
def test_IN_05_undone_by_the_api_everything_is_as_before_and_done_again_as_after(
    name, desk, monkeypatch
):
    do = DEEDS[name](desk)
    people = desk.world.people
    keys = {people[one].pk: Caller(key_for(people[one])) for one in ("csm_ent", "manager", "admin")}
    before, last = standing(), Fact.objects.latest("seq").seq if Fact.objects.exists() else 0
    do()
    after = standing()
    facts = left_by(name, last)
    assert facts and all(why_of(fact).sentences for fact in facts)
    monkeypatch.setenv("SENRO_NOW", (facts[0].at + timedelta(days=3)).isoformat())
    # Whoever did it; the administrator takes back what Senro did by itself.
    asker = {fact.id: keys.get(fact.by_id, keys[people["admin"].pk]) for fact in facts}
    for fact in facts:
        assert_ok(asker[fact.id].post(f"/facts/{fact.id}/undo", {"reason": "a mistake"}))
    assert not differences(before, standing())
    for fact in reversed(facts):
        assert why_of(fact).undone
        assert_ok(asker[fact.id].post(f"/facts/{fact.id}/redo", {}))
    assert not differences(after, standing())
    again = asker[facts[0].id].post(f"/facts/{facts[0].id}/redo", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_undone")


def assert_ok(answer):
    """Say why not."""
    assert answer.status_code == 200, answer.content.decode()


def left_by(name, last):
    """The verb's own fact; of a verb for many rows, each row's, newest first."""
    new = Fact.objects.filter(seq__gt=last).order_by("-seq")
    return list(new.filter(verb=name)[:1] or new.filter(cause=None))


def standing():
    """Every row but the keys: a key notes when it was used."""
    return {name: row for name, row in living_rows().items() if not name.startswith("apikey:")}
