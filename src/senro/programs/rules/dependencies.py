"""What a task waits for and counts its days from: references that exist and do not go in circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .reading import Problem

# `after: attempt` counts from the start of the attempt and not of the phase.
ATTEMPT = "attempt"


def needs_of(task: Mapping[str, Any]) -> list[str]:
    """The codes of the tasks that this one waits for or counts from."""
    found = task.get("depends_on")
    needs = [str(code) for code in found] if isinstance(found, list) else []
    after = str(task.get("after") or "")
    return [*needs, after] if after and after != ATTEMPT else needs


def dependency_problems(tasks: list[dict[str, Any]]) -> Iterator[Problem]:
    """References to nothing, and the first task of every circle."""
    graph = {str(task.get("code")): needs_of(task) for task in tasks}
    for task in tasks:
        code = str(task.get("code"))
        place = f"tasks[{code}]"
        if code == ATTEMPT:
            yield Problem(f"{place}.code", "reserved")
        depends = task.get("depends_on")
        for need in depends if isinstance(depends, list) else ():
            if str(need) not in graph:
                yield Problem(f"{place}.depends_on", "unknown_task")
        after = str(task.get("after") or "")
        if after and after != ATTEMPT and after not in graph:
            yield Problem(f"{place}.after", "unknown_task")
    for code in circles(graph):
        yield Problem(f"tasks[{code}].depends_on", "circle")


def circles(graph: Mapping[str, list[str]]) -> list[str]:
    """One node of every circle, in the order of the graph (no recursion: lists may be long)."""
    state: dict[str, int] = {}  # 1 = on the path, 2 = done
    found: list[str] = []
    for start in graph:
        path = [(start, iter(graph[start]))] if start not in state else []
        if path:
            state[start] = 1
        while path:
            node, rest = path[-1]
            following = next(rest, None)
            if following is None:
                state[node] = 2
                path.pop()
            elif state.get(following) == 1:
                found.append(following)
            elif following in graph and following not in state:
                state[following] = 1
                path.append((following, iter(graph[following])))
    return list(dict.fromkeys(found))
