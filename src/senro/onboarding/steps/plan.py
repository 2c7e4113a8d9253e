"""What an attempt is given when it begins: dates, criteria, tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from senro.customers.models import AccountPurpose
from senro.kernel.prepared import values_by_id
from senro.kernel.queries import business_calendar
from senro.kernel.rules.calendar import Calendar, add_business_days, on_business_day
from senro.kernel.rules.language import evaluate
from senro.kernel.verbs import Change
from senro.programs.queries import criteria_set_of, self_onboarding_allowed
from senro.programs.rules import Criterion, PhaseSet, TaskTemplate
from senro.programs.rules.criteria import Option
from senro.programs.rules.dependencies import ATTEMPT

from ..models import Attempt, Case, CaseCriterion, Task, TaskDependency
from ..queries.moments import moment_of
from ..queries.said import rule_of
from .cases import create_all
from .sharing import KICKOFF_TASKS, shares_kickoff


def purposes_of(case: Case) -> list[str]:
    """The codes of the account's purposes that the case does not exclude, in their order."""
    rows = AccountPurpose.objects.living().filter(account_id=case.account_id, ended_at=None)
    codes = rows.order_by("rank", "code").values_list("code", flat=True)
    return [code for code in codes if code not in case.excluded_purposes]


def self_onboarding_of(case: Case, at: datetime) -> str:
    """`full` where the product says so and the policies allow it for the tier; else `aid`."""
    said = case.product.self_onboarding if case.product else "aid"
    return said if said == "full" and self_onboarding_allowed(at, case.account.tier) else "aid"


def asked_of(
    change: Change, case: Case, templates: Iterable[TaskTemplate]
) -> tuple[TaskTemplate, ...]:
    """Without those whose condition does not hold of the case; what is unknown is asked."""
    templates = tuple(templates)
    rules = {one.when: rule_of(one.when) for one in templates if one.when}
    if not rules:
        return templates
    moment = moment_of(change.at)
    needs: set[Any] = {need for rule in rules.values() for need in (*rule.names, *rule.looks)}
    values = values_by_id(Case, "case", needs, moment, [case.pk])[case.pk]
    out = set()
    for text, rule in rules.items():
        inputs = {name: values[name] for name in rule.names}
        past = {look: values[look] for look in rule.looks}
        if evaluate(rule, inputs, today=moment.today, history=past) is False:
            out.add(text)
    return tuple(one for one in templates if one.when not in out)


def give_criteria(change: Change, attempt: Attempt) -> list[CaseCriterion]:
    """Freeze the criteria that this attempt is promised."""
    if attempt.criteria_set is None:
        return []
    account, product = attempt.case.account, attempt.case.product
    meant = criteria_set_of(attempt.criteria_set).for_customer(
        account.tier, account.industry, product.key if product else ""
    )
    return create_all(change, [criterion_row(attempt, one) for one in meant])


def criterion_row(attempt: Attempt, one: Criterion) -> CaseCriterion:
    """A criterion of the set as the attempt is promised it."""
    return CaseCriterion(
        attempt=attempt,
        code=one.code,
        element=one.element,
        mandatory=one.mandatory,
        scale=one.scale,
        step=one.step,
        **promised(one, None),
    )


def promised(one: Criterion, option: Option | None) -> dict[str, Any]:
    """What differs with an option: words, rule, numbers, kind of evidence."""
    chosen = one.chosen(option)
    title = chosen.pop("title")
    return {**chosen, "title_ja": title.of("ja"), "title_en": title.of("en")}


def give_tasks(change: Change, case: Case, attempt: Attempt, phases: PhaseSet) -> list[Task]:
    """The tasks of everybody and of the case's purposes, dated on business days."""
    templates = asked_of(change, case, phases.tasks_for(purposes_of(case)))
    if shares_kickoff(attempt):
        templates = tuple(one for one in templates if one.code not in KICKOFF_TASKS)
    starts = {one.phase: planned_start(phases, one.phase, attempt) for one in templates}
    dates = due_dates(templates, starts, attempt.started, business_calendar())
    rows = [_task(case, attempt, one, one.phase, dates[one.code]) for one in templates]
    create_all(change, rows)
    link_new(change, templates, {row.template: row for row in rows}, rows)
    return rows


def add_tasks_of_purpose(
    change: Change, case: Case, attempt: Attempt, phases: PhaseSet, code: str, today: date
) -> list[Task]:
    """The tasks of a purpose that came later: once, and without topics that are there already."""
    present = Task.objects.living().filter(attempt=attempt).values_list("template", flat=True)
    return _add(change, case, attempt, phases, new_templates(phases, code, present), today)


def add_kickoff_tasks(
    change: Change, case: Case, attempt: Attempt, phases: PhaseSet, today: date
) -> list[Task]:
    """What prepares and holds an own kickoff, where it was never there."""
    known = set(Task.objects.filter(attempt=attempt).values_list("template", flat=True))
    wanted = [
        one
        for one in phases.tasks_for(purposes_of(case))
        if one.code in KICKOFF_TASKS and one.code not in known
    ]
    return _add(change, case, attempt, phases, wanted, today)


def add_new_tasks(
    change: Change, case: Case, attempt: Attempt, phases: PhaseSet, today: date
) -> list[Task]:
    """The tasks of other phases than the case began with: those of phases that are still to come."""
    present = set(Task.objects.living().filter(attempt=attempt).values_list("template", flat=True))
    topics = {one.topic for one in phases.tasks if one.topic and one.code in present}
    here = phases.index(case.phase)
    wanted = [
        one
        for one in phases.tasks_for(purposes_of(case))
        if one.code not in present and one.topic not in topics and phases.index(one.phase) >= here
    ]
    return _add(change, case, attempt, phases, wanted, today)


def _add(
    change: Change,
    case: Case,
    attempt: Attempt,
    phases: PhaseSet,
    wanted: list[TaskTemplate],
    today: date,
) -> list[Task]:
    wanted = list(asked_of(change, case, wanted))
    calendar = business_calendar()
    # A phase that has passed is not entered again: its tasks come now.
    places = {
        one.code: one.phase if phases.index(one.phase) >= phases.index(case.phase) else case.phase
        for one in wanted
    }
    starts = {
        one.phase: max(planned_start(phases, places[one.code], attempt), today) for one in wanted
    }
    dates = due_dates(wanted, starts, max(attempt.started, today), calendar)
    rows = [_task(case, attempt, one, places[one.code], dates[one.code]) for one in wanted]
    create_all(change, rows)
    there = Task.objects.living().filter(attempt=attempt).exclude(template="")
    link_new(change, wanted, {row.template: row for row in there}, rows)
    return rows


def link_new(
    change: Change,
    templates: Iterable[TaskTemplate],
    there: Mapping[str, Task],
    rows: Iterable[Task],
) -> None:
    """New tasks wait for those that their templates name, where these are there."""
    new = {row.template: row for row in rows}
    links = [
        TaskDependency(task=new[one.code], on=there[needed])
        for one in templates
        for needed in dict.fromkeys((*one.depends_on, one.after))
        if needed in there and needed != one.code
    ]
    create_all(change, links)


def new_templates(phases: PhaseSet, purpose: str, present: Iterable[str]) -> list[TaskTemplate]:
    """The templates of a purpose whose topics no present task covers."""
    there = set(present)
    topics = {one.topic for one in phases.tasks if one.topic and one.code in there}
    return [
        one
        for one in phases.tasks
        if one.purpose == purpose and one.code not in there and one.topic not in topics
    ]


def planned_start(phases: PhaseSet, phase: str, attempt: Attempt) -> date:
    """The day on which a phase should begin."""
    before = phases.codes[: max(phases.index(phase), 0)]
    return attempt.started + timedelta(days=phases.planned(before[-1]) if before else 0)


def due_dates(
    templates: Iterable[TaskTemplate], starts: Mapping[str, date], began: date, calendar: Calendar
) -> dict[str, date]:
    """When each task is due: so many business days after its phase, the attempt or another task.

    A task that counts from one that this case does not get counts from its phase.
    """
    waiting = {one.code: one for one in templates}
    found: dict[str, date] = {}
    while waiting:
        ready = [one for one in waiting.values() if one.after not in waiting]
        for one in ready or list(waiting.values()):
            start = began if one.after == ATTEMPT else found.get(one.after, starts[one.phase])
            due = add_business_days(start, one.day, calendar)
            found[one.code] = on_business_day(due, calendar)
            waiting.pop(one.code)
    return found


def _task(case: Case, attempt: Attempt, template: TaskTemplate, phase: str, due: date) -> Task:
    return Task(
        attempt=attempt,
        template=template.code,
        side=template.side,
        phase=phase,
        title_ja=template.title.of("ja"),
        title_en=template.title.of("en"),
        due_on=due,
        owner_id=case.owner_id if template.side == "vendor" else None,
        layer=template.layer,
        touch=template.touch,
        minutes=template.minutes,
    )
