"""Stored files, and forgetting."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from senro.kernel.access import SYSTEM
from senro.kernel.actions import create_person, store_file
from senro.kernel.erasure import forget
from senro.kernel.file_store import TooLarge, folder, left_behind
from senro.kernel.models import Fact, File, PersonalText
from senro.kernel.queries import bytes_of, fact_dicts, visible_files
from senro.kernel.rules.access import Actor

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def store(content=b"hello", name="メモ.txt", **more):
    return store_file(stream=io.BytesIO(content), name=name, by=SYSTEM, at=AT, **more)


@pytest.mark.django_db
def test_the_same_bytes_lie_there_once():
    first, second = store(), store(name="other.txt")
    assert bytes_of(first).read_bytes() == b"hello" and bytes_of(first) == bytes_of(second)
    assert len([path for path in folder().rglob("*") if path.is_file()]) == 1
    assert (first.size, first.name) == (5, "メモ.txt")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../../etc/x.csv", "C:\\a\\x.csv", "/x.csv", "a/\x00x.csv"])
def test_a_name_is_never_a_path(name):
    assert store(name=name).name == "x.csv"


@pytest.mark.django_db
def test_a_file_that_is_too_large_leaves_nothing():
    with pytest.raises(TooLarge):
        store(b"x" * 2000, most_bytes=1999)
    assert [path for path in folder().rglob("*") if path.is_file()] == []
    assert not File.objects.exists()


@pytest.mark.django_db
def test_bytes_of_a_write_that_was_rolled_back_are_found_for_sweeping():
    kept = store(b"kept")
    with transaction.atomic():
        store(b"lost")
        transaction.set_rollback(True)
    found = left_behind([kept.sha256], before=FUTURE)
    assert [path.read_bytes() for path in found] == [b"lost"]
    assert left_behind([], before=AT - timedelta(days=10_000)) == []


@pytest.mark.django_db(transaction=True)
def test_forgetting_a_person_empties_their_facts_and_files():
    sato = create_person(
        fields={"email": "s@example.com", "name": "佐藤", "roles": ["csm"]}, by=SYSTEM, at=AT
    )
    theirs, other = store(b"theirs", subject=sato), store(b"shared", subject=sato)
    store(b"shared")
    assert forget("person", sato.pk) == 1
    fact = Fact.objects.get(verb="kernel.person.added")
    assert fact_dicts([fact])[0]["after"]["name"] is None
    assert not PersonalText.objects.exists()
    assert not bytes_of(theirs).exists() and bytes_of(other).exists()


@pytest.mark.django_db
def test_internal_files_stay_inside_the_team():
    sato = create_person(
        fields={"email": "s@example.com", "name": "佐藤", "roles": ["csm"]}, by=SYSTEM, at=AT
    )
    store(subject=sato)
    public = store(b"public", subject=sato, internal=False)
    partner = Actor(None, frozenset({"partner"}))
    assert list(visible_files(partner, "person", sato.pk)) == [public]
    assert visible_files(SYSTEM, "person", sato.pk).count() == 2
