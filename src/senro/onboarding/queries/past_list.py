"""The list of cases as it stood on a day of the past: chosen, sorted and grouped by what held then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from senro.customers.models import ContractTerm
from senro.customers.queries.names.contracts import terms_on
from senro.customers.queries.past import given_then, purposes_then
from senro.kernel.dated import day_then
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.models import Person
from senro.kernel.names import Moment
from senro.kernel.queries.listing import Group, several, window
from senro.kernel.rules.access import Actor
from senro.programs.queries import phase_sets

from ..models import Attempt, Case, Task
from .cards import criteria_counts
from .case_lines import PARTS, CaseLine, case_line
from .listing import COLUMNS, DATES, FILTERS, GROUPS, STATES, CaseList, narrowed_cases
from .moments import day_of
from .past import task_done
from .states import State, excluded_then, give_days, held, stood_at

# Asked of what a case was then, and not of what it is.
OF_THE_DAY = ("state", "status", "phase", "owner", "purpose")
STILL = (
    "pk", "account__key", "account__name", "account__tier", "account__industry", "product__name",
    "contract__key", "team__name",
)  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """A case of that day with everything it can be sorted and grouped by."""

    state: State
    attempt: Attempt
    values: Mapping[str, Any]


def list_cases_then(
    actor: Actor,
    *,
    moment: Moment,
    where: str = "",
    q: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str = "name",
    group: str = "",
    page: int = 1,
    per_page: int = 50,
) -> CaseList:
    """One page of the cases that had been opened by then, in a number of queries that is constant.

    A rule (`where`) asks today's columns. Raises Invalid, or RuleError for `where`.
    """
    asked = {name: value for name, value in (filters or {}).items() if value}
    kept = {name: value for name, value in asked.items() if name not in OF_THE_DAY}
    rows = narrowed_cases(actor, moment, where=where, q=q, filters=kept)
    found = _chosen(_rows(rows, moment), asked, moment)
    groups = _groups(found, group, moment)
    shown = window(len(found), page, per_page)
    lines = _lines(_sorted(found, sort, group, moment)[shown.rows], moment)
    return CaseList(lines, len(found), 0, *shown.told, groups)


def _rows(rows: QuerySet[Case], moment: Moment) -> list[_Row]:
    stood = stood_at(rows, moment.at)
    give_days((attempt for _state, attempt in stood), moment.at)
    still = {row["pk"]: row for row in rows.order_by().values(*STILL)}
    people = Person.objects.in_bulk({state.owner_id for state, _a in stood if state.owner_id})
    found = []
    for state, attempt in stood:
        lead = people.get(state.owner_id) if state.owner_id else None
        values = {
            **still[state.case_id],
            "status": state.status,
            "phase": state.phase,
            "phase_since": state.phase_since,
            "phase_days": state.phase_days,
            "attempt_no": state.attempt_no,
            "owner__name": lead.name if lead else "",
            "owner__email": lead.email if lead else "",
        }
        found.append(_Row(state, attempt, values))
    return found


def _chosen(rows: list[_Row], asked: Mapping[str, Any], moment: Moment) -> list[_Row]:
    for name in OF_THE_DAY:
        wanted = set(several(asked.get(name)))
        if not wanted:
            continue
        if name == "purpose":
            with_it = _with_purpose(wanted, moment)
            rows = [row for row in rows if row.state.account_id in with_it]
        elif name == "state":
            statuses = {status for one in wanted for status in STATES.get(one, ())}
            rows = [row for row in rows if row.state.status in statuses]
        else:
            column = FILTERS[name]
            rows = [row for row in rows if (row.values[column] or "-") in wanted]
    return rows


def _with_purpose(codes: set[str], moment: Moment) -> set[UUID]:
    given = given_then(moment).filter(code__in=codes)
    return set(given.values_list("account_id", flat=True))


def _groups(rows: list[_Row], group: str, moment: Moment) -> tuple[Group, ...]:
    if not group:
        return ()
    if group not in GROUPS:
        words = _("Cases cannot be grouped by this.")
        raise Invalid(FieldError("group", "unknown_value", words))
    worth = _worth((row.state.case_id for row in rows), moment)
    counts: dict[str, list[int]] = {}
    for row in rows:
        there = counts.setdefault(str(row.values[GROUPS[group]] or ""), [0, 0])
        there[0] += 1
        there[1] += worth.get(row.state.case_id) or 0
    found = (Group(key, count, {"mrr": mrr}) for key, (count, mrr) in counts.items())
    return tuple(sorted(found, key=lambda one: (one.key == "", one.key)))


def _worth(cases: Iterable[UUID], moment: Moment) -> dict[UUID, int | None]:
    """What the contract of each case was worth then."""
    terms: QuerySet[ContractTerm] = terms_on(moment.today)
    rows = terms.filter(contract__cases__in=list(cases)).order_by()
    return dict(rows.values_list("contract__cases", "mrr"))


def _sorted(rows: list[_Row], sort: str, group: str, moment: Moment) -> list[_Row]:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in {*COLUMNS, *DATES, "late"}:
        words = _("Cases cannot be sorted by this.")
        raise Invalid(FieldError("sort", "unknown_value", words))
    rows = sorted(rows, key=lambda row: (row.values["account__name"], str(row.state.case_id)))
    known = [row for row in rows if _value(row, name, moment) not in (None, "")]
    known.sort(key=lambda row: _value(row, name, moment), reverse=down)
    rows = known + [row for row in rows if _value(row, name, moment) in (None, "")]
    if group:
        rows.sort(key=lambda row: _empty_last(str(row.values[GROUPS[group]] or "")))
    return rows


def _empty_last(key: str) -> tuple[bool, str]:
    return key == "", key


def _value(row: _Row, name: str, moment: Moment) -> Any:
    days = (moment.today - day_of(row.state.phase_since, moment)).days
    if name == "days":
        return days
    if name == "late":
        return days - row.state.phase_days if row.state.phase_days else None
    if name in DATES:
        return getattr(row.attempt, DATES[name])
    return row.values[COLUMNS[name]]


def _lines(rows: Sequence[_Row], moment: Moment) -> tuple[CaseLine, ...]:
    ids = [row.state.case_id for row in rows]
    columns = {
        row[0]: dict(zip(PARTS, row, strict=True))
        for row in Case.objects.filter(pk__in=ids).values_list(*PARTS)
    }
    sets = phase_sets({row.attempt.phase_set_id for row in rows})
    worth = _worth(ids, moment)
    criteria, tasks = criteria_counts(ids, moment.at, live=False), _tasks(rows, moment)
    purposes = purposes_then({row.state.account_id for row in rows}, moment)
    excluded = excluded_then(ids, moment.at)
    found = []
    for row in rows:
        then = {**columns[row.state.case_id], **row.values, "account_id": row.state.account_id}
        then["contract__mrr"] = worth.get(row.state.case_id)
        if row.state.case_id in excluded:
            then["excluded_purposes"] = excluded[row.state.case_id]
        one = row.attempt
        attempt = (one.phase_set_id, one.started, one.target_end)
        found.append(case_line(then, attempt, sets, criteria, purposes, tasks, moment))
    return tuple(found)


def _tasks(rows: Sequence[_Row], moment: Moment) -> dict[tuple[UUID, int], tuple[Any, ...]]:
    """The next task that was open then."""
    at = moment.at
    there = Q(created_at__lte=at) | Q(attempt__created_at__gt=at)
    asked = Task.objects.filter(held(at), there, attempt__in=[row.attempt.pk for row in rows])
    asked = asked.annotate(due=day_then("task", "due_on", at), done=task_done(at))
    asked = asked.filter(done=None).order_by(F("due").asc(nulls_last=True), "pk")
    found: dict[tuple[UUID, int], tuple[Any, ...]] = {}
    for case, number, *rest in asked.values_list(
        "attempt__case_id", "attempt__number", "title_ja", "title_en", "due", "touch"
    ):
        found.setdefault((case, number), tuple(rest))
    return found
