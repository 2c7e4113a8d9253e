"""Cases as a team has them: begun at different times, with purposes, meetings and work done."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from django.db.models import F

from benchmarks import data
from senro.customers.actions import log_touch, set_purpose
from senro.customers.models import Contact, Contract
from senro.exchange.importing import import_file
from senro.kernel import clock
from senro.kernel.access import Actor
from senro.kernel.models import Person
from senro.onboarding.actions import complete_phase, open_case
from senro.onboarding.models import Case, CaseCriterion, Task
from senro.programs.queries import purposes

DAYS = (3, 14, 25, 40, 60)


def open_all(count: int, people: list[Person], actor: Actor) -> None:
    """One case for each of the first contracts, its phase by its age."""
    now = clock.now()
    codes = [one.code for one in purposes(now)]
    contracts = Contract.objects.living().select_related("account").order_by("key")[:count]
    for number, contract in enumerate(contracts):
        passed = number % len(DAYS)
        started = now - timedelta(days=DAYS[passed] + number % 9)
        case = open_case(
            account=contract.account, contract=contract, started=started.date(),
            owner=people[number % len(people)], by=actor, at=started,
        )  # fmt: skip
        for rank in (1, 2):
            code = codes[(number + rank) % len(codes)]
            set_purpose(account=contract.account, code=code, rank=rank, by=actor, at=started)
        for step in range(passed):
            at = started + timedelta(days=DAYS[step])
            complete_phase(case=case, phase=f"P{step + 1}", by=actor, at=at, override="bench")
            case.refresh_from_db()
        _speak(case, number, actor)
    _meet(count, actor)
    _work(now)


def _speak(case: Case, number: int, actor: Actor) -> None:
    """Somebody at the customer has called."""
    at = clock.now() - timedelta(days=number % 20 + 1)
    contact = Contact.objects.filter(account_id=case.account_id).first()
    log_touch(
        account=case.account, contact=contact, direction="inbound", channel="phone",
        touched_at=at, note="", by=actor, at=at,
    )  # fmt: skip


def _meet(count: int, actor: Actor) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meetings.csv"
        data.write_meetings(path, count, each=4)
        import_file(kind="meetings", path=path, by=actor, at=clock.now())


def _work(now: object) -> None:
    """What a phase that lies behind asked for is done; half of the criteria are met."""
    open_tasks = Task.objects.filter(done_at=None, phase__lt=F("attempt__case__phase"))
    Task.objects.filter(pk__in=list(open_tasks.values_list("pk", flat=True))).update(done_at=now)
    criteria = list(CaseCriterion.objects.values_list("pk", flat=True))[::2]
    CaseCriterion.objects.filter(pk__in=criteria).update(met_at=now, evidence="bench")
