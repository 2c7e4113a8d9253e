"""Events that must go."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account
from senro.kernel.access import require
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Forgetting


@verb("usage.events.deleted", _("Events of an account deleted"), undo=False,
      permission="settings.change")  # fmt: skip
def delete_events_of(
    change: Change, *, account: Account, by: Actor, at: datetime, reason: str = ""
) -> Forgetting:
    """Take an account's events and daily sums out of the tables for good: the worker rewrites the files.

    Asked again before it is done: once is enough.
    """
    require(by, "settings.change")
    asked = Forgetting.objects.filter(account_key=account.key, done_at=None).first()
    if asked is None:
        asked = Forgetting.objects.create(account_key=account.key, asked_at=at)
        change.reason = reason.strip()
        change.note(account)
    return asked
