"""The `senro` command as a person and a script meet it: in its own process, on its own data folder."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ON_POSTGRES, ROOT
from tests.kernel.installation import database, wait_for

PASSWORD = "線路は続くよどこまでも"
pytestmark = [pytest.mark.slow]


class Senro:
    """`senro` with the environment of one installation."""

    def __init__(self, folder: Path, url: str = "", **more: str) -> None:
        self.folder = folder
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("SENRO_", "PYTEST_", "DJANGO_"))
        }
        self.env = {**kept, "SENRO_DATA_DIR": str(folder), "SENRO_LANG": "en", **more}
        if url:
            self.env["SENRO_DATABASE_URL"] = url

    def start(self, *arguments: str, **more) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "senro.cli", *arguments],
            env=self.env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            **{"stderr": subprocess.PIPE, **more},
        )  # fmt: skip

    def __call__(self, *arguments: str, stdin: str = "", code: int = 0) -> str:
        process = self.start(*arguments)
        out, self.err = process.communicate(stdin, timeout=120)
        assert process.returncode == code, f"{process.returncode}\n{out}\n{self.err}"
        return out

    def json(self, *arguments: str, stdin: str = "", code: int = 0):
        return json.loads(self(*arguments, "--json", stdin=stdin, code=code))

    def python(self, code: str) -> None:
        self("manage", "shell", "--verbosity", "0", "-c", code)


def init(senro: Senro) -> None:
    senro(
        "init", "--organization", "株式会社サンプル", "--admin-email", "admin@example.com",
        stdin=PASSWORD + "\n",
    )  # fmt: skip


@pytest.fixture(scope="module")
def senro(tmp_path_factory):
    with database() as url:
        found = Senro(tmp_path_factory.mktemp("senro"), url)
        init(found)
        yield found


@pytest.mark.postgres
def test_init_makes_an_installation_with_an_administrator_and_the_default_method(senro):
    people = senro.json("user", "list")
    assert [(one["email"], one["roles"]) for one in people] == [("admin@example.com", ["admin"])]
    folder = senro.folder / "method"
    parts = senro.json("method", "export", "--to", str(folder))["files"]
    assert any("phase_set" in part for part in parts)
    assert senro.json("method", "diff", *parts) == []
    assert {row["status"] for row in senro.json("method", "import", str(folder))} == {"unchanged"}
    part = folder / "criteria_set.standard.yaml"
    part.write_text(part.read_text("utf-8").replace("label: v1", "label: v9"), "utf-8")
    senro("method", "import", "--draft", str(part))
    tried = senro.json("method", "impact", "criteria_set/standard")["past"]
    assert tried == {"tried": 0, "fails": 0, "unknown": 0, "passes": 0, "cases": []}
    senro("init", "--organization", "B", "--admin-email", "b@example.com", code=2)
    assert "already holds" in senro.err


def test_init_with_a_weak_password_leaves_nothing_behind(tmp_path):
    senro = Senro(tmp_path)
    arguments = ("init", "--organization", "A", "--admin-email", "a@example.com")
    senro(*arguments, stdin="short\n", code=2)
    assert "password" in senro.err
    senro("user", "list", code=2)
    senro(*arguments, stdin=PASSWORD + "\n")


def test_without_an_installation_every_command_says_so_and_makes_nothing(tmp_path):
    senro = Senro(tmp_path / "nothing")
    for arguments in (("user", "list"), ("serve",), ("worker", "--once"), ("doctor",)):
        senro(*arguments, code=2)
        assert "senro init" in senro.err and "Traceback" not in senro.err
    assert not (tmp_path / "nothing" / "senro.sqlite3").exists()


def test_wrong_usage_is_2_in_the_language_asked_for(senro):
    senro("user", "create", "--email", "x", "--name", "", "--role", "king", stdin="short\n", code=2)
    assert "There is no role" in senro.err
    senro("--lang", "ja", "user", "create", "--email", "x", "--name", "", "--role", "king",
          stdin="short\n", code=2)  # fmt: skip
    assert re.search(r"[ぁ-ん]", senro.err)
    senro("no-such-thing", code=2)
    senro("refresh", "--as-of", "soon", code=2)


def test_a_key_is_shown_once_and_can_be_switched_off(senro):
    made = senro.json("api-key", "create", "--name", "CRM", "--scope", "read")
    assert made["key"].startswith("sk_") and made["as"] == "admin@example.com"
    assert made["key"] not in senro("api-key", "list")
    senro("api-key", "revoke", "CRM")
    assert senro.json("api-key", "list")[0]["revoked_at"]
    senro("api-key", "revoke", "CRM", code=2)


def test_as_somebody_without_the_right_is_refused(senro):
    senro("user", "create", "--email", "csm@example.com", "--name", "C", "--role", "csm",
          stdin=PASSWORD)  # fmt: skip
    made = senro.json(
        "api-key", "create", "--name", "own", "--scope", "read", "--as", "csm@example.com"
    )
    assert made["as"] == "csm@example.com"
    senro(
        "--as", "csm@example.com", "user", "password", "admin@example.com", stdin=PASSWORD, code=2
    )
    assert "role" in senro.err
    senro("--as", "nobody@example.com", "user", "list", code=2)


@pytest.mark.postgres
def test_a_worker_does_what_is_due_and_refresh_brings_values_up_to_date(senro):
    assert senro.json("worker", "--once")["done"] > 0
    assert senro.json("refresh", "--as-of", "2026-11-20")["as_of"].startswith("2026-11-2")


@pytest.mark.postgres
def test_a_doctor_finds_what_was_broken(senro):
    senro("worker", "--once")
    assert senro.json("doctor")["ok"]
    senro.python("from senro.kernel.triggers import drop_triggers; drop_triggers()")
    report = senro.json("doctor", code=1)
    assert {row["name"]: row["status"] for row in report["checks"]}["triggers"] == "failure"
    senro("manage", "migrate", "--verbosity", "0")
    assert senro.json("doctor")["ok"]


def test_a_bad_setting_is_named(tmp_path):
    senro = Senro(tmp_path, SENRO_DATABASE_URL="mysql://x")
    senro("doctor", code=2)
    assert "SENRO_DATABASE_URL" in senro.err


def test_frozen_time_must_be_an_instant(senro):
    frozen = Senro(senro.folder, senro.env.get("SENRO_DATABASE_URL", ""), SENRO_NOW="2026-11-20")
    frozen("user", "list", code=2)
    assert "SENRO_NOW" in frozen.err


def test_every_help_text_has_its_japanese():
    out = subprocess.run(
        [sys.executable, "-c", HELP_TEXTS], cwd=ROOT, text=True, capture_output=True, check=True,
        env={**os.environ, "SENRO_LANG": "ja"},
    )  # fmt: skip
    english = [
        line for line in out.stdout.splitlines() if not re.search(r"[ぁ-んァ-ヶ一-龠]", line)
    ]
    assert english == []


HELP_TEXTS = """
import click
from senro.cli import main
def walk(command):
    print(command.help)
    for one in command.params:
        if getattr(one, "help", None): print(one.help)
    for name in command.list_commands(None) if isinstance(command, click.Group) else ():
        walk(command.get_command(None, name))
walk(main)
"""


def test_help_comes_without_waiting_for_django_and_in_both_languages(senro):
    out = senro("--help")
    assert "backup" in out and "doctor" in out
    code = "import sys; import senro.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.postgres
def test_a_backup_is_put_back_whole(senro, tmp_path):
    senro.python(
        "import io; from senro.kernel.access import SYSTEM; from senro.kernel import clock;"
        "from senro.kernel.actions import store_file;"
        "store_file(stream=io.BytesIO('議事録'.encode()), name='m.txt', by=SYSTEM, at=clock.now())"
    )
    file = tmp_path / "senro.zip"
    senro("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    with database() as url:
        other = Senro(tmp_path / "other", url)
        other("restore", str(file))
        assert other.json("user", "list") == senro.json("user", "list")
        assert [path.read_text() for path in (other.folder / "files").rglob("*") if path.is_file()]
        assert other.json("doctor")["checks"]
        other("restore", str(file), code=2)
        assert "not empty" in other.err
        other("restore", str(file), "--replace")
        assert ON_POSTGRES or list(other.folder.glob("before-restore-*/senro.sqlite3"))


def test_a_damaged_or_foreign_backup_changes_nothing(senro, tmp_path):
    file, bad = tmp_path / "senro.zip", tmp_path / "bad.zip"
    senro("backup", str(file))
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(bad, "w") as damaged:
        for name in good.namelist():
            content = good.read(name)
            damaged.writestr(name, content[:-1] if name.startswith("senro.") else content)
    target = Senro(tmp_path / "other", senro.env.get("SENRO_DATABASE_URL", ""))
    target("restore", str(bad), code=2)
    assert "damaged" in target.err
    bad.write_bytes(b"not a zip")
    target("restore", str(bad), code=2)
    assert not (tmp_path / "other" / "senro.sqlite3").exists()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children(pid: int) -> list[int]:
    """Processes below this one."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            child = int(path.parent.name)
            found += [child, *children(child)]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}healthz", timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_serve_serves_pages_and_work_and_both_end_with_it(senro, how):
    port = free_port()
    log = (senro.folder / "serve.log").open("w")
    server = senro.start("serve", "--port", str(port), stderr=log)
    try:
        address = server.stdout.readline().strip()
        assert address == f"http://127.0.0.1:{port}/"
        wait_for(lambda: answers(address), "the first answer")
        senro("serve", "--port", str(port), code=2)
        below = children(server.pid)
        assert len(below) >= 2
        server.send_signal(how)
        server.wait(timeout=60)
        wait_for(lambda: not any(alive(pid) for pid in below), "web and worker to end")
        assert how == signal.SIGKILL or server.returncode == 0
        # The web server itself warns there when a loaded machine is slow to stop a worker.
        said = [line for line in server.stdout if not line.startswith("[WARNING] Killing")]
        assert said == []
    finally:
        if server.poll() is None:
            server.kill()


def test_help_is_in_japanese_to_the_last_line(tmp_path):
    senro = Senro(tmp_path / "none", SENRO_LANG="ja", COLUMNS="80")
    listed = senro("--help")
    assert "Show this message" not in listed
    lines = dict(re.findall(r"^  ([a-z-]+)  +(.+)$", listed, re.MULTILINE))
    assert "顧客、担当者、契約" in lines["import"]
    assert not [name for name, line in lines.items() if line.endswith("...")]
    assert "Show this message" not in senro("import", "--help")


def test_djangos_own_commands_take_the_data_folder_as_every_command_does(tmp_path):
    senro = Senro(tmp_path / "unused")
    for folder in (["--data-dir", str(tmp_path / "here")], [f"--data-dir={tmp_path / 'here'}"]):
        senro("manage", "migrate", "kernel", "0001", *folder, "--verbosity", "0")
    assert (tmp_path / "here" / "senro.sqlite3").exists()
    assert not (tmp_path / "unused" / "senro.sqlite3").exists()
    senro("manage", "check", "--data-dir", code=2)
