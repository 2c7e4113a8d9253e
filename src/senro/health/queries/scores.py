"""Scores of many accounts at once: one question for the values, the rest is adding up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from senro.customers.models import Account
from senro.kernel.columns import Columns
from senro.kernel.names import Moment
from senro.kernel.past import days_back
from senro.kernel.rules.language import explain

from ..models import ExternalScore, HealthOverride
from ..rules import Model, Score, Standing, standing
from .adding import Adding
from .asking import rule_of, values_at
from .external import external_of
from .models import models, models_of
from .overrides import overrides_of

WEEK = 7


@dataclass(frozen=True)
class AccountScore:
    """An account's score, the model's version, every value that was asked, and a week ago.

    `score` is the computed one, whatever a person says in its place. Its values are a row of the
    columns of all.
    """

    account: Account
    version: str
    model: Model
    score: Score
    columns: Columns
    number: int
    before: float | None
    override: HealthOverride | None = None
    # What another system said last.
    external: ExternalScore | None = None

    @cached_property
    def values(self) -> dict[Any, Any]:
        """Every value that was asked."""
        return self.columns.row(self.number)

    @property
    def standing(self) -> Standing:
        """What counts: the override of a person while there is one, else what is computed."""
        said = (self.override.points, self.override.level) if self.override else None
        return standing(self.model, self.score, said)

    def inputs_of(self, text: str) -> dict[str, Any]:
        """The values that a rule of the model was asked with: `events_28d`, `events_28d@28`."""
        rule = rule_of(text)
        past = {f"{code}@{back}": self.values[code, back] for code, back in sorted(rule.looks)}
        return {code: self.values[code] for code in sorted(rule.names)} | past

    def why(self, text: str, today: date, locale: str) -> str:
        """Why a rule of the model is true, false or unknown for this account, in words."""
        return explain(
            rule_of(text), self.values, today=today, locale=locale, history=self.values
        ).text

    @property
    def change(self) -> float | None:
        """Computed points since a week ago; unknown where either is."""
        if self.before is None or self.score.points is None:
            return None
        return self.score.points - self.before


def scores(rows: QuerySet[Account], moment: Moment) -> list[AccountScore]:
    """The scores of these accounts, in their order, with the change since a week ago.

    Of what the records keep no past, a week ago is taken as it is now: it changes nothing.
    """
    accounts = list(rows)
    published = models(moment.at)
    chosen = models_of(accounts, published, moment)
    texts = dict.fromkeys(text for _version, model in chosen.values() for text in model.rules)
    rules = [rule_of(text) for text in texts]
    ids, back = [account.pk for account in accounts], days_back(moment, WEEK)
    now, then = values_at(ids, rules, (moment, back))
    adding = Adding()
    before = adding.scores(then, chosen, back)
    said, others = overrides_of(ids, moment), external_of(ids, moment)
    found = []
    for number, (account, score) in enumerate(
        zip(accounts, adding.scores(now, chosen, moment), strict=True)
    ):
        found.append(
            AccountScore(
                account,
                *chosen[account.pk],
                score,
                now,
                number,
                before[number].points,
                said.get(account.pk),
                others.get(account.pk),
            )
        )
    return found


def account_score(account: Account, moment: Moment) -> AccountScore:
    """The score of one account."""
    return scores(Account.objects.filter(pk=account.pk), moment)[0]
