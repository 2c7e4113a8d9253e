"""What people write, as HTML: paragraphs, lists, bold, links, and who is named. Nothing else.

Everything is escaped first; a link leads to http, https or mail only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from senro.kernel.rules.mentions import Named, mentions

BULLET = re.compile(r"^\s{0,3}(?:[-*・•])\s+(.*)$")
NUMBER = re.compile(r"^\s{0,3}\d{1,3}[.)]\s+(.*)$")
INLINE = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<to>[^\s()<>]{1,2000})\)"
    r"|(?P<bare>https?://[^\s<>\"'「」『』（）。、]{1,2000})"
    r"|\*\*(?P<bold>[^*\n]{1,2000})\*\*"
)
ALLOWED = ("http://", "https://", "mailto:")
LINK = '<a href="{}" rel="noopener noreferrer nofollow ugc">{}</a>'


def render_note(text: str, people: Iterable[Named] = ()) -> SafeString:
    """The text of a note as safe HTML."""
    people = list(people)
    parts: list[str] = []
    for kind, lines in _blocks(text):
        inner = [_line(line, people) for line in lines]
        if kind == "p":
            parts.append(f"<p>{'<br>'.join(inner)}</p>")
        else:
            parts.append(f"<{kind}>{''.join(f'<li>{one}</li>' for one in inner)}</{kind}>")
    return mark_safe("".join(parts))


def _blocks(text: str) -> list[tuple[str, list[str]]]:
    """(`p`, `ul` or `ol`; its lines). An empty line ends a paragraph."""
    found: list[tuple[str, list[str]]] = []
    open_ = False
    for line in text.splitlines():
        kind, words = _kind_of(line)
        if not words.strip():
            open_ = False
            continue
        if open_ and found[-1][0] == kind:
            found[-1][1].append(words)
        else:
            found.append((kind, [words]))
        open_ = True
    return found


def _kind_of(line: str) -> tuple[str, str]:
    for kind, pattern in (("ul", BULLET), ("ol", NUMBER)):
        match = pattern.match(line)
        if match:
            return kind, match[1]
    return "p", line.strip()


def _line(line: str, people: list[Named]) -> str:
    parts, place = [], 0
    for match in INLINE.finditer(line):
        parts += [_named(line[place : match.start()], people), _inline(match, people)]
        place = match.end()
    return "".join([*parts, _named(line[place:], people)])


def _inline(match: re.Match[str], people: list[Named]) -> str:
    if match["bold"] is not None:
        return f"<strong>{_named(match['bold'], people)}</strong>"
    if match["bare"] is not None:
        address = match["bare"].rstrip(".,;:!?)")
        return format_html(LINK, address, address) + escape(match["bare"][len(address) :])
    if match["to"].lower().startswith(ALLOWED):
        return format_html(LINK, match["to"], match["words"])
    return escape(match[0])


def _named(text: str, people: list[Named]) -> str:
    """Escaped text with the people it names marked."""
    parts, place = [], 0
    for one in mentions(text, people) if people else ():
        parts.append(escape(text[place : one.start]))
        parts.append(format_html('<b class="sn-at">{}</b>', text[one.start : one.end]))
        place = one.end
    return "".join([*parts, escape(text[place:])])
