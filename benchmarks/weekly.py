"""A year of weekly health of everybody, from the events as they were each week.

Events of 365 days, accounts of the bench of events; SENRO_BENCH_SIZE scales both.
"""

from __future__ import annotations

import django

django.setup()

from benchmarks.__main__ import scaled
from benchmarks.floor import most_memory
from benchmarks.usage import EVENTS, cpu, fill, fill_accounts, line
from senro.customers.models import Account
from senro.health.queries.adding import Adding
from senro.health.queries.asking import rule_of, values_at
from senro.health.queries.models import models, models_of
from senro.kernel import clock
from senro.kernel.past import days_back
from senro.kernel.queries.calendar import moment_of
from senro.usage.refreshing import refresh_all

DAYS, WEEKS = 365, 52


def main() -> None:
    """One line."""
    at = clock.now()
    fill_accounts(at, contracts=True)
    fill(at, DAYS)
    refresh_all(at=at, clock=clock.machine_now)
    found: list[int] = []
    took = cpu(lambda: found.append(_year()))
    name = f"{WEEKS} weeks of health, {found[0]:,} scores over {scaled(EVENTS):,} events"
    line(name, took, None, f"{most_memory():,} MB at most (aim: 60 s and 2 GB)")


def _year() -> int:
    moment = moment_of(clock.now())
    accounts = list(Account.objects.living())
    chosen = models_of(accounts, models(moment.at), moment)
    texts = dict.fromkeys(text for _version, model in chosen.values() for text in model.rules)
    rules = [rule_of(text) for text in texts]
    ids = [one.pk for one in accounts]
    weeks = [days_back(moment, 7 * week + 1) for week in range(WEEKS)]
    moments = (moment, *weeks)
    adding = Adding()
    done = 0
    for then, values in zip(moments, values_at(ids, rules, moments), strict=True):
        if then is not moment:
            done += len(adding.scores(values, chosen, then))
    return done


if __name__ == "__main__":
    main()
