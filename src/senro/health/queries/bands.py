"""Accounts whose health fell from one level to a lower one within a week."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from senro.customers.models import Account
from senro.kernel.names import Moment

from ..rules import level_of
from ..rules.signals import Found, Kind
from .scores import scores

ORDER = ("stop", "care", "go")
# Each part looks at the events of past days once: few parts.
AT_ONCE = 10_000


def bands_down(kind: Kind, rows: QuerySet[Account], moment: Moment) -> Iterator[Found]:
    """The computed level is lower than that of a week ago; where one is unknown nothing is said."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        part = Account.objects.filter(pk__in=ids[start : start + AT_ONCE])
        for one in scores(part, moment):
            # A person has judged it: until their day is over, their word is not called a fall.
            if one.override is not None:
                continue
            then, now = level_of(one.model, one.before), one.score.level
            if then not in ORDER or now not in ORDER or ORDER.index(now) >= ORDER.index(then):
                continue
            inputs = {"health": one.score.points, "before": one.before, "level": now,
                      "level_before": then, "model": one.version}  # fmt: skip
            yield Found(one.account.pk, kind, "", kind.evidence(inputs), now)
