"""Which cases a policy's rule finds at risk or stalled now, and which it no longer does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from senro.customers.models import TIERS, Touch
from senro.kernel.models import Version
from senro.kernel.names import Moment, past_values_of, values_of, where
from senro.kernel.rules.language import Rule, explain
from senro.programs.queries import label_of, policies
from senro.programs.rules import INTAKE, Policies

from ..models import Attempt, Case, CaseStatus
from ..rules.risk import AT_RISK, Search, evidence, true_parts
from .moments import moment_of
from .said import rule_of


@dataclass(frozen=True)
class RiskFindings:
    """Cases to be marked, with their evidence, and cases that recovered by themselves."""

    version: Version
    found: tuple[tuple[Case, dict[str, Any]], ...]
    cleared: tuple[Case, ...]


def risk_findings(at: datetime, search: Search = AT_RISK) -> RiskFindings:
    """Ask the rule of each tier, set-based. What somebody dismissed stays so for the same evidence."""
    version, known = policies(at)
    moment = moment_of(at)
    found: list[tuple[Case, dict[str, Any]]] = []
    cleared: list[Case] = []
    for text, tiers in _rules(known, search):
        rule = rule_of(text)
        rows = Case.objects.living().filter(account__tier__in=tiers).exclude(phase=INTAKE)
        rows = rows.select_related("account")
        there = (*search.sources, search.status)
        true = where(rows.filter(status__in=there), "case", rule, moment)
        true_ids = set(true.values_list("pk", flat=True))
        cleared += [row for row in _marked(rows, search) if row.pk not in true_ids]
        new = rows.filter(status__in=search.sources, pk__in=true_ids)
        found += _new(new, search, rule, label_of(version), moment)
    return RiskFindings(version, tuple(found), tuple(cleared))


def recovered_cases(accounts: Iterable[UUID], at: datetime, search: Search = AT_RISK) -> list[Case]:
    """Cases of these accounts that are marked although the rule is no longer true."""
    marked = Case.objects.living().filter(account__in=list(accounts))
    rows = _marked(marked.select_related("account"), search)
    if not rows:
        return []
    _version, known = policies(at)
    moment = moment_of(at)
    asked = [(row, rule_for(known, search, row.account.tier)) for row in rows]
    return [
        row
        for row, text in asked
        if text and not where(marked.filter(pk=row.pk), "case", rule_of(text), moment).exists()
    ]


def rule_for(known: Policies, search: Search, tier: str) -> str:
    """The rule of the policy for a tier; empty where the team has no such policy."""
    return str(known.of(search.policy, tier) or "") if search.policy in known.by_code else ""


def _marked(rows: QuerySet[Case], search: Search) -> list[Case]:
    rows = rows.filter(status=search.status)
    if search.by_people:
        found = CaseStatus.objects.living().filter(until=None, status=search.status)
        rows = rows.filter(pk__in=found.filter(evidence__isnull=False).values("case"))
    return list(rows)


def _rules(known: Policies, search: Search) -> Iterator[tuple[str, list[str]]]:
    by_tier = {tier: rule_for(known, search, tier) for tier in ("", *TIERS)}
    for text in dict.fromkeys(text for text in by_tier.values() if text):
        yield text, [tier for tier, other in by_tier.items() if other == text]


def _new(
    rows: QuerySet[Case], search: Search, rule: Rule, version: str, moment: Moment
) -> Iterator[tuple[Case, dict[str, Any]]]:
    cases = list(rows)
    if not cases:
        return
    asked = Case.objects.filter(pk__in=[c.pk for c in cases])
    values = values_of(asked, "case", rule.names, moment)
    past = past_values_of(asked, "case", rule.looks, moment) if rule.looks else {}
    times = _times(cases, moment)
    dismissed = _dismissed(cases, search)
    for case in cases:
        given = values[case.pk]
        parts = true_parts(
            *(
                explain(
                    rule, given, today=moment.today, locale=one, history=past.get(case.pk, {})
                ).parts
                for one in ("ja", "en")
            )
        )
        made = evidence(rule.text, version, parts, times[case.pk])
        if made["key"] not in dismissed.get(case.pk, ()):
            yield case, made


def _times(cases: list[Case], moment: Moment) -> dict[UUID, dict[str, str]]:
    """What the numbers of days count from."""
    touches = Touch.objects.living().filter(
        account__in=[case.account_id for case in cases], direction="inbound", at__lte=moment.at
    )
    last = dict(touches.values("account").annotate(last=Max("at")).values_list("account", "last"))
    attempts = Attempt.objects.living().filter(case__in=cases)
    started = {(a.case_id, a.number): a.started.isoformat() for a in attempts}
    return {
        case.pk: {
            "last_inbound_at": last[case.account_id].isoformat()
            if case.account_id in last
            else started[case.pk, case.attempt_no],
            "phase_since": case.phase_since.isoformat(),
        }
        for case in cases
    }


def _dismissed(cases: list[Case], search: Search) -> dict[UUID, set[str]]:
    """Evidence that somebody has seen and set aside: undone, or recovered by hand."""
    found: dict[UUID, set[str]] = {}
    rows = CaseStatus.objects.filter(case__in=cases, status=search.status, evidence__isnull=False)
    for row in rows:
        over = search.by_people and row.until is not None
        if row.undone_at is not None or row.cause == "dismissed" or over:
            found.setdefault(row.case_id, set()).add((row.evidence or {}).get("key", ""))
    return found
