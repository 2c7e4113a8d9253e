"""Small marks: signals, states of a gate, icons, the logo of an empty line."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from ..assets import asset

WORDS: dict[str, str | Promise] = {
    "go": pgettext_lazy("signal", "On track"),
    "care": pgettext_lazy("signal", "Attention"),
    "stop": pgettext_lazy("signal", "Stopped"),
    "unknown": pgettext_lazy("signal", "Unknown"),
}
STATES: dict[str, str | Promise] = {
    "met": pgettext_lazy("condition", "Met"),
    "unmet": pgettext_lazy("condition", "Not met"),
    "wrong": pgettext_lazy("mark", "Error"),
    "open": pgettext_lazy("condition", "Not met yet"),
    "waived": pgettext_lazy("condition", "Waived"),
    "na": pgettext_lazy("condition", "Not applicable"),
    "unknown": pgettext_lazy("condition", "Not known yet"),
    "partly": pgettext_lazy("condition", "Under way"),
    "shut": pgettext_lazy("gate", "Closed"),
}
CIRCLE = '<circle cx="6" cy="6" r="5.2" class="m-go"/>'
TRIANGLE = '<path d="M6 .6 11.7 11H.3Z" class="m-care"/>'
BAR = '<rect x=".6" y=".6" width="10.8" height="10.8" rx="1.2" class="m-stop"/><rect x="2.8" y="4.9" width="6.4" height="2.2" class="m-cut"/>'
SHUT = '<rect x=".8" y=".8" width="10.4" height="10.4" rx="1.2" class="m-shut"/><rect x="3" y="4.9" width="6" height="2.2" class="fl-ink"/>'
HOLLOW = '<circle cx="6" cy="6" r="5" class="r-hol" stroke-width="1.4"/>'
DASHED = '<rect x=".8" y=".8" width="10.4" height="10.4" rx="1.2" class="fl-none sk-ink" stroke-width="1.4" stroke-dasharray="2.2 1.6"/>'
DOTS = '<circle cx="6" cy="6" r="5" class="r-hol" stroke-width="1.4" stroke-dasharray="1.8 1.6"/>'
GLYPHS = {
    "go": CIRCLE, "care": TRIANGLE, "stop": BAR, "unknown": DOTS,
    "met": CIRCLE, "unmet": BAR, "wrong": BAR, "shut": SHUT, "waived": DASHED, "na": HOLLOW, "open": HOLLOW, "partly": TRIANGLE,
}  # fmt: skip


@lru_cache(maxsize=256)
def glyph(kind: str, size: int = 12) -> SafeString:
    """The bare shape, hidden from readers; a word must stand beside it."""
    body = GLYPHS.get(kind, DOTS)
    return mark_safe(
        f'<svg class="sn-mark" width="{size}" height="{size}" viewBox="0 0 12 12" aria-hidden="true">{body}</svg>'
    )


def signal(kind: str, word: Any = None, size: int = 12) -> SafeString:
    """Shape + word + colour: 進行, 注意 or 停止."""
    text = escape(word or WORDS.get(kind, WORDS["unknown"]))
    return mark_safe(f'<span class="sn-sig {escape(kind)}">{glyph(kind, size)}{text}</span>')


def signal_mark(kind: str, size: int = 12) -> SafeString:
    """Shape alone to the eye, the word to a reader; nothing for 進行: silence is normal."""
    if kind not in ("care", "stop"):
        return mark_safe("")
    return mark_safe(
        f'<span class="sn-sigm">{glyph(kind, size)}<span class="sn-vh">{escape(WORDS[kind])}</span></span>'
    )


def state_mark(state: str, size: int = 13) -> SafeString:
    """Met ●, unmet ■, waived dashed, not applicable ○, with the word for a reader."""
    word = escape(STATES.get(state, STATES["unknown"]))
    return mark_safe(
        f'<span class="sn-sigm">{glyph(state, size)}<span class="sn-vh">{word}</span></span>'
    )


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, extra: str = "") -> SafeString:
    """An icon of the sprite; add its name to frontend/icons/used.txt."""
    href = f"{asset('icons.svg')}#{escape(name)}"
    cls = f"sn-icon {escape(extra)}".strip()
    return mark_safe(
        f'<svg class="{cls}" width="{size}" height="{size}" aria-hidden="true"><use href="{href}"/></svg>'
    )


EMPTY_LINE = mark_safe(
    '<svg class="sn-empty-line" width="120" height="22" viewBox="0 0 120 22" aria-hidden="true">'
    '<path d="M4 11H116" class="sk-ctl" stroke-width="1.5" stroke-dasharray="5 5"/>'
    '<circle cx="60" cy="11" r="6" class="r-hol" stroke-width="1.75"/></svg>'
)
BRAND = mark_safe(
    '<svg width="30" height="18" viewBox="0 0 30 18" aria-hidden="true"><path d="M0 9H8M22 9h3" class="sk-acc" stroke-width="3"/>'
    '<path d="M25 9h5" class="sk-ctl" stroke-width="3" stroke-dasharray="2 2"/>'
    '<rect x="7.5" y="3.5" width="15" height="11" rx="5.5" class="fl-pap sk-acc" stroke-width="3"/></svg>'
)
