"""Filters as links that keep the rest of the address: `senro_ui` offers each as a tag."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template


def url_with(context: template.Context, **changes: Any) -> str:
    """This page's query with some values changed; None or '' removes one, and `page` starts again."""
    query = context["request"].GET.copy()
    if "page" not in changes:
        query.pop("page", None)
        query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else context["request"].path


def _options(
    context: template.Context, name: str, options: Iterable[Any], value: Any
) -> list[dict[str, Any]]:
    """Options as links: (value, label) or (value, label, count)."""
    shown = []
    for one in options:
        key, label, *count = one if isinstance(one, (tuple, list)) else (one, one)
        current = str(key or "") == str(value or "")
        shown.append({
            "label": label, "count": count[0] if count else None, "current": current,
            "href": url_with(context, **{name: key}),
        })  # fmt: skip
    return shown


def filter_pick(
    context: template.Context,
    label: Any,
    name: str,
    options: Iterable[Any],
    value: Any = "",
    rest: bool = False,
) -> dict[str, Any]:
    """担当 **全員** ⌄: links, the first unfiltered (value ''). `rest`: what a bar beside it left over."""
    shown = _options(context, name, options, value)
    current = [one["label"] for one in shown if one["current"]]
    plain = shown[0]["label"] if shown and not rest else ""
    on = bool(current) if rest else value not in (None, "")
    chosen = current[0] if current else plain
    return {"label": label, "options": shown, "chosen": chosen, "on": on, "rest": rest}


def filter_group(
    context: template.Context, label: Any, name: str, options: Iterable[Any], value: Any = ""
) -> dict[str, Any]:
    """The same links under their label, inside a menu that holds several."""
    return {"label": label, "options": _options(context, name, options, value)}


def segmented(
    context: template.Context, label: Any, name: str, options: Iterable[Any], value: Any = ""
) -> dict[str, Any]:
    """One of a few, as links: 自分 9 | チーム 31."""
    return {"label": label, "options": _options(context, name, options, value)}
