"""The way from a row to what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from senro.ui.svg.marks import icon

register = template.Library()


@register.simple_tag
def thread_link(kind: str, key: Any, counts: Mapping[str, int] | None, name: Any) -> SafeString:
    """A small link to the notes and files of a row, with how many there are."""
    count = (counts or {}).get(str(key), 0)
    return format_html(
        '<a class="sn-thread-a{}" href="/notes/{}/{}/" aria-label="{}">{}{}</a>',
        "" if count else " none",
        kind,
        key,
        _("Notes and files: %(name)s (%(n)s)") % {"name": name, "n": count},
        icon("message-circle", 13),
        count or "",
    )
