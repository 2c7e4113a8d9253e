"""Runs every measurement on SQLite, and on PostgreSQL where SENRO_TEST_DATABASE_URL names one.

Each figure stands beside a floor of the same run: the same template rendered from constants plus
the same SQL run raw. Ratios are the promise; milliseconds depend on the machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit, urlunsplit

import psycopg

HEAD = "| what | runs | p50 ms | floor ms | ratio | queries | note |\n|---|--:|--:|--:|--:|--:|---|"


def main() -> int:
    """One process a database, so that nothing of one warms the other."""
    failed = 0
    for name, url in _databases():
        with tempfile.TemporaryDirectory(prefix="senro-bench-") as folder:
            environment = {
                **os.environ,
                "SENRO_DATA_DIR": folder,
                "SENRO_DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "senro.config.settings",
                "PYTHONWARNINGS": "ignore",
            }
            for left_over in ("SENRO_NOW", "SENRO_HOSTS", "SENRO_DEMO"):
                environment.pop(left_over, None)
            print(f"\n### {name}\n\n{HEAD}", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.run"], env=environment, check=False
            )
            if done.returncode:
                print(f"\nStopped before the end ({done.returncode}).", flush=True)
            failed |= bool(done.returncode)
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    return failed


def _databases() -> list[tuple[str, str]]:
    found = [("SQLite", "")]
    url = os.environ.get("SENRO_TEST_DATABASE_URL", "")
    if url:
        found.append(("PostgreSQL", _fresh(url)))
    return found


def _fresh(url: str) -> str:
    """An empty database of our own on the server that the address names."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS senro_bench")
        server.execute("CREATE DATABASE senro_bench")
    return urlunsplit(urlsplit(url)._replace(path="/senro_bench"))


if __name__ == "__main__":
    sys.exit(main())
