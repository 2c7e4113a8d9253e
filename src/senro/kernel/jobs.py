"""Jobs: functions that run in the worker, once after each time they were asked for.

    @job()
    def apply_import(import_id: str) -> None: ...

    apply_import.enqueue(str(row.pk))     # inside the verb: the job exists only if the verb commits

A verb whose job calls verbs itself asks for it by its name, `ask("senro.exchange.work.apply_import",
…)`: the job may import the verbs, the verbs not the job.

django-tasks keeps them; this adds what it lacks: a lease on each running job, and a reaper that
puts jobs of killed workers back. A job may therefore run twice and must be idempotent: its
arguments are plain JSON (ids), and what it did before it reads from the rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from .leases import LEASE, renewed
from .models import JobLease

logger = logging.getLogger("senro.jobs")
job = task
# A job whose worker is killed this often probably kills it.
MOST_ATTEMPTS = 5
READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING


class KilledItsWorker(RuntimeError):
    """The job was started several times and its worker never came back."""


def ask(path: str, *args: str) -> None:
    """Ask for a job by its name. Raises ImportError where there is none."""
    import_string(path).enqueue(*args)


def run_one_job(worker: str, *, clock: Callable[[], datetime]) -> bool:
    """Claim and run the next job that is due; False when there is none. `clock()` is machine time."""
    if not DBTaskResult.objects.ready().exists():
        return False
    found = _claim(worker, clock())
    if found is None:
        return False

    def renew() -> None:
        JobLease.objects.filter(job=found.pk, worker=worker).update(until=clock() + LEASE)

    with renewed(renew):
        try:
            result = found.task.call(*found.args_kwargs["args"], **found.args_kwargs["kwargs"])
        except Exception as error:
            logger.exception("job %s failed", found.task_path)
            _finish(found, worker, error=error)
        else:
            _finish(found, worker, result=result)
    return True


def _claim(worker: str, machine: datetime) -> DBTaskResult | None:
    with transaction.atomic():
        found = DBTaskResult.objects.ready().get_locked()
        if found is None:
            return None
        lease, _new = JobLease.objects.get_or_create(
            job=found.pk, defaults={"worker": worker, "until": machine + LEASE}
        )
        if lease.attempts >= MOST_ATTEMPTS:
            found.set_failed(KilledItsWorker(f"started {lease.attempts} times"))
            lease.delete()
            return None
        lease.worker, lease.until, lease.attempts = worker, machine + LEASE, lease.attempts + 1
        lease.save()
        found.claim(worker)
    return found


def _finish(
    found: DBTaskResult, worker: str, result: object = None, error: Exception | None = None
) -> None:
    with transaction.atomic():
        gone, _by_model = JobLease.objects.filter(job=found.pk, worker=worker).delete()
        if not gone:
            logger.warning("job %s was taken over by another worker", found.task_path)
        elif error is None:
            found.set_successful(result)
        else:
            found.set_failed(error)


def reap(machine: datetime) -> int:
    """Put back jobs whose worker is gone. How many."""
    held = JobLease.objects.filter(until__gt=machine).values("job")
    stuck = DBTaskResult.objects.filter(status=RUNNING).exclude(pk__in=held)
    # A job that another kind of worker has just claimed has no lease of ours.
    stuck = stuck.filter(Q(started_at=None) | Q(started_at__lt=machine - LEASE))
    # An UPDATE of nothing would still ask SQLite for its one write lock, every second.
    return stuck.update(status=READY, started_at=None) if stuck.exists() else 0


def running_jobs() -> QuerySet[DBTaskResult]:
    """Jobs that somebody is working on."""
    return DBTaskResult.objects.filter(status=RUNNING)


def waiting_jobs() -> QuerySet[DBTaskResult]:
    """Jobs that nobody has taken up yet."""
    return DBTaskResult.objects.filter(status=READY)


def failed_jobs() -> QuerySet[DBTaskResult]:
    """Jobs that ended with an error, newest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def prune_jobs(before: datetime) -> int:
    """Forget jobs that went well and ended before; failed ones stay to be looked at."""
    gone, _by_model = DBTaskResult.objects.successful().filter(finished_at__lt=before).delete()
    return gone
