"""Criteria that a rule finds to be met."""

from __future__ import annotations

from senro.kernel.prepared import values_by_id
from senro.kernel.rules.language import evaluate
from senro.kernel.verbs import Change

from ..models import COUNTING, Case, CaseCriterion
from ..queries.gates import line_of
from ..queries.moments import moment_of
from ..queries.said import explained, rule_of


def settle(change: Change, case: Case) -> list[CaseCriterion]:
    """Mark the open criteria whose rule is true now, each with its explanation as evidence."""
    rows = CaseCriterion.objects.living().filter(
        attempt=line_of(case).attempt, met_at=None, approval__in=COUNTING
    )
    asked = [(row, rule_of(row.rule)) for row in rows if row.rule]
    if not asked:
        return []
    moment = moment_of(change.at)
    codes = {name for _row, rule in asked for name in rule.needs}
    values = values_by_id(Case, "case", codes, moment, [case.pk])[case.pk]
    met = []
    for row, rule in asked:
        if evaluate(rule, values, today=moment.today, history=values) is True:
            words = explained(rule, values, moment)
            change.update(row, met_at=change.at, evidence=words.of("ja"))
            met.append(row)
    return met
