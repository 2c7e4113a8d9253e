"""Places in the body of a version: `phases[P1].gate[purpose]`. Every change gives a new body.

The same paths name errors and differences, so each of them leads to the form that mends it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

Body = dict[str, Any]
STEP = re.compile(r"(\w+)(?:\[([^\]]*)\])?(?:\.|$)")


class NoSuchPlace(LookupError):
    """The body has nothing there (any more)."""


def steps(path: str) -> list[tuple[str, str | None]]:
    """[("phases", "P1"), ("gate", "purpose")]."""
    found, at = [], 0
    while at < len(path):
        match = STEP.match(path, at)
        if match is None:
            raise NoSuchPlace(path)
        found.append((match[1], match[2]))
        at = match.end()
    return found


def pattern(path: str) -> str:
    """The path without its keys: `phases[].gate[]`."""
    return ".".join(name if key is None else f"{name}[]" for name, key in steps(path))


def _index(items: Any, key: str) -> int:
    if isinstance(items, list):
        for number, item in enumerate(items):
            if isinstance(item, Mapping) and str(item.get("code") or "") == key and key:
                return number
        if key.isdigit() and int(key) < len(items):
            return int(key)
    raise NoSuchPlace(key)


def find(body: Any, path: str) -> Any:
    """What stands at a place. Raises NoSuchPlace."""
    here = body
    for name, key in steps(path):
        if not isinstance(here, Mapping) or name not in here:
            raise NoSuchPlace(path)
        here = here[name]
        if key is not None:
            here = here[_index(here, key)]
    return here


def list_of(body: Any, path: str) -> list[Any]:
    """The list at a place; nothing there is an empty one."""
    try:
        found = find(body, path)
    except NoSuchPlace:
        return []
    return found if isinstance(found, list) else []


def key_of(item: Any, number: int) -> str:
    """What names an item of a list: its code, else its number."""
    code = str(item.get("code") or "") if isinstance(item, Mapping) else ""
    return code if code and "]" not in code else str(number)


def split(path: str) -> tuple[str, str]:
    """(the list, the key): ("phases[P1].gate", "purpose")."""
    head, _, key = path.rpartition("[")
    if not head or not key.endswith("]"):
        raise NoSuchPlace(path)
    return head, key[:-1]


def put(body: Body, path: str, value: Body) -> Body:
    """The body with something else at a place ("" is the whole)."""
    if not path:
        return deepcopy(value)
    made = deepcopy(body)
    items, number = _open(made, path)
    items[number] = deepcopy(value)
    return made


def add(body: Body, list_path: str, value: Body, after: str = "") -> Body:
    """The body with one more item of a list, at its end or after another."""
    made = deepcopy(body)
    parent, _, name = list_path.rpartition(".")
    holder = find(made, parent) if parent else made
    if not isinstance(holder.get(name), list):
        holder[name] = []
    items = holder[name]
    where = _index(items, after) + 1 if after else len(items)
    items.insert(where, deepcopy(value))
    return made


def remove(body: Body, path: str) -> Body:
    """The body without an item."""
    made = deepcopy(body)
    items, number = _open(made, path)
    del items[number]
    return made


def move(body: Body, path: str, by: int) -> Body:
    """The body with an item some places further on; at the ends it stays."""
    made = deepcopy(body)
    items, number = _open(made, path)
    to = min(max(number + by, 0), len(items) - 1)
    items.insert(to, items.pop(number))
    return made


def _open(body: Body, path: str) -> tuple[list[Any], int]:
    head, key = split(path)
    items = find(body, head)
    return items, _index(items, key)


def free_code(body: Body, list_path: str, start: str) -> str:
    """A code that no item of the list has."""
    taken = {str(item.get("code")) for item in list_of(body, list_path) if isinstance(item, dict)}
    number = len(taken) + 1
    while f"{start}_{number}" in taken:
        number += 1
    return f"{start}_{number}"


def anchor_of(path: str) -> str:
    """The id of an entry's row on its page."""
    plain = path.replace("[", "-").replace("]", "").replace(".", "-")
    return f"e-{plain}" if path else ""
