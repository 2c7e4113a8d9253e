"""Runs every measurement on SQLite, and on PostgreSQL where SENRO_TEST_DATABASE_URL names one.

Each figure stands beside a floor of the same run: the same template rendered from constants plus
the same SQL run raw. Ratios are the promise; milliseconds depend on the machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

HEAD = f"{'what':<44}{'n':>5}{'p50 ms':>10}{'floor ms':>10}{'ratio':>8}{'queries':>9}  note"


def main() -> int:
    """One process a database, so that nothing of one warms the other."""
    print(HEAD, flush=True)
    failed = 0
    for name, url in _databases():
        with tempfile.TemporaryDirectory(prefix="senro-bench-") as folder:
            environment = {
                **os.environ,
                "SENRO_DATA_DIR": folder,
                "SENRO_DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "senro.config.settings",
                "SENRO_HOSTS": "testserver,localhost",
            }
            environment.pop("SENRO_NOW", None)
            print(f"-- {name}", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.run"], env=environment, check=False
            )
            failed |= done.returncode
    return failed


def _databases() -> list[tuple[str, str]]:
    found = [("SQLite", "")]
    url = os.environ.get("SENRO_TEST_DATABASE_URL", "")
    if url:
        found.append(("PostgreSQL", url.rsplit("/", 1)[0] + "/senro_bench"))
    return found


if __name__ == "__main__":
    sys.exit(main())
