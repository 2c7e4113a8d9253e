"""All tags and filters of the design system. README.md beside lists each with an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2s
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .. import card, figures, filters
from ..assets import asset
from ..filters import url_with
from ..svg import bigroute, marks, measures, route
from ..toasts import is_redo, undo_of

register = template.Library()

for name in (
    "day",
    "long_day",
    "month",
    "moment",
    "ago",
    "money",
    "percent1",
    "signed",
    "number",
    "initial",
):
    register.filter(name, getattr(figures, name))
register.filter("undo_of", undo_of)

register.simple_tag(asset, name="asset")
register.simple_tag(marks.icon, name="icon")
register.simple_tag(marks.signal, name="signal")
register.simple_tag(marks.signal_mark, name="signal_mark")
register.simple_tag(marks.state_mark, name="state_mark")
register.simple_tag(measures.delay, name="delay")
register.simple_tag(measures.plan_bar, name="plan_bar")
register.simple_tag(measures.ring, name="ring")
register.simple_tag(measures.measure, name="measure")
register.simple_tag(route.mini, name="route_mini")
register.simple_tag(url_with, name="url_with", takes_context=True)
for name in ("filter_pick", "filter_group", "segmented"):
    register.inclusion_tag(f"ui/{name}.html", takes_context=True)(getattr(filters, name))
register.simple_tag(card.avatar, name="avatar")
register.simple_tag(card.board_card, name="board_card")
register.simple_tag(card.column_head, name="column_head")


@register.simple_tag
def brand() -> SafeString:
    """The mark of the house."""
    return marks.BRAND


@register.simple_tag
def empty_line() -> SafeString:
    """A dashed line with one hollow station."""
    return marks.EMPTY_LINE


@register.simple_tag
def days_of(days: int | None, plan: int | None = None) -> SafeString:
    """**24**／20日 +4."""
    return mark_safe(card.days_of(days, plan))


@register.inclusion_tag("ui/route_line.html")
def route_line(
    stations: Iterable[Any], label: str = "", signal: str = "go", tracks: Any = None, **more: Any
) -> dict[str, Any]:
    """The big line with its timetable; a vertical list where there is no room, and for readers."""
    line = [route.station(one) for one in stations]
    drawing = bigroute.big(line, signal, tracks) if more.get("big", True) and line else ""
    return {"stations": line, "drawing": drawing, "label": label, "signal": signal}


@register.inclusion_tag("ui/steps.html")
def steps(names: Iterable[Any], here: int = 1, text: Any = "") -> dict[str, Any]:
    """The steps of a wizard as a line; `here` counts from 1, `text` stands in the capsule."""
    words = list(names)
    return {"names": words, "here": here, "drawing": bigroute.steps(words, here, str(text))}


@register.simple_block_tag
def panel(
    content: str,
    title: Any = "",
    note: Any = "",
    id: str = "",
    cls: str = "",
    link: str = "",
    link_text: Any = "",
) -> SafeString:
    """A 2-px rule, a title, hairlines. `note` and a link stand at the right."""
    more = format_html('<a href="{}">{}</a>', link, link_text) if link else ""
    end = (
        format_html('<span class="end"><span>{}</span>{}</span>', note, more)
        if note or more
        else ""
    )
    name = format_html(' id="{}" aria-labelledby="{}-h"', id, id) if id else ""
    head = format_html(
        "<header><h2{}>{}</h2>{}</header>", format_html(' id="{}-h"', id) if id else "", title, end
    )
    return format_html(
        '<section class="sn-panel {}"{}>{}{}</section>', cls, name, head if title else "", content
    )


@register.inclusion_tag("ui/why.html")
def why(
    sentence: Any = "", rule: str = "", version: Any = "", inputs: Any = None, as_of: Any = None,
    href: str = "", undo: str = "", text: Any = "", key: str = "", by: Any = "", more: str = "",
) -> dict[str, Any]:  # fmt: skip
    """なぜ? beside everything automatic: rule, version and inputs in a native popover."""
    rows = list(inputs.items()) if isinstance(inputs, Mapping) else list(inputs or ())
    digest = (
        key
        or blake2s(
            repr((str(sentence), rule, str(version), rows)).encode(), digest_size=6
        ).hexdigest()
    )
    return {
        "id": f"why-{digest}", "sentence": sentence, "rule": rule, "version": version, "inputs": rows,
        "as_of": as_of, "href": href, "undo": undo, "text": text or _("Why?"), "by": by, "more": more,
    }  # fmt: skip


@register.inclusion_tag("ui/gate_rows.html")
def gate_rows(rows: Iterable[Any]) -> dict[str, Any]:
    """The conditions of a gate, unmet first."""
    order = {"unmet": 0, "unknown": 1, "partly": 2, "waived": 3, "met": 4, "na": 5}
    return {"rows": sorted(rows, key=lambda row: order.get(_get(row, "state"), 1))}


@register.inclusion_tag("ui/reason_row.html", takes_context=True)
def reason_row(context: template.Context, row: Any, first: bool = False) -> dict[str, Any]:
    """One line of Today: why, where, until when, and the one verb."""
    return {"row": row, "first": first, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/toast.html", takes_context=True)
def toast(
    context: template.Context, text: Any, undo: str = "", level: str = "success"
) -> dict[str, Any]:
    """One message, with 取り消す when it can be taken back (やり直す when it is an undo itself)."""
    shown = {"text": text, "undo": undo, "redo": is_redo(text), "level": level}
    return {**shown, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/empty.html")
def empty(
    title: Any, text: Any = "", href: str = "", action: Any = "", icon: str = ""
) -> dict[str, Any]:
    """Nothing here: what is true, and the one next step."""
    return {"title": title, "text": text, "href": href, "action": action, "icon": icon}


@register.inclusion_tag("ui/field.html")
def field(bound: Any, hint: Any = "", cls: str = "") -> dict[str, Any]:
    """Label, control, help and errors of one form field."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    if getattr(widget, "allow_multiple_selected", False):
        kind = "several"
    return {"field": bound, "hint": hint, "cls": cls, "kind": kind}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """All that must be corrected, at the head of a form, each a link to its field."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def th(
    context: template.Context,
    label: Any,
    sort: str = "",
    num: bool = False,
    param: str = "sort",
    cls: str = "",
) -> SafeString:
    """A column head; with `sort` it links to that order, and to the other way round."""
    cls = f"{cls} sn-num".strip() if num else cls
    classes = format_html(' class="{}"', cls) if cls else ""
    if not sort:
        return format_html('<th scope="col"{}>{}</th>', classes, label)
    now = context["request"].GET.get(param, "")
    said = {sort: "ascending", f"-{sort}": "descending"}.get(now, "none")
    wanted = f"-{sort}" if now == sort else sort
    arrow = {"ascending": "↑", "descending": "↓"}.get(said, "")
    href = url_with(context, **{param: wanted})
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a href="{}">{}<span class="sn-arrow" aria-hidden="true">{}</span></a></th>',
        said, classes, href, label, arrow,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def chip(
    context: template.Context, label: Any, name: str, value: Any, count: Any = None, mark: str = ""
) -> SafeString:
    """A filter that is on or off; on, it carries a × and links to itself off."""
    on = context["request"].GET.get(name) == str(value)
    href = url_with(context, **{name: None if on else value})
    sign = marks.glyph(mark, 10) if mark else ""
    tail = format_html(" <b>{}</b>", count) if count is not None else ""
    cross = (
        format_html('{}<span class="sn-vh">{}</span>', marks.icon("x", 13), _("remove"))
        if on
        else ""
    )
    return format_html(
        '<a class="sn-pick{}" href="{}">{}{}{}{}</a>',
        " on" if on else "",
        href,
        sign,
        label,
        tail,
        cross,
    )


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Any = None, next_cursor: str = "", total: int | None = None
) -> dict[str, Any]:
    """Pages of Django's Paginator, or one 'next' link for a cursor."""
    links: dict[str, Any] = {"page": page, "total": total, "next": "", "previous": ""}
    if page is not None:
        links["total"] = page.paginator.count if total is None else total
        links["next"] = url_with(context, page=page.next_page_number()) if page.has_next() else ""
        links["previous"] = (
            url_with(context, page=page.previous_page_number()) if page.has_previous() else ""
        )
    elif next_cursor:
        links["next"] = url_with(context, cursor=next_cursor, page=None)
    return links


@register.simple_tag
def tag(text: Any, code: Any = "") -> SafeString:
    """Plain text with a hairline; never coloured."""
    bold = f"<b>{escape(code)}</b> " if code else ""
    return mark_safe(f'<span class="sn-tag">{bold}{escape(text)}</span>')


def _get(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
