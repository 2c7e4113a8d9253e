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


WIDE = (
    "| what | runs | p50 ms | p95 ms | floor ms | ratio | queries | note |"
    "\n|---|--:|--:|--:|--:|--:|--:|---|"
)
EVENTS = "| what | CPU s | floor CPU s | ratio | note |\n|---|--:|--:|--:|---|"
TABLES = (("", HEAD, "benchmarks.run"), (", large", WIDE, "benchmarks.large"))


def scaled(count: int) -> int:
    """`count`, or the part of it that SENRO_BENCH_SIZE asks for: 0.1 is a tenth."""
    return max(10, int(count * float(os.environ.get("SENRO_BENCH_SIZE", "1"))))


def main() -> int:
    """One process a table and database, so that nothing of one warms the other."""
    failed = 0
    for name in _databases():
        for more, head, module in TABLES:
            print(f"\n### {name}{more}\n\n{head}", flush=True)
            failed |= _run(module, _address(name))
    print("\n### The archive\n", flush=True)
    failed |= _run("benchmarks.archive", "")
    print(f"\n### Events\n\n{EVENTS}", flush=True)
    failed |= _run("benchmarks.usage", "")
    failed |= _run("benchmarks.weekly", "")
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    return failed


def _run(module: str, url: str) -> int:
    """In a data folder of its own."""
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
        done = subprocess.run([sys.executable, "-m", module], env=environment, check=False)
    if done.returncode:
        print(f"\nStopped before the end ({done.returncode}).", flush=True)
    return bool(done.returncode)


def _databases() -> list[str]:
    return ["SQLite", *(["PostgreSQL"] if os.environ.get("SENRO_TEST_DATABASE_URL") else [])]


def _address(name: str) -> str:
    return "" if name == "SQLite" else _fresh(os.environ["SENRO_TEST_DATABASE_URL"])


def _fresh(url: str) -> str:
    """An empty database of our own on the server that the address names."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS senro_bench")
        server.execute("CREATE DATABASE senro_bench")
    return urlunsplit(urlsplit(url)._replace(path="/senro_bench"))


if __name__ == "__main__":
    sys.exit(main())
