"""The sites of a case on its pages, each without a script."""

from __future__ import annotations

from datetime import date

import pytest

from senro.onboarding.models import SiteWave
from tests.onboarding.test_waves import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def rolling(desk):
    """A case of ACC-002 at P3 with six stores, four of them ready."""
    case = desk.open("ACC-002", "K-002", started=date(2026, 9, 7))
    desk.by = desk.manager
    desk.through(case, "P1", "P2")
    names = [f"東京 {n}号店" for n in range(1, 4)] + [f"千葉 {n}号店" for n in range(1, 4)]
    for number, name in enumerate(names):
        people(desk.world.account("ACC-002"), name, 10, registered=10 if number < 4 else 3)
    desk.do("add_waves", case, waves=[{"name": name} for name in names])
    return case


def test_PH_06_the_ticked_sites_go_on_and_the_case_with_the_first_of_them(desk, browser, rolling):
    client = browser("manager")
    address = f"/cases/{rolling.pk}/waves/"
    rows = client.get(address).context["waves"]["rows"]
    assert [row["ready"] for row in rows] == [True] * 4 + [False] * 2
    ready = [str(row["id"]) for row in rows if row["ready"]]
    client.post(f"{address}completion/", {"wave": ready[:3]})
    assert desk.fresh(rolling).phase == "P4"
    client.post(f"{address}completion/", {"only": ready[3], "wave": []})
    page = client.get(f"/cases/{rolling.pk}/")
    tracks = page.context["c"]["tracks"]
    assert [track["name"] for track in tracks["tracks"]] == ["東京", "千葉"]
    states = [dot["state"] for track in tracks["tracks"] for dot in track["dots"]]
    assert states == ["below"] * 4 + ["waiting"] * 2
    assert "6 sites (side by side)" in page.content.decode()
    assert "4 sites under way" in page.content.decode()
    card = client.get("/board/").content.decode()
    assert "4 of 6 sites here" in card


def test_a_closed_gate_of_one_site_is_said_and_nobody_goes_on(desk, browser, rolling):
    client = browser("manager")
    closed = SiteWave.objects.get(name="千葉 3号店")
    answer = client.post(
        f"/cases/{rolling.pk}/waves/completion/", {"only": str(closed.pk)}, follow=True
    )
    assert "Registration" in answer.content.decode()
    assert desk.fresh(rolling).phase == "P3"


def test_PH_06_the_pilot_goes_first_on_the_page_too(desk, browser, rolling):
    client = browser("manager")
    address = f"/cases/{rolling.pk}/waves/"
    client.post(f"{address}order/", {"mode": "pilot_then_spread"})
    rows = client.get(address).context["waves"]["rows"]
    assert [row["state"] for row in rows] == [""] + ["waits"] * 5
    assert [row["ready"] for row in rows] == [True] + [False] * 5
    answer = client.post(f"{address}completion/", {"only": str(rows[1]["id"])}, follow=True)
    assert "not" in answer.content.decode() and desk.fresh(rolling).phase == "P3"


def test_one_site_is_vouched_for_passed_by_exception_opened_again_and_taken_out(
    desk, browser, rolling
):
    client = browser("manager")
    row = SiteWave.objects.get(name="千葉 3号店")
    address = f"/cases/{rolling.pk}/waves/{row.pk}/"
    assert client.get(address).status_code == 200
    client.post(address, {"do": "vouch", "code": "registration_method", "text": "名簿で確認"})
    gate = {one["code"]: one["state"] for one in client.get(address).context["wave"]["gate"]}
    assert gate == {"registration_method": "met", "registration_coverage": "unmet"}
    client.post(address, {"do": "override", "phase": "P3", "text": "先に開始"})
    assert desk.fresh(rolling).phase == "P4"
    client.post(address, {"do": "reopen", "phase": "P3", "text": "早すぎた"})
    assert desk.fresh(rolling).phase == "P3"
    client.post(address, {"name": "千葉 三号店", "site": "千葉 3号店"})
    row.refresh_from_db()
    assert row.name == "千葉 三号店" and row.site.name == "千葉 3号店"
    client.post(address, {"do": "remove"})
    assert client.get(address).status_code == 404


def test_sites_are_added_one_a_line_and_moved_up(desk, browser, rolling):
    client = browser("manager")
    address = f"/cases/{rolling.pk}/waves/"
    client.post(address, {"names": "本部\n\n倉庫\n"})
    last = SiteWave.objects.get(name="倉庫")
    client.post(f"{address}order/", {"up": str(last.pk), "mode": "parallel"})
    names = [row["name"] for row in client.get(address).context["waves"]["rows"]]
    assert names[-2:] == ["倉庫", "本部"]


def test_the_number_of_queries_of_the_page_does_not_grow(
    desk, browser, rolling, django_assert_max_num_queries
):
    client = browser("manager")
    client.get(f"/cases/{rolling.pk}/waves/")
    with django_assert_max_num_queries(25):
        client.get(f"/cases/{rolling.pk}/waves/")
