"""Criteria of cases as records, what was told, and how completions compare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from senro.kernel.models import Approval
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.access import Actor
from senro.programs.queries import label_of
from senro.programs.rules import ELEMENTS, Words
from senro.programs.rules.criteria import STATEMENTS

from ..models import (
    COUNTING,
    Attempt,
    Case,
    CaseCriterion,
    CriteriaAmendment,
    Waiver,
)
from ..rules.criteria import digest_of, fingerprint, standing
from .gates import line_of
from .past import waivers_then
from .told import told_body, told_of
from .visible import visible_cases

RECENT = 20
# Of an attempt that was led through its gates, and of one that was imported.
DONE = ("success", "completed")
WAIVER = "criterion_waiver"


def criterion_dicts(rows: Iterable[CaseCriterion], *, locale: str) -> list[dict[str, Any]]:
    """Criteria as JSON values, in two more queries."""
    found = list(rows)
    waivers = {row.criterion_id: row for row in Waiver.objects.living().filter(criterion__in=found)}
    asked = asked_waivers([row.pk for row in found])
    return [_dict(row, waivers.get(row.pk), asked.get(row.pk), locale) for row in found]


def criterion_dicts_at(rows: Iterable[Any], at: datetime, *, locale: str) -> list[dict[str, Any]]:
    """Those of `criteria_then` as they stood: what was met or waived later is open."""
    found = list(rows)
    for row in found:
        if row.met_at != row.met_then:
            row.met_at, row.evidence, row.proof = row.met_then, "", None
    waivers = {row.criterion_id: row for row in waivers_then(found, at)}
    return [_dict(row, waivers.get(row.pk), None, locale) for row in found]


def asked_waivers(criteria: Iterable[UUID]) -> dict[UUID, Approval]:
    """Open requests for waivers by criterion."""
    rows = Approval.objects.living().filter(kind=WAIVER, decision="", subject_id__in=list(criteria))
    return {row.subject_id: row for row in rows}


def _dict(
    row: CaseCriterion, waiver: Waiver | None, asked: Approval | None, locale: str
) -> dict[str, Any]:
    met = row.met_at is not None
    return {
        "id": str(row.pk),
        "code": row.code,
        "element": row.element,
        "kind": row.kind,
        "mandatory": row.mandatory,
        "title": row.title_ja if locale == "ja" else row.title_en,
        "rule": row.rule,
        "threshold": row.threshold,
        "scale": row.scale,
        "window_days": row.window_days,
        "per": row.per,
        "step": row.step,
        "option": row.option or None,
        "custom": row.custom,
        "state": standing(met=met, waived=waiver is not None, approval=row.approval),
        "met": met,
        "met_at": row.met_at.isoformat() if row.met_at else None,
        "evidence": row.evidence,
        "proof": row.proof,
        "waiver": {"reason": waiver.reason} if waiver else None,
        "waiver_asked": asked.reason if asked else None,
        "version": row.version,
    }


def promise_dict(case: Case) -> dict[str, Any] | None:
    """What the customer of the case was told, and what was changed since."""
    line = line_of(case)
    told = told_of(line.attempt)
    if told is None:
        return None
    return {
        "told_at": told.told_at.isoformat(),
        "digest": told.digest,
        "version": told.version_label,
        **told.body,
        "unchanged": digest_of(told_body(line)) == told.digest,
        "amendments": [amendment_dict(row) for row in amendments_of(line.attempt)],
    }


def amendments_of(attempt: Attempt) -> list[CriteriaAmendment]:
    """What was changed after the customer had been told, oldest first."""
    rows = CriteriaAmendment.objects.living().filter(attempt=attempt)
    return list(rows.select_related("criterion", "created_by").order_by("created_at", "pk"))


def amendment_dict(row: CriteriaAmendment) -> dict[str, Any]:
    """One amendment as JSON values."""
    return {
        "at": row.created_at.isoformat(),
        "by": row.created_by.email if row.created_by else None,
        "criterion": row.criterion.code,
        "what": row.what,
        "reason": row.reason,
        "before": row.before,
        "after": row.after,
    }


@dataclass(frozen=True)
class ElementRow:
    """One element of one product: how many cases have met all that is mandatory in it."""

    element: str
    statement: Words
    product: str
    product_name: str
    cases: int
    complete: int
    criteria: int
    met: int

    @property
    def share(self) -> float | None:
        """Of the cases; None where there are none."""
        return self.complete / self.cases if self.cases else None


def by_element(actor: Actor) -> list[ElementRow]:
    """Completion by element and product over the current attempts of visible cases (2 queries)."""
    waived = Waiver.objects.living().values("criterion")
    rows = (
        CaseCriterion.objects.living()
        .filter(
            approval__in=COUNTING,
            attempt__undone_at=None,
            attempt__case__in=visible_cases(actor).order_by().values("pk"),
        )
        .values_list(
            "pk", "element", "mandatory", "met_at", "attempt__case_id", "attempt__number",
            "attempt__case__attempt_no", "attempt__case__product__key",
            "attempt__case__product__name",
        )
    )  # fmt: skip
    let_go = set(waived.values_list("criterion", flat=True))
    cases: dict[tuple[str, str], dict[UUID, bool]] = defaultdict(dict)
    counts: Counter[tuple[str, str]] = Counter()
    met: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    for pk, element, mandatory, met_at, case, number, current, key, name in rows.iterator():
        if number != current:
            continue
        place = (key or "", element)
        names[key or ""] = name or ""
        done = met_at is not None or pk in let_go
        counts[place] += 1
        met[place] += done
        so_far = cases[place].get(case, True)
        cases[place][case] = so_far and (done or not mandatory)
    return [
        ElementRow(
            element, STATEMENTS[element], product, names[product],
            len(cases[product, element]), sum(cases[product, element].values()),
            counts[product, element], met[product, element],
        )
        for product in sorted(names)
        for element in ELEMENTS
    ]  # fmt: skip


@dataclass(frozen=True)
class CriteriaVariance:
    """R17: the sets behind the last completions. `sets` are (codes, how many cases).

    `versions`: of how many cases which criteria set of the method was the promise.
    """

    cases: int
    distinct: int
    sets: tuple[tuple[tuple[str, ...], int], ...]
    versions: tuple[tuple[str, int], ...]


def criteria_variance(actor: Actor, *, at: datetime, last: int = RECENT) -> CriteriaVariance:
    """How many different combinations stand behind the last completions (4 queries)."""
    attempts = Attempt.objects.living().filter(
        case__in=visible_cases(actor).order_by().values("pk"),
        result__in=DONE,
        ended__lte=moment_of(at).today,
    )
    ids = list(
        attempts.filter(criteria__undone_at=None, criteria__isnull=False)
        .order_by("-ended", "-pk")
        .values_list("pk", "ended")
        .distinct()[:last]
    )
    prints = fingerprints([pk for pk, _ended in ids])
    groups = Counter(mark for mark, _codes in prints.values())
    codes = dict(prints.values())
    sets = tuple((codes[mark], number) for mark, number in groups.most_common())
    completed = Attempt.objects.select_related("criteria_set").in_bulk(prints)
    versions = Counter(set_named(attempt) for attempt in completed.values())
    named = tuple((name, number) for name, number in sorted(versions.items()) if name)
    return CriteriaVariance(len(prints), len(groups), sets, named)


def fingerprints(attempts: Iterable[UUID]) -> dict[UUID, tuple[str, tuple[str, ...]]]:
    """(fingerprint, codes) of each attempt: equal exactly when the same was asked of both."""
    rows = CaseCriterion.objects.living().filter(attempt__in=list(attempts), approval__in=COUNTING)
    names = ("attempt_id", "code", "rule", "threshold", "per", "option", "mandatory", "title_ja")
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values(*names):
        found[row["attempt_id"]].append(row)
    return {
        pk: (fingerprint(of), tuple(sorted(str(row["code"]) for row in of)))
        for pk, of in found.items()
    }


def set_named(attempt: Attempt) -> str:
    """The criteria set of an attempt as it is named: its label, version or imported name."""
    return label_of(attempt.criteria_set) or attempt.criteria_name
