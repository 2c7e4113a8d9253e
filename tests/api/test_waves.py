"""Sites of a case through the API."""

from __future__ import annotations

import pytest

from senro.customers.models import EndUser, Site
from tests.world import LONG_AGO

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def here(opened_case, admin):
    """A case of ACC-002 that stands at P3, with three sites of five people."""
    address = f"/cases/{opened_case}"
    for phase in ("P1", "P2"):
        body = {"override": {"reason": "x"}}
        assert admin.put(f"{address}/phases/{phase}/completion", body).status_code == 200
    return address


def with_people(world, *names):
    for name in names:
        account = world.account("ACC-002")
        site = Site.objects.create(account=account, name=name, created_at=LONG_AGO)
        for number in range(5):
            EndUser.objects.create(
                key=f"{name}-{number}", account=account, site=site, created_at=LONG_AGO,
                registration_method="qr_card",
            )  # fmt: skip


def test_PH_06_eighteen_stores_in_parallel_twelve_of_them_at_P4(world, admin, here):
    names = [f"{n:02}号店" for n in range(1, 19)]
    with_people(world, *names)
    made = admin.post(f"{here}/waves", {"waves": [{"name": n, "site": n} for n in names]})
    assert made.status_code == 201
    items = made.json()["waves"]["items"]
    assert [one["name"] for one in items] == names and items[0]["end_users"] == 5
    for one in items[:12]:
        done = admin.put(f"{here}/waves/{one['id']}/phases/P3/completion", {})
        assert done.status_code == 200, done.content
    case = admin.get(here).json()
    assert case["phase"] == "P4"
    assert (case["waves"]["here"], case["waves"]["total"]) == (12, 18)
    assert case["waves"]["slowest"]["name"] == "13号店"
    board = admin.get("/board").json()
    card = next(c for col in board["columns"] for c in col["cards"] if col["code"] == "P4")
    assert card["waves"] == {"here": 12, "total": 18}


def test_PH_06_with_pilot_then_spread_the_second_site_cannot_start(world, admin, here):
    with_people(world, "本店", "支店")
    body = {"waves": [{"name": "本店"}, {"name": "支店"}], "mode": "pilot_then_spread"}
    pilot, other = admin.post(f"{here}/waves", body).json()["waves"]["items"]
    assert other["state"] == "waits"
    refused = admin.put(f"{here}/waves/{other['id']}/phases/P3/completion", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "pilot_first")
    assert admin.put(f"{here}/waves/{pilot['id']}/phases/P3/completion", {}).status_code == 200
    refused = admin.put(f"{here}/waves/{other['id']}/phases/P3/completion", {}).json()
    assert {r["code"] for r in refused["reasons"]} == {"first_login_rate", "data_arriving"}
    EndUser.objects.filter(site__name="本店").update(first_login_at=LONG_AGO)
    vouched = admin.put(
        f"{here}/waves/{pilot['id']}/gate-items/data_arriving", {"evidence": "seen"}
    )
    assert vouched.status_code == 200
    assert admin.put(f"{here}/waves/{other['id']}/phases/P3/completion", {}).status_code == 200


def test_the_gate_of_a_site_says_what_that_site_lacks(world, admin, here):
    made = admin.post(f"{here}/waves", {"waves": [{"name": "本店"}]}).json()
    one = made["waves"]["items"][0]
    refused = admin.put(f"{here}/waves/{one['id']}/phases/P3/completion", {}).json()
    assert refused["code"] == "gate_closed" and refused["reasons"][0]["inputs"]["site"] == "本店"
    assert admin.put(f"{here}/waves/nothing/phases/P3/completion", {}).status_code == 404


def test_sites_are_renamed_arranged_and_removed(world, admin, here):
    body = {"waves": [{"name": "東"}, {"name": "西"}]}
    east, west = admin.post(f"{here}/waves", body).json()["waves"]["items"]
    order = {"order": [west["id"]], "mode": "pilot_then_spread"}
    found = admin.put(f"{here}/waves", order).json()["waves"]
    assert [one["name"] for one in found["items"]] == ["西", "東"]
    assert found["mode"] == "pilot_then_spread"
    changed = admin.patch(f"{here}/waves/{east['id']}", {"name": "東京"}).json()
    assert "東京" in [one["name"] for one in changed["waves"]["items"]]
    left = admin.delete(f"{here}/waves/{west['id']}").json()
    assert [one["name"] for one in left["waves"]["items"]] == ["東京"]
    assert admin.delete(f"{here}/waves/{west['id']}").status_code == 404
    assert admin.put(f"{here}/waves", {"order": ["x"]}).status_code == 422
    assert admin.get(f"{here}/waves").json()["total"] == 1


def test_others_may_look_and_not_touch(caller, admin, here):
    made = admin.post(f"{here}/waves", {"waves": [{"name": "東"}]}).json()
    one = f"{here}/waves/{made['waves']['items'][0]['id']}"
    csm = caller("csm_ent")
    assert csm.get(f"{here}/waves").status_code == 200
    assert csm.put(f"{one}/phases/P3/completion", {}).status_code == 403
    assert csm.post(f"{here}/waves", {"waves": [{"name": "西"}]}).status_code == 403
    assert caller("sales").get(f"{here}/waves").status_code == 404
