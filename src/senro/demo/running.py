"""Builds the running cases as people would: meetings, structure, purposes, gates, one day after another."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from senro.customers.actions import log_touch, set_purpose
from senro.customers.models import Account, Contact, Contract
from senro.kernel.access import SYSTEM, Actor
from senro.kernel.models import Person
from senro.onboarding.actions import (
    add_waves,
    add_wish,
    attest_gate_item,
    attest_wave_item,
    complete_phase,
    complete_waves,
    finish_task,
    mark_stalled,
    meet_criterion,
    open_case,
    propose_dead_flag,
    record_meeting,
    return_to_sales,
    set_case_purpose,
    set_dead_flag,
    set_structure,
)
from senro.onboarding.models import Case, CaseCriterion, SiteWave, Task
from senro.onboarding.queries.gates import gate_of

from .accounts import DemoAccount
from .cases import RunningCase
from .moments import local
from .stores import ACCOUNT, ROLLED_OUT, STORES

KICKOFF = ["purpose", "wish", "structure", "criteria", "schedule", "next_step"]
WISHES = (("帳票", 40), ("申請", 70))
LEFT_OVER = 0.04
SLOTS = ((9, 30), (10, 0), (11, 0), (9, 0), (13, 0), (10, 30), (11, 30))
# Nobody ticks these before the kickoff, which ends the first phase.
NOT_YET = ("p1_kickoff", "p1_structure")
# What is usually there by the time a case has come so far: how many of its criteria.
MET_BY = {"P4": 1, "P5": 2}
PROOF = ("帳票2種を4週間運用(利用ログ)", "習熟テスト平均 88 点", "推進方針の会議 11/12")
EVIDENCE = {"operation_decided": "運用フローを定例で合意", "waves_chosen": "全拠点同時で合意"}


class RunningBuilder:
    """Knows who does what; `build` makes one case."""

    def __init__(self, people: dict[str, Actor], at: datetime) -> None:
        self.people = people
        self.at = at
        self.rng = random.Random(20261125)
        self.persons: dict[UUID | None, Person] = {p.pk: p for p in Person.objects.all()}

    def build(self, plan: RunningCase) -> None:
        """Open the case, pass what it has passed, and leave it in its state."""
        owner = self.people[plan.account.owner]
        account = Account.objects.living().get(key=plan.account.key)
        case = open_case(
            account=account,
            contract=Contract.objects.living().get(key=f"K-{plan.account.key[4:]}"),
            started=plan.started,
            owner=self.persons[owner.person_id],
            phase="intake" if plan.phase == "intake" else "P1",
            by=owner,
            at=self._moment(plan.started),
        )
        for rank, code in enumerate(plan.account.purposes, 1):
            set_case_purpose(
                case=case, code=code, rank=rank, by=owner, at=self._moment(plan.started)
            )
        for phase in plan.passed:
            self._pass(case, plan, phase, owner)
        self._talk(case, plan, owner)
        self._work(case, plan, owner)
        self._criteria(case, plan, owner)
        self._leave(case, plan, owner)

    def _pass(self, case: Case, plan: RunningCase, phase: str, owner: Actor) -> None:
        day = plan.ended[phase]
        at = self._moment(day, 16)
        if phase == "P1":
            self._kickoff(case, day - timedelta(days=1), owner)
        if phase == "P2":
            for feature, days in WISHES:
                add_wish(
                    case=case,
                    feature=feature,
                    want_by=plan.started + timedelta(days=days),
                    declared_by="",
                    by=owner,
                    at=at,
                )
            if plan.account.key == ACCOUNT:
                sites = [{"name": name, "site": name} for name, _r, _l in STORES]
                add_waves(case=case, waves=sites, by=owner, at=at)
        case.refresh_from_db()
        if phase == "P3" and plan.account.key == ACCOUNT:
            self._roll_out(case, owner, at)
            return
        for reason in gate_of(case, phase, at=at).reasons:
            text = EVIDENCE.get(reason.code, "定例で確認")
            attest_gate_item(case=case, code=reason.code, evidence=text, by=owner, at=at)
        complete_phase(case=case, phase=phase, by=owner, at=at)

    def _roll_out(self, case: Case, owner: Actor, at: datetime) -> None:
        """The stores that are ready go on; the method of registering was settled for each."""
        waves = list(SiteWave.objects.living().filter(attempt__case=case).order_by("order"))
        complete_waves(case=case, waves=waves[:ROLLED_OUT], phase="P3", by=owner, at=at)
        seen = min(at + timedelta(days=10), self.at)
        for wave in waves[:ROLLED_OUT]:
            text = "点検表が毎日届いている"
            attest_wave_item(wave=wave, code="data_arriving", evidence=text, by=owner, at=seen)

    def _kickoff(self, case: Case, day: date, owner: Actor) -> None:
        people = {c.layer: c for c in Contact.objects.living().filter(account_id=case.account_id)}
        set_structure(
            case=case,
            owner=people["admin"].key,
            sponsor=people["decision_maker"].key,
            site_leads=[people["site_manager"].key],
            by=owner,
            at=self._moment(day, 9),
        )
        fields = {
            "kind": "kickoff",
            "held_at": self._moment(day, 10),
            "channel": "online",
            "minutes_explained": 24,
            "minutes_heard": 20,
            "confirmed": KICKOFF,
            "temperature": 4,
            "contact": people["admin"].key,
        }
        record_meeting(case=case, fields=fields, by=owner, at=self._moment(day, 11))

    def _talk(self, case: Case, plan: RunningCase, owner: Actor) -> None:
        """The last sign of life from the customer, on the planned day."""
        if plan.phase == "intake":
            return
        people = {c.layer: c for c in Contact.objects.living().filter(account_id=case.account_id)}
        held = self._moment(plan.last_inbound, *SLOTS[int(plan.account.key[4:]) % len(SLOTS)])
        fields = {
            "kind": "regular",
            "held_at": held,
            "channel": "online",
            "minutes_explained": 10,
            "minutes_heard": 20,
            "contact": people["admin"].key,
        }
        case.refresh_from_db()
        if plan.account.tier != "SMB":
            # The day before, as whoever is helped by hand is called.
            log_touch(
                account=case.account, contact=people["admin"], direction="outbound",
                channel="phone", touched_at=held - timedelta(days=1), by=owner, at=held,
            )  # fmt: skip
        record_meeting(case=case, fields=fields, by=owner, at=held)

    def _criteria(self, case: Case, plan: RunningCase, owner: Actor) -> None:
        rows = CaseCriterion.objects.living().filter(attempt__case=case).order_by("code")
        for number, row in enumerate(rows[: MET_BY.get(plan.phase, 0)]):
            at = self._moment(plan.last_inbound, 15)
            meet_criterion(case=case, code=row.code, evidence=PROOF[number], by=owner, at=at)

    def _work(self, case: Case, plan: RunningCase, owner: Actor) -> None:
        """What was due is done, but for a thing here and there; nobody worked on a silent case."""
        tasks = Task.objects.living().filter(attempt__case=case, due_on__lt=self.at.date())
        for task in tasks.order_by("due_on", "pk"):
            behind = task.phase not in plan.passed
            left = self.rng.random() < LEFT_OVER or plan.status != "active"
            early = task.phase not in (*plan.passed, plan.phase) or task.template in NOT_YET
            if behind and (left or early) and case.phase != "intake":
                continue
            finish_task(task=task, by=owner, at=self._moment(task.due_on or plan.started, 17))

    def _leave(self, case: Case, plan: RunningCase, owner: Actor) -> None:
        if plan.status == "active":
            return
        case.refresh_from_db()
        at, manager = self._moment(plan.status_on), self.people["manager"]
        reason = "2か月連絡が取れない"
        if plan.status == "dead_flagged":
            early = at - timedelta(days=45)
            mark_stalled(case=case, cause=plan.cause, reason=reason, by=SYSTEM, at=early)
            return_to_sales(case=case, reason=reason, by=SYSTEM, at=early + timedelta(hours=1))
            propose_dead_flag(case=case, reason=reason, by=SYSTEM, at=at - timedelta(days=2))
            set_dead_flag(case=case, reason="決裁者にも2回連絡したが応答なし", by=manager, at=at)
            return
        mark_stalled(case=case, cause=plan.cause, reason=reason, by=SYSTEM, at=at)
        if plan.status == "returned_to_sales":
            return_to_sales(case=case, reason=reason, by=SYSTEM, at=at + timedelta(minutes=5))

    def late_purposes(self, accounts: Iterable[DemoAccount]) -> None:
        """Purposes that customers named later."""
        for account in accounts:
            if not account.later_purpose or account.key == "ACC-009":
                continue
            set_purpose(
                account=Account.objects.living().get(key=account.key),
                code=account.later_purpose,
                rank=len(account.purposes) + 1,
                source="customer",
                by=self.people["administrator"],
                at=self.at - timedelta(days=12 + len(account.name)),
            )

    def _moment(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        return min(local(day, hour, minute), self.at)
