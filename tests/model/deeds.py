"""For each verb that can be undone: the part of the world that it needs, and doing it.

A deed prepares, and answers with the function that leaves the fact. `tests/model/test_every_verb.py`
does it, undoes it and does it again. A new verb that can be undone gets its line here.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from senro.customers import actions as customers
from senro.customers.models import CustomField
from senro.exchange.actions import map_import, receive_import
from senro.kernel import actions as kernel
from senro.kernel.access import SYSTEM
from senro.kernel.models import Fact
from senro.kernel.rules.bodies import from_yaml
from senro.onboarding import actions
from senro.onboarding.bulk.cases import import_cases
from senro.onboarding.bulk.meetings import import_meetings
from senro.onboarding.models import CaseCriterion, FeatureWish, Task
from senro.programs.queries import default_text
from senro.usage import actions as usage

Do = Callable[[], Any]
DEEDS: dict[str, Callable[[Any], Do]] = {}
EVIDENCE = {"rule": "TRUE", "version": "policies/standard@1", "inputs": {}, "parts": [], "key": "k"}


def deed(verb: str) -> Callable[[Callable[[Any], Do]], Callable[[Any], Do]]:
    """Register how a verb is done."""

    def register(function: Callable[[Any], Do]) -> Callable[[Any], Do]:
        DEEDS[verb] = function
        return function

    return register


# --- a case at some place ------------------------------------------------------------------------
def running(desk: Any) -> Any:
    """A case in its first phase."""
    return desk.open()


def done(desk: Any) -> Any:
    """A case that has passed its last gate."""
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4", "P5")
    return case


def stepped(desk: Any, *steps: str) -> Any:
    """A case that took these steps of the status machine."""
    case = done(desk) if steps and steps[0] in AFTER_COMPLETION else desk.open()
    for step in steps:
        desk.do(step, case, desk.manager, reason="it came to this")
    return case


AFTER_COMPLETION = ("mark_watch_stalled", "propose_handover")
STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "onboarding.case.stalled": ("mark_stalled", ()),
    "onboarding.case.recovered": ("recover", ("mark_stalled",)),
    "onboarding.case.parked": ("park_with_cs", ("mark_stalled",)),
    "onboarding.case.returned": ("return_to_sales", ("mark_stalled",)),
    "onboarding.case.relaunched": ("relaunch", ("mark_stalled", "return_to_sales")),
    "onboarding.dead_flag.proposed": ("propose_dead_flag", ("mark_stalled", "return_to_sales")),
    "onboarding.dead_flag.set": (
        "set_dead_flag", ("mark_stalled", "return_to_sales", "propose_dead_flag"),
    ),
    "onboarding.case.kept_for_renewal": ("keep_for_renewal", ("mark_stalled", "park_with_cs")),
    "onboarding.watch.stalled": ("mark_watch_stalled", ("mark_watch_stalled", "resume_watch")),
    "onboarding.watch.resumed": ("resume_watch", ("mark_watch_stalled",)),
    "onboarding.handover.proposed": ("propose_handover", ("propose_handover", "resume_watch")),
    "onboarding.handover.accepted": ("accept_handover", ("propose_handover",)),
    "onboarding.case.churned": ("close_churned", ()),
    "onboarding.case.voided": ("close_void", ()),
}  # fmt: skip


def _step(name: str, before: tuple[str, ...]) -> Callable[[Any], Do]:
    def prepare(desk: Any) -> Do:
        case = stepped(desk, *before)
        return lambda: desk.later(hours=1).do(name, case, desk.manager, reason="so it is")

    return prepare


for _verb, (_name, _before) in STEPS.items():
    deed(_verb)(_step(_name, _before))


@deed("onboarding.case.extended")
def _extended(desk: Any) -> Do:
    case, later = stepped(desk, "mark_watch_stalled"), desk.later(hours=1)
    until = desk.world.today + timedelta(days=21)
    return lambda: later.do("extend_onboarding", case, desk.manager, until=until, reason="a site")


@deed("onboarding.case.found_at_risk")
def _found_at_risk(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.later(hours=1).do("mark_at_risk", case, SYSTEM, evidence=EVIDENCE)


@deed("onboarding.case.risk_cleared")
def _risk_cleared(desk: Any) -> Do:
    case = running(desk)
    desk.do("mark_at_risk", case, SYSTEM, evidence=EVIDENCE)
    return lambda: desk.later(hours=1).do("clear_risk", case, SYSTEM)


@deed("onboarding.case.found_stalled")
def _found_stalled(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.later(hours=1).do("find_stalled", case, SYSTEM, evidence=EVIDENCE)


@deed("onboarding.case.stall_cleared")
def _stall_cleared(desk: Any) -> Do:
    case = running(desk)
    desk.do("find_stalled", case, SYSTEM, evidence=EVIDENCE)
    return lambda: desk.later(hours=1).do("clear_stall", case, SYSTEM)


@deed("onboarding.risk.checked")
def _risk_checked(desk: Any) -> Do:
    running(desk)
    late = desk.later(days=20)
    return lambda: actions.detect_at_risk(by=SYSTEM, at=late.at)


@deed("onboarding.stall.checked")
def _stall_checked(desk: Any) -> Do:
    case, late = running(desk), desk.later(days=70)
    for days, channel in ((20, "mail"), (30, "call"), (40, "mail")):
        _touch(desk.later(days=days), case.account, "outbound", channel)
    return lambda: actions.detect_stalled(by=SYSTEM, at=late.at)


# --- cases, phases, what is done in them --------------------------------------------------------
@deed("onboarding.case.opened")
def _opened(desk: Any) -> Do:
    return lambda: desk.open()


@deed("onboarding.case.begun")
def _begun(desk: Any) -> Do:
    case = desk.open(phase="intake")
    return lambda: desk.later(hours=1).do("begin", case)


@deed("onboarding.owner.assigned")
def _assigned(desk: Any) -> Do:
    case, other = running(desk), desk.world.people["csm_mm"]
    return lambda: desk.later(hours=1).do("assign_owner", case, owner=other)


@deed("onboarding.phase.completed")
def _completed(desk: Any) -> Do:
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4")
    return lambda: desk.later(hours=1).through(case, "P5")


@deed("onboarding.phase.reopened")
def _reopened(desk: Any) -> Do:
    case = done(desk)
    return lambda: desk.later(hours=1).do("reopen_phase", case, phase="P5", reason="not yet")


@deed("onboarding.criterion.met")
def _met(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("meet_criterion", case, code=_criterion(case), evidence="seen")


@deed("onboarding.criterion.unmet")
def _unmet(desk: Any) -> Do:
    case = running(desk)
    desk.do("meet_criterion", case, code=_criterion(case), evidence="seen")
    return lambda: desk.do("unmeet_criterion", case, code=_criterion(case), reason="not so")


@deed("onboarding.criterion.waived")
def _waived(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do(
        "waive_criterion", case, desk.manager, code=_criterion(case), reason="no need"
    )


def _criterion(case: Any) -> str:
    rows = CaseCriterion.objects.living().filter(attempt__case=case).order_by("code")
    return rows.values_list("code", flat=True)[0]


@deed("onboarding.gate_item.attested")
def _attested(desk: Any) -> Do:
    case = running(desk)
    desk.through(case, "P1")
    return lambda: desk.do("attest_gate_item", case, code="operation_decided", evidence="agreed")


@deed("onboarding.promotion_policy.set")
def _policy(desk: Any) -> Do:
    case, steps = running(desk), [{"what": "more sites", "due": "2027-01-20"}] * 3
    return lambda: desk.do("set_promotion_policy", case, owner="佐藤", steps=steps)


@deed("onboarding.outcome.set")
def _outcome(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do(
        "set_outcome", case, achieved="40 → 14 min", led_to="one more site", evidence="a log"
    )


@deed("onboarding.meeting.recorded")
def _meeting(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.kickoff(case, "purpose", "wish")


@deed("onboarding.structure.set")
def _structure(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.structure(case)


@deed("onboarding.purpose.set")
def _purpose(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("set_case_purpose", case, code="B", rank=1)


@deed("onboarding.purpose.excluded")
def _excluded(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("exclude_purpose", case, code="A", reason="another team's")


@deed("onboarding.task.added")
def _task_added(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("add_task", case, fields={"title": "call them", "side": "vendor"})


def _task(desk: Any, verb: str, *before: str, **more: Any) -> Do:
    case = running(desk)
    task = Task.objects.living().filter(attempt__case=case).order_by("pk").first()
    mine = {"task": task, "by": desk.by}
    for name in before:
        getattr(actions, name)(at=desk.at, **mine)
    return lambda: getattr(actions, verb)(at=desk.at + timedelta(hours=1), **mine, **more)


deed("onboarding.task.finished")(lambda desk: _task(desk, "finish_task"))
deed("onboarding.task.reopened")(lambda desk: _task(desk, "reopen_task", "finish_task"))
deed("onboarding.task.removed")(lambda desk: _task(desk, "remove_task"))
deed("onboarding.task.moved")(
    lambda desk: _task(desk, "move_task", due_on=desk.world.today + timedelta(days=9))
)
deed("onboarding.task.assigned")(
    lambda desk: _task(desk, "assign_task", owner=desk.world.people["csm_mm"])
)


@deed("onboarding.wish.added")
def _wish(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("add_wish", case, feature="写真")


@deed("onboarding.wish.removed")
def _wish_removed(desk: Any) -> Do:
    desk.do("add_wish", running(desk), feature="写真")
    wish = FeatureWish.objects.get()
    return lambda: actions.remove_wish(wish=wish, by=desk.by, at=desk.at)


@deed("onboarding.today.marked")
def _marked(desk: Any) -> Do:
    return lambda: actions.mark_today(item="x:1", state="done", by=desk.by, at=desk.at)


@deed("onboarding.today.restored")
def _restored(desk: Any) -> Do:
    actions.mark_today(item="x:1", state="done", by=desk.by, at=desk.at)
    return lambda: actions.restore_today(item="x:1", by=desk.by, at=desk.at)


@deed("onboarding.case.imported")
def _cases_imported(desk: Any) -> Do:
    row = {"account": "ACC-002", "contract": "K-002", "started": date(2026, 9, 1), "phase": "P2"}
    return lambda: import_cases(rows=[row], by=SYSTEM, at=desk.at)


@deed("onboarding.meeting.imported")
def _meetings_imported(desk: Any) -> Do:
    row = {"account": "ACC-001", "kind": "regular", "held_at": desk.at, "direction": "inbound",
           "channel": "online"}  # fmt: skip
    return lambda: import_meetings(rows=[row], by=SYSTEM, at=desk.at)


# --- customers -----------------------------------------------------------------------------------
def _touch(desk: Any, account: Any, direction: str = "inbound", channel: str = "call") -> Any:
    return customers.log_touch(
        account=account, contact=None, direction=direction, channel=channel,
        touched_at=desk.at, note="a note", by=desk.manager, at=desk.at,
    )  # fmt: skip


@deed("customers.touch.logged")
def _touched(desk: Any) -> Do:
    return lambda: _touch(desk, desk.world.account("ACC-001"))


def _put(verb: str, row: str, /, **fields: Any) -> Callable[[Any], Do]:
    return lambda desk: (
        lambda: getattr(customers, verb)(key=row, fields=fields, by=desk.manager, at=desk.at)
    )


deed("customers.account.saved")(_put("put_account", "ACC-001", name="青空フーズHD", tier="MM"))
deed("customers.contact.saved")(_put("put_contact", "CT-002", name="佐藤 花", title="課長"))
deed("customers.contract.saved")(_put("put_contract", "K-001", mrr=500_000))
deed("customers.enduser.saved")(_put("put_end_user", "EU-001", name="現場 01"))
deed("customers.deal.saved")(_put("put_deal", "D-1", account="ACC-001", name="増設"))


def _thing(verb: str, /, **fields: Any) -> Callable[[Any], Do]:
    return lambda desk: lambda: getattr(customers, verb)(**fields, by=desk.manager, at=desk.at)


deed("customers.partner.saved")(_thing("put_partner", key="P-01", name="東京販売(新)"))
deed("customers.product.saved")(_thing("put_product", key="genba", name="ゲンバルーム2"))
deed("customers.field.defined")(
    lambda desk: (
        lambda: customers.define_custom_field(
            subject="account", code="x", type="text", label_ja="x", by=SYSTEM, at=desk.at
        )
    )
)


@deed("customers.field.removed")
def _field_removed(desk: Any) -> Do:
    customers.define_custom_field(
        subject="account", code="x", type="text", label_ja="x", by=SYSTEM, at=desk.at
    )
    field = CustomField.objects.get()
    return lambda: customers.remove_custom_field(field=field, by=SYSTEM, at=desk.at)


@deed("customers.site.saved")
def _site(desk: Any) -> Do:
    account = desk.world.account("ACC-001")
    return lambda: customers.put_site(account=account, name="千葉", by=desk.manager, at=desk.at)


@deed("customers.purpose.set")
def _purpose_set(desk: Any) -> Do:
    account = desk.world.account("ACC-001")
    return lambda: customers.set_purpose(
        account=account, code="B", rank=1, by=desk.manager, at=desk.at
    )


@deed("customers.purpose.ended")
def _purpose_ended(desk: Any) -> Do:
    account = desk.world.account("ACC-001")
    return lambda: customers.end_purpose(account=account, code="A", by=desk.manager, at=desk.at)


@deed("customers.registration.method_set")
def _method_set(desk: Any) -> Do:
    account, keys = desk.world.account("ACC-001"), ["EU-003", "EU-004"]
    return lambda: customers.set_registration_method(
        account=account, keys=keys, method="email", by=desk.manager,
        at=desk.at,
    )  # fmt: skip


@deed("customers.rows.saved")
def _rows(desk: Any) -> Do:
    rows = [{"key": "ACC-001", "name": "青空"}, {"key": "ACC-900", "name": "新しい会社"}]
    return lambda: customers.put_rows(kind="accounts", rows=rows, by=desk.manager, at=desk.at)


# --- the kernel, imports ----------------------------------------------------------------------
@deed("kernel.person.changed")
def _person(desk: Any) -> Do:
    person = desk.world.people["viewer"]
    return lambda: kernel.change_person(
        person=person, fields={"name": "改名"}, by=SYSTEM, at=desk.at
    )


@deed("kernel.person.deactivated")
def _deactivated(desk: Any) -> Do:
    return lambda: kernel.deactivate(person=desk.world.people["viewer"], by=SYSTEM, at=desk.at)


@deed("kernel.team.made")
def _team(desk: Any) -> Do:
    return lambda: kernel.create_team(key="smb", name="SMB", by=SYSTEM, at=desk.at)


@deed("kernel.team.renamed")
def _renamed(desk: Any) -> Do:
    return lambda: kernel.rename_team(
        team=desk.world.teams["mm"], name="中堅", by=SYSTEM, at=desk.at
    )


@deed("kernel.team.joined")
def _joined(desk: Any) -> Do:
    who = {"person": desk.world.people["viewer"], "team": desk.world.teams["mm"]}
    return lambda: kernel.join_team(**who, by=SYSTEM, at=desk.at)


@deed("kernel.team.left")
def _left(desk: Any) -> Do:
    who = {"person": desk.world.people["csm_mm"], "team": desk.world.teams["mm"]}
    return lambda: kernel.leave_team(**who, by=SYSTEM, at=desk.at)


def _draft(desk: Any) -> Do:
    body = from_yaml(default_text("policies"))[2]
    return lambda: kernel.save_draft(
        kind="policies", code="standard", body=body, by=SYSTEM, at=desk.at
    )


deed("kernel.draft.saved")(_draft)


@deed("kernel.draft.discarded")
def _discarded(desk: Any) -> Do:
    _draft(desk)()
    return lambda: kernel.discard_draft(kind="policies", code="standard", by=SYSTEM, at=desk.at)


@deed("kernel.file.stored")
def _file(desk: Any) -> Do:
    return lambda: kernel.store_file(stream=io.BytesIO(b"x"), name="x.txt", by=desk.by, at=desk.at)


@deed("kernel.fact.undone")
def _undone(desk: Any) -> Do:
    desk.do("add_wish", running(desk), feature="写真")
    fact = Fact.objects.filter(verb="onboarding.wish.added").get()
    return lambda: kernel.undo_fact(fact=fact, by=desk.by, at=desk.at)


def _upload(desk: Any) -> Any:
    stream = io.BytesIO(b"key,name,memo\nA-1,x,y\n")
    return receive_import(kind="accounts", stream=stream, file_name="a.csv", by=SYSTEM, at=desk.at)


deed("exchange.import.uploaded")(lambda desk: lambda: _upload(desk))


@deed("exchange.import.mapped")
def _mapped(desk: Any) -> Do:
    row = _upload(desk)
    mapping = {"key": "key", "name": "name", "memo": None}
    return lambda: map_import(import_row=row, mapping=mapping, options={}, by=SYSTEM, at=desk.at)


@deed("usage.mapping.set")
def _mapping_set(desk: Any) -> Do:
    return lambda: usage.map_ids(
        kind="group", value="tenant-1", account=desk.world.account("ACC-002"),
        by=desk.world.actor("admin"), at=desk.world.at,
    )  # fmt: skip


@deed("usage.mapping.removed")
def _mapping_removed(desk: Any) -> Do:
    mapping = _mapping_set(desk)()
    return lambda: usage.remove_mapping(
        mapping=mapping, by=desk.world.actor("admin"), at=desk.world.at
    )
