"""Definitions that need each other."""

from collections.abc import Mapping

from .errors import refuse


def detect_cycles(definitions: Mapping[str, frozenset[str]]) -> None:
    """Raises `cycle`, naming the loop, when a definition needs itself; names of others are leaves."""
    done: set[str] = set()
    for start in sorted(definitions):
        _follow(start, definitions, done)


def _follow(start: str, definitions: Mapping[str, frozenset[str]], done: set[str]) -> None:
    """Depth first without recursion, so that a long chain of metrics is no problem."""
    path: list[str] = []
    on_path: set[str] = set()
    stack: list[tuple[str, bool]] = [(start, False)]
    while stack:
        name, leaving = stack.pop()
        if leaving:
            on_path.discard(path.pop())
            done.add(name)
        elif name in on_path:
            raise refuse("cycle", found=" → ".join([*path[path.index(name) :], name]))
        elif name not in done:
            path.append(name)
            on_path.add(name)
            stack.append((name, True))
            stack.extend((n, False) for n in sorted(definitions.get(name, ()), reverse=True))
