"""Any sequence of verbs by any role, with undo and redo anywhere, keeps what must always be true.

A rule is one function: `self.deed(verb, lambda: …)` runs it, counts its facts and expects refusals.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from senro.kernel.access import SYSTEM
from senro.kernel.actions import undo_fact
from senro.kernel.errors import SenroError
from senro.kernel.models import Fact
from senro.kernel.undo import undo_to_take_back
from senro.onboarding import actions
from senro.onboarding.models import Case, CaseCriterion, CaseStatus, Task
from senro.onboarding.models.cases import STATUSES
from senro.onboarding.queries import visible_cases
from senro.onboarding.queries.gates import line_of
from senro.onboarding.queries.states import states_at
from senro.onboarding.rules.machine import ENDED, STEPS

from .rows import differences, living_rows

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
WHO = st.sampled_from(["manager", "csm_ent", "csm_mm", "specialist_mm", "sales", "viewer", "admin"])
EVIDENCE = {"rule": "TRUE", "version": "policies/standard@1", "inputs": {}, "parts": [], "key": "k"}


class Cases(RuleBasedStateMachine):
    """One case of ACC-001, and everybody who may or may not touch it."""

    desk: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.at = self.desk.at
        self.case = self.desk.open()
        self.seq = Fact.objects.latest("seq").seq
        self.facts = Fact.objects.count()

    # --- how a deed is done -----------------------------------------------------------------
    def deed(self, do: Any) -> None:
        """Time goes on; a refusal leaves nothing, anything else at most one fact of its own."""
        self.at += timedelta(hours=7)
        before = Fact.objects.count()
        try:
            do()
        except SenroError:
            assert Fact.objects.count() == before, "a refused verb left a fact"
            return
        new = Fact.objects.filter(seq__gt=self.seq)
        assert new.filter(cause=None).count() <= 1, "one verb left more than one fact"
        if not new.exists():
            return
        self.seq = new.latest("seq").seq

    def actor(self, who: str) -> Any:
        return self.desk.world.actor(who)

    def act(self, verb: str, who: str, **more: Any) -> None:
        by = self.actor(who)
        self.deed(lambda: getattr(actions, verb)(case=self.case, by=by, at=self.at, **more))

    def fresh(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    # --- the verbs --------------------------------------------------------------------------
    @rule(who=WHO, override=st.booleans())
    def complete(self, who: str, override: bool) -> None:
        self.act("complete_phase", who, phase=self.fresh().phase, override="so" if override else "")

    @rule(who=WHO, phase=st.sampled_from(["P1", "P2", "P3", "P4", "P5"]))
    def reopen(self, who: str, phase: str) -> None:
        self.act("reopen_phase", who, phase=phase, reason="rework")

    @rule(who=WHO, name=st.sampled_from(sorted(set(STEPS) - {"extend_onboarding"})))
    def step(self, who: str, name: str) -> None:
        self.act(name, who, reason="so it is")

    @rule(who=WHO)
    def extend(self, who: str) -> None:
        until = date(2027, 6, 1)
        self.act("extend_onboarding", who, until=until, reason="one more site")

    @rule(name=st.sampled_from(["mark_at_risk", "find_stalled"]))
    def found(self, name: str) -> None:
        self.deed(
            lambda: getattr(actions, name)(case=self.case, evidence=EVIDENCE, by=SYSTEM, at=self.at)
        )

    @rule(name=st.sampled_from(["clear_risk", "clear_stall"]))
    def cleared(self, name: str) -> None:
        self.deed(lambda: getattr(actions, name)(case=self.case, by=SYSTEM, at=self.at))

    @rule(who=WHO, other=WHO)
    def assign(self, who: str, other: str) -> None:
        self.act("assign_owner", who, owner=self.desk.world.people[other])

    @rule(who=WHO, code=st.sampled_from("ABC"), exclude=st.booleans())
    def purpose(self, who: str, code: str, exclude: bool) -> None:
        self.act("exclude_purpose" if exclude else "set_case_purpose", who, code=code)

    @rule(who=WHO, number=st.integers(0, 2), name=st.sampled_from(["meet", "unmeet", "waive"]))
    def criterion(self, who: str, number: int, name: str) -> None:
        rows = CaseCriterion.objects.living().filter(
            attempt__case=self.case, attempt__number=self.fresh().attempt_no
        )
        codes = list(rows.order_by("code").values_list("code", flat=True))
        if codes:
            said = {"evidence": "seen"} if name == "meet" else {"reason": "so"}
            self.act(f"{name}_criterion", who, code=codes[number % len(codes)], **said)

    @rule(who=WHO, number=st.integers(0, 20), name=st.sampled_from(["finish", "reopen", "remove"]))
    def task(self, who: str, number: int, name: str) -> None:
        rows = list(Task.objects.living().filter(attempt__case=self.case).order_by("pk"))
        if rows:
            task, by = rows[number % len(rows)], self.actor(who)
            self.deed(lambda: getattr(actions, f"{name}_task")(task=task, by=by, at=self.at))

    @rule(who=WHO)
    def add_task(self, who: str) -> None:
        self.act("add_task", who, fields={"title": "call them", "side": "vendor"})

    # --- undo and redo, anywhere ------------------------------------------------------------
    @rule(who=WHO, back=st.integers(0, 6))
    def undo(self, who: str, back: int) -> None:
        by, fact = self.actor(who), self._recent(back)
        self.deed(lambda: undo_fact(fact=fact, by=by, at=self.at))

    @rule(who=WHO, back=st.integers(0, 6))
    def redo(self, who: str, back: int) -> None:
        by, fact = self.actor(who), self._recent(back)
        self.deed(lambda: undo_fact(fact=undo_to_take_back(fact), by=by, at=self.at))

    @rule(back=st.integers(0, 3))
    def undo_and_redo_change_nothing(self, back: int) -> None:
        fact, rows = self._recent(back), living_rows()
        undone: list[bool] = []

        def there_and_back() -> None:
            undo_fact(fact=fact, by=SYSTEM, at=self.at)
            undone.append(True)

        self.deed(there_and_back)
        if undone:
            self.deed(lambda: undo_fact(fact=undo_to_take_back(fact), by=SYSTEM, at=self.at))
        assert not differences(rows, living_rows())

    def _recent(self, back: int) -> Fact:
        # Never the opening itself: the case is what all of this is about.
        facts = list(
            Fact.objects.exclude(verb="onboarding.case.opened").order_by("-seq")[: back + 1]
        )
        facts = [one for one in facts if one.verb.startswith(("onboarding.", "kernel.fact"))]
        return facts[-1] if facts else Fact.objects.latest("seq")

    # --- what is always true ----------------------------------------------------------------
    @invariant()
    def facts_only_grow(self) -> None:
        count = Fact.objects.count()
        assert count >= self.facts
        self.facts = count

    @invariant()
    def the_case_is_where_the_requirements_know(self) -> None:
        case = Case.objects.living().filter(pk=self.case.pk).first()
        if case is None:
            return
        line = line_of(case)
        assert case.status in STATUSES and case.phase in line.phases.codes
        open_rows = CaseStatus.objects.living().filter(case=case, until=None)
        assert [row.status for row in open_rows] == [case.status]
        last = line.phases.last.code
        if case.status in ("completed", "watch_stalled", "handover_proposed", "handed_over"):
            assert case.phase == last, "complete, but not in the last phase"
        if case.status in ("active", "at_risk", "relaunching", "extended_onboarding"):
            assert case.phase != last, "in the last phase, but not complete"

    @invariant()
    def cached_columns_are_what_dated_rows_say(self) -> None:
        case = Case.objects.living().filter(pk=self.case.pk).first()
        if case is None or case.status in ENDED:
            return
        rows = visible_cases(SYSTEM).filter(pk=case.pk)
        told = [
            [
                (s.status, s.phase, s.phase_since, s.phase_days, s.attempt_no, s.owner_id)
                for s in found
            ]
            for found in (states_at(rows, at=self.at, live=live) for live in (True, False))
        ]
        assert told[0] == told[1]


def run(desk: Any, examples: int, steps: int) -> None:
    """Each example in a savepoint of its own, on the same small world."""
    from django.db import transaction

    class OnThisDesk(Cases):
        def __init__(self) -> None:
            self.point = transaction.atomic()
            self.point.__enter__()
            super().__init__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    OnThisDesk.desk = desk
    run_state_machine_as_test(
        OnThisDesk,
        settings=settings(
            max_examples=examples, phases=(Phase.generate, Phase.shrink), stateful_step_count=steps, deadline=None, database=None,
            derandomize=examples < 100, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_no_sequence_of_verbs_undo_and_redo_reaches_an_unknown_state(desk):
    run(desk, examples=3, steps=10)


@pytest.mark.soak
def test_no_long_sequence_of_verbs_undo_and_redo_reaches_an_unknown_state(desk):
    run(desk, examples=600, steps=60)
