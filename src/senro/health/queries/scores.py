"""Scores of many accounts at once: one question for the values, the rest is adding up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from senro.customers.models import Account
from senro.kernel import names
from senro.kernel.names import Moment
from senro.kernel.past import days_back
from senro.kernel.rules.language import Rule, evaluate, explain

from ..models import ExternalScore, HealthOverride
from ..rules import Model, Score, Standing, scored, standing
from ..rules.scoring import Truth
from .external import external_of
from .models import model_of, models
from .overrides import overrides_of

WEEK = 7


@dataclass(frozen=True)
class AccountScore:
    """An account's score, the model's version, every value that was asked, and a week ago.

    `score` is the computed one, whatever a person says in its place.
    """

    account: Account
    version: str
    model: Model
    score: Score
    values: dict[Any, Any]
    before: float | None
    override: HealthOverride | None = None
    # What another system said last.
    external: ExternalScore | None = None

    @property
    def standing(self) -> Standing:
        """What counts: the override of a person while there is one, else what is computed."""
        said = (self.override.points, self.override.level) if self.override else None
        return standing(self.model, self.score, said)

    def inputs_of(self, text: str) -> dict[str, Any]:
        """The values that a rule of the model was asked with: `events_28d`, `events_28d@28`."""
        rule = _rule(text)
        past = {f"{code}@{back}": self.values[code, back] for code, back in sorted(rule.looks)}
        return {code: self.values[code] for code in sorted(rule.names)} | past

    def why(self, text: str, today: date, locale: str) -> str:
        """Why a rule of the model is true, false or unknown for this account, in words."""
        return explain(
            _rule(text), self.values, today=today, locale=locale, history=self.values
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
    chosen = {account.pk: model_of(published, account.tier) for account in accounts}
    texts = dict.fromkeys(text for _version, model in chosen.values() for text in model.rules)
    rules = {text: _rule(text) for text in texts}
    ids, back = [account.pk for account in accounts], days_back(moment, WEEK)
    now = _values(ids, rules.values(), moment)
    then = _values(ids, rules.values(), back, held=now)
    said, others = overrides_of(ids, moment), external_of(ids, moment)
    found = []
    for account in accounts:
        version, model = chosen[account.pk]
        values = now[account.pk]
        score = scored(model, _truth(rules, values, moment))
        before = scored(model, _truth(rules, then[account.pk], back)).points
        beside = said.get(account.pk), others.get(account.pk)
        found.append(AccountScore(account, version, model, score, values, before, *beside))
    return found


def account_score(account: Account, moment: Moment) -> AccountScore:
    """The score of one account."""
    return scores(Account.objects.filter(pk=account.pk), moment)[0]


def _truth(rules: Mapping[str, Rule], values: dict[Any, Any], moment: Moment) -> Truth:
    def truth(text: str) -> bool | None:
        answer = evaluate(rules[text], values, today=moment.today, history=values)
        return None if answer is None else bool(answer)

    return truth


@lru_cache(maxsize=500)
def _rule(text: str) -> Rule:
    return names.parse("account", text)


def _values(
    ids: list[UUID],
    rules: Iterable[Rule],
    moment: Moment,
    held: Mapping[UUID, dict[Any, Any]] | None = None,
) -> dict[UUID, dict[Any, Any]]:
    """{account: {name or (name, days back): value}}; `held` gives what has no past of its own."""
    rules = list(rules)
    codes = {name for rule in rules for name in rule.names}
    looks = {look for rule in rules for look in rule.looks}
    known = names.names_of("account")
    asked = {code for code in codes if held is None or known[code].dated}
    rows = Account.objects.filter(pk__in=ids)
    now = names.values_of(rows, "account", asked, moment)
    then = names.past_values_of(rows, "account", looks, moment) if looks else {}
    base = held or {}
    return {pk: {**base.get(pk, {}), **now[pk], **then.get(pk, {})} for pk in now}
