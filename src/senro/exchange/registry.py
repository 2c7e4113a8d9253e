"""What imports offer to the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from senro.kernel.access import SYSTEM
from senro.kernel.doctor import Finding, check
from senro.kernel.duties import duty
from senro.kernel.notifications import register_notification
from senro.kernel.schedules import daily, every

from .archive.shelf import KEPT, clear_shelf
from .forgetting import forget_old_imports
from .importing import resume_imports
from .pulling.connections import connections
from .pulling.run import pull_due
from .undoing import resume_reverting
from .watching import PIECES, give_up, look_into, unusable

register_notification(
    "exchange.source.refused", _("%(refused)s rows of the source %(key)s were refused")
)


@duty
def look_into_the_watched_folder(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Take in what lies there whole."""
    if not settings.WATCH_DIR or unusable(Path(settings.WATCH_DIR)):
        return 0
    return look_into(Path(settings.WATCH_DIR), by=SYSTEM, at=at, clock=clock, most=PIECES)


@duty
def pull_sources(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Ask the sources whose time has come."""
    return pull_due(at=at, by=SYSTEM, clock=clock) if settings.SECRET_SOURCES else 0


@check("sources", _("Other databases are named rightly"))
def named_sources(at: datetime, machine: datetime) -> Iterator[Finding]:
    """Every entry of SENRO_SOURCES is understood."""
    entries = settings.SECRET_SOURCES.split()
    if len(connections()) != len(entries):
        yield Finding(
            _("An entry of SENRO_SOURCES is not name=postgresql://, mysql:// or duckdb://.")
        )


@check("watch", _("The watched folder can be used"))
def watched_folder(at: datetime, machine: datetime) -> Iterator[Finding]:
    """It is there, and files can be moved in it."""
    if settings.WATCH_DIR and unusable(Path(settings.WATCH_DIR)):
        words = _("%(folder)s (SENRO_WATCH_DIR) is no folder that can be read and written.")
        yield Finding(words % {"folder": settings.WATCH_DIR})


@every(minutes=5)
def finish_imports(*, at: datetime) -> None:
    """Finish imports, and their undoing, whose process was killed."""
    resume_imports()
    resume_reverting()
    if settings.WATCH_DIR:
        give_up(Path(settings.WATCH_DIR), by=SYSTEM, at=at)


@daily(at="03:30")
def forget_files_of_imports(*, at: datetime) -> None:
    """What was uploaded is not kept for ever, and archives for a day."""
    clear_shelf(before=at - KEPT)
    forget_old_imports(at=at)
