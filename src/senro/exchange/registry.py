"""What imports offer to the worker."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.schedules import every

from .importing import resume_imports


@every(minutes=5)
def finish_imports(*, at: datetime) -> None:
    """Finish imports whose process was killed."""
    resume_imports()
