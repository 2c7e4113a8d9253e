"""IN-04: what every page says of a past day of the sample company, beside the stored nights."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from http.cookiejar import CookieJar
from typing import Any
from uuid import UUID

import pytest

from senro.onboarding.rules.machine import ENDED, MOVING
from tests.demo_server import Served

STATES = ("moving", "parked", "watched")


@pytest.fixture(scope="module")
def key(demo: Served) -> str:
    return demo.key()


@pytest.fixture(scope="module")
def nights(demo: Served) -> dict[str, tuple[dict[str, int], dict[str, list[Any]]]]:
    """Day to the counts and the cases that were stored that night, leads as mail addresses."""
    with sqlite3.connect(f"file:{demo.folder}/senro.sqlite3?mode=ro", uri=True) as database:
        mails = dict(database.execute("SELECT id, email FROM kernel_person"))
        rows = database.execute("SELECT day, counts, cases FROM onboarding_boardnight").fetchall()
    return {
        day: (
            json.loads(counts),
            {
                case: [status, phase, mails[UUID(owner).hex] if owner else None]
                for case, (status, phase, owner) in json.loads(cases).items()
            },
        )
        for day, counts, cases in rows
    }


def test_IN_04_board_list_case_and_account_of_a_day_equal_the_stored_night(demo, key, nights):
    days = ["2026-09-30", *sorted(nights)[-3:]]
    assert len({json.dumps(nights[day][1], sort_keys=True) for day in days}) > 1
    for day in days:
        counts, stored = nights[day]
        board = demo.api("GET", f"/board?as_of={day}&limit=1", key)[1]
        assert {f"column:{c['code']}": c["count"] for c in board["columns"]} == {
            name: count for name, count in counts.items() if name.startswith("column:")
        }
        listed = demo.api("GET", f"/cases?as_of={day}&limit=5000", key)[1]["items"]
        stood = {c["id"]: [c["status"], c["phase"], c["owner"]] for c in listed}
        assert {k: v for k, v in stood.items() if v[0] not in ENDED} == stored, day
        for case in list(stored)[:2]:
            one = demo.api("GET", f"/cases/{case}?as_of={day}", key)[1]
            assert [one["status"], one["phase"], one["owner"]] == stored[case]
        accounts = demo.api("GET", f"/accounts?as_of={day}&limit=5000", key)[1]["items"]
        assert {c["account"] for c in listed} <= {a["key"] for a in accounts}


def test_IN_04_the_screens_of_a_day_count_as_the_stored_night(demo: Served, nights):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.open(demo.link("監査"), timeout=30).read()

    def page(path: str) -> str:
        return opener.open(demo.base + path, timeout=30).read().decode()

    for day in ("2026-09-30", max(nights)):
        counts, stored = nights[day]
        assert (
            sum(status in MOVING for status, _phase, _owner in stored.values()) == counts["active"]
        )
        board = page(f"/board/?as_of={day}")
        for code in ("P1", "P3", "P5"):
            assert f'id="count-{code}">{counts["column:" + code]}<' in board
        first = next(case for case, (status, *_rest) in stored.items() if status in MOVING)
        assert f"/cases/{first}/?as_of={day}" in board
        assert 'class="sn-asof"' in page(f"/cases/{first}/?as_of={day}")
        listed = page(f"/cases/?as_of={day}&state=moving")
        assert f"<small>{counts['active']}" in listed
