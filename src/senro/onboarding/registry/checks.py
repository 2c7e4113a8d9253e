"""What `senro doctor` asks of onboarding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.doctor import WARNING, Finding, check

from ..models import BoardNight
from ..queries.nights import night_differences

NIGHTS = 30


@check("nights", _("The boards of past nights are as they were stored"))
def nights(at: datetime, machine: datetime) -> Iterator[Finding]:
    """History that was filled in later changes the past: which nights, and how many cases."""
    for one in night_differences(BoardNight.objects.order_by("-day")[:NIGHTS]):
        words = _("%(day)s: %(count)s cases stand elsewhere by history that was filled in later.")
        yield Finding(words % {"day": one.day, "count": len(one.cases)}, WARNING)
