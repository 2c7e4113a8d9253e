"""Two programs that do the same thing at one moment do one thing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from senro.kernel.access import SYSTEM
from senro.kernel.models import Fact
from senro.onboarding.models import Case
from senro.programs.actions import publish_default_method
from tests.world import LONG_AGO, build_world

from .conftest import Caller, key_for

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
PROGRAMS = 4
BODY = {"account": "ACC-002", "contract": "K-002", "started": "2026-11-20"}


@pytest.fixture
def caller():
    world = build_world()
    publish_default_method(by=SYSTEM, at=LONG_AGO)
    return Caller(key_for(world.people["manager"]))


def at_once(call):
    together = Barrier(PROGRAMS)

    def one(_number):
        together.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(PROGRAMS) as pool:
        return list(pool.map(one, range(PROGRAMS)))


def test_one_case_is_opened_and_everybody_gets_it(caller):
    answers = at_once(lambda: caller.post("/cases", BODY))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == Case.objects.count() == 1


def test_one_idempotency_key_is_done_once_and_never_a_defect(caller):
    answers = at_once(lambda: caller.post("/cases", BODY, Idempotency_Key="one"))
    codes = {answer.status_code for answer in answers}
    assert 201 in codes and codes <= {201, 409}
    assert Fact.objects.filter(verb="onboarding.case.opened").count() == 1


def test_a_phase_is_completed_once(caller):
    case = caller.post("/cases", BODY).json()["id"]
    override = {"override": {"reason": "同時に"}}
    answers = at_once(lambda: caller.put(f"/cases/{case}/phases/P1/completion", override))
    assert {answer.status_code for answer in answers} == {200}
    assert Fact.objects.filter(verb="onboarding.phase.completed").count() == 1


def test_of_two_who_based_their_change_on_one_version_one_is_told(caller):
    etag = caller.get("/accounts/ACC-002").headers["ETag"]
    numbers = iter(range(400, 500))
    answers = at_once(
        lambda: caller.put("/accounts/ACC-002", {"employees": next(numbers)}, If_Match=etag)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
