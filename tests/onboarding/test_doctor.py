"""`senro doctor`: each check finds the fault that it is for, and nothing in a sound installation."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from senro.customers.models import Account, Contract
from senro.kernel import clock
from senro.kernel.doctor import CHECKS, examine
from senro.kernel.file_store import folder
from senro.kernel.models import File, JobLease, Schedule
from senro.kernel.schedules import PLANS
from senro.onboarding.models import Case, CaseStatus

pytestmark = pytest.mark.postgres


def ill() -> dict[str, str]:
    """What is found, in one line a check; the machine's own state is left aside."""
    found = examine(at=clock.now(), machine=clock.machine_now())
    return {
        one.name: str(one.findings[0].message)
        for one in found
        if one.findings and one.name not in {"disk", "worker", "clock", "settings"}
    }


def status(desk: Any) -> str:
    Case.objects.update(status="renewal_only")
    return "cases"


def owner(desk: Any) -> str:
    Case.objects.update(owner=None)
    return "cases"


def attempt(desk: Any) -> str:
    Case.objects.update(attempt_no=7)
    return "cases"


def dated_status(desk: Any) -> str:
    CaseStatus.objects.update(until=clock.now())
    return "cases"


def revenue(desk: Any) -> str:
    Contract.objects.update(mrr=F("mrr") + 1)
    return "contracts"


def half_undone(desk: Any) -> str:
    Account.objects.filter(cases__isnull=False).update(undone_at=clock.now())
    return "undone"


def orphan(desk: Any) -> str:
    path = folder() / "ab" / ("ab" * 32)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    long_ago = (clock.machine_now() - timedelta(days=9)).timestamp()
    os.utime(path, (long_ago, long_ago))
    return "orphans"


def lost_bytes(desk: Any) -> str:
    File.objects.create(
        name="m.txt", size=3, content_type="text/plain", sha256="cd" * 32, created_at=clock.now()
    )
    return "files"


def trigger(desk: Any) -> str:
    on = " ON kernel_fact" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER kernel_fact_no_delete{on}")
    return "triggers"


def stuck_job(desk: Any) -> str:
    from django_tasks_db.models import DBTaskResult

    from senro.exchange.work import apply_import

    apply_import.enqueue("0199f3a0-0000-7000-8000-000000000000")
    job = DBTaskResult.objects.get()
    DBTaskResult.objects.update(status="RUNNING")
    long_ago = clock.machine_now() - timedelta(days=1)
    JobLease.objects.create(job=job.pk, worker="gone", until=long_ago)
    return "jobs"


def failing_schedule(desk: Any) -> str:
    Schedule.objects.create(
        name=next(iter(PLANS)), run_after=clock.machine_now(), attempts=3, error="ValueError: x"
    )
    return "schedules"


FAULTS = (
    status, owner, attempt, dated_status, revenue, half_undone, orphan, lost_bytes, trigger,
    stuck_job, failing_schedule,
)  # fmt: skip


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found_by_its_check_alone(desk: Any, plant: Any, settings, tmp_path):
    settings.DATA_DIR = Path(tmp_path)
    desk.open()
    assert ill() == {}
    name = plant(desk)
    assert list(ill()) == [name] and name in CHECKS
