"""kill -9 of web and workers while events come in: what was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.demo_server import SENRO, environment
from tests.safety.place import Place, installed

pytestmark = pytest.mark.slow
BATCH = 50
SENDERS = 2


class Intake:
    """A place with two workers beside its server, and what was acknowledged so far."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.acknowledged: set[str] = set()
        self.sent = 0
        self.lock = threading.Lock()
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Serve, with two workers that drain at once."""
        self.place.start()
        self.workers = [
            subprocess.Popen(
                [*SENRO, "worker"],
                env=environment(self.place.folder),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _two in range(2)
        ]

    def kill(self, dice: random.Random) -> None:
        """Everything, the workers in any order and not at the same moment."""
        for worker in dice.sample(self.workers, len(self.workers)):
            os.kill(worker.pid, signal.SIGKILL)
            time.sleep(dice.uniform(0, 0.2))
            worker.wait()
        self.place.kill()

    def send(self, until: float) -> None:
        """Batches until then; a batch without an answer is sent once more, as an SDK would."""
        again: list[dict[str, str]] = []
        while time.monotonic() < until:
            events = again or self._batch()
            status, said = self.place.call("POST", "/events", {"events": events})
            if status == 200:
                assert said["accepted"] == BATCH
                with self.lock:
                    self.acknowledged |= {event["id"] for event in events}
                again = []
            else:
                again = events

    def _batch(self) -> list[dict[str, str]]:
        with self.lock:
            first, self.sent = self.sent, self.sent + BATCH
        who = {"event": "x", "account": "A-1", "at": "2026-11-20T09:00:00+09:00"}
        return [{**who, "id": f"m{n}", "end_user": f"u{n}"} for n in range(first, first + BATCH)]

    def free(self) -> None:
        """The leases of the dead run out."""
        self.place.execute("UPDATE usage_worklease SET until = '2000-01-01 00:00:00'")

    def settle(self) -> None:
        """Drain all that is left, as the next worker would once the leases of the dead ran out."""
        self.free()
        done = subprocess.run(
            [*SENRO, "worker", "--once"],
            env=environment(self.place.folder),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        assert self.place.rows(
            "SELECT count(*) FROM usage_inboxbatch WHERE drained_at IS NULL"
        ) == [(0,)]


def stored(place: Place, settings) -> list[str]:
    """The message ids in the table."""
    from senro import lake

    settings.LAKE_DIR = place.folder / "lake"
    return lake.fetch(lake.events().select("message_id"))["message_id"].to_pylist()


def torture(tmp_path, settings, kills: int, seed: int, look_every: int = 3) -> None:
    """Rounds of sending and killing; then exactly what was acknowledged is there, once."""
    dice = random.Random(seed)
    with installed(tmp_path / "data") as place:
        intake = Intake(place)
        for number in range(1, kills + 1):
            print(f"kill {number} of {kills}, {len(intake.acknowledged)} acknowledged", flush=True)
            intake.start()
            until = time.monotonic() + dice.uniform(1.5, 4)
            with ThreadPoolExecutor(SENDERS) as pool:
                sending = [pool.submit(intake.send, until + 0.5) for _sender in range(SENDERS)]
                time.sleep(max(0, until - time.monotonic()))
                intake.kill(dice)
                for one in sending:
                    one.result()
            if number % look_every and number < kills:
                # The dead hold no lease for longer than it lasts.
                intake.free()
                continue
            intake.settle()
            found = stored(place, settings)
            assert len(found) == len(set(found)), "an event counts twice"
            assert intake.acknowledged <= set(found), "an acknowledged event is lost"
        assert intake.acknowledged
        place.is_sound()


def test_no_acknowledged_event_is_lost_or_counted_twice_when_all_are_killed(tmp_path, settings):
    torture(tmp_path, settings, kills=3, seed=20261126)


@pytest.mark.soak
def test_no_acknowledged_event_is_lost_in_fifty_kills(tmp_path, settings):
    torture(tmp_path, settings, kills=50, seed=4)
