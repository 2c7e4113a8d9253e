"""What stands behind the `?`: a slip is refused with the nearest name, instead of giving all."""

from __future__ import annotations

import pytest

from senro.api.resources.cases.cases import QUERY
from senro.api.resources.customers import NARROWING
from senro.kernel.lists import LISTS

pytestmark = pytest.mark.django_db


def refused(response):
    assert response.status_code == 422, response.content
    return {one["field"]: (one["code"], one["message"]) for one in response.json()["errors"]}


def test_a_slip_is_refused_with_the_name_that_was_meant(caller, world):
    found = refused(caller("csm_mm").get("/accounts?stauts=x&nonsense=1&limit=0"))
    assert found["stauts"] == (
        "unknown_parameter",
        "There is no such parameter. Did you mean status?",
    )
    assert found["nonsense"][1].startswith("There is no such parameter. There are: as_of, channel")
    assert found["limit"][0] == "out_of_range"
    assert (
        "status ではありませんか?"
        in refused(caller("csm_mm").get("/accounts?stauts=x", Accept_Language="ja"))["stauts"][1]
    )


def test_a_write_with_a_parameter_that_nobody_reads_writes_nothing(caller, world):
    one = caller("csm_mm")
    body = {"name": "試し", "tier": "MM"}
    assert refused(one.put("/accounts/ACC-9?dry_run=1", body))["dry_run"][0] == "unknown_parameter"
    assert one.get("/accounts/ACC-9").status_code == 404


def test_what_may_not_be_seen_is_not_found_whatever_stands_behind_it(caller, world):
    assert caller("partner").get("/accounts/ACC-001?stauts=x").status_code == 404


def test_lists_are_narrowed_as_their_pages_are(caller, world, opened_case):
    one = caller("csm_mm")
    of_tier = [row["key"] for row in one.get("/accounts?tier=MM").json()["items"]]
    assert of_tier and of_tier == [
        row["key"] for row in one.get("/accounts?where=tier = 'MM'").json()["items"]
    ]
    assert len(of_tier) < len(one.get("/accounts").json()["items"])
    cases = one.get("/cases").json()["items"]
    tier = one.get(f"/accounts/{cases[0]['account']}").json()["tier"]
    other = "ENT" if tier != "ENT" else "SMB"
    assert [row["id"] for row in one.get(f"/cases?tier={tier}&state=moving").json()["items"]]
    assert one.get(f"/cases?tier={other}").json()["items"] == []
    assert one.get("/cases?state=ended").json()["items"] == []


def test_every_filter_of_a_page_is_one_of_the_api():
    assert set(LISTS["accounts"].filters) <= set(NARROWING)
    assert set(LISTS["cases"].filters) <= set(QUERY)
