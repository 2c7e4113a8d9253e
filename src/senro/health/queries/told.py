"""What is told of many accounts' health now: the kept scores where they still hold, else computed.

A kept score no longer holds where something happened to the account since, where another model counts,
or where a person's word stands or stood: those few are computed, so that nobody reads an old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from senro.customers.models import Account
from senro.kernel.names import Moment

from ..models import ExternalScore, HealthOverride, HealthScore, SignalStale
from ..rules import Model
from .external import external_of
from .models import Chosen, models, models_of
from .overrides import overrides_of
from .scores import AccountScore, scores


@dataclass(frozen=True)
class Told:
    """An account's health in a line: what counts, what the model gives, who says otherwise."""

    account: Account
    points: float | None
    level: str
    computed: float | None
    computed_level: str
    change: float | None
    known: float
    version: str
    axes: dict[str, float | None]
    at: datetime
    override: HealthOverride | None = None
    external: ExternalScore | None = None

    @classmethod
    def of(cls, one: AccountScore, at: datetime) -> Told:
        """A computed score."""
        counts = one.standing
        return cls(
            one.account,
            counts.points,
            counts.level,
            one.score.points,
            one.score.level,
            one.change,
            one.score.known,
            one.version,
            {axis.axis.code: axis.points for axis in one.score.axes},
            at,
            one.override,
            one.external,
        )


def told(accounts: Sequence[Account], moment: Moment) -> list[Told]:
    """In the order of the accounts. Of a past moment everything is computed."""
    ids = [one.pk for one in accounts]
    chosen = models_of(accounts, models(moment.at), moment)
    kept = {} if moment.asked else _kept(ids, chosen, moment)
    missing = [pk for pk in ids if pk not in kept]
    computed = {}
    if missing:
        rows = Account.objects.filter(pk__in=missing)
        computed = {one.account.pk: Told.of(one, moment.at) for one in scores(rows, moment)}
    others = external_of(ids, moment) if kept else {}
    return [
        _told(one, kept[one.pk], chosen[one.pk][1], others.get(one.pk))
        if one.pk in kept
        else computed[one.pk]
        for one in accounts
    ]


def _kept(ids: list[UUID], chosen: dict[UUID, Chosen], moment: Moment) -> dict[UUID, HealthScore]:
    rows = HealthScore.objects.filter(account__in=ids, day=moment.today, overridden=False)
    stale = set(SignalStale.objects.filter(account_id__in=ids).values_list("account_id", flat=True))
    said = overrides_of(ids, moment)
    return {
        row.account_id: row
        for row in rows
        if row.account_id not in stale
        and row.account_id not in said
        and row.version == chosen[row.account_id][0]
    }


def _told(account: Account, row: HealthScore, model: Model, external: ExternalScore | None) -> Told:
    return Told(
        account,
        row.points,
        row.level,
        row.computed,
        row.level,
        row.change,
        row.known,
        row.version,
        {axis.code: row.axes.get(axis.code) for axis in model.axes},
        row.at,
        external=external,
    )
