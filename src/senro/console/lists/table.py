"""The body of a list's table. Written here and not in a template: a page holds thousands of cells."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from senro.exchange.lists import Column
from senro.kernel.queries.listing import Group
from senro.ui import figures

NOTHING = '<span class="sn-3">—</span>'
Cell = Callable[[Any, Any], str]


def text_cell(value: Any) -> str:
    """A value as it is, or a dash."""
    if isinstance(value, list | tuple):
        value = "・".join(map(str, value))
    return escape(value) if value not in (None, "") else NOTHING


def metric_cells(columns: Iterable[Column]) -> dict[str, Cell]:
    """How the columns of metrics are drawn; what is unknown is a dash."""
    return {one.code: _metric_cell(one) for one in columns if one.metric}


def _metric_cell(column: Column) -> Cell:
    def cell(line: Any, all_: Any) -> str:
        value = column.value(line, all_)
        if value is None:
            return NOTHING
        if isinstance(value, bool):
            return escape(_("yes") if value else _("no"))
        if not column.num:
            return text_cell(value)
        exact = float(value)
        if column.percent:
            return escape(figures.percent1(exact))
        places = 0 if exact == int(exact) else 2
        return escape(figures.plain(figures.rounded(exact, places), places))

    return cell


def rows_html(
    lines: Iterable[Any],
    columns: Sequence[Column],
    cells: Mapping[str, Cell],
    all_: Any,
    *,
    groups: Sequence[Group] = (),
    group_of: Callable[[Any], str] | None = None,
    words: Mapping[str, Any] | None = None,
    picks: Callable[[Any], str] | None = None,
    edits: Callable[[Any, str], str] | None = None,
) -> SafeString:
    """Every row; before the first of each group its head with count and sums."""
    heads = [
        (column, cells.get(column.code), f'{" class=sn-num" if column.num else ""} data-th="{label}"')
        for column in columns
        if (label := escape(str(column.label))) is not None and column.code != "name"
    ]  # fmt: skip
    known = {group.key: group for group in groups}
    wide = len(columns) + (1 if picks else 0)
    out: list[str] = []
    last: str | None = None
    for line in lines:
        if group_of is not None and (key := group_of(line) or "") != last:
            out.append(_head(known.get(key), key, wide, words or {}))
            last = key
        box = f'<td class="sn-tick-cell">{picks(line)}</td>' if picks else ""
        row = "".join(
            f"<td{head}>{cell(line, all_) if cell else text_cell(column.value(line, all_))}"
            f"{edits(line, column.code) if edits else ''}</td>"
            for column, cell, head in heads
        )
        name = cells["name"](line, all_)
        out.append(f'<tr data-row>{box}<th scope="row">{name}</th>{row}</tr>')
    return SafeString("".join(out))


def _head(group: Group | None, key: str, wide: int, words: Mapping[str, Any]) -> str:
    name = words.get(key, key) if key else pgettext("group", "None set")
    told = sums_said(group) if group else ""
    return (
        f'<tr class="sn-group"><th colspan="{wide}" scope="rowgroup">{escape(name)} '
        f"<small>{escape(told)}</small></th></tr>"
    )


def sums_said(group: Group) -> str:
    """41 · MRR ¥1,200,000 · 3,400 employees."""
    said = [ngettext("%(n)s row", "%(n)s rows", group.count) % {"n": figures.number(group.count)}]
    if group.sums.get("mrr"):
        said.append(_("MRR %(sum)s") % {"sum": figures.money(group.sums["mrr"])})
    if group.sums.get("employees"):
        said.append(_("employees %(sum)s") % {"sum": figures.number(group.sums["employees"])})
    return " · ".join(said)


def tick(key: Any, name: str) -> str:
    """The box that chooses a row."""
    label = escape(_("Tick %(name)s") % {"name": name})
    return (
        f'<input type="checkbox" name="pick" value="{escape(key)}" data-tick aria-label="{label}">'
    )


def pencils(path: str, codes: Container[str], search: str) -> Callable[[Any, str, str], str]:
    """What draws the link that lets a cell be edited, for these columns: (key, name, code) to HTML."""
    after = escape("&" + urlencode({"search": search}))
    words = escape(_("Change: %(name)s"))

    def drawn(key: Any, name: str, code: str) -> str:
        if code not in codes:
            return ""
        label = words % {"name": escape(name)}
        return (
            f'<a class="sn-pen" href="{path}?key={quote_plus(str(key))}&amp;field={quote_plus(code)}'
            f'{after}" data-cell aria-label="{label}">✎</a>'
        )

    return drawn
