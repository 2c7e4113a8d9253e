"""Bodies of versions as plain data: digest, difference, YAML. Pure."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

Body = dict[str, Any]
# What names an item of a list, so that a phase that moved is not a phase that changed.
NAMES = ("code", "key", "name")


class NotAMethod(ValueError):
    """The YAML text is not one part of a method."""


@dataclass(frozen=True)
class Difference:
    """One place where two bodies differ: `phases[P1].gate.items`, `changed`, before, after."""

    path: str
    kind: str  # added | removed | changed | moved
    before: Any = None
    after: Any = None


def digest(body: Any) -> str:
    """SHA-256 of the body, whatever the order of its keys."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def diff(a: Any, b: Any, path: str = "") -> list[Difference]:
    """What changes from `a` to `b`, in the order of `b`."""
    if isinstance(a, dict) and isinstance(b, dict):
        return list(_diff_mapping(a, b, path, "."))
    if isinstance(a, list) and isinstance(b, list):
        named_a, named_b = _named(a), _named(b)
        if named_a is not None and named_b is not None:
            return [*_diff_mapping(named_a, named_b, path, "["), *_moved(named_a, named_b, path)]
    return [] if a == b else [Difference(path, "changed", a, b)]


def _diff_mapping(
    a: Mapping[str, Any], b: Mapping[str, Any], path: str, how: str
) -> Iterator[Difference]:
    for name, after in b.items():
        place = _place(path, name, how)
        if name not in a:
            yield Difference(place, "added", None, after)
        else:
            yield from diff(a[name], after, place)
    for name, before in a.items():
        if name not in b:
            yield Difference(_place(path, name, how), "removed", before, None)


def _place(path: str, name: str, how: str) -> str:
    if how == "[":
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)


def _named(items: list[Any]) -> dict[str, Any] | None:
    for name in NAMES:
        if items and all(isinstance(item, dict) and item.get(name) for item in items):
            found = {str(item[name]): item for item in items}
            if len(found) == len(items):
                return found
    return {} if not items else None


def _moved(a: Mapping[str, Any], b: Mapping[str, Any], path: str) -> list[Difference]:
    before = [name for name in a if name in b]
    after = [name for name in b if name in a]
    return [] if before == after else [Difference(path, "moved", before, after)]


class _Loader(yaml.SafeLoader):
    """JSON's types only: `no` and 2026-11-20 stay text, and there are no anchors to blow up."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise NotAMethod("aliases are not allowed")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag
        not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:merge"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def to_yaml(kind: str, code: str, body: Body) -> str:
    """One part of the method as a text to review in git."""
    document = {"kind": kind, "code": code, "body": body}
    return yaml.safe_dump(
        document, allow_unicode=True, sort_keys=False, default_flow_style=False, width=100
    )


def to_json(kind: str, code: str, body: Body) -> str:
    """The same as JSON."""
    document = {"kind": kind, "code": code, "body": body}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def from_yaml(text: str) -> tuple[str, str, Body]:
    """(kind, code, body). Raises NotAMethod saying what is wrong and on which line."""
    kind, code, body = _part(text)
    return kind, code, copy.deepcopy(body)


# Reading takes a hundred times as long as copying, and the shipped parts are read again and again.
@lru_cache(maxsize=32)
def _part(text: str) -> tuple[str, str, Body]:
    try:
        document = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader with fewer types
    except yaml.YAMLError as error:
        raise NotAMethod(str(error)) from error
    except RecursionError as error:
        raise NotAMethod("the text is nested too deeply") from error
    if not isinstance(document, dict):
        raise NotAMethod("the text must be a mapping with kind, code and body")
    kind, code, body = (document.get(name) for name in ("kind", "code", "body"))
    if not isinstance(kind, str) or not isinstance(code, str) or not isinstance(body, dict):
        raise NotAMethod("kind and code must be texts and body a mapping")
    return kind, code, body
