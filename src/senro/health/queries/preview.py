"""A draft of a health model beside what is published, over the weeks behind us and today.

All accounts at once: a week is one look at the events and one at the records, for both models.
Scores are the computed ones: what a person says in their place is named beside, and stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.kernel.columns import Columns
from senro.kernel.models import Version
from senro.kernel.names import Moment
from senro.kernel.past import days_back
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.access import Actor

from ..models import HealthOverride
from ..rules import Model, Score
from ..rules.comparing import Cause, causes
from .adding import Adding
from .asking import rule_of, values_at
from .models import Chosen, models, models_of, models_with
from .overrides import overrides_of

WEEKS = 12
SHOWN = 200
LEVELS = ("stop", "care", "go", "unknown")
WEEK = 7
Counts = Mapping[str, int]
Line = tuple[Account, Score, Score]


@dataclass(frozen=True)
class Week:
    """How many stand at each level on a day, by what is published and by the draft."""

    day: date
    before: Counts
    after: Counts
    # How many stand at another level.
    moved: int


@dataclass(frozen=True)
class Move:
    """An account that stands at another level today, and why."""

    account: Account
    before: Score
    after: Score
    version: str
    causes: tuple[Cause, ...]
    override: HealthOverride | None
    models: tuple[Model, Model]


@dataclass(frozen=True)
class Preview:
    """`concerned`: accounts that get the draft. `pairs`: how many move from which level to which."""

    accounts: int
    concerned: int
    weeks: tuple[Week, ...]
    pairs: Mapping[tuple[str, str], int]
    moves: tuple[Move, ...]
    more: int


@dataclass(frozen=True)
class _Both:
    """Accounts with both of their models."""

    accounts: Sequence[Account]
    old: Mapping[UUID, Chosen]
    new: Mapping[UUID, Chosen]

    def scores(self, values: Columns, moment: Moment, adding: Adding) -> Iterator[Line]:
        """Each account by both models."""
        before = adding.scores(values, self.old, moment)
        return zip(self.accounts, before, adding.scores(values, self.new, moment), strict=True)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every rule of either model, once."""
        chosen = {id(model): model for _v, model in (*self.old.values(), *self.new.values())}
        return tuple(dict.fromkeys(text for model in chosen.values() for text in model.rules))


def preview_of(draft: Version, *, by: Actor, at: datetime, weeks: int = WEEKS) -> Preview:
    """The draft tried on the accounts that this person sees: the last Mondays, then today.

    Tier and stage, which choose an account's model, count as they stood in the week; of what the
    records keep no past, today counts.
    """
    accounts = list(visible_accounts(by).select_related("owner").order_by("key"))
    moment, old, new = moment_of(at), models(at), models_with(draft, at)
    moments = [moment, *_mondays(moment, weeks)]
    each = [
        _Both(accounts, models_of(accounts, old, one), models_of(accounts, new, one))
        for one in moments
    ]
    ids = [one.pk for one in accounts]
    rules = [rule_of(text) for text in dict.fromkeys(chain(*(both.texts for both in each)))]
    adding, found = Adding(), values_at(ids, rules, moments)
    both, today = each[0], list(each[0].scores(next(found), moment, adding))
    told = [
        _week(then.scores(values, when, adding), when.today)
        for then, when, values in zip(each[1:], moments[1:], found, strict=True)
    ]
    moved = [line for line in today if line[1].level != line[2].level]
    moved.sort(key=_worst_first)
    return Preview(
        len(accounts),
        sum(both.old[pk] != both.new[pk] for pk in ids),
        (*told, _week(today, moment.today)),
        Counter((before.level, after.level) for _account, before, after in moved),
        tuple(_moves(both, moved[:SHOWN], moment)),
        max(len(moved) - SHOWN, 0),
    )


def _mondays(moment: Moment, weeks: int) -> Iterator[Moment]:
    """The last so many Mondays before today, the earliest first."""
    last = moment.today.weekday() or WEEK
    return (days_back(moment, last + WEEK * number) for number in range(weeks - 1, -1, -1))


def _week(found: Iterable[Line], day: date) -> Week:
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    moved = 0
    for _account, old, new in found:
        before[old.level] += 1
        after[new.level] += 1
        moved += old.level != new.level
    return Week(day, before, after, moved)


def _worst_first(line: Line) -> tuple[int, float, str]:
    account, before, after = line
    by = (after.points or 0.0) - (before.points or 0.0)
    return LEVELS.index(after.level), by, account.key


def _moves(both: _Both, moved: Sequence[Line], moment: Moment) -> Iterator[Move]:
    said = overrides_of([account.pk for account, _before, _after in moved], moment)
    for account, before, after in moved:
        old, (version, new) = both.old[account.pk][1], both.new[account.pk]
        why = causes((old, before), (new, after))
        yield Move(account, before, after, version, why, said.get(account.pk), (old, new))
