"""How end users register, for many of them at once: one fact, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from .. import bulk
from ..models import Account, EndUser
from ..putting.wording import WORDS
from ..rules.fields import REGISTRATION_METHODS


@verb(
    "customers.registration.method_set", _("Registration method set"), permission="account.change"
)
def set_registration_method(
    change: Change,
    *,
    account: Account,
    keys: Sequence[str],
    method: str,
    by: Actor,
    at: datetime,
) -> int:
    """Give these end users of the account a method; how many changed. Nobody is written to."""
    require(by, "account.change", account.team_id)
    if method not in REGISTRATION_METHODS:
        raise Invalid(FieldError("method", "unknown_value", WORDS["unknown_value"]))
    there = EndUser.objects.living().filter(account=account)
    own = set(there.values_list("key", flat=True))
    rows = [
        {"key": key, "account": account.key, "registration_method": method}
        for key in keys
        if key in own
    ]
    results = bulk.put_rows(kind="end-users", rows=rows, by=by, at=at, cause=change.id)
    changed = sum(result.status == bulk.UPDATED for result in results)
    if changed:
        change.note(account, method=method, people=changed)
    return changed
