"""The sample company, built once a run and served from a copy by a real `senro demo`."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SENRO = [sys.executable, "-m", "senro.cli"]


def environment(folder: Path) -> dict[str, str]:
    """A clean environment: SQLite in the folder, nothing of the test run's own settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SENRO_", "DJANGO_", "PYTEST_"))
    }
    return {**kept, "SENRO_DATA_DIR": str(folder), "SENRO_LANG": "en"}


def senro(folder: Path, *arguments: str, check: bool = True) -> Any:
    """Run a command; its JSON answer when it gives one."""
    done = subprocess.run(
        [*SENRO, *arguments], env=environment(folder), capture_output=True, text=True, check=False
    )
    if check:
        assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if "--json" in arguments and done.stdout else done


def built_company(shared: Path) -> Path:
    """The sample company's folder, built by whoever asks first."""
    folder = shared / "sample-company"
    with (shared / "sample-company.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            senro(folder, "demo", "--build-only")
    return folder


@dataclass
class Served:
    """A running installation: its address, its sign-in links by e-mail order, and a key."""

    base: str
    folder: Path
    links: list[str] = field(default_factory=list)

    def link(self, words: str) -> str:
        """The sign-in address of the first line that holds these words."""
        line = next(line for line in self.links if words in line)
        return line[line.index("http") :].strip()

    def key(self, scope: str = "write", mail: str = "") -> str:
        """A new API key."""
        who = ["--as", mail] if mail else []
        made = senro(
            self.folder, "api-key", "create", "--name", "test", "--scope", scope, "--json", *who
        )
        return str(made["key"])

    def api(self, method: str, path: str, key: str, body: Any = None) -> tuple[int, Any]:
        """One call of the API: status and JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{self.base}/api/v1{path}", data=data, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served_copy(company: Path, folder: Path) -> Iterator[Served]:
    """Copy the company and serve the copy until the block ends."""
    shutil.copytree(company, folder)
    port = free_port()
    process = subprocess.Popen(
        [*SENRO, "demo", "--no-browser", "--port", str(port)],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        served = Served(f"http://127.0.0.1:{port}", folder)
        _read_links(process, served)
        _wait_until_ready(served)
        yield served
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _read_links(process: subprocess.Popen[str], served: Served) -> None:
    from senro.demo.words import SIGN_IN

    assert process.stdout is not None
    while len(served.links) < len(SIGN_IN):
        line = process.stdout.readline()
        assert line, "senro demo ended before it printed its links"
        if "/demo/sign-in/" in line:
            served.links.append(line.rstrip("\n"))


def _wait_until_ready(served: Served) -> None:
    import time

    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{served.base}/healthz", timeout=2).read()
            return
        time.sleep(0.1)
    raise AssertionError("the sample company was not served in time")
