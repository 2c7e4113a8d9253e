"""What the guards look for: pure functions from a piece of source to the sentences of complaint."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "senro"

FACES = frozenset({"config", "cli", "console", "portal", "api", "connectors", "demo", "ui"})
LADDER = (
    {"kernel"},
    {"lake"},
    {"customers"},
    {"usage", "content"},
    {"programs"},
    {"surveys", "outcomes"},
    {"onboarding"},
    {"health"},
    {"messaging"},
    {"insights"},
    {"practice"},
    {"exchange"},
)
DOMAINS = frozenset().union(*LADDER)
HTTP_MODULES = ("django.http", "django.shortcuts", "django.forms")
ALWAYS_WRITES = frozenset(
    f"{prefix}{name}"
    for name in ("bulk_create", "bulk_update", "get_or_create", "update_or_create")
    for prefix in ("", "a")
)
WRITES_WITHOUT_POSITIONS = frozenset({"save", "asave", "create", "acreate", "delete", "adelete"})
NOT_ROWS = frozenset({"session"})
CLOCK_READS = frozenset(
    {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        ("timezone", "now"),
        ("time", "time"),
        ("time", "time_ns"),
        ("clock", "now"),
        ("clock", "machine_now"),
    }
)
CLOCK_NAMES = {"time": {"time", "time_ns"}, "django.utils.timezone": {"now"}}
NOW_UNLESS_TOLD = frozenset({"localdate", "localtime"})
CLOCK_CALLS = frozenset({"now", "machine_now"})


def python_files(folder: Path = SRC) -> Iterator[Path]:
    """Every source file but migrations."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def package_of(path: Path) -> str:
    """The package a file of src/senro stands in: `kernel`, `console`, …"""
    parts = path.relative_to(SRC).parts
    return parts[0] if len(parts) > 1 else ""


def is_actions(path: Path) -> bool:
    """Whether a file is a domain's `actions`, as a module or as a folder of modules."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return parts[0] in DOMAINS and "actions" in parts[1:3]


def http_in_domain(tree: ast.AST) -> list[str]:
    """Imports by which a domain would know HTTP."""
    found = []
    for node in ast.walk(tree):
        for name in _imported(node):
            if name.startswith(HTTP_MODULES):
                found.append(f"line {node.lineno}: a domain imports {name}")  # type: ignore[attr-defined]
    return found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def writes_in_face(tree: ast.AST) -> list[str]:
    """Calls by which a face would write a row itself."""
    return [
        f"line {node.lineno}: a face writes a row with .{node.func.attr}(…)"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and _is_write(node, node.func)
    ]


def _is_write(call: ast.Call, target: ast.Attribute) -> bool:
    if target.attr in ALWAYS_WRITES:
        return True
    if call.args or _last_name(target.value) in NOT_ROWS:
        return False
    if target.attr in WRITES_WITHOUT_POSITIONS:
        return True
    # A dict takes its update by position or with `|=`, a queryset by keyword.
    return target.attr in {"update", "aupdate"} and bool(call.keywords)


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def clock_reads(tree: ast.AST, *, business_clock_allowed: bool) -> list[str]:
    """Places where time is read instead of being handed in (a mere reference counts: defaults)."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCK_READS:
            if business_clock_allowed and _last_name(node.value) == "clock":
                continue
            found.append(
                f"line {node.lineno}: reads the clock ({_last_name(node.value)}.{node.attr})"
            )
        if (
            isinstance(node, ast.Call)
            and _last_name(node.func) in NOW_UNLESS_TOLD
            and not node.args
        ):
            found.append(
                f"line {node.lineno}: reads the clock ({_last_name(node.func)} of nothing)"
            )
        if isinstance(node, ast.ImportFrom) and node.module:
            found += _clock_imports(node, business_clock_allowed)
    return found


def _clock_imports(node: ast.ImportFrom, business_clock_allowed: bool) -> list[str]:
    names = {alias.name for alias in node.names}
    bad = names & CLOCK_NAMES.get(node.module or "", set())
    kernel_clock = (node.module or "").split(".")[-1] == "clock"
    if kernel_clock and not business_clock_allowed:
        bad |= names & CLOCK_CALLS
    return [
        f"line {node.lineno}: takes the clock from {node.module} ({name})" for name in sorted(bad)
    ]


def unregistered_verbs(tree: ast.Module) -> list[str]:
    """Public functions of an `actions` module that are no registered verb."""
    return [
        f"line {node.lineno}: {node.name} is public but no @verb"
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not any(_is_verb(mark) for mark in node.decorator_list)
    ]


def _is_verb(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Call) and _last_name(mark.func) in {"verb", "bulk_verb"}


def long_functions(tree: ast.AST, limit: int) -> list[tuple[str, int]]:
    """Functions longer than the limit: name and length in lines."""
    return [
        (node.name, length)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > limit
    ]


def rung(package: str) -> int:
    """How high a domain stands; the same number means the same row."""
    for height, row in enumerate(LADDER):
        if package in row:
            return height
    raise LookupError(package)


def upward(source: str, target: str) -> bool:
    """Whether a foreign key from `source` to `target` points up or sideways between domains."""
    return source != target and rung(target) >= rung(source)
