"""What imports do because something happened."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.models import Fact
from senro.kernel.reactions import reaction

from .forgetting import ERASED, forget_before


@reaction(ERASED)
def erase_from_files(*, fact: Fact, at: datetime) -> None:
    """A person who is erased stands in no uploaded file either."""
    forget_before(fact.recorded_at, at=at)
