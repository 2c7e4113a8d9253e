"""Records about customers: put by key, merged, listed, put in batches."""

from __future__ import annotations

import pytest

from senro.customers.models import Account, Contract
from senro.customers.rules.fields import KINDS
from senro.kernel.models import Fact

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

NEW = {"name": "株式会社テスト食品", "tier": "MM", "industry": "食品製造", "employees": 320}


def test_the_first_put_makes_and_the_second_changes_nothing(admin):
    first = admin.put("/accounts/ACC-9001", NEW)
    assert first.status_code == 201
    again = admin.put("/accounts/ACC-9001", NEW)
    assert again.status_code == 200 and again.json() == first.json()
    assert Fact.objects.filter(verb="customers.account.saved").count() == 1
    assert {**NEW, "key": "ACC-9001", "version": 1}.items() <= again.json().items()


def test_absent_fields_stay_and_null_clears(admin):
    admin.put("/accounts/ACC-9001", NEW)
    changed = admin.put("/accounts/ACC-9001", {"employees": None, "owner": "csm_mm@example.jp"})
    body = changed.json()
    assert (body["employees"], body["industry"], body["owner"], body["team"]) == (
        None,
        "食品製造",
        "csm_mm@example.jp",
        "mm",
    )


def test_every_wrong_field_is_named_with_its_code(admin):
    response = admin.put(
        "/contracts/K-9", {"account": "NOWHERE", "mrr": "many", "strat": "2026-11-20", "seats": -1}
    )
    assert response.status_code == 422
    found = {(error["field"], error["code"]) for error in response.json()["errors"]}
    assert found == {
        ("account", "unknown_account"),
        ("mrr", "not_a_number"),
        ("strat", "unknown_field"),
        ("seats", "out_of_range"),
        ("product", "required"),
        ("start", "required"),
    }


def test_wrong_fields_and_unknown_keys_of_a_new_case_are_named_at_once(admin):
    sent = {"account": "ACC-001", "contract": "NIX", "owner": "nobody@example.jp", "strat": 1}
    response = admin.send("POST", "/cases", sent)
    assert response.status_code == 422
    found = {(error["field"], error["code"]) for error in response.json()["errors"]}
    assert found == {
        ("started", "required"),
        ("strat", "unknown_field"),
        ("contract", "unknown_contract"),
        ("owner", "unknown_person"),
    }


def test_a_stale_if_match_is_409_and_a_fresh_one_is_taken(admin):
    etag = admin.get("/accounts/ACC-001").headers["ETag"]
    fine = admin.put("/accounts/ACC-001", {"employees": 1300}, If_Match=etag)
    assert fine.status_code == 200
    stale = admin.put("/accounts/ACC-001", {"employees": 1400}, If_Match=etag)
    assert stale.status_code == 409 and stale.json()["code"] == "changed"
    assert Account.objects.get(key="ACC-001").employees == 1300
    assert admin.put("/accounts/ACC-001", {}, If_Match="yesterday").status_code == 422


def test_keys_are_compared_after_normalisation_and_trimming(admin):
    admin.put("/accounts/%E3%81%8B%E3%82%99", {"name": "が"})
    assert admin.get("/accounts/%E3%81%8C").json()["name"] == "が"
    assert admin.put("/accounts/%20%E3%81%8C%20", {"name": "が"}).status_code == 200


def test_a_key_with_a_slash_can_be_addressed(admin):
    assert admin.put("/accounts/A%2F1", {"name": "斜線"}).status_code == 201
    assert admin.get("/accounts/A%2F1").json()["key"] == "A/1"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b'"\xff"', 400, "malformed_json"),
        (b'{"name": "\\ud800"}', 400, "malformed_json"),
        (b'{"name": "a\\u0000b"}', 400, "malformed_json"),
        (b'{"employees": 99999999999999999999999}', 400, "malformed_json"),
        (b"[" * 5000, 400, "malformed_json"),
        (b"[]", 422, "invalid"),
        (b'{"name": 5}', 422, "invalid"),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_not_crashed_on(admin, body, status, code):
    response = admin.put("/accounts/ACC-001", body)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_body_that_is_not_json_is_415(admin):
    response = admin.put("/accounts/ACC-001", b"name=x", content_type="text/csv")
    assert response.status_code == 415 and response.json()["code"] == "unsupported_media_type"


def test_lists_are_walked_by_cursor_without_repeats(admin):
    keys, path = [], "/accounts?limit=3&sort=-name"
    page = admin.get(path).json()
    while True:
        keys += [item["key"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = admin.get(f"{path}&cursor={page['next_cursor']}").json()
    assert sorted(keys) == ["ACC-001", "ACC-002", "ACC-003", "ACC-004"]
    names = [Account.objects.get(key=key).name for key in keys]
    assert names == sorted(names, reverse=True)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=5001", "limit"),
        ("limit=many", "limit"),
        ("sort=colour", "sort"),
        ("cursor=rubbish", "cursor"),
        ("cursor=WyJuYW1lIiwxLDJd", "cursor"),
        ("cursor=W10", "cursor"),
    ],
)
def test_a_wrong_parameter_is_named(admin, query, field):
    response = admin.get(f"/accounts?{query}")
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize("path", ["contacts", "contracts", "end-users", "deals"])
def test_a_list_of_one_account_s_records_has_no_others(admin, path):
    kept = {"contacts": {"name": "x", "layer": "admin"}, "end-users": {}, "deals": {"name": "x"}}
    for account in ("ACC-001", "ACC-002"):
        fields = {"account": account, **kept.get(path, {"product": "genba", "mrr": 1})}
        if path == "contracts":
            fields |= {"start": "2026-11-01"}
        assert admin.put(f"/{path}/of-{account}", fields).status_code == 201
    found = admin.get(f"/{path}?account=ACC-002").json()["items"]
    assert "of-ACC-002" in {row["key"] for row in found}
    assert {row["account"] for row in found} == {"ACC-002"}
    assert admin.get(f"/{path}?account=NOWHERE").json()["items"] == []


def test_who_has_a_part_sees_that_part_and_nothing_else(caller):
    contractor, partner = caller("contractor"), caller("partner")
    for one in (contractor, partner):
        assert [row["key"] for row in one.get("/accounts").json()["items"]] == ["ACC-003"]
        assert one.get("/accounts/ACC-001").status_code == 404
        assert one.put("/accounts/ACC-001", {"name": "x"}).status_code == 404
        assert one.get("/contracts/K-001").status_code == 404


def test_404_comes_before_403_and_403_before_422(caller):
    assert caller("contractor").put("/accounts/ACC-001", {"name": 5}).status_code == 404
    assert caller("viewer").put("/accounts/ACC-001", {"name": 5}).status_code == 403
    assert caller("csm_ent").put("/accounts/ACC-002", {"name": 5}).status_code == 403
    assert caller("csm_mm").put("/accounts/ACC-002", {"name": 5}).status_code == 422
    assert caller("viewer", "read").put("/accounts/ACC-001", {}).json()["code"] == "scope"


def test_internal_notes_stay_with_those_who_may_read_them(admin, caller):
    admin.put("/contacts/CT-001", {"handover_note": "内々の話"})
    assert admin.get("/contacts/CT-001").json()["handover_note"] == "内々の話"
    assert caller("marketing").get("/contacts/CT-001").json()["handover_note"] is None
    subject = f"contact:{admin.get('/contacts/CT-001').json()['id']}"
    facts = caller("marketing").get(f"/facts?subject={subject}").json()["items"]
    assert facts and "内々の話" not in str(facts)


def test_a_batch_answers_each_row_and_keeps_the_good_ones(admin):
    rows = [
        {"key": "B-1", "name": "一"},
        {"key": "B-2", "tier": "HUGE"},
        {"key": "B-1", "name": "また"},
        {"key": "ACC-001"},
        {"key": "ACC-002", "employees": 301},
    ]
    response = admin.post("/accounts/batch", {"rows": rows})
    assert response.status_code == 200
    items = response.json()["items"]
    assert [(item["key"], item["status"]) for item in items] == [
        ("B-1", "created"),
        ("B-2", "refused"),
        ("B-1", "refused"),
        ("ACC-001", "unchanged"),
        ("ACC-002", "updated"),
    ]
    assert {error["field"] for error in items[1]["errors"]} == {"tier", "name"}
    assert items[2]["errors"][0]["code"] == "duplicate_key"


def test_ten_thousand_rows_go_in_with_a_handful_of_statements(admin, django_assert_max_num_queries):
    rows = [{"key": f"B-{n:05}", "name": f"会社 {n}", "tier": "SMB"} for n in range(10_000)]
    with django_assert_max_num_queries(80):
        response = admin.post("/accounts/batch", {"rows": rows})
    items = response.json()["items"]
    assert len(items) == 10_000 and {item["status"] for item in items} == {"created"}
    assert Fact.objects.filter(verb="customers.account.saved").count() == 10_000
    assert admin.post("/accounts/batch", {"rows": [*rows, rows[0]]}).status_code == 422


def test_a_batch_of_nonsense_is_refused_by_row_or_whole_but_never_crashes(admin):
    assert admin.post("/accounts/batch", {}).status_code == 422
    assert admin.post("/accounts/batch", {"rows": {}}).status_code == 422
    answer = admin.post("/accounts/batch", {"rows": [5, {"key": "B-1", "name": "一"}, None]})
    assert [item["status"] for item in answer.json()["items"]] == ["refused", "created", "refused"]


def test_a_list_does_not_ask_more_of_the_database_when_it_grows(
    admin, django_assert_max_num_queries
):
    rows = [{"key": f"B-{n}", "name": f"会社 {n}", "owner": "csm_mm@example.jp"} for n in range(50)]
    admin.post("/accounts/batch", {"rows": rows})
    with django_assert_max_num_queries(8):
        assert len(admin.get("/accounts").json()["items"]) == 54


def test_the_same_post_twice_with_one_key_is_done_once(admin):
    rows = {"rows": [{"key": "B-1", "name": "一"}]}
    first = admin.post("/accounts/batch", rows, Idempotency_Key="k-1")
    again = admin.post("/accounts/batch", rows, Idempotency_Key="k-1")
    assert first.content == again.content and again.headers["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first.headers
    other = admin.post("/accounts/batch", {"rows": []}, Idempotency_Key="k-1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert Account.objects.filter(key="B-1").count() == 1


def test_a_refused_post_may_be_sent_again_under_its_key(admin):
    assert admin.post("/accounts/batch", {}, Idempotency_Key="k-1").status_code == 422
    rows = {"rows": [{"key": "B-1", "name": "一"}]}
    assert admin.post("/accounts/batch", rows, Idempotency_Key="k-1").status_code == 200


def test_a_changed_mrr_is_a_movement_from_its_day(admin):
    admin.put("/contracts/K-002", {"mrr": 150_000, "mrr_from": "2026-11-01"})
    contract = Contract.objects.get(key="K-002")
    terms = contract.terms.living().order_by("since").values_list("mrr", "since", "movement")
    assert [(mrr, since.isoformat(), how) for mrr, since, how in terms] == [
        (120_000, "2026-09-01", "new"),
        (150_000, "2026-11-01", "expansion"),
    ]


def test_the_documented_fields_are_the_ones_the_domain_reads(admin):
    shapes = admin.get("/openapi.json").json()["components"]["schemas"]
    documented = {
        "accounts": "AccountFields",
        "contacts": "ContactFields",
        "contracts": "ContractFields",
        "end-users": "EndUserFields",
        "deals": "DealFields",
    }
    for kind, name in documented.items():
        assert set(shapes[name]["properties"]) == set(KINDS[kind].fields), kind
