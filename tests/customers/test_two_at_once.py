"""Two people who save the same new thing at one moment make one thing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from senro.customers.actions import put_contract, put_rows
from senro.customers.models import Contract, ContractTerm, Product
from senro.kernel.access import SYSTEM
from tests.world import AT, build_world

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
FIELDS = {"account": "ACC-001", "product": "新製品", "start": "2026-11-20"}
PEOPLE = 4


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


def test_one_contract_comes_of_it():
    build_world()
    done = at_once(lambda n: put_contract(key="K-9", fields={**FIELDS, "mrr": n}, by=SYSTEM, at=AT))
    assert sum(one.created for one in done) == 1
    contract = Contract.objects.get(key="K-9")
    term = ContractTerm.objects.living().get(contract=contract)
    assert term.mrr == contract.mrr and Product.objects.filter(key="新製品").count() == 1


def test_batches_that_meet_leave_each_row_once():
    build_world()
    rows = [{"key": f"K-{n}", **FIELDS, "mrr": 1} for n in range(50)]
    done = at_once(lambda _n: put_rows(kind="contracts", rows=rows, by=SYSTEM, at=AT))
    statuses = [result.status for results in done for result in results]
    assert statuses.count("created") == 50 and set(statuses) <= {"created", "unchanged"}
    assert Contract.objects.filter(mrr=1).count() == 50
