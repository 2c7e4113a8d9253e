"""A backup, and an archive, taken while people write hold everything acknowledged before they began."""

from __future__ import annotations

import json
import os
import signal
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import Senro, answers, free_port, init
from tests.kernel.installation import database, wait_for

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
WRITERS = 3


class Writer(threading.Thread):
    """Puts one account after the other through HTTP, and notes each that was acknowledged."""

    def __init__(self, number: int, base: str, key: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.base, self.key, self.stop = number, base, key, stop
        self.acknowledged: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            name = f"W{self.number}-{len(self.acknowledged):04}"
            request = urllib.request.Request(
                f"{self.base}api/v1/accounts/{name}",
                data=json.dumps({"name": name, "tier": "MM"}).encode(),
                headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
                method="PUT",
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                assert answer.status == 201
            self.acknowledged.append(name)


STORE = """
import io
from senro.kernel.access import SYSTEM; from senro.kernel import clock
from senro.kernel.actions import store_file
store_file(stream=io.BytesIO('議事録'.encode()), name='m.txt', by=SYSTEM, at=clock.now())
"""
COUNT = """
import json, sys
from senro.customers.models import Account
from senro.kernel.models import Fact
print(json.dumps([sorted(Account.objects.values_list("key", flat=True)),
    Fact.objects.filter(verb="customers.account.saved").count()]))
"""


def held(there: Senro) -> tuple[set[str], int]:
    out = there("manage", "shell", "--verbosity", "0", "-c", COUNT)
    keys, facts = json.loads(out.splitlines()[-1])
    return set(keys), facts


@pytest.mark.parametrize("how", ["backup", "archive"])
def test_what_was_acknowledged_before_a_backup_is_in_it(tmp_path: Path, how: str) -> None:
    file = tmp_path / "out.zip"
    with database() as url, database() as other_url:
        here, there = Senro(tmp_path / "here", url), Senro(tmp_path / "there", other_url)
        init(here)
        here.python(STORE)
        key = here.json("api-key", "create", "--name", "t", "--scope", "write")["key"]
        before = _written(here, key, file, how)
        there(*(("restore", str(file)) if how == "backup" else ("import", "archive", str(file))))
        keys, facts = held(there)
        assert before <= keys, "acknowledged before the backup began, and not in it"
        assert facts == len(keys), "every account has its fact, and no fact is without its account"
        assert any(path.read_text() == "議事録" for path in (there.folder / "files").glob("??/*"))
        checks = there.json("doctor")["checks"]
        assert [one for one in checks if one["status"] == "failure"] == []


def _written(here: Senro, key: str, file: Path, how: str) -> set[str]:
    """Write from several sides, save in the middle, and go on writing: what was acknowledged before."""
    port, stop = free_port(), threading.Event()
    base = f"http://127.0.0.1:{port}/"
    server: Any = here.start("serve", "--port", str(port), "--no-worker", start_new_session=True)
    try:
        wait_for(lambda: answers(base), "the server")
        writers = [Writer(number, base, key, stop) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        wait_for(lambda: all(len(one.acknowledged) > 5 for one in writers), "first rows")
        before = {name for one in writers for name in one.acknowledged}
        here(*(("backup", str(file)) if how == "backup" else ("export", "--to", str(file))))
        during = sum(len(one.acknowledged) for one in writers)
        assert during > len(before), "nobody wrote while it was taken"
        stop.set()
        for writer in writers:
            writer.join(60)
        return before
    finally:
        stop.set()
        os.killpg(server.pid, signal.SIGKILL)
        server.communicate()
