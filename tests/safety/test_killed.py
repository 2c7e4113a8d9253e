"""kill -9 in the middle: afterwards all or nothing, nothing is broken, and again finishes it."""

from __future__ import annotations

import json
import random
import subprocess
import threading
import time

import pytest

from tests.demo_server import SENRO, environment, senro
from tests.safety.place import Place, installed

pytestmark = pytest.mark.slow
OVERRIDE = {"override": {"reason": "急ぎ"}}
ROWS = 4_000


@pytest.fixture
def place(tmp_path):
    with installed(tmp_path / "data") as found:
        yield found


def state(place: Place, case: str) -> tuple[str, int, int]:
    """The case's phase, its living completions, the facts of a completion."""
    pk = case.replace("-", "")
    [(phase,)] = place.rows("SELECT phase FROM onboarding_case WHERE id = ?", pk)
    [(done,)] = place.rows(
        "SELECT count(*) FROM onboarding_phasecompletion p JOIN onboarding_attempt a"
        " ON a.id = p.attempt_id WHERE a.case_id = ? AND p.undone_at IS NULL",
        pk,
    )
    [(facts,)] = place.rows(
        "SELECT count(*) FROM kernel_fact WHERE verb = 'onboarding.phase.completed'"
        " AND subject_id = ?",
        pk,
    )
    return phase, done, facts


def complete_and_kill(place: Place, dice: random.Random, number: int) -> bool:
    """One round. True when the completion had been written before the end came."""
    place.start()
    usual = _seconds(place, place.opened(f"T-{number}"))
    case = place.opened(f"A-{number}")
    address = f"/cases/{case}/phases/P1/completion"
    answers: list[int] = []
    asking = threading.Thread(
        target=lambda: answers.append(place.call("PUT", address, OVERRIDE)[0])
    )
    asking.start()
    time.sleep(dice.uniform(0, 1.5 * usual))
    place.kill()
    asking.join()
    found = state(place, case)
    assert found in (("P1", 0, 0), ("P2", 1, 1)), found
    assert answers != [200] or found[1] == 1, "it said done, and it was not"
    place.is_sound()
    place.start()
    again = place.call("PUT", address, OVERRIDE)
    assert again[0] == 200, again
    assert state(place, case) == ("P2", 1, 1)
    place.kill()
    return found[1] == 1


def _seconds(place: Place, case: str) -> float:
    """How long a completion takes here when nobody kills it."""
    start = time.monotonic()
    assert place.call("PUT", f"/cases/{case}/phases/P1/completion", OVERRIDE)[0] == 200
    return time.monotonic() - start


def test_a_completion_that_is_killed_is_done_or_not_and_again_finishes_it(place):
    dice = random.Random(20261120)
    for number in range(3):
        complete_and_kill(place, dice, number)


@pytest.mark.soak
def test_a_hundred_killed_completions(place):
    dice = random.Random()
    outcomes = {complete_and_kill(place, dice, number) for number in range(100)}
    assert outcomes == {True, False}, "the kills came always before or always after"


@pytest.mark.soak
def test_a_hundred_imports_killed_at_any_moment(place, tmp_path):
    """Where an import dies is chosen in tests/exchange; here it is left to chance."""
    dice = random.Random()
    for number in range(100):
        file = tmp_path / "accounts.csv"
        lines = "".join(f"B-{number}-{row},会社{row}\n" for row in range(ROWS))
        file.write_text("key,name\n" + lines, encoding="utf-8")
        running = subprocess.Popen(
            [*SENRO, "import", "accounts", str(file), "--json"],
            env=environment(place.folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(dice.uniform(0.3, 4))
        running.kill()
        running.wait()
        [(there,)] = place.rows(
            "SELECT count(*) FROM customers_account WHERE key LIKE ?", f"B-{number}-%"
        )
        assert there in (0, ROWS)
        place.is_sound()
        done = senro(place.folder, "import", "accounts", str(file), "--json")
        assert done["created"] + done["unchanged"] == ROWS, json.dumps(done)
