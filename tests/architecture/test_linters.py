"""The linters, as tests: `make test` is everything CI runs, and one report shows every failure."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.guards import ROOT, SRC

BIN = Path(sys.executable).parent

pytestmark = pytest.mark.linter


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One tool of the environment, its whole output in one text."""
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=cwd,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("lint-imports", "--no-cache"),
        pytest.param(("mypy",), marks=pytest.mark.slow),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_linter_finds_nothing(command):
    result = run(*command)
    assert result.returncode == 0, result.stdout[-8000:]


def test_every_domain_has_its_inner_layers_watched():
    """A new domain must also be named in the contract about what is inside a domain."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    watched = {name for contract in contracts for name in contract.get("containers", [])}
    domains = {
        f"senro.{path.parent.name}" for path in SRC.glob("*/models*") if path.parent.name != "ui"
    }
    assert domains - watched == set()


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("kernel/oops.py", "import senro.customers"),
        ("console/oops.py", "import senro.api"),
        ("customers/models/oops.py", "from senro.customers.actions import oops"),
        ("customers/rules/oops.py", "from django.db import models"),
        ("newcomer/__init__.py", ""),
    ],
    ids=["upward", "sideways", "inside-out", "impure", "unplaced"],
)
def test_the_import_contracts_catch(module, source, tmp_path):
    """A copy of the bare tree with one bad file in it breaks a contract."""
    package = tmp_path / "senro"
    ladder = [
        "kernel",
        "lake",
        "customers",
        "usage",
        "programs",
        "onboarding",
        "health",
        "exchange",
        "ui",
        "console",
        "api",
        "demo",
        "cli",
        "config",
    ]
    for name in [
        "",
        *ladder,
        "customers/actions",
        "customers/models",
        "customers/rules",
        "usage/metrics",
    ]:
        (package / name).mkdir(exist_ok=True, parents=True)
        (package / name / "__init__.py").touch()
    for name in ("kernel/clock.py", "customers/actions/oops.py"):
        (package / name).touch()
    (package / module).parent.mkdir(exist_ok=True)
    (package / module).write_text(source)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    code = (
        "import sys; sys.path.insert(0, '.'); "
        "from importlinter.cli import lint_imports_command as run; run()"
    )
    result = run("python", "-c", code, "--no-cache", cwd=tmp_path)
    assert "BROKEN" in result.stdout
    assert result.returncode == 1
