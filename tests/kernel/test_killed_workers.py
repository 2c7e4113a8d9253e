"""Work that was begun by a worker that was killed is done by the next one, and its effect is once."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.kernel.installation import WORK, Installation, installation, wait_for

pytestmark = [pytest.mark.slow]
EXPIRE = """
from datetime import timedelta
from senro.kernel.clock import machine_now
from senro.kernel.jobs import MOST_ATTEMPTS
from senro.kernel.models import JobLease
JobLease.objects.update(until=machine_now() - timedelta(seconds=1))
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.filter(status="RUNNING").update(started_at=machine_now() - timedelta(hours=1))
"""
STATE = """
from django_tasks_db.models import DBTaskResult
from senro.kernel.models import Fact, Team
answer = [DBTaskResult.objects.get().status, Team.objects.count(), Fact.objects.count()]
"""


@pytest.fixture
def place(tmp_path: Path):
    with installation(tmp_path) as found:
        yield found


def starts(place: Installation) -> int:
    path = Path(place.env["SENRO_DATA_DIR"]) / "starts"
    return len(path.read_text()) if path.exists() else 0


def kill_in_the_middle(place: Installation) -> None:
    place.python("killed.make_team.enqueue('ent')")
    worker = place.start(WORK + "run_worker()")
    wait_for(lambda: starts(place) == 1, "the job to begin")
    worker.send_signal(signal.SIGKILL)
    worker.wait()


@pytest.mark.postgres
def test_a_job_whose_worker_was_killed_runs_again_once_its_lease_has_expired(place):
    kill_in_the_middle(place)
    assert place.python(STATE) == ["RUNNING", 0, 0]
    place.python(WORK + "run_worker(once=True)")
    assert starts(place) == 1, "taken over although its lease still held"
    place.python(EXPIRE)
    place.python(WORK + "run_worker(once=True)")
    assert starts(place) == 2
    assert place.python(STATE) == ["SUCCESSFUL", 1, 1]


@pytest.mark.postgres
def test_a_job_that_kills_every_worker_is_given_up(place):
    place.python("killed.kill_the_worker.enqueue()")
    place.start(WORK + "run_worker(once=True)").wait(timeout=60)
    place.python(EXPIRE + "JobLease.objects.update(attempts=MOST_ATTEMPTS - 1)")
    place.start(WORK + "run_worker(once=True)").wait(timeout=60)
    place.python(EXPIRE)
    place.start(WORK + "run_worker(once=True)").wait(timeout=60)
    assert starts(place) == 2, "started once more than it is allowed to kill"
    assert place.python(STATE)[0] == "FAILED"


def test_a_worker_that_is_told_to_stop_ends_by_itself(place):
    worker = place.start("print('up', flush=True)\n" + WORK + "run_worker()")
    assert worker.stdout.readline() == "up\n"
    worker.send_signal(signal.SIGTERM)
    # Told before its loop began, Python's own handler ends it; told after, it ends by itself.
    assert worker.wait(timeout=60) in (0, -signal.SIGTERM)
