"""Reactions, schedules, jobs, in one process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from senro.kernel.access import SYSTEM
from senro.kernel.actions import create_team, rename_team
from senro.kernel.fact_reader import advance, place_of, read_facts, settle_restored_facts
from senro.kernel.jobs import KilledItsWorker, failed_jobs, reap, run_one_job
from senro.kernel.models import Cursor, Fact, FailedReaction, JobLease, Schedule, Team
from senro.kernel.reactions import (
    GIVE_UP_AFTER,
    REACTIONS,
    failed_reactions,
    make_cursors,
    reaction,
    retry_failed,
    run_reactions,
    try_again_now,
)
from senro.kernel.schedules import PLANS, daily, every, failing_schedules, refresh, run_due
from senro.kernel.triggers import drop_triggers, make_triggers
from senro.kernel.worker import Worker
from tests.kernel import killed

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def registries():
    kept = dict(REACTIONS), dict(PLANS)
    REACTIONS.clear()
    PLANS.clear()
    yield
    for registry, before in zip((REACTIONS, PLANS), kept, strict=True):
        registry.clear()
        registry.update(before)


@pytest.fixture(autouse=True)
def everything_settled(monkeypatch):
    """A test's own transaction is open all the time, so nothing in it would ever be settled."""
    monkeypatch.setattr(
        "senro.kernel.fact_reader.settled_facts", lambda: Fact.objects.order_by("xid", "seq")
    )


def team(key="ent"):
    return create_team(key=key, name=key, by=SYSTEM, at=AT)


def react(at=AT, machine=NOW):
    return run_reactions(at=at, machine=machine)


def test_a_reader_gets_every_fact_once_and_in_order():
    for key in "abc":
        team(key)
    assert [fact.after["key"] for fact in read_facts("r", 2)] == ["a", "b"]
    assert [fact.after["key"] for fact in read_facts("r", 2)] == ["a", "b"]
    advance("r", read_facts("r", 2)[-1])
    assert [fact.after["key"] for fact in read_facts("r")] == ["c"]
    assert read_facts("r", verbs=["other"]) == []


def test_a_reaction_runs_once_for_each_fact_of_its_verb_and_carries_the_cause():
    @reaction("kernel.team.made")
    def rename(*, fact, at):
        made = Team.objects.get(pk=fact.subject_id)
        rename_team(team=made, name=f"{made.name}!", by=SYSTEM, at=at)

    make_cursors()
    team("a"), team("b")
    assert react() == 2
    assert react() == 0
    assert set(Team.objects.values_list("name", flat=True)) == {"a!", "b!"}
    made, renamed = (Fact.objects.filter(verb__contains=word).first() for word in ("made", "ren"))
    assert renamed.cause == made.id


def test_a_reaction_that_is_new_leaves_the_past_alone():
    team("a")

    @reaction("kernel.team.made")
    def never(*, fact, at):
        raise AssertionError

    react()
    assert react() == 0 and not failed_reactions().exists()


def test_a_reaction_that_fails_is_put_aside_undone_and_tried_again():
    broken = [True]

    @reaction("kernel.team.made")
    def rename(*, fact, at):
        made = Team.objects.get(pk=fact.subject_id)
        rename_team(team=made, name=f"{made.name}!", by=SYSTEM, at=at)
        if broken[0] and made.key == "a":
            raise ValueError("broken")

    make_cursors()
    team("a"), team("b")
    react()
    assert set(Team.objects.values_list("name", flat=True)) == {"a", "b!"}
    assert "ValueError: broken" in failed_reactions().get().error
    assert retry_failed(at=AT, machine=NOW) == 0
    assert retry_failed(at=AT, machine=NOW + timedelta(minutes=2)) == 1
    assert failed_reactions().get().attempts == 2
    broken[0] = False
    assert retry_failed(at=AT, machine=NOW + timedelta(hours=1)) == 1
    assert not failed_reactions().exists()
    assert set(Team.objects.values_list("name", flat=True)) == {"a!", "b!"}


def test_a_reaction_that_never_works_is_given_up_until_somebody_asks():
    @reaction("kernel.team.made")
    def never(*, fact, at):
        raise ValueError

    make_cursors()
    team()
    react()
    for day in range(1, 20):
        retry_failed(at=AT, machine=NOW + timedelta(days=day))
    row = FailedReaction.objects.get()
    assert row.attempts == GIVE_UP_AFTER and row.run_after is None
    assert try_again_now(NOW) == 1


def test_more_facts_than_one_batch_are_all_met():
    seen = []

    @reaction("kernel.team.made")
    def note(*, fact, at):
        seen.append(fact.seq)

    make_cursors()
    for n in range(120):
        team(f"t{n}")
    while react():
        pass
    assert len(seen) == len(set(seen)) == 120


def test_after_a_restore_readers_miss_nothing():
    for key in "abc":
        team(key)
    advance("r", read_facts("r")[0])
    drop_triggers()
    settle_restored_facts()
    make_triggers()
    assert place_of("r") == (0, Fact.objects.earliest("seq").seq)
    assert [fact.after["key"] for fact in read_facts("r")] == ["b", "c"]


def test_a_schedule_runs_when_it_is_due_and_then_not_before_the_next_time():
    ran = []

    @every(minutes=15)
    def often(*, at):
        ran.append(at)

    assert run_due(at=AT, clock=lambda: NOW) == 1
    assert run_due(at=AT, clock=lambda: NOW + timedelta(minutes=14)) == 0
    assert run_due(at=AT, clock=lambda: NOW + timedelta(minutes=15)) == 1
    assert ran == [AT, AT]


def test_daily_means_the_organisations_local_time():
    @daily(at="06:00")
    def morning(*, at):
        pass

    plan = next(iter(PLANS.values()))
    six_in_tokyo = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)
    assert plan.next_after(six_in_tokyo - timedelta(seconds=1), "Asia/Tokyo") == six_in_tokyo
    assert plan.next_after(six_in_tokyo, "Asia/Tokyo") == six_in_tokyo + timedelta(days=1)
    assert run_due(at=AT, clock=lambda: six_in_tokyo - timedelta(hours=1)) == 0
    assert run_due(at=AT, clock=lambda: six_in_tokyo) == 1


def test_a_schedule_that_another_worker_is_at_waits_for_its_lease():
    @every(minutes=15)
    def often(*, at):
        pass

    run_due(at=AT, clock=lambda: NOW)
    Schedule.objects.update(run_after=NOW, leased_until=NOW + timedelta(minutes=1))
    assert run_due(at=AT, clock=lambda: NOW) == 0
    assert run_due(at=AT, clock=lambda: NOW + timedelta(minutes=2)) == 1


def test_a_schedule_that_fails_is_shown_and_tried_again_soon():
    @every(minutes=600)
    def broken(*, at):
        raise ValueError("broken")

    run_due(at=AT, clock=lambda: NOW)
    assert "broken" in failing_schedules()[0].error
    assert run_due(at=AT, clock=lambda: NOW + timedelta(minutes=1)) == 1
    assert failing_schedules()[0].attempts == 2


def test_refresh_runs_what_keeps_values_up_to_date_and_nothing_else():
    ran = []

    @every(minutes=15, refresh=True)
    def metrics(*, at):
        ran.append(at)

    @every(minutes=15)
    def mails(*, at):
        raise AssertionError

    assert [name.rpartition(".")[2] for name in refresh(at=AT)] == ["metrics"]
    assert ran == [AT]


def test_a_job_runs_once_and_one_that_fails_says_why():
    killed.fail.enqueue()
    clock = lambda: datetime.now(UTC)  # noqa: E731
    assert run_one_job("w", clock=clock) and not run_one_job("w", clock=clock)
    found = failed_jobs().get()
    assert "計算できません" in found.traceback and not JobLease.objects.exists()


def test_a_job_is_taken_back_only_when_its_lease_has_expired():
    killed.fail.enqueue()
    now = datetime.now(UTC)
    found = DBTaskResult.objects.get()
    found.claim("w")
    DBTaskResult.objects.update(started_at=now - timedelta(hours=1))
    lease = JobLease.objects.create(job=found.pk, worker="w", until=now + timedelta(seconds=5))
    assert reap(now) == 0
    lease.until = now - timedelta(seconds=1)
    lease.save()
    assert reap(now) == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_a_job_that_killed_its_workers_is_not_tried_for_ever():
    killed.fail.enqueue()
    found = DBTaskResult.objects.get()
    now = datetime.now(UTC)
    JobLease.objects.create(job=found.pk, worker="w", until=now, attempts=5)
    assert not run_one_job("w2", clock=lambda: now)
    assert failed_jobs().get().exception_class_path.endswith(KilledItsWorker.__name__)


def test_one_round_of_the_worker_does_something_of_everything():
    @every(minutes=15)
    def often(*, at):
        team("scheduled")

    @reaction("kernel.team.made")
    def rename(*, fact, at):
        rename_team(team=Team.objects.get(pk=fact.subject_id), name="seen", by=SYSTEM, at=at)

    make_cursors()
    killed.fail.enqueue()
    assert Worker().run(once=True) >= 3
    assert Team.objects.get().name == "seen"
    assert Cursor.objects.filter(name__startswith="reaction:").count() >= 1
