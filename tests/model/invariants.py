"""What is true of a case whatever was done to it, written down apart from the product."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from senro.kernel.access import SYSTEM
from senro.kernel.models import Approval
from senro.onboarding.models import Case, CaseCriterion, CaseStatus, Waiver
from senro.onboarding.queries import visible_cases
from senro.onboarding.queries.gates import crew_of, line_of
from senro.onboarding.queries.states import states_at

# Requirements 2.3 C: what may follow what. Any case may be closed.
CLOSED = ("closed_churned", "closed_void")
MAY_FOLLOW = {
    "active": ("at_risk", "stalled", "completed"),
    "at_risk": ("active", "stalled", "completed"),
    "stalled": ("active", "parked_with_cs", "returned_to_sales"),
    "returned_to_sales": ("relaunching", "dead_flag_proposed"),
    "parked_with_cs": ("relaunching", "dead_flag_proposed", "renewal_only"),
    "dead_flag_proposed": ("dead_flagged",),
    "dead_flagged": ("relaunching",),
    "relaunching": ("active", "at_risk", "stalled", "completed"),
    "completed": ("watch_stalled", "handover_proposed"),
    "watch_stalled": ("completed", "extended_onboarding"),
    "extended_onboarding": ("stalled", "completed"),
    "handover_proposed": ("handed_over", "completed", "extended_onboarding"),
    "handed_over": (),
    "renewal_only": (),
    "closed_churned": (),
    "closed_void": (),
}
BEHIND_THE_LAST_GATE = ("completed", "watch_stalled", "handover_proposed", "handed_over")
LED = ("active", "at_risk", "relaunching", "extended_onboarding")
ENDED = ("handed_over", "renewal_only", *CLOSED)
SAID = {"": "pending", "approved": "approved", "refused": "refused"}


def states_are_known(case: Case) -> None:
    """The case is in one state, and every step to it is one that the requirements draw."""
    line = line_of(case)
    assert case.phase in line.phases.codes
    rows = list(CaseStatus.objects.living().filter(case=case).order_by("since", "until", "pk"))
    assert [row.status for row in rows if row.until is None] == [case.status]
    steps = [row.status for row in rows]
    for one, other in pairwise(steps):
        # Opening the last gate again takes completion back: nothing that the drawing names.
        again = one in BEHIND_THE_LAST_GATE and other in LED
        assert other in (*MAY_FOLLOW[one], *CLOSED) or again, f"{one} → {other}"
    last = line.phases.last.code
    if case.status in BEHIND_THE_LAST_GATE:
        assert case.phase == last, "complete, but not in the last phase"
    if case.status in LED:
        assert case.phase != last, "in the last phase, but not complete"


def sites_agree(case: Case, at: datetime) -> None:
    """The case is where its furthest site is, and leaves the roll-out with the last of them."""
    line = line_of(case)
    crew = crew_of(case, line, at=at)
    if not crew.waves or not crew.span:
        return
    place, ends = line.phases.index, [line.phases.index(code) for code in crew.span]
    reached = []
    for wave in crew.waves:
        passed = [code in wave.done for code in crew.span]
        assert passed == sorted(passed, reverse=True), "a site skipped a phase"
        reached.append(ends[0] + sum(passed))
    if place(case.phase) < ends[0]:
        assert set(reached) == {ends[0]}, "a site is ahead of its case"
    elif place(case.phase) <= ends[-1]:
        assert place(case.phase) == min(max(reached), ends[-1])
        assert min(reached) <= ends[-1], "all sites are through, but not their case"
    else:
        assert set(reached) == {ends[-1] + 1}, "the case went on without a site"


def requests_agree(case: Case) -> None:
    """What was decided is what holds: a custom criterion counts when approved, a waiver is there."""
    for row in CaseCriterion.objects.living().filter(attempt__case=case, custom=True):
        request = Approval.objects.living().filter(subject_id=row.pk, kind="criterion_custom").get()
        assert row.approval == SAID[request.decision]
    waivers = Approval.objects.living().filter(kind="criterion_waiver", decision="approved")
    for request in waivers:
        assert Waiver.objects.living().filter(criterion=request.subject_id).count() == 1


def cached_columns_are_what_dated_rows_say(case: Case, at: datetime) -> None:
    """Read live and read as of now, a case is the same."""
    if case.status in ENDED:
        return
    rows = visible_cases(SYSTEM).filter(pk=case.pk)
    told = [
        [(s.status, s.phase, s.phase_since, s.phase_days, s.attempt_no, s.owner_id) for s in found]
        for found in (states_at(rows, at=at, live=live) for live in (True, False))
    ]
    assert told[0] == told[1]
