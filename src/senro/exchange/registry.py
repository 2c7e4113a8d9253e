"""What imports offer to the worker."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.schedules import daily, every

from .archive.shelf import KEPT, clear_shelf
from .forgetting import forget_old_imports
from .importing import resume_imports
from .undoing import resume_reverting


@every(minutes=5)
def finish_imports(*, at: datetime) -> None:
    """Finish imports, and their undoing, whose process was killed."""
    resume_imports()
    resume_reverting()


@daily(at="03:30")
def forget_files_of_imports(*, at: datetime) -> None:
    """What was uploaded is not kept for ever, and archives for a day."""
    clear_shelf(before=at - KEPT)
    forget_old_imports(at=at)
