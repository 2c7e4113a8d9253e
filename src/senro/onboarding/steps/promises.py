"""What the customer is told: kept word for word; what is changed afterwards is an amendment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from senro.kernel.verbs import Change
from senro.programs.queries import criteria_set, label_of

from ..models import Attempt, Case, CaseCriterion, CriteriaAmendment, CriteriaPromise, Meeting
from ..queries.gates import line_of
from ..queries.told import told_body, told_of
from ..rules.criteria import digest_of
from .cases import needed
from .plan import give_criteria

CHANGED = ("title_ja", "title_en", "rule", "threshold", "per", "option", "mandatory")


def tell_criteria(change: Change, case: Case, meeting: Meeting) -> CriteriaPromise | None:
    """The kickoff told the criteria: from now on they are what was told. Told again, told once."""
    line = line_of(case)
    if told_of(line.attempt) is None:
        _as_of_kickoff(change, line.attempt, meeting.held_at)
    body = told_body(line)
    digest = digest_of(body)
    there = CriteriaPromise.objects.living().filter(attempt=line.attempt, digest=digest).first()
    if there is not None:
        return there
    row = CriteriaPromise(
        attempt=line.attempt,
        meeting=meeting,
        told_at=meeting.held_at,
        digest=digest,
        version_label=label_of(line.attempt.criteria_set),
        body=body,
    )
    return change.create(row)


def amend(
    change: Change, row: CaseCriterion, what: str, reason: str, **values: Any
) -> CriteriaAmendment | None:
    """Change a criterion; after the customer was told, that is an amendment with a reason.

    Raises Invalid when a reason is needed and missing.
    """
    told = told_of(row.attempt)
    if told is not None:
        needed(reason=reason)
    before = {name: getattr(row, name) for name in CHANGED}
    if not change.update(row, **values) or told is None:
        return None
    after = {name: getattr(row, name) for name in CHANGED}
    return note_amendment(change, row, what, reason, before, after)


def note_amendment(
    change: Change,
    row: CaseCriterion,
    what: str,
    reason: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> CriteriaAmendment:
    """Remember that what was told is no longer all of it."""
    changed = [name for name in (after or {}) if (before or {}).get(name) != (after or {})[name]]
    return change.create(
        CriteriaAmendment(
            attempt=row.attempt,
            criterion=row,
            what=what,
            reason=reason.strip(),
            before={name: (before or {}).get(name) for name in changed},
            after={name: (after or {})[name] for name in changed},
        )
    )


def _as_of_kickoff(change: Change, attempt: Attempt, held_at: datetime) -> None:
    """A case that waited while the criteria were revised is told those that hold at its kickoff.

    Only where nobody has worked with them yet: what was met, chosen or written stays.
    """
    if attempt.criteria_set is None:
        return
    version, _criteria = criteria_set(held_at, attempt.criteria_set.code)
    rows = list(CaseCriterion.objects.living().filter(attempt=attempt, custom=False))
    untouched = all(row.met_at is None and not row.option and row.proof is None for row in rows)
    newer = version.number > attempt.criteria_set.number
    if not newer or not untouched:
        return
    for row in rows:
        change.remove(row)
    change.update(attempt, criteria_set=version)
    give_criteria(change, attempt)
