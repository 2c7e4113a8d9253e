"""A person knows better than the model: for a reason, and for a time."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account
from senro.kernel.access import require
from senro.kernel.clock import local_day
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.queries.people import organization
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import HealthOverride
from ..rules.standing import Said, said_problems

WORDS = {
    "required": _("This field is needed."),
    "out_of_range": _("From 0 to 100."),
    "unknown_value": _("go, care or stop."),
    "in_the_past": _("This day has passed: choose today or later."),
    "too_far": _("A year at most: what is to stand for longer belongs in the model."),
}


@verb("health.score.overridden", _("Health overridden"), permission="account.change")
def override_health(
    change: Change,
    *,
    account: Account,
    points: int | None = None,
    level: str = "",
    reason: str,
    until: date | None,
    by: Actor,
    at: datetime,
) -> HealthOverride:
    """These points, this level or both count in place of the computed ones, up to a day.

    One that stands already ends with it; the same once more changes nothing. Raises Invalid, Forbidden.
    """
    require(by, "account.change", account.team_id)
    said = Said(points, level, reason.strip(), until)
    today = local_day(at, organization().timezone)
    wrong = [FieldError(field, code, WORDS[code]) for field, code in said_problems(said, today)]
    if wrong or until is None:
        raise Invalid(*wrong)
    Account.objects.select_for_update().get(pk=account.pk)
    there = HealthOverride.objects.living().filter(account=account, ended_at=None).first()
    if there is not None:
        if (there.points, there.level, there.reason, there.until) == (
            points, level, said.reason, until,
        ):  # fmt: skip
            return there
        change.update(there, ended_at=at)
    row = HealthOverride(
        account=account, points=points, level=level, reason=said.reason, at=at, until=until
    )
    # Of the account: undo takes rows back from the last to the first, and two cannot stand at once.
    change.subject(account)
    change.create(row)
    return row


@verb("health.override.ended", _("Health override ended"), permission="account.change")
def end_override(
    change: Change, *, override: HealthOverride, by: Actor, at: datetime
) -> HealthOverride:
    """The computed score counts again, before the day that was set. Ended already: nothing happens."""
    require(by, "account.change", override.account.team_id)
    row = HealthOverride.objects.select_for_update().get(pk=override.pk)
    change.subject(row.account)
    if row.undone_at is None and row.ended_at is None:
        change.update(row, ended_at=at)
    return row
