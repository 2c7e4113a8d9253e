"""The kernel's own checks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ..file_store import path_of
from ..jobs import failed_jobs, running_jobs
from ..leases import LEASE
from ..models import Fact, File, JobLease, Schedule
from ..reactions import failed_reactions
from ..schedules import PLANS, failing_schedules
from ..sql_views import missing_sql_views
from ..triggers import missing_triggers
from . import WARNING, Finding, check

LEAST_FREE = 1024**3
SKEW = timedelta(minutes=10)
WORKER_SEEN = timedelta(hours=2)


@check("folder", _("The data folder can be written"))
def data_folder(at: datetime, machine: datetime) -> Iterator[Finding]:
    """A folder that belongs to another user fails late and strangely."""
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(_("%(folder)s cannot be written.") % {"folder": folder})


@check("disk", _("There is room on the disk"))
def disk(at: datetime, machine: datetime) -> Iterator[Finding]:
    """A full disk stops every write."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_FREE:
        yield Finding(_("Only %(mb)s MB are free.") % {"mb": free // 1024**2}, WARNING)


@check("migrations", _("The database fits this Senro"))
def migrations(at: datetime, machine: datetime) -> Iterator[Finding]:
    """Migrations that have not been applied."""
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        name = f"{migration.app_label}.{migration.name}"
        yield Finding(_("%(name)s has not been applied.") % {"name": name})


@check("triggers", _("Facts cannot be changed"))
def triggers(at: datetime, machine: datetime) -> Iterator[Finding]:
    """The database itself refuses to change or delete a fact."""
    for name in missing_triggers():
        words = _("The trigger %(name)s is missing; `senro manage migrate` makes it.")
        yield Finding(words % {"name": name})


@check("sql_views", _("Views for BI tools are there"))
def sql_views(at: datetime, machine: datetime) -> Iterator[Finding]:
    """What other programs read of the database."""
    for name in missing_sql_views():
        words = _("The view %(name)s is missing; `senro manage migrate` makes it.")
        yield Finding(words % {"name": name}, WARNING)


@check("integrity", _("The database is whole"))
def integrity(at: datetime, machine: datetime) -> Iterator[Finding]:
    """SQLite's own checks of the file and of references; PostgreSQL keeps its own."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(20)")
        for (line,) in cursor.fetchall():
            if line != "ok":
                yield Finding(line)
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, target, _constraint in cursor.fetchmany(20):
            yield Finding(f"{table}:{row} → {target}")


@check("files", _("Stored files are there"))
def files(at: datetime, machine: datetime) -> Iterator[Finding]:
    """Every row has its bytes, of the right size."""
    for name, sha256, size in File.objects.values_list("name", "sha256", "size").iterator():
        path = path_of(sha256)
        if not path.is_file() or path.stat().st_size != size:
            yield Finding(_("The bytes of %(name)s are missing or cut.") % {"name": name})


@check("clock", _("The clock is right"))
def clock(at: datetime, machine: datetime) -> Iterator[Finding]:
    """A clock that goes back puts facts into the future."""
    if os.environ.get("SENRO_NOW"):
        yield Finding(_("SENRO_NOW holds business time at %(at)s.") % {"at": at}, WARNING)
        return
    last = Fact.objects.aggregate(last=Max("recorded_at"))["last"]
    if last and last > machine + SKEW:
        yield Finding(_("The last fact is of %(last)s, in the future.") % {"last": last}, WARNING)


@check("worker", _("Background work is done"))
def worker(at: datetime, machine: datetime) -> Iterator[Finding]:
    """Schedules ran lately: `senro serve` or `senro worker` is running."""
    last = Schedule.objects.filter(name__in=PLANS).aggregate(last=Max("last_run_at"))["last"]
    if last is None or last < machine - WORKER_SEEN:
        yield Finding(_("No worker has run lately: start `senro serve`."), WARNING)


@check("jobs", _("No job is stuck or failed"))
def jobs(at: datetime, machine: datetime) -> Iterator[Finding]:
    """Jobs whose worker is gone for long, and jobs that ended with an error."""
    expired = JobLease.objects.filter(until__lt=machine - 2 * LEASE).values("job")
    stuck = running_jobs().filter(pk__in=expired).count()
    if stuck:
        words = _("%(count)s jobs wait for a worker to take them up again.")
        yield Finding(words % {"count": stuck})
    for job in failed_jobs()[:5]:
        yield Finding(f"{job.task_path}: {job.traceback.strip().splitlines()[-1:]}", WARNING)


@check("schedules", _("Schedules and reactions work"))
def schedules(at: datetime, machine: datetime) -> Iterator[Finding]:
    """What failed the last time it ran."""
    for schedule in failing_schedules():
        yield Finding(f"{schedule.name}: {_last_line(schedule.error)}", WARNING)
    for failed in failed_reactions()[:20]:
        level = WARNING if failed.run_after else "failure"
        yield Finding(f"{failed.name} #{failed.fact_seq}: {_last_line(failed.error)}", level)


@check("settings", _("Settings are safe"))
def safe_settings(at: datetime, machine: datetime) -> Iterator[Finding]:
    """What is fine at a desk and not on a server."""
    if settings.DEBUG:
        yield Finding(_("SENRO_DEBUG is on: errors show their insides to everybody."), WARNING)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
