"""What the kernel itself does again and again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from . import revision_requests as revision_requests
from .clock import machine_now
from .file_store import left_behind
from .idempotency import purge
from .jobs import prune_jobs
from .models import File
from .notifications import register_notification
from .schedules import daily, every

# Long past any upload that is still running.
LEFT_BEHIND_AFTER = timedelta(days=2)
JOBS_KEPT = timedelta(days=30)

register_notification(
    "kernel.work.reassigned", _("%(who)s's work is yours now: %(count)s things were handed over")
)


@every(minutes=60)
def purge_idempotency_keys(*, at: datetime) -> None:
    """Answers are repeated for 24 hours of the machine's time."""
    purge(machine_now())


@daily(at="03:10")
def sweep_files(*, at: datetime) -> None:
    """Bytes that were written for an upload that was then refused."""
    known = set(File.objects.values_list("sha256", flat=True))
    for path in left_behind(known, before=machine_now() - LEFT_BEHIND_AFTER):
        path.unlink(missing_ok=True)


@daily(at="03:20")
def forget_old_work(*, at: datetime) -> None:
    """Jobs that are long done, and sessions that have expired."""
    prune_jobs(machine_now() - JOBS_KEPT)
    call_command("clearsessions")
