"""The columns of the lists: what stands in each as a value. A screen adds how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy, pgettext_lazy

from senro.customers.models import Account
from senro.customers.queries.listing import account_lines
from senro.health.queries.listing import health_lines
from senro.health.queries.names import AXES
from senro.kernel.lists import CUSTOM, LISTS, custom_columns
from senro.kernel.locales import locale
from senro.kernel.names import Moment, RecordName, values_of
from senro.kernel.rules.access import Actor
from senro.onboarding.models import Case
from senro.onboarding.queries.listing import case_lines
from senro.onboarding.queries.open_phases import open_phases

Value = Callable[[Any, "Reading"], Any]


@dataclass(frozen=True)
class Reading:
    """What all rows of a piece share."""

    phases: Mapping[UUID, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column: its head, how it sorts, its value for a file."""

    code: str
    label: Any
    value: Value
    sort: str = ""
    num: bool = False
    shown: bool = True
    # A metric of the method: no line carries it (`with_metrics`). `dated`: known of any past day.
    metric: bool = False
    percent: bool = False
    dated: bool = False


@dataclass(frozen=True)
class Table:
    """A list that can be a file: its columns, and its lines in pieces."""

    code: str
    key: str
    columns: tuple[Column, ...]
    lines: Callable[..., Iterator[tuple[Any, ...]]]
    read: Callable[[Actor, Iterable[Any], datetime], Reading]
    # What its lines are rows of, where metrics of the method may be columns.
    model: type[Model] | None = None

    @property
    def usual(self) -> tuple[Column, ...]:
        """The columns of somebody who has chosen none."""
        return tuple(column for column in self.columns if column.shown)


def _plain(code: str) -> Value:
    return lambda line, _all: getattr(line, code)


def _next(line: Any, _all: Reading) -> str:
    japanese = locale() == "ja"
    return str(line.next_ja if japanese else line.next_en)


_c = Column
ACCOUNTS = (
    _c("name", pgettext_lazy("list", "Account"), _plain("name"), "name"),
    _c("tier", gettext_lazy("Tier"), _plain("tier"), "tier"),
    _c("status", pgettext_lazy("account", "Status"), _plain("status"), "status"),
    _c("owner", pgettext_lazy("account", "Owner"), _plain("owner_email"), "owner"),
    _c("purposes", gettext_lazy("Purposes of adoption"), lambda line, _a: list(line.purposes)),
    _c("phase", gettext_lazy("Onboarding"), lambda line, all_: all_.phases.get(line.id)),
    _c("mrr", gettext_lazy("MRR"), _plain("mrr"), "mrr", num=True),
    _c("renewal", gettext_lazy("Renewal"), _plain("renewal"), "renewal"),
    _c("inbound", gettext_lazy("Silent for"), _plain("days_since_inbound"),
       "days_since_inbound_contact", num=True),
    _c("industry", gettext_lazy("Industry"), _plain("industry"), "industry", shown=False),
    _c("employees", gettext_lazy("Employees"), _plain("employees"), "employees", num=True, shown=False),
    _c("channel", gettext_lazy("Sales channel"), _plain("channel"), "channel", shown=False),
    _c("team", gettext_lazy("Team"), _plain("team"), "team", shown=False),
    _c("partner", gettext_lazy("Partner"), _plain("partner"), "partner", shown=False),
    _c("parent", gettext_lazy("Parent account"), _plain("parent"), shown=False),
    _c("kana", gettext_lazy("Reading (kana)"), _plain("kana"), "kana", shown=False),
)  # fmt: skip
CASES = (
    _c("name", pgettext_lazy("list", "Account"), _plain("name"), "name"),
    _c("tier", gettext_lazy("Tier"), _plain("tier"), "tier"),
    _c("product", gettext_lazy("Product"), _plain("product"), "product"),
    _c("status", pgettext_lazy("account", "Status"), _plain("status"), "status"),
    _c("phase", pgettext_lazy("list", "Phase"), lambda line, _a: str(line.phase_name or line.phase), "phase"),
    _c("days", gettext_lazy("Days in phase"), _plain("days"), "days", num=True),
    _c("late", gettext_lazy("Days past plan"), lambda line, _a: line.late or None, "late", num=True),
    _c("owner", gettext_lazy("Lead"), _plain("owner_email"), "owner"),
    _c("purposes", gettext_lazy("Purposes of adoption"), lambda line, _a: list(line.purposes)),
    _c("criteria", gettext_lazy("Criteria met"), lambda line, _a: f"{line.met} of {line.total}" if line.total else None),
    _c("next", gettext_lazy("Next ToDo"), _next),
    _c("target", gettext_lazy("Target end"), _plain("target"), "target"),
    _c("contract", gettext_lazy("Contract"), _plain("contract"), "contract", shown=False),
    _c("team", gettext_lazy("Team"), _plain("team"), "team", shown=False),
    _c("started", gettext_lazy("Started"), _plain("started"), "started", shown=False),
    _c("plan", gettext_lazy("Planned days"), _plain("plan"), "plan", num=True, shown=False),
    _c("touch", pgettext_lazy("lanes", "Touch"), _plain("touch"), shown=False),
    _c("attempt", pgettext_lazy("list", "Attempt"), _plain("attempt"), "attempt", num=True, shown=False),
    _c("industry", gettext_lazy("Industry"), _plain("industry"), shown=False),
)  # fmt: skip


HEALTH_LEVELS = {
    "go": pgettext_lazy("health", "Good"),
    "care": pgettext_lazy("health", "Needs care"),
    "stop": pgettext_lazy("health", "At risk"),
    "unknown": pgettext_lazy("points", "unknown"),
}


def _axis(code: str, label: Mapping[str, str]) -> Column:
    return Column(
        code, _in_the_readers_language(label), lambda line, _a: line.axes.get(code), num=True
    )


def _label(label: Mapping[str, str]) -> str:
    return label[locale()]


_in_the_readers_language = lazy(_label, str)
HEALTH = (
    _c("name", pgettext_lazy("list", "Account"), _plain("name"), "name"),
    _c("level", pgettext_lazy("health", "Level"), lambda line, _a: str(HEALTH_LEVELS[line.level])),
    _c("score", pgettext_lazy("health", "Score"), _plain("points"), "score", num=True),
    _c("change", gettext_lazy("Since a week ago"), _plain("change"), "change", num=True),
    *(_axis(code, label) for code, label in AXES.items()),
    _c("owner", pgettext_lazy("health", "Owner"), _plain("owner"), "owner"),
    _c("team", gettext_lazy("Team"), _plain("team"), "team"),
    _c("tier", gettext_lazy("Tier"), _plain("tier"), "tier"),
    _c("overridden", gettext_lazy("by a person"), _plain("overridden"), shown=False),
)


def _accounts_read(actor: Actor, lines: Iterable[Any], at: datetime) -> Reading:
    return Reading(open_phases(actor, [line.id for line in lines], at))


def _cases_read(actor: Actor, lines: Iterable[Any], at: datetime) -> Reading:
    return Reading()


TABLES = {
    "accounts": Table("accounts", "key", ACCOUNTS, account_lines, _accounts_read, Account),
    "cases": Table("cases", "key", CASES, case_lines, _cases_read, Case),
    "health": Table("health", "key", HEALTH, health_lines, _cases_read),
}


def columns_of(table: str) -> tuple[Column, ...]:
    """Every column of a list: behind Senro's the team's own fields, and the metrics of the method."""
    of, found = TABLES[table], custom_columns(LISTS[table])
    own = [_own(code, one) for code, one in found.items() if of.model or one.name.kind != "metric"]
    return (*of.columns, *own)


def _own(code: str, found: RecordName) -> Column:
    name, metric = found.name, found.name.kind == "metric"
    return Column(
        code, name.title(locale()), _custom(code.removeprefix(CUSTOM)), num=name.type == "number",
        shown=False, metric=metric, percent=name.percent, dated=metric and found.dated,
    )  # fmt: skip


def with_metrics(
    table: str, columns: Sequence[Column], lines: Iterable[Any], moment: Moment
) -> tuple[Column, ...]:
    """The same columns, those of metrics with their values for these lines (1 query, if any)."""
    model = TABLES[table].model
    codes = [one.code.removeprefix(CUSTOM) for one in columns if one.metric]
    if not codes or model is None:
        return tuple(columns)
    rows = model._default_manager.filter(pk__in=[line.id for line in lines])
    found = values_of(rows, LISTS[table].subject, codes, moment)

    def of(code: str) -> Value:
        return lambda line, _all: found.get(line.id, {}).get(code)

    return tuple(
        replace(one, value=of(one.code.removeprefix(CUSTOM))) if one.metric else one
        for one in columns
    )


def _custom(code: str) -> Value:
    return lambda line, _all: line.custom.get(code)


def chosen(table: str, codes: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these codes in this order, the name first; the usual ones when none is known."""
    codes = list(codes)
    own = any(code.startswith(CUSTOM) for code in codes)
    known = {one.code: one for one in (columns_of(table) if own else TABLES[table].columns)}
    wanted = [known[code] for code in dict.fromkeys(codes) if code in known]
    if not wanted:
        return TABLES[table].usual
    name = known["name"]
    return (name, *(column for column in wanted if column is not name))
