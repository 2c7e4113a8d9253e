"""The same change to many cases: lead, team, own fields, dates of open ToDos, a step of the status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from senro.customers.models import CustomField
from senro.customers.putting.plans import blank_row
from senro.customers.putting.reading import read
from senro.customers.rules.fields import Kind
from senro.kernel.dated import dated_rows
from senro.kernel.editing import Edit
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.fact_writer import FactDraft, FactRow, write_facts
from senro.kernel.models import DatedValue, Person, Team, uuid7
from senro.kernel.queries import business_calendar
from senro.kernel.rows_writer import insert_rows, update_rows
from senro.kernel.rules.access import Actor, allowed
from senro.kernel.rules.calendar import add_business_days
from senro.kernel.verbs import encode

from ..models import Case, CaseOwner, Task
from ..rules.machine import STEPS

FIELDS: Final = ("owner", "team", "move_todos", "step", "reason")
MOST_DAYS = 250
_CASE: Final = Kind("case", {})
WORDS: Final[dict[str, Any]] = {
    "unknown_field": _("There is no such field."),
    "unknown_person": _("Nobody in the team has this e-mail address."),
    "unknown_team": _("There is no team with this key."),
    "out_of_range": _("This number is too small or too large."),
    "unknown_value": _("This is none of the values that are possible here."),
    "invalid_value": _("This value cannot be used here."),
    "forbidden": _("Your role does not allow this."),
    "alone": _("A step of the status is taken by itself, without other changes."),
}


@dataclass
class Wanted:
    """The values, read."""

    values: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    days: int = 0
    step: str = ""
    reason: str = ""


@dataclass
class Plan:
    """One case: columns that change, and the ToDos that move."""

    row: Mapping[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    todos: list[tuple[UUID, date, date]] = field(default_factory=list)
    forbidden: bool = False

    @property
    def before(self) -> dict[str, Any]:
        """The columns as they were."""
        return {name: self.row[name] for name in self.values}


def wanted_of(fields: Mapping[str, Any]) -> Wanted:
    """Read the values. Raises Invalid with every wrong one."""
    found = Wanted()
    errors: dict[str, str] = {}
    own = {one.code: one for one in CustomField.objects.living().filter(subject="case")}
    for name, value in fields.items():
        if name in ("owner", "team"):
            errors |= _refer(found, name, str(value or "").strip())
        elif name == "move_todos":
            found.days = value if isinstance(value, int) and not isinstance(value, bool) else 0
            errors |= {} if 0 < abs(found.days) <= MOST_DAYS else {name: "out_of_range"}
        elif name == "step":
            found.step = str(value)
            errors |= {} if found.step in STEPS else {name: "unknown_value"}
        elif name == "reason":
            found.reason = str(value or "").strip()
        else:
            said = read(_CASE, {name: value}, own)
            errors |= said.errors
            found.custom |= said.custom
    if found.step and (found.values or found.custom or found.days):
        errors["step"] = "alone"
    if errors:
        raise Invalid(*(FieldError(name, code, WORDS.get(code, WORDS["invalid_value"]))
                        for name, code in errors.items()))  # fmt: skip
    return found


def _refer(found: Wanted, name: str, value: str) -> dict[str, str]:
    rows: Any
    if name == "owner":
        rows = Person.objects.filter(is_active=True, undone_at=None, account_key="")
        rows = rows.filter(email__iexact=value)
    else:
        rows = Team.objects.living().filter(key=value)
    there = rows.values_list("pk", flat=True).first() if value else None
    found.values[f"{name}_id"] = there
    unknown = {"owner": "unknown_person", "team": "unknown_team"}
    return {name: unknown[name]} if value and there is None else {}


def plans_of(ids: Sequence[UUID], wanted: Wanted, by: Actor) -> list[Plan]:
    """What would change, in a number of queries that does not grow."""
    rows = Case.objects.living().filter(pk__in=ids).order_by("pk").select_for_update()
    plans = []
    named: Any = rows.annotate(key=F("account__key"), name=F("account__name")).values()
    for row in named:
        plan = Plan(row, forbidden=not allowed(by, "case.change", row["team_id"]))
        plan.values = {name: v for name, v in wanted.values.items() if row[name] != v}
        if wanted.custom:
            kept = {**(row["custom"] or {}), **wanted.custom}
            custom = {code: value for code, value in kept.items() if value is not None}
            if custom != (row["custom"] or {}):
                plan.values["custom"] = custom
        plans.append(plan)
    if wanted.days:
        _move_todos(plans, wanted.days)
    return plans


def _move_todos(plans: Sequence[Plan], days: int) -> None:
    calendar = business_calendar()
    by_case = {plan.row["id"]: plan for plan in plans}
    rows = Task.objects.living().filter(
        attempt__case__in=list(by_case), attempt__number=F("attempt__case__attempt_no"),
        attempt__undone_at=None, done_at=None, due_on__isnull=False,
    )  # fmt: skip
    moved: dict[date, date] = {}
    todos: Any = rows.values_list("pk", "attempt__case_id", "due_on")
    for pk, case, due in todos:
        if due not in moved:
            moved[due] = add_business_days(due, days, calendar)
        if moved[due] != due:
            by_case[case].todos.append((pk, due, moved[due]))


def edits_of(plans: Sequence[Plan]) -> list[Edit]:
    """The plans as a preview shows them."""
    ids = {
        v for p in plans for d in (p.values, p.before) for n, v in d.items() if n.endswith("_id")
    }
    ids.discard(None)
    words = {
        **dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")),
        **dict(Team.objects.filter(pk__in=ids).values_list("pk", "name")),
    }
    refused = (FieldError("", "forbidden", WORDS["forbidden"]),)
    return [
        Edit(
            key=str(plan.row["id"]), name=plan.row["name"],
            changes=() if plan.forbidden else _changes(plan, words),
            errors=refused if plan.forbidden else (),
        )
        for plan in plans
    ]  # fmt: skip


def _changes(plan: Plan, words: Mapping[Any, str]) -> tuple[tuple[str, Any, Any], ...]:
    found: list[tuple[str, Any, Any]] = []
    for name, after in plan.values.items():
        before = plan.row[name]
        if name == "custom":
            for code in sorted({*(before or {}), *after}):
                if (before or {}).get(code) != after.get(code):
                    found.append((f"custom.{code}", (before or {}).get(code), after.get(code)))
        else:
            found.append((name.removesuffix("_id"), words.get(before), words.get(after)))
    if plan.todos:
        found.append(("move_todos", len(plan.todos), len(plan.todos)))
    return tuple(found)


def write_cases(
    plans: Sequence[Plan], *, by: Actor, at: datetime, cause: UUID | None
) -> dict[UUID, list[FactRow]]:
    """Write what changes in bulk; with a cause, each changed case leaves its fact under it."""
    changing = [p for p in plans if not p.forbidden and (p.values or p.todos)]
    told = {plan.row["id"]: [_case_row(plan)] for plan in changing}
    update_rows(Case, [(plan.row["id"], plan.values) for plan in changing if plan.values])
    _write_owners([p for p in changing if "owner_id" in p.values], told, by, at)
    _write_todos(changing, told, by, at)
    if cause is not None:
        accounts = {plan.row["id"]: plan.row["account_id"] for plan in changing}
        write_facts(
            FactDraft(
                id=uuid7(), at=at, by=by, verb="onboarding.case.edited", subject=rows[0],
                others=rows[1:], about=[("account", accounts[key])], cause=cause,
            )
            for key, rows in told.items()
        )  # fmt: skip
    return told


def _case_row(plan: Plan) -> FactRow:
    before = {name: encode(value) for name, value in plan.before.items()}
    return FactRow("case", plan.row["id"], before, {n: encode(v) for n, v in plan.values.items()})


def _write_owners(
    plans: Sequence[Plan], told: dict[UUID, list[FactRow]], by: Actor, at: datetime
) -> None:
    ids = [plan.row["id"] for plan in plans]
    current = CaseOwner.objects.living().filter(case__in=ids, until=None)
    pairs = list(current.values_list("pk", "case_id"))
    for pk, case in pairs:
        told[case].append(FactRow("caseowner", pk, {"until": None}, {"until": encode(at)}))
    update_rows(CaseOwner, [(pk, {"until": at}) for pk, _case in pairs])
    made = []
    for plan in plans:
        if plan.values["owner_id"] is None:
            continue
        row = {"id": uuid7(), "case_id": plan.row["id"], "person_id": plan.values["owner_id"],
               "since": at}  # fmt: skip
        made.append({**row, "until": None, "created_at": at, "created_by_id": by.person_id,
                     "version": 1, "undone_at": None, "undone_by_id": None})  # fmt: skip
        after = {name: encode(value) for name, value in row.items() if name != "id"}
        told[plan.row["id"]].append(FactRow("caseowner", row["id"], None, after))
    insert_rows(CaseOwner, made)


def _write_todos(
    plans: Sequence[Plan], told: dict[UUID, list[FactRow]], by: Actor, at: datetime
) -> None:
    update_rows(Task, [(pk, {"due_on": new}) for plan in plans for pk, _old, new in plan.todos])
    blank, made = blank_row(DatedValue), []
    for plan in plans:
        for pk, old, new in plan.todos:
            was, now = {"due_on": encode(old)}, {"due_on": encode(new)}
            told[plan.row["id"]].append(FactRow("task", pk, was, now))
            for values in dated_rows(Task, pk, was, now, at):
                kept = {"id": uuid7(), **values}
                made.append({**blank, **kept, "created_at": at, "created_by_id": by.person_id})
                after = {name: encode(value) for name, value in values.items()}
                told[plan.row["id"]].append(FactRow("datedvalue", kept["id"], None, after))
    insert_rows(DatedValue, made)
