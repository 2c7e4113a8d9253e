"""People, teams, products' names and the organisation by the API, as an administrator's program."""

from __future__ import annotations

import pytest

from senro.kernel.models import Fact, IdempotencyKey, Person
from senro.kernel.notifications import notify
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def wrong(answer):
    """The status and the fields that are wrong."""
    return answer.status_code, [(one["field"], one["code"]) for one in answer.json()["errors"]]


def undo(admin, verb):
    """Take back the last fact of this verb."""
    fact = Fact.objects.filter(verb=verb).latest("seq")
    answer = admin.post(f"/facts/{fact.id}/undo", {"reason": "x"})
    assert answer.status_code == 200, answer.content


def test_a_colleague_is_added_changed_switched_off_and_put_back(world, admin, caller):
    new = {"name": "森 はな", "email": "hana@example.jp", "roles": ["csm"], "team": "mm"}
    made = admin.post("/people", new, Idempotency_Key="1")
    assert (made.status_code, made.json()["teams"], made.json()["is_active"]) == (201, ["mm"], True)
    assert admin.post("/people", new, Idempotency_Key="1").json() == made.json()
    assert wrong(admin.post("/people", new)) == (422, [("email", "taken")])
    bad = {"name": "", "email": "x", "roles": ["boss"], "team": "nowhere"}
    status, fields = wrong(admin.post("/people", bad))
    assert status == 422 and {name for name, _code in fields} == {"name", "email", "roles", "team"}

    address, tag = f"/people/{made.json()['id']}", made.headers["ETag"]
    told = admin.patch(address, {"roles": ["manager"], "team": None}, If_Match=tag)
    assert (told.json()["roles"], told.json()["teams"]) == (["manager"], [])
    stale = admin.patch(address, {"name": "x"}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    facts = Fact.objects.count()
    assert admin.patch(address, {"roles": ["manager"]}).status_code == 200
    assert Fact.objects.count() == facts
    assert admin.patch(address, {"is_active": False}).json()["is_active"] is False
    assert address.rsplit("/", 1)[1] not in str(admin.get("/people").json())
    assert made.json()["id"] in str(admin.get("/people?active=any").json())
    undo(admin, "kernel.person.changed")
    assert admin.get(address).json()["is_active"] is True

    seller = {"name": "x", "email": "p@example.jp", "roles": ["partner"]}
    assert wrong(admin.post("/people", seller)) == (422, [("partner_key", "required")])
    nobody = wrong(admin.post("/people", {**seller, "partner_key": "P-99"}))
    assert nobody == (422, [("partner_key", "unknown_partner")])
    assert admin.post("/people", {**seller, "partner_key": "P-01"}).json()["partner_key"] == "P-01"

    viewer = caller("viewer")
    assert viewer.get(address).status_code == 200
    assert viewer.patch(address, {"name": "x"}).status_code == 403
    assert "customer@" not in str(viewer.get("/people?active=any").json())
    assert viewer.get(f"/people/{world.people['customer'].pk}").status_code == 404
    me = admin.get("/me").json()["id"]
    last = admin.patch(f"/people/{me}", {"roles": ["viewer"]})
    assert (last.status_code, last.json()["code"]) == (409, "last_administrator")


def test_somebody_leaves_and_comes_back_with_all_they_held(world, admin, caller):
    person = world.people["csm_mm"]
    address = f"/people/{person.pk}/work"
    body = {"to": [world.email("specialist_mm")], "leaves": True}
    assert caller("manager").post(address, body).status_code == 403
    assert wrong(admin.post(address, {**body, "kinds": ["cases"]}))[0] == 422
    assert wrong(admin.post(address, {"leaves": True})) == (422, [("to", "required")])
    lines = admin.get("/people/work").json()["items"]
    held = {one["person"]: one["work"]["accounts"] for one in lines}
    assert held[person.email] == 1 and caller("viewer").get("/people/work").json()["items"] == []

    assert admin.post(address, body).json()["work"]["accounts"] == 1
    facts = Fact.objects.count()
    assert admin.post(address, body).json()["work"] == {}
    assert Fact.objects.count() == facts
    gone = admin.get(f"/people/{person.pk}").json()
    assert (gone["is_active"], gone["teams"]) == (False, [])
    undo(admin, "kernel.person.left")
    assert Person.objects.get(pk=person.pk).is_active
    assert admin.get(address).json()["work"]["accounts"] == 1


def test_teams_and_products_are_made_and_renamed_and_taken_back(world, admin, caller):
    for address, verb in (("/teams", "kernel.team"), ("/products", "customers.product")):
        made = admin.put(f"{address}/new", {"name": "新しい"})
        assert (made.status_code, made.json()["name"]) == (201, "新しい")
        assert admin.put(f"{address}/new", {"name": "別の"}).status_code == 200
        facts = Fact.objects.count()
        assert admin.put(f"{address}/new", {"name": "別の"}).json()["name"] == "別の"
        assert Fact.objects.count() == facts
        assert wrong(admin.put(f"{address}/new", {"name": ""})) == (422, [("name", "required")])
        assert caller("viewer").put(f"{address}/new", {"name": "x"}).status_code == 403
        undo(admin, f"{verb}.renamed" if "team" in verb else f"{verb}.saved")
        names = {one["key"]: one["name"] for one in admin.get(address).json()["items"]}
        assert names["new"] == "新しい"
    assert [one["key"] for one in caller("contractor").get("/teams").json()["items"]] != ["new"]


def test_the_organisation_is_read_by_staff_and_changed_by_an_administrator(admin, caller):
    before = admin.get("/organization")
    assert before.json()["calendar"]["country"] == "JP"
    assert {"day": "2026-11-23", "name": "Labor Thanksgiving Day"} in before.json()["holidays"]
    change = {"name": "新社名", "calendar": {"extra": ["2026-12-29"]}}
    after = admin.patch("/organization", change, If_Match=before.headers["ETag"])
    told = after.json()
    assert (told["name"], told["calendar"]["extra"]) == ("新社名", ["2026-12-29"])
    assert told["calendar"]["weekend"] == [5, 6]
    again = admin.patch("/organization", change)
    assert again.json() == told
    stale = admin.patch("/organization", {"name": "x"}, If_Match=before.headers["ETag"])
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    bad = {"timezone": "Mars", "currency": "yen", "calendar": {"country": "XX", "weekend": [9]}}
    status, fields = wrong(admin.patch("/organization", bad))
    named = {name for name, _code in fields}
    assert status == 422
    assert named == {"timezone", "currency", "calendar.country", "calendar.weekend"}
    none = admin.patch("/organization", {"calendar": {"country": None}}).json()
    assert none["calendar"]["country"] is None and none["holidays"] == []
    assert caller("csm_mm").get("/organization").status_code == 200
    assert caller("csm_mm").patch("/organization", {"name": "x"}).status_code == 403
    assert caller("customer").get("/organization").status_code == 404


def test_a_key_is_made_shown_once_listed_and_switched_off(world, admin, caller):
    body = {"name": "CRM", "scope": "read"}
    made = admin.post("/api-keys", body, Idempotency_Key="k")
    secret = made.json()["key"]
    assert (made.status_code, secret[:3]) == (201, "sk_")
    again = admin.post("/api-keys", body, Idempotency_Key="k").json()
    assert (again["id"], again["key"]) == (made.json()["id"], None)
    assert not IdempotencyKey.objects.filter(body__contains=secret).exists()
    assert secret not in admin.get("/api-keys").content.decode()
    assert secret not in admin.get("/facts?verb=kernel.key.made").content.decode()
    other = Caller(secret)
    assert (other.get("/me").json()["scope"], other.post("/api-keys", body).status_code) == (
        "read",
        403,
    )
    status, fields = wrong(admin.post("/api-keys", {"name": "", "scope": "all"}))
    assert (status, fields) == (422, [("scope", "unknown_value")])

    address = f"/api-keys/{made.json()['id']}"
    viewer = caller("viewer")
    assert {one["person"] for one in viewer.get("/api-keys").json()["items"]} == {
        "viewer@example.jp"
    }
    assert viewer.post("/api-keys", body).status_code == 403
    assert viewer.delete(address).status_code == 404
    off = admin.delete(address).json()["revoked_at"]
    assert off and admin.delete(address).json()["revoked_at"] == off
    assert other.get("/me").status_code == 401


def test_several_requests_are_decided_at_once_or_none_of_them(opened_case, admin, caller):
    case = f"/cases/{opened_case}/criteria"
    for title in ("一つめ", "二つめ"):
        asked = admin.post(case, {"title": title, "element": "goal", "reason": "x"})
        assert asked.status_code in (200, 201), asked.content
    ids = [one["id"] for one in admin.get("/approvals").json()["items"]]
    body = {"ids": ids, "decision": "approve"}
    assert caller("csm_mm").post("/approvals/decisions", body).status_code == 403
    manager = caller("manager")
    bad = {**body, "ids": [ids[0], "nonsense"]}
    told = wrong(manager.post("/approvals/decisions", bad))
    assert told == (422, [("ids[1]", "unknown_request")])
    assert wrong(manager.post("/approvals/decisions", {**body, "decision": "refuse"}))[0] == 422
    assert len(manager.get("/approvals").json()["items"]) == 2

    done = manager.post("/approvals/decisions", body)
    assert [one["decision"] for one in done.json()["items"]] == ["approved"] * 2, done.content
    facts = Fact.objects.count()
    assert manager.post("/approvals/decisions", body).status_code == 200
    assert Fact.objects.count() == facts
    refused = manager.post("/approvals/decisions", {**body, "decision": "refuse", "reason": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_decided")
    undo(manager, "kernel.approvals.decided")
    assert len(manager.get("/approvals").json()["items"]) == 2


def test_a_list_opens_in_a_view_of_ones_own_choice(world, admin, caller):
    admin.put("/views/all", {"list": "accounts", "name": "All", "scope": "all", "query": {}})
    csm = caller("csm_mm")
    address = "/me/start-views/accounts"
    for _again in range(2):
        assert csm.put(address, {"view": "all"}).json() == {"list": "accounts", "view": "all"}
    assert {"list": "accounts", "view": "all"} in csm.get("/me/start-views").json()["items"]
    assert Fact.objects.filter(verb="kernel.view.chosen").count() == 1
    assert wrong(csm.put(address, {"view": "gone"})) == (422, [("view", "unknown_view")])
    assert csm.put("/me/start-views/cases", {"view": "all"}).status_code == 422
    assert csm.put("/me/start-views/nothing", {"view": None}).status_code == 404
    undo(csm, "kernel.view.chosen")
    assert csm.put(address, {"view": None}).json()["view"] is None


def test_one_changes_ones_own_name_and_language_and_reads_ones_bell(world, caller):
    csm = caller("csm_mm")
    before = csm.get("/me")
    change = {"name": "改名", "locale": "ja", "theme": "dark"}
    told = csm.patch("/me", change, If_Match=before.headers["ETag"]).json()
    assert (told["name"], told["locale"], told["theme"]) == ("改名", "ja", "dark")
    stale = csm.patch("/me", {"name": "x"}, If_Match=before.headers["ETag"])
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    assert wrong(csm.patch("/me", {"roles": ["admin"]})) == (422, [("roles", "unknown_field")])
    assert wrong(csm.patch("/me", {"name": ""})) == (422, [("name", "required")])
    person, other = world.people["csm_mm"], caller("viewer")
    notify(
        "kernel.work.reassigned", to=[person], subject=person, once="1", at=world.at,
        params={"who": "森", "count": 2},
    )  # fmt: skip
    [line] = csm.get("/me/notifications").json()["items"]
    assert (line["subject"], line["read_at"]) == (f"person:{person.pk}", None)
    assert other.get("/me/notifications").json()["items"] == []
    assert other.post("/me/notifications/read", None).json() == {"read": 0}
    assert [csm.post("/me/notifications/read", None).json()["read"] for _ in "ab"] == [1, 0]
