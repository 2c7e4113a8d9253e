"""The columns of the list. Rows are written here and not in a template: a page holds thousands of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from senro.customers.queries import AccountLine
from senro.ui import figures
from senro.ui.svg.marks import signal_mark
from senro.ui.svg.route import mini

from ..shared import href_of
from ..words import SALES_CHANNELS, STATUSES, TIERS, plain
from .cases import CaseLine

NOTHING = '<span class="sn-3">—</span>'


class Reading:
    """What all rows of a page share: words looked up once, the open cases."""

    def __init__(
        self, at: datetime, purposes: Mapping[str, Any], cases: Mapping[UUID, CaseLine]
    ) -> None:
        self.today = figures.local_date(at)
        self.tiers = plain(TIERS)
        self.statuses = plain(STATUSES)
        self.channels = plain(SALES_CHANNELS)
        self.purposes = plain(purposes)
        self.cases = cases


Cell = Callable[[AccountLine, Reading], str]
Value = Callable[[AccountLine, Reading], Any]


@dataclass(frozen=True)
class Column:
    """A column: its head, how it sorts, its cell as HTML and its value for a file."""

    code: str
    label: Any
    cell: Cell
    value: Value
    sort: str = ""
    num: bool = False
    shown: bool = True


def _text(value: Any) -> str:
    return escape(value) if value not in (None, "") else NOTHING


def _name(line: AccountLine, _all: Reading) -> str:
    return (
        f'<a href="{escape(href_of(line.key))}" data-open>{escape(line.name)}</a>'
        f" <small>{escape(line.key)}</small>"
    )


def _tier(line: AccountLine, _all: Reading) -> str:
    return f'<span class="sn-tag">{escape(line.tier)}</span>' if line.tier else NOTHING


def _owner(line: AccountLine, _all: Reading) -> str:
    return escape(line.owner) if line.owner else NOTHING


def _purposes(line: AccountLine, all_: Reading) -> str:
    if not line.purposes:
        return NOTHING
    first, *more = line.purposes
    rest = f" <small>{escape('・'.join(more))}</small>" if more else ""
    return f"<b>{escape(first)}</b> {escape(all_.purposes.get(first, ''))}{rest}"


def _renewal(line: AccountLine, all_: Reading) -> str:
    if line.renewal is None:
        return NOTHING
    days = line.days_to_renewal
    left = "" if days is None else f" <small>{escape(in_days(days))}</small>"
    return f"{escape(figures.day(line.renewal, all_.today))}{left}"


def in_days(days: int) -> str:
    """あと 227日, or how long it has been over."""
    if days < 0:
        return ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": -days}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def _phase(line: AccountLine, all_: Reading) -> str:
    case = all_.cases.get(line.id)
    if case is None:
        return NOTHING
    words = case.phase if case.signal == "go" and case.phase else case.status_words
    drawing = mini(
        case.phases, case.here, case.days, state=case.state, signal=case.signal, width=116
    )
    return (
        f'<span class="sn-acc-case">{drawing}<a href="{case.href}">{escape(words)}</a>'
        f"{signal_mark(case.signal)}</span>"
    )


def _phase_value(line: AccountLine, all_: Reading) -> Any:
    case = all_.cases.get(line.id)
    return str(case.phase or case.status_words) if case else None


def _silence(line: AccountLine, _all: Reading) -> str:
    days = line.days_since_inbound
    if days is None:
        return NOTHING
    return escape(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})


def _said(code: str, words: Callable[[Reading], Mapping[str, str]]) -> tuple[Cell, Value]:
    def value(line: AccountLine, all_: Reading) -> Any:
        code_ = getattr(line, code)
        return words(all_).get(code_, code_)

    return (lambda line, all_: _text(value(line, all_))), value


def _plain(code: str) -> tuple[Cell, Value]:
    return (lambda line, _a: _text(getattr(line, code))), (lambda line, _a: getattr(line, code))


COLUMNS = (
    Column("name", pgettext_lazy("list", "Account"), _name, lambda line, _a: line.name, "name"),
    Column("tier", gettext_lazy("Tier"), _tier, lambda line, _a: line.tier, "tier"),
    Column("status", pgettext_lazy("account", "Status"), *_said("status", lambda a: a.statuses), "status"),
    Column("owner", pgettext_lazy("account", "Owner"), _owner, lambda line, _a: line.owner_email, "owner"),
    Column("purposes", gettext_lazy("Purposes of adoption"), _purposes, lambda line, _a: list(line.purposes)),
    Column("phase", gettext_lazy("Onboarding"), _phase, _phase_value),
    Column("mrr", gettext_lazy("MRR"), lambda line, _a: escape(figures.money(line.mrr)), lambda line, _a: line.mrr, "mrr", num=True),
    Column("renewal", gettext_lazy("Renewal"), _renewal, lambda line, _a: line.renewal, "renewal"),
    Column("inbound", gettext_lazy("Silent for"), _silence, lambda line, _a: line.days_since_inbound, "days_since_inbound_contact", num=True),
    Column("industry", gettext_lazy("Industry"), *_plain("industry"), "industry", shown=False),
    Column("employees", gettext_lazy("Employees"), lambda line, _a: escape(figures.number(line.employees)), lambda line, _a: line.employees, "employees", num=True, shown=False),
    Column("channel", gettext_lazy("Sales channel"), *_said("channel", lambda a: a.channels), "channel", shown=False),
    Column("team", gettext_lazy("Team"), *_plain("team"), "team", shown=False),
    Column("kana", gettext_lazy("Reading (kana)"), *_plain("kana"), "kana", shown=False),
)  # fmt: skip
BY_CODE = {column.code: column for column in COLUMNS}
USUAL = tuple(column.code for column in COLUMNS if column.shown)


def chosen(codes: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these codes in the usual order; the name is always there."""
    wanted = {code for code in codes if code in BY_CODE} or set(USUAL)
    return tuple(column for column in COLUMNS if column.code in wanted | {"name"})


def rows_html(lines: Iterable[AccountLine], columns: Iterable[Column], all_: Reading) -> SafeString:
    """The body of the table."""
    heads = [
        (column, f' class="sn-num" data-th="{label}"' if column.num else f' data-th="{label}"')
        for column in columns
        if (label := escape(str(column.label))) is not None and column.code != "name"
    ]
    return SafeString("".join(_row(line, heads, all_) for line in lines))


def _row(line: AccountLine, heads: list[tuple[Column, str]], all_: Reading) -> str:
    cells = "".join(f"<td{head}>{column.cell(line, all_)}</td>" for column, head in heads)
    return f'<tr data-row><th scope="row">{_name(line, all_)}</th>{cells}</tr>'


__all__ = ["BY_CODE", "COLUMNS", "USUAL", "Column", "Reading", "chosen", "rows_html"]
