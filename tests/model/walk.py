"""A walk over one case: every act is a method with three plain arguments, so that a machine may choose.

`who` acts, `n` chooses among what there is, `yes` between two ways. A refusal is a step as well.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from senro.kernel.access import SYSTEM
from senro.kernel.actions import decide_approval, publish, save_draft, undo_fact
from senro.kernel.errors import SenroError
from senro.kernel.models import Approval, Fact, Version
from senro.kernel.rules.bodies import from_yaml
from senro.kernel.undo import undo_to_take_back
from senro.onboarding import actions
from senro.onboarding.models import Case, CaseCriterion, SiteWave, Task
from senro.onboarding.queries.gates import crew_of, line_of
from senro.onboarding.rules.machine import STEPS
from senro.programs.queries import default_text

PEOPLE = ("manager", "csm_ent", "csm_mm", "specialist_mm", "sales", "viewer", "admin")
EVIDENCE = {"rule": "TRUE", "version": "policies/standard@1", "inputs": {}, "parts": [], "key": "k"}
PLACES = ("本社", "支社", "工場")
TITLES = ("紙の日報をやめる", "写真を毎日")
STATUS_STEPS = tuple(sorted(set(STEPS) - {"extend_onboarding"}))
# What a walk may undo: what it did itself, and that undoing.
OURS = ("onboarding.", "kernel.fact", "kernel.approval")


def publish_newer(desk: Any) -> None:
    """A second version of the phases of ACC-001, for new cases from the next hour on; four phases too."""
    _kind, code, body = from_yaml(default_text("phase_set_ent_waves"))
    task = {"code": "p2_extra", "phase": "P2", "side": "vendor", "day": 12}
    body["tasks"].append({**task, "title": {"ja": "追加の確認", "en": "One more check"}})
    what = {"kind": "phase_set", "code": code, "by": SYSTEM, "at": desk.at}
    save_draft(**what, body=body)
    publish(**what, effective_from=desk.at + timedelta(hours=1))
    publish(kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at)


class Walk:
    """One case of ACC-001, and everybody who may or may not touch it."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.at = desk.at
        self.case = desk.open()
        self.told: list[str] = []
        self.first = self.seq = Fact.objects.latest("seq").seq

    # --- how a deed is done -----------------------------------------------------------------
    def deed(self, do: Callable[[], Any]) -> None:
        """Time goes on; a refusal leaves nothing, anything else at most one fact of its own."""
        self.at += timedelta(hours=7)
        before = Fact.objects.count()
        try:
            do()
        except SenroError as refused:
            assert Fact.objects.count() == before, "a refused verb left a fact"
            self.told.append(refused.code)
            return
        new = Fact.objects.filter(seq__gt=self.seq)
        assert new.filter(cause=None).count() <= 1, "one verb left more than one fact"
        self.told.append(f"{new.count()} facts")
        if new.exists():
            self.seq = new.latest("seq").seq

    def act(self, verb: str, who: str, **more: Any) -> None:
        self.of(verb, who, case=self.case, **more)

    def of(self, verb: str, who: str, **more: Any) -> None:
        by = self.desk.world.actor(who)
        self.deed(lambda: getattr(actions, verb)(by=by, at=self.at, **more))

    def fresh(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    # --- the case ---------------------------------------------------------------------------
    def complete(self, who: str, n: int, yes: bool) -> None:
        override = "so" if yes or n % 2 else ""
        self.act("complete_phase", who, phase=self.fresh().phase, override=override)

    def reopen(self, who: str, n: int, yes: bool) -> None:
        self.act("reopen_phase", who, phase=self._phase(n), reason="rework")

    def step(self, who: str, n: int, yes: bool) -> None:
        self.act(STATUS_STEPS[n % len(STATUS_STEPS)], who, reason="so it is")

    def extend(self, who: str, n: int, yes: bool) -> None:
        self.act("extend_onboarding", who, until=date(2027, 6, 1), reason="one more site")

    def found(self, who: str, n: int, yes: bool) -> None:
        name = "mark_at_risk" if yes else "find_stalled"
        self.deed(
            lambda: getattr(actions, name)(case=self.case, evidence=EVIDENCE, by=SYSTEM, at=self.at)
        )

    def cleared(self, who: str, n: int, yes: bool) -> None:
        name = "clear_risk" if yes else "clear_stall"
        self.deed(lambda: getattr(actions, name)(case=self.case, by=SYSTEM, at=self.at))

    def assign(self, who: str, n: int, yes: bool) -> None:
        self.act("assign_owner", who, owner=self.desk.world.people[PEOPLE[n % len(PEOPLE)]])

    def purpose(self, who: str, n: int, yes: bool) -> None:
        self.act("exclude_purpose" if yes else "set_case_purpose", who, code="ABC"[n % 3])

    def upgrade(self, who: str, n: int, yes: bool) -> None:
        """By choice to the newer version of its own phases, or to another set of four."""
        other = Version.objects.filter(kind="phase_set", code="smb_4", number__gt=0).get()
        self.act("upgrade_case", who, version=other if yes and n % 2 else None)

    def _phase(self, n: int) -> str:
        codes = line_of(self.fresh()).phases.codes
        return codes[n % len(codes)]

    # --- tasks and the plan -----------------------------------------------------------------
    def add_task(self, who: str, n: int, yes: bool) -> None:
        self.act("add_task", who, fields={"title": "call them", "side": "vendor"})

    def task(self, who: str, n: int, yes: bool) -> None:
        rows = self._tasks()
        if rows:
            name = ("finish_task", "reopen_task", "remove_task")[n % 3]
            self.of(name, who, task=rows[n % len(rows)])

    def link(self, who: str, n: int, yes: bool) -> None:
        rows = self._tasks()
        if rows:
            one, other = rows[n % len(rows)], rows[(n * 7 + 3) % len(rows)]
            self.of("link_tasks" if yes else "unlink_tasks", who, task=one, on=other)

    def replan(self, who: str, n: int, yes: bool) -> None:
        rows = self._tasks()
        key = f"task:{rows[n % len(rows)].pk}" if yes and rows else f"phase:{self._phase(n)}"
        self.act("replan", who, key=key, to=date(2026, 12, 1) + timedelta(days=n * 5))

    def _tasks(self) -> list[Task]:
        rows = Task.objects.living().filter(attempt__case=self.case)
        return list(rows.order_by("attempt__number", "phase", "template", "created_at", "pk"))

    # --- criteria and approvals -------------------------------------------------------------
    def criterion(self, who: str, n: int, yes: bool) -> None:
        name = ("meet", "unmeet", "waive")[n % 3]
        said = {"evidence": "seen"} if name == "meet" else {"reason": "so"}
        self.act(f"{name}_criterion", who, code=self._criterion(n), **said)

    def option(self, who: str, n: int, yes: bool) -> None:
        option = "multi_site" if yes else ""
        self.act("choose_option", who, code="forms_in_operation", option=option, reason="18 stores")

    def custom(self, who: str, n: int, yes: bool) -> None:
        fields = {"title": TITLES[n % 2], "element": "goal", "reason": "they asked for it"}
        self.act("add_custom", who, fields=fields)

    def waiver(self, who: str, n: int, yes: bool) -> None:
        self.act("ask_waiver", who, code=self._criterion(n), reason="one is enough")

    def decide(self, who: str, n: int, yes: bool) -> None:
        rows = list(Approval.objects.living().order_by("created_at", "pk"))
        if rows:
            by, said = self.desk.world.actor(who), "approve" if yes else "refuse"
            row = rows[n % len(rows)]
            self.deed(
                lambda: decide_approval(
                    approval=row, decision=said, reason="as agreed", by=by, at=self.at
                )
            )

    def _criterion(self, n: int) -> str:
        rows = CaseCriterion.objects.living().filter(
            attempt__case=self.case, attempt__number=self.fresh().attempt_no
        )
        codes = list(rows.order_by("code").values_list("code", flat=True))
        return codes[n % len(codes)] if codes else "none"

    # --- sites ------------------------------------------------------------------------------
    def add_waves(self, who: str, n: int, yes: bool) -> None:
        chosen = [{"name": PLACES[n % 3]}, {"name": PLACES[(n + 1) % 3]}][: 2 if yes else 1]
        self.act("add_waves", who, waves=chosen)

    def arrange(self, who: str, n: int, yes: bool) -> None:
        rows = self._waves()
        order = [rows[n % len(rows)].pk] if rows else []
        mode = "pilot_then_spread" if yes else "parallel"
        self.act("arrange_waves", who, mode=mode, order=order)

    def pass_wave(self, who: str, n: int, yes: bool) -> None:
        rows, case = self._waves(), self.fresh()
        if rows:
            row = rows[n % len(rows)]
            crew = crew_of(case, line_of(case), at=self.at)
            wave = crew.wave(row.pk)
            phase = crew.phase_of(wave) if wave else "P3"
            self.act("complete_waves", who, waves=[row], phase=phase, override="so" if yes else "")

    def reopen_wave(self, who: str, n: int, yes: bool) -> None:
        rows = self._waves()
        if rows:
            phase = "P3" if yes else "P4"
            self.of("reopen_wave", who, wave=rows[n % len(rows)], phase=phase, reason="rework")

    def remove_wave(self, who: str, n: int, yes: bool) -> None:
        rows = self._waves()
        if rows:
            self.of("remove_wave", who, wave=rows[n % len(rows)])

    def _waves(self) -> list[SiteWave]:
        rows = SiteWave.objects.living().filter(attempt__case=self.case)
        return list(rows.order_by("attempt__number", "order", "created_at", "pk"))

    # --- undo and redo, anywhere ------------------------------------------------------------
    def undo(self, who: str, n: int, yes: bool) -> None:
        by, fact = self.desk.world.actor(who), self.recent(n % 7)
        if fact:
            self.deed(lambda: undo_fact(fact=fact, by=by, at=self.at))

    def redo(self, who: str, n: int, yes: bool) -> None:
        by, fact = self.desk.world.actor(who), self.recent(n % 7)
        if fact:
            self.deed(lambda: undo_fact(fact=undo_to_take_back(fact), by=by, at=self.at))

    def recent(self, back: int) -> Fact | None:
        """One of the last facts, never the opening: the case is what all of this is about."""
        facts = Fact.objects.filter(seq__gt=self.first).order_by("-seq")[: back + 1]
        mine = [one for one in facts if one.verb.startswith(OURS)]
        return mine[-1] if mine else None

    def everything_undone(self) -> None:
        """Take back all that still stands, the last to take effect first, but for the opening."""
        left, moved = self._standing(), True
        while left and moved:
            rest = [fact for fact in left if not self._undone(fact)]
            left, moved = rest, len(rest) < len(left)
        assert not left, [fact.verb for fact in left]

    def _undone(self, fact: Fact) -> bool:
        try:
            undo_fact(fact=fact, by=SYSTEM, at=self.at)
        except SenroError:
            return False
        return True

    def _standing(self) -> list[Fact]:
        facts = {fact.id: fact for fact in Fact.objects.filter(seq__gt=self.first).order_by("seq")}
        stands: dict[Any, int] = {}
        for fact in facts.values():
            what, redone = fact, True
            while what.undoes is not None:
                what, redone = facts[what.undoes], not redone
            if redone:
                stands[what.id] = fact.seq
            else:
                stands.pop(what.id, None)
        roots = [pk for pk in stands if facts[pk].cause is None]
        return [facts[pk] for pk in sorted(roots, key=lambda one: -stands[one])]


def overlap(first: Fact, later: Fact) -> set[tuple[str, str, str]]:
    """The fields of rows that both facts have changed."""

    def fields(fact: Fact) -> set[tuple[str, str, str]]:
        rows = [(one["kind"], one["id"], one["after"]) for one in fact.touched or ()]
        rows.append((fact.subject_kind, str(fact.subject_id), fact.after))
        return {(kind, key, name) for kind, key, after in rows for name in after or ()}

    return fields(first) & fields(later)


ACTS = (
    "complete", "reopen", "step", "extend", "found", "cleared", "assign", "purpose", "upgrade",
    "add_task", "task", "link", "replan", "criterion", "option", "custom", "waiver", "decide",
    "add_waves", "arrange", "pass_wave", "reopen_wave", "remove_wave", "undo", "redo",
)  # fmt: skip
