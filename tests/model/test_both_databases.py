"""The same steps leave the same facts and rows on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

from .sequence import walked

SEEDS = [1, 2, 3, 4]


@pytest.mark.postgres_only
@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_steps_leave_the_same_facts_and_rows_on_both_databases(desk):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SENRO_")}
    outside["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    there = subprocess.run(
        [sys.executable, "-m", "tests.model.sequence", *map(str, SEEDS)],
        cwd=ROOT, env=outside, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert there.returncode == 0, there.stderr[-3000:]
    for seed, one, other in zip(SEEDS, walked(desk, SEEDS), json.loads(there.stdout), strict=True):
        done = [step for step in one["steps"] if step.endswith("facts") and step != "0 facts"]
        assert len(done) > 10, "these steps do too little to tell anything"
        for part in ("steps", "facts", "rows"):
            assert one[part] == other[part], f"seed {seed}: {part}"
