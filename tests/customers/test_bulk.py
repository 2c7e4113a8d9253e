"""Ten thousand rows go the same way as one: same rules, same rows, same facts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senro.customers import bulk
from senro.customers.actions import (
    put_account,
    put_contact,
    put_contract,
    put_end_user,
    put_rows,
)
from senro.customers.models import Account, Contact, Contract, ContractTerm, EndUser
from senro.kernel.access import SYSTEM
from senro.kernel.errors import Invalid
from senro.kernel.models import Fact
from senro.kernel.queries.facts import fact_dicts
from tests.world import AT

SINGLE = {
    "accounts": (put_account, Account),
    "contacts": (put_contact, Contact),
    "contracts": (put_contract, Contract),
    "end-users": (put_end_user, EndUser),
}
HIDDEN = ("id", "_state", "created_at", "updated_at", "contract_id", "site_id", "product_id")
accounts = st.sampled_from(["ACC-001", "ACC-002", "ACC-404"])
numbers = st.sampled_from([None, 0, 7, -1, "7"])
words = st.sampled_from([None, "", "ア", " ｱ ", "x" * 300])
dates = st.sampled_from([None, "2026-01-01", "2026-12-31", "x"])
FIELDS = {
    "accounts": {
        "key": st.sampled_from(["ACC-001", "A-1", "A-2", "A-3", ""]),
        "name": words,
        "tier": st.sampled_from([None, "ENT", "中堅", "?"]),
        "employees": numbers,
        "owner": st.sampled_from([None, "csm_mm@example.jp", "no@example.jp"]),
        "parent": accounts,
    },
    "contacts": {
        "key": st.sampled_from(["CT-001", "C-1", "C-2", ""]),
        "account": accounts,
        "name": words,
        "layer": st.sampled_from(["admin", "end_user", "boss", None]),
        "email": st.sampled_from([None, "a@x.example", "A@X.example", "x"]),
        "left_on": dates,
        "successor": st.sampled_from([None, "CT-002", "CT-404"]),
    },
    "contracts": {
        "key": st.sampled_from(["K-001", "N-1", "N-2"]),
        "account": accounts,
        "product": st.sampled_from(["genba", "新製品", None]),
        "mrr": numbers,
        "mrr_from": dates,
        "seats": numbers,
        "start": dates,
        "end": dates,
    },
    "end-users": {
        "key": st.sampled_from(["EU-001", "E-1", ""]),
        "account": accounts,
        "employee_no": st.sampled_from([None, "00001", "9"]),
        "email": st.sampled_from([None, "a@x.example"]),
        "site": st.sampled_from([None, "川崎工場", "新拠点"]),
        "registration_method": st.sampled_from([None, "email", "fax"]),
    },
}


@st.composite
def batches(draw):
    kind = draw(st.sampled_from(sorted(FIELDS)))
    fields = {name: one for name, one in FIELDS[kind].items() if name != "key"}
    row = st.fixed_dictionaries({"key": FIELDS[kind]["key"]}, optional=fields)
    return kind, draw(st.lists(row, max_size=4, unique_by=lambda one: one["key"]))


def one_by_one(kind, rows):
    results = []
    for row in rows:
        fields = {name: value for name, value in row.items() if name != "key"}
        try:
            done = SINGLE[kind][0](key=row["key"], fields=fields, by=SYSTEM, at=AT)
        except Invalid as refused:
            results.append(("refused", [(error.field, error.code) for error in refused.errors]))
        else:
            status = "created" if done.created else "updated" if done.changed else "unchanged"
            results.append((status, []))
    return results


def state(kind):
    """Rows and facts, without what differs from one run to the next."""
    rows = [
        {name: value for name, value in vars(row).items() if name not in HIDDEN}
        for model in (SINGLE[kind][1], ContractTerm)
        for row in model.objects.order_by("created_at", "pk")
    ]
    facts = [
        (fact["verb"], _named(fact["before"]), _named(fact["after"]), len(fact["about"]))
        for fact in fact_dicts(Fact.objects.order_by("verb", "seq"))
    ]
    return sorted(map(repr, rows)), facts


def _named(values):
    return values and {name: value for name, value in values.items() if name not in HIDDEN}


@pytest.mark.postgres
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batch=batches())
def test_bulk_and_single_leave_the_same_rows_and_facts(world, batch):
    from django.db import transaction

    kind, rows = batch
    states = []
    for bulky in (True, False):
        sid = transaction.savepoint()
        if bulky:
            done = bulk.put_rows(kind=kind, rows=rows, by=SYSTEM, at=AT)
            results = [(one.status, [(e.field, e.code) for e in one.errors]) for one in done]
        else:
            results = one_by_one(kind, rows)
        states.append((results, *state(kind)))
        transaction.savepoint_rollback(sid)
    in_bulk, single = states
    if not _repeats(in_bulk[0]):
        assert in_bulk == single


def _repeats(results):
    """One file may not hold a row twice; two calls may."""
    return any(("key", "duplicate_key") in errors for _status, errors in results)


def test_rows_may_name_each_other_in_any_order(world):
    rows = [
        {"key": "B", "name": "子", "parent": "A"},
        {"key": "C", "name": "孫", "parent": "B"},
        {"key": "A", "name": "親"},
        {"key": "D", "name": "迷子", "parent": "E"},
        {"key": "E", "parent": "A"},
    ]
    done = bulk.put_rows(kind="accounts", rows=rows, by=SYSTEM, at=AT)
    assert [one.status for one in done] == ["created", "created", "created", "refused", "refused"]
    assert Account.objects.get(key="C").parent.parent.key == "A"


def test_a_key_twice_in_one_batch_is_refused(world):
    rows = [{"key": "A", "name": "一"}, {"key": " A", "name": "二"}]
    done = put_rows(kind="accounts", rows=rows, by=SYSTEM, at=AT)
    assert [one.errors[0].code if one.errors else one.status for one in done] == [
        "created",
        "duplicate_key",
    ]


def test_rows_of_other_teams_are_refused_one_by_one(world):
    rows = [{"key": "ACC-001", "employees": 1}, {"key": "ACC-002", "employees": 1}]
    done = put_rows(kind="accounts", rows=rows, by=world.actor("csm_mm"), at=AT)
    assert [one.status for one in done] == ["refused", "updated"]
    assert done[0].errors[0].code == "forbidden"


def test_unchanged_rows_leave_no_facts_and_changed_ones_carry_the_cause(world):
    cause = world.accounts["ACC-001"].pk
    rows = [{"key": "ACC-001", "tier": "ENT"}, {"key": "ACC-002", "employees": 9}]
    bulk.put_rows(kind="accounts", rows=rows, by=SYSTEM, at=AT, cause=cause, recorded_at=AT)
    fact = Fact.objects.get()
    assert (fact.cause, fact.recorded_at, fact.after) == (cause, AT, {"employees": 9})


@pytest.mark.parametrize("kind", ["accounts", "contacts"])
def test_four_times_the_rows_ask_no_more_of_the_database(world, kind):
    def rows(mark: str, count: int) -> list[dict[str, str]]:
        if kind == "accounts":
            mail = "csm_mm@example.jp"
            return [{"key": f"{mark}-{n}", "name": "会社", "owner": mail} for n in range(count)]
        person = {"account": "ACC-001", "name": "人", "layer": "admin"}
        return [
            person | {"key": f"{mark}-{n}", "email": f"{mark}{n}@x.example"} for n in range(count)
        ]

    asked = []
    for mark, count in (("A", 50), ("B", 200)):
        with CaptureQueriesContext(connection) as queries:
            done = bulk.put_rows(kind=kind, rows=rows(mark, count), by=SYSTEM, at=AT)
        assert {one.status for one in done} == {"created"}
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_row_without_a_key_may_mean_the_one_that_a_row_before_it_has_just_renamed(world):
    rows = [
        {"key": "EU-001", "email": "new@x.example"},
        {"key": "", "account": "ACC-001", "email": "new@x.example"},
    ]
    before = EndUser.objects.count()
    done = bulk.put_rows(kind="end-users", rows=rows, by=SYSTEM, at=AT)
    assert [one.status for one in done] == ["updated", "refused"]
    assert [(error.field, error.code) for error in done[1].errors] == [("key", "duplicate_key")]
    assert EndUser.objects.count() == before
