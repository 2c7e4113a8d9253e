"""What the board said each night, kept as it was said."""

from __future__ import annotations

from django.db import models


class BoardNight(models.Model):
    """The board at the end of a local day: its counts, and where each case stood.

    Written once and never changed: history that is filled in later changes what the board says as
    of that day, and the difference from this row is how one sees it.
    """

    day = models.DateField(primary_key=True)
    stored_at = models.DateTimeField()
    counts = models.JSONField()
    # Case to [status, phase, owner].
    cases = models.JSONField()
