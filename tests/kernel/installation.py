"""A real installation in a folder of its own, with worker processes that can be killed."""

from __future__ import annotations

import atexit
import functools
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.conftest import ON_POSTGRES, ROOT

SETUP = "import django; django.setup(); import tests.kernel.killed as killed\n"
MAKE_TABLES = "from senro.kernel.tables import make_tables; make_tables()"
WORK = "from senro.kernel.worker import run_worker\n"


class Installation:
    """A database with tables and the processes on it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("SENRO_", "PYTEST_"))},
            "SENRO_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "senro.config.settings",
        }
        if database_url:
            self.env["SENRO_DATABASE_URL"] = database_url

    def python(self, code: str) -> object:
        """Run Python there; what it assigns to `answer` comes back."""
        run = subprocess.run(
            [sys.executable, "-c", SETUP + "answer = None\n" + code + PRINT],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return json.loads(run.stdout.splitlines()[-1])

    def start(self, code: str) -> subprocess.Popen[str]:
        """Start Python there and go on."""
        return subprocess.Popen(
            [sys.executable, "-c", SETUP + code],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )


NUMBERS = itertools.count(1)
PRINT = "\nimport json; print(); print(json.dumps(answer))"


@contextmanager
def installation(folder: Path, *, tables: bool = True) -> Iterator[Installation]:
    """A fresh one, on whichever database this run is about."""
    if tables and not ON_POSTGRES:
        shutil.copytree(_folder_with_tables(), folder, dirs_exist_ok=True)
    with database(template=_database_with_tables() if tables else "") as url:
        yield Installation(folder, url)


@functools.cache
def _folder_with_tables() -> str:
    """A data folder with empty tables: made once a process, then copied."""
    folder = tempfile.mkdtemp(prefix="senro-tables-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Installation(Path(folder), "").python(MAKE_TABLES)
    return folder


@functools.cache
def _database_with_tables() -> str:
    """The same on PostgreSQL: the name of a database that is copied."""
    if not ON_POSTGRES:
        return ""
    name = f"senro_tables_{os.getpid()}"
    with _server() as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    atexit.register(_drop, name)
    with tempfile.TemporaryDirectory(prefix="senro-tables-") as folder:
        Installation(Path(folder), _address(name)).python(MAKE_TABLES)
    return name


@contextmanager
def database(template: str = "") -> Iterator[str]:
    """The address of a database of its own on PostgreSQL, a copy of `template`; "" on SQLite."""
    if not ON_POSTGRES:
        yield ""
        return
    name = f"senro_place_{os.getpid()}_{next(NUMBERS)}"
    _drop(name)
    with _server() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
    try:
        yield _address(name)
    finally:
        _drop(name)


def _server() -> Any:
    import psycopg

    return psycopg.connect(os.environ["SENRO_TEST_DATABASE_URL"], autocommit=True)


def _address(name: str) -> str:
    parts = urlsplit(os.environ["SENRO_TEST_DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


def _drop(name: str) -> None:
    with _server() as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")
