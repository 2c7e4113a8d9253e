"""The benchmarks run: how fast anything is, no test asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow]


@pytest.mark.parametrize(
    ("module", "last"),
    [("benchmarks.large", "as of a year back"), ("benchmarks.archive", "undone in pieces")],
)
def test_a_small_one_measures_every_line(module: str, last: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SENRO_BENCH_SIZE": "0.002",
        "SENRO_DATA_DIR": str(tmp_path),
        "SENRO_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "senro.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert last in done.stdout.splitlines()[-1]
