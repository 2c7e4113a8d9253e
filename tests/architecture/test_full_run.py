"""In a full run nothing is skipped without anybody noticing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.guards import ROOT
from tests.conftest import SHARED_MISSING


def outcome(folder: Path, body: str, *, full: str) -> str:
    """The closing lines of a run of one test under the suite's own rules."""
    (folder / "test_one.py").write_text(f"import pytest\n\ndef test_one():\n    {body}\n")
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.conftest",
            "-p",
            "no:cacheprovider",
            "-q",
            str(folder),
        ],
        cwd=ROOT,
        env={**os.environ, "SENRO_REQUIRE_FULL": full},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout


@pytest.mark.parametrize(
    ("full", "body", "expected"),
    [
        ("0", "pytest.skip('no browser')", "1 skipped"),
        ("1", "pytest.skip('no browser')", "1 failed"),
        ("1", f"pytest.skip({SHARED_MISSING!r})", "1 skipped"),
    ],
)
def test_a_skipped_test_fails_a_full_run(tmp_path, full, body, expected):
    assert expected in outcome(tmp_path, body, full=full)


def test_the_environment_installs_with_nothing_but_python_and_make():
    """The recipes that `make setup` runs may use only what a bare machine has, or .venv/."""
    # `make test` runs this: what it hands down must not change what this make prints.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    shown = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "--always-make", "setup"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    words = {
        line.removeprefix("@").split()[0]
        for line in shown.stdout.replace("||", "\n").replace("\\\n", " ").splitlines()
        if line.strip()
    }
    bare = {"test", "echo", "awk", "touch", "python3"}
    assert {word for word in words if not word.startswith(".venv/bin/")} - bare == set()
