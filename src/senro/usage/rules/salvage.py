"""A list of events that is no JSON because of one of them: where each begins and ends. Pure.

`NaN`, a line break inside a text, half a character, a thousand brackets in each other: one event has
it, and the others are well. Strings and brackets are enough to tell events apart; whether one is
JSON is asked of each by itself. No byte of a character of several bytes is a quote or a bracket.
"""

from __future__ import annotations

import re
from typing import Final

# Each is a step by hand: what opens, and what stands around the events.
MOST_OPENED: Final = 8_000_000
MOST_AROUND: Final = 10_000
TEXT: Final = rb'"(?:[^"\\]++|\\.)*+"'
# In the list: what parts its events. In an event: only what opens and closes.
TOKEN: Final = re.compile(TEXT + rb'|[][{},"]', re.DOTALL)
BRACKET: Final = re.compile(rb'(?:[^][{}"]++|' + TEXT + rb")*+([][{}])", re.DOTALL)
LISTS: Final = frozenset({b'"events"', b'"batch"'})
CLOSES: Final = {b"]": b"[", b"}": b"{"}


class Torn(ValueError):
    """The list around the events is broken too: nobody can tell where one begins."""


def apart(body: bytes, most: int) -> tuple[bytes, list[bytes]]:
    """The body with its list emptied, and the events of the list, at most one more than `most`.

    Raises Torn.
    """
    if body.count(b"{") + body.count(b"[") > MOST_OPENED:
        raise Torn
    start = at = begin = _list_of(body)
    raws: list[bytes] = []
    # An event, what parts it from the next, and texts that stand there for nothing.
    for _step in range(4 * most + MOST_AROUND):
        found = TOKEN.search(body, at)
        if found is None:
            break
        token, at = found[0], found.end()
        if token in (b"[", b"{"):
            at = _past(body, token, at)
        elif token in (b"]", b","):
            raws.append(body[begin : at - 1].strip())
            begin = at
            if not raws[-1]:
                raise Torn
            if token == b"]" or len(raws) > most:
                return body[:start] + body[at - 1 :], raws
        elif token in (b"}", b'"'):
            raise Torn
    raise Torn


def _list_of(body: bytes) -> int:
    """Where the list of events begins: the body is one, or has one under a name of ours."""
    first = body.lstrip()[:1]
    at = len(body) - len(body.lstrip()) + 1
    if first == b"[":
        return at
    named = 0
    for _step in range(MOST_AROUND):
        found = TOKEN.search(body, at)
        if found is None:
            break
        token, at = found[0], found.end()
        if token == b"[" and named and body[named : at - 1].strip() == b":":
            return at
        if token in (b"[", b"{"):
            at = _past(body, token, at)
        elif token in (b"]", b"}", b'"'):
            break
        named = at if token in LISTS else 0
    raise Torn


def _past(body: bytes, token: bytes, at: int) -> int:
    """Where what was opened here is closed again."""
    opened = [token]
    while opened:
        found = BRACKET.match(body, at)
        if found is None:
            raise Torn
        token, at = found[1], found.end()
        if token not in CLOSES:
            opened.append(token)
        elif opened.pop() != CLOSES[token]:
            raise Torn
    return at
