"""Several people at one moment on PostgreSQL: one wins, the others are told or find it done."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from senro.kernel.access import SYSTEM
from senro.kernel.actions import create_person
from senro.kernel.models import Fact, Person
from senro.onboarding.actions import complete_phase, open_case
from senro.onboarding.models import Case, PhaseCompletion
from senro.programs.actions import publish_default_method
from tests.api.conftest import key_for
from tests.safety.conftest import BACKEND
from tests.world import AT, LONG_AGO, build_world

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
MOVERS = ("admin", "manager", "csm_ent", "second_csm")
PEOPLE = len(MOVERS)


def at_once(call):
    together = Barrier(PEOPLE)

    def one(number):
        together.wait()
        try:
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


@pytest.fixture
def crowd():
    world = build_world()
    publish_default_method(by=SYSTEM, at=LONG_AGO)
    return world


@pytest.fixture
def case(crowd):
    what = {"account": crowd.account("ACC-002"), "contract": crowd.contract("K-002")}
    return open_case(started=crowd.today, by=SYSTEM, at=AT, **what)


def done_once(case, after: str = "P2") -> None:
    assert Case.objects.get(pk=case.pk).phase == after
    assert PhaseCompletion.objects.living().filter(attempt__case=case).count() == 1
    assert Fact.objects.filter(verb="onboarding.phase.completed").count() == 1


def test_a_phase_that_many_complete_at_once_is_completed_once(crowd, case):
    by = crowd.actor("manager")
    at_once(lambda _n: complete_phase(case=case, phase="P1", override="急ぎ", by=by, at=AT))
    done_once(case)


def test_a_card_that_two_move_at_once_is_moved_once_and_the_other_is_told(crowd):
    create_person(
        fields={"name": "x", "email": "x@example.jp", "roles": ["csm"], "team": "ent"},
        by=SYSTEM,
        at=LONG_AGO,
    )
    crowd.people["second_csm"] = Person.objects.get(email="x@example.jp")
    what = {"account": crowd.account("ACC-001"), "contract": crowd.contract("K-001")}
    case = open_case(started=crowd.today, phase="intake", by=SYSTEM, at=AT, **what)
    clients = []
    for who in MOVERS:
        client = Client()
        client.force_login(crowd.people[who], backend=BACKEND)
        clients.append(client)
    path, sent = f"/cases/{case.pk}/move/", {"from": "intake", "to": "P1"}
    answers = at_once(lambda n: clients[n].post(path, sent).status_code)
    assert sorted(answers) == [302] + [409] * (PEOPLE - 1)
    assert Case.objects.get(pk=case.pk).phase == "P1"
    assert Fact.objects.filter(verb="onboarding.case.begun").count() == 1


def test_one_idempotency_key_at_once_opens_one_case(crowd):
    headers = {"Authorization": f"Bearer {key_for(crowd.people['admin'])}", "Idempotency-Key": "k"}
    sent = {"account": "ACC-002", "contract": "K-002", "started": "2026-11-20"}

    def post(_n):
        answer = Client().post(
            "/api/v1/cases", json.dumps(sent), content_type="application/json", headers=headers
        )
        return answer.status_code

    answers = at_once(post)
    assert 201 in answers and set(answers) <= {201, 409}
    assert Case.objects.count() == 1


def test_an_account_that_many_save_at_once_is_there_once(crowd):
    headers = {"Authorization": f"Bearer {key_for(crowd.people['admin'])}"}

    def put(n):
        answer = Client().put(
            "/api/v1/accounts/NEW", json.dumps({"name": f"x{n}"}),
            content_type="application/json", headers=headers,
        )  # fmt: skip
        return answer.status_code

    answers = at_once(put)
    assert answers.count(201) == 1 and set(answers) <= {200, 201}
    # Who changed nothing left nothing: each answer but the last stood for a while.
    assert Fact.objects.filter(verb="customers.account.saved").count() == PEOPLE
