"""Any sequence of verbs by any role, with undo and redo anywhere, keeps what must always be true."""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

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
from senro.kernel.models import Fact
from senro.kernel.undo import undo_to_take_back
from senro.onboarding.models import Case

from . import invariants
from .rows import differences, living_rows
from .walk import ACTS, PEOPLE, Walk, overlap, publish_newer

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
WHO, NUMBER = st.sampled_from(PEOPLE), st.integers(0, 20)


class Cases(RuleBasedStateMachine):
    """A walk of which the machine chooses the steps. Each act of `ACTS` is a rule (see below)."""

    desk: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.walk = Walk(self.desk)
        self.opened = living_rows()
        self.facts: list[UUID] = []

    @rule(back=st.integers(0, 3))
    def undo_and_redo_change_nothing(self, back: int) -> None:
        walk, fact, rows = self.walk, self.walk.recent(back), living_rows()
        undone: list[bool] = []
        if fact is None:
            return

        def there_and_back() -> None:
            undo_fact(fact=fact, by=SYSTEM, at=walk.at)
            undone.append(True)

        stand = {one.pk for one in walk._standing()}
        walk.deed(there_and_back)
        if undone:
            # Nothing that came later and stands had changed the same, were it there and back.
            later = Fact.objects.filter(pk__in=stand, seq__gt=fact.seq, undoes=None)
            assert fact.undoes or not [one.verb for one in later if overlap(fact, one)]
            walk.deed(lambda: undo_fact(fact=undo_to_take_back(fact), by=SYSTEM, at=walk.at))
        assert not differences(rows, living_rows())

    @invariant()
    def no_fact_is_lost(self) -> None:
        ids = list(Fact.objects.order_by("seq").values_list("id", flat=True))
        assert ids[: len(self.facts)] == self.facts
        self.facts = ids

    @invariant()
    def the_case_is_where_the_requirements_know(self) -> None:
        case = Case.objects.living().get(pk=self.walk.case.pk)
        invariants.states_are_known(case)
        invariants.sites_agree(case, self.walk.at)
        invariants.requests_agree(case)
        invariants.cached_columns_are_what_dated_rows_say(case, self.walk.at)

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:
            self.walk.everything_undone()
            assert not differences(self.opened, living_rows())


def _rule(name: str) -> Any:
    def act(self: Any, who: str, n: int, yes: bool) -> None:
        getattr(self.walk, name)(who, n, yes)

    act.__name__ = name
    return rule(who=WHO, n=NUMBER, yes=st.booleans())(act)


for _name in ACTS:
    setattr(Cases, _name, _rule(_name))


def run(desk: Any, examples: int, steps: int) -> None:
    """Each example in a savepoint of its own, on the same small world."""
    from django.db import transaction

    class OnThisDesk(Cases):
        def __init__(self) -> None:
            self.point = transaction.atomic()
            self.point.__enter__()
            super().__init__()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.point.__exit__(None, None, None)

    OnThisDesk.desk = desk
    publish_newer(desk)
    run_state_machine_as_test(
        OnThisDesk,
        settings=settings(
            max_examples=examples, phases=(Phase.generate, Phase.shrink), stateful_step_count=steps, deadline=None, database=None,
            derandomize=examples < 100, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_no_sequence_of_verbs_undo_and_redo_reaches_an_unknown_state(desk):
    run(desk, examples=2, steps=12)


@pytest.mark.soak
def test_no_long_sequence_of_verbs_undo_and_redo_reaches_an_unknown_state(desk):
    run(desk, examples=600, steps=60)
