"""What no tracked file may carry: a path of one machine, the address of a registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.guards import ROOT

# Written in pieces, or this file would be its own first finding.
MACHINE_PATHS = re.compile(
    "|".join(
        [
            r"(?<![\w.~$}/-])/" + r"wor" + r"k/",
            r"/ho" + r"me/[a-z]",
            r"/Use" + r"rs/[A-Za-z]",
            r"(?<![\w/])/ro" + r"ot/",
        ]
    )
)
REGISTRY_HOSTS = re.compile(
    "|".join(
        [
            r"pypi\." + r"org",
            r"python" + r"hosted\.",
            r"registry\.npm" + r"js",
            r"npm" + r"mirror",
            r"deb\.deb" + r"ian",
            r'"resol' + r'ved": *"http',
            r"--(extra-)?ind" + r"ex-url",
        ]
    ),
    re.IGNORECASE,
)
IGNORED_FOLDERS = {
    ".git",
    ".venv",
    "node_modules",
    "static",
    "dist",
    "test-artifacts",
    "senro-data",
    "senro-demo",
}
ALLOWED = {
    # how the lock is made, and the decision that explains it
    "docs/decisions/0002-a-lock-without-addresses.md",
}
BINARY = {".png", ".jpg", ".woff2", ".ico", ".xlsx", ".parquet", ".mo", ".pyc", ".zip"}


def tracked_files() -> list[Path]:
    """What git tracks; without git (a downloaded archive), everything but what is built."""
    if (ROOT / ".git").exists():
        try:
            listed = subprocess.run(
                ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
            )
            return [
                path
                for name in listed.stdout.split("\0")
                if name and (path := ROOT / name).is_file()
            ]
        except (OSError, subprocess.CalledProcessError):
            pass
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not IGNORED_FOLDERS & set(path.relative_to(ROOT).parts)
        and not any(part.startswith(".") and part != ".ci" for part in path.relative_to(ROOT).parts)
    ]


def findings(pattern: re.Pattern[str]) -> list[str]:
    """Every line of a tracked text file that matches."""
    found = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in BINARY or name in ALLOWED:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    return found


def test_no_file_names_a_path_of_one_machine():
    assert findings(MACHINE_PATHS) == []


def test_no_file_names_a_registry():
    assert findings(REGISTRY_HOSTS) == []


def test_no_tracked_file_is_large():
    large = {
        path.relative_to(ROOT).as_posix(): path.stat().st_size // 1024
        for path in tracked_files()
        if path.stat().st_size > 600 * 1024
    }
    assert large == {}, "KiB; large files do not belong in git"


@pytest.mark.parametrize(
    "line", ["cd /wor" + "k/main", "see /ho" + "me/ana/notes", "open('/ro" + "ot/x')"]
)
def test_the_path_guard_catches(line):
    assert MACHINE_PATHS.search(line)


@pytest.mark.parametrize("line", ["/usr/bin/chromium", "/proc/self", "network/work/", "/rooted"])
def test_the_path_guard_lets_through(line):
    assert not MACHINE_PATHS.search(line)


@pytest.mark.parametrize(
    "line", ['"resol' + 'ved": "https://x/y.tgz"', "https://py" + "pi.org/simple"]
)
def test_the_registry_guard_catches(line):
    assert REGISTRY_HOSTS.search(line)
