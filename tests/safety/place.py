"""A real installation on SQLite in a folder of its own, with a real server that can be killed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.demo_server import SENRO, environment, free_port, senro

PASSWORD = "線路をつなぐように2026"
MAIL = "admin@example.jp"
# Seconds until a server counts as not coming up: it takes three, and thirty beside a dozen other programs.
PATIENCE = 300


@dataclass
class Place:
    """Its folder, a key of its administrator, and the server while there is one."""

    folder: Path
    key: str = ""
    port: int = field(default_factory=free_port)
    server: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the servers said."""
        return self.folder.parent / "server.log"

    def start(self, workers: int = 1) -> None:
        """Serve; back when it answers."""
        self._serve(workers)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20).read()
                return
            if self.server is not None and self.server.poll() is not None:
                # Somebody else took the port since it was found free.
                self.port = free_port()
                self._serve(workers)
            time.sleep(0.05)
        said = self.log.read_text(errors="replace")[-2000:]
        raise AssertionError(f"no server after {PATIENCE} s; it said: {said}")

    def _serve(self, workers: int) -> None:
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [
                    *SENRO,
                    "serve",
                    "--port",
                    str(self.port),
                    "--workers",
                    str(workers),
                    "--no-worker",
                ],
                env=environment(self.folder),
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9 for the server and everything it started."""
        if self.server is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None
            self.port = free_port()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of one call; status 0 when the server went away in the middle."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")
        except (OSError, ValueError, http.client.HTTPException):
            return 0, None

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the database, read beside Senro."""
        with contextlib.closing(sqlite3.connect(self.folder / "senro.sqlite3")) as database:
            return database.execute(sql, values).fetchall()

    def execute(self, sql: str, *values: Any) -> None:
        """Change what stands in the database, as time passing would."""
        with contextlib.closing(
            sqlite3.connect(self.folder / "senro.sqlite3", timeout=30)
        ) as database:
            database.execute(sql, values)
            database.commit()

    def is_sound(self) -> None:
        """`senro doctor` and SQLite itself find nothing wrong."""
        senro(self.folder, "doctor")
        assert self.rows("PRAGMA integrity_check") == [("ok",)]

    def opened(self, key: str) -> str:
        """The id of a new case at P1 of a new account."""
        assert self.call("PUT", f"/accounts/{key}", {"name": key})[0] in (200, 201)
        contract = {"account": key, "product": "genba", "mrr": 1, "start": "2026-11-01"}
        assert self.call("PUT", f"/contracts/K-{key}", contract)[0] in (200, 201)
        sent = {"account": key, "contract": f"K-{key}", "started": "2026-11-01"}
        status, case = self.call("POST", "/cases", sent)
        assert status == 201, case
        return str(case["id"])


@contextlib.contextmanager
def installed(folder: Path) -> Iterator[Place]:
    """A new installation; its server ends with the block."""
    subprocess.run(
        [*SENRO, "init", "--organization", "線路", "--admin-email", MAIL],
        env=environment(folder),
        input=f"{PASSWORD}\n{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
    )
    place = Place(folder)
    made = senro(folder, "api-key", "create", "--name", "t", "--scope", "write", "--json")
    place.key = str(made["key"])
    try:
        yield place
    finally:
        place.kill()
