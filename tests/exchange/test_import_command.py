"""`senro import` in a process of its own: exit codes, documents, and processes that are killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

from .importing import write

pytestmark = pytest.mark.slow
SET_UP = """
import django; django.setup()
from senro.kernel.tables import make_tables
make_tables()
from senro.kernel.access import SYSTEM
from senro.kernel.actions import create_organization, create_person
from senro.kernel import clock
create_organization(name="線路", by=SYSTEM, at=clock.now())
for mail, roles in (("ops@example.jp", ["admin"]), ("csm@example.jp", ["csm"])):
    create_person(fields={"email": mail, "name": mail, "roles": roles}, by=SYSTEM, at=clock.now())
"""
COUNT = """
import json, django; django.setup()
from senro.customers.models import Account
from senro.exchange.models import Import
from senro.kernel.models import Fact
rows = Fact.objects.filter(verb="customers.account.saved")
print(json.dumps([Account.objects.living().count(), rows.count(),
    Fact.objects.filter(verb="exchange.import.committed").count(),
    list(Import.objects.values_list("state", "created", "refused"))]))
"""
RESUME = """
import django; django.setup()
from datetime import timedelta
from senro.exchange import importing
importing.ABANDONED = timedelta(0)
importing.CHUNK = 500
importing.ONE_TRANSACTION = 1000
print(importing.resume_imports())
"""
GO_ON_UNDOING = """
import json, django; django.setup()
from datetime import timedelta
from senro.customers.models import Account
from senro.exchange import undoing
from senro.exchange.models import Import
from senro.kernel.models import Fact
undoing.ABANDONED = timedelta(0)
undoing.PIECE = 100
def told():
    back = Fact.objects.filter(verb="kernel.fact.undone").values("undoes").distinct().count()
    whole = Fact.objects.filter(verb="exchange.import.undone").count()
    return [Import.objects.get().state, Account.objects.living().count(), back, whole]
print(json.dumps([told(), undoing.resume_reverting(), told(), undoing.resume_reverting()]))
"""


class Installation:
    """A data folder and commands on it."""

    def __init__(self, folder: Path) -> None:
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("SENRO_", "PYTEST_", "DJANGO_"))
        }
        self.env = {
            **kept,
            "SENRO_DATA_DIR": str(folder / "data"),
            "SENRO_LANG": "en",
            "DJANGO_SETTINGS_MODULE": "senro.config.settings",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.env,
            cwd=ROOT,
            text=True,
            capture_output=True,
            timeout=120,
        )

    def python(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def senro(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "senro.cli", *arguments)

    def count(self) -> list[Any]:
        found: list[Any] = json.loads(self.python("-c", COUNT))
        return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installation in which nothing is yet."""
    folder = tmp_path_factory.mktemp("installation")
    Installation(folder).python("-c", SET_UP)
    return folder


@pytest.fixture(scope="module")
def installation(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("shared")
    shutil.copytree(empty, folder, dirs_exist_ok=True)
    return Installation(folder)


@pytest.fixture
def fresh(empty: Path, tmp_path: Path) -> Installation:
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    return Installation(tmp_path)


def accounts(folder: Path, count: int, bad: int = -1) -> Path:
    rows = [["key", "name", "employees"]]
    rows += [[f"N-{n:05}", f"会社{n}", "many" if n == bad else "5"] for n in range(count)]
    return write(folder, rows, "cp932", f"accounts-{count}-{bad}.csv")


def test_exit_codes_say_whether_all_some_or_nothing_went_in(
    installation: Installation, tmp_path: Path
) -> None:
    good, some = accounts(tmp_path, 3), accounts(tmp_path, 5, bad=4)
    assert installation.senro("import", "accounts", str(good)).returncode == 0
    assert installation.senro("import", "accounts", str(some)).returncode == 1
    for arguments in (
        ("import", "renewals", str(good)),
        ("import", "accounts", str(tmp_path / "missing.csv")),
        ("import", "accounts", sys.executable),
        ("import", "accounts", str(good), "--encoding", "klingon"),
        ("import", "accounts", str(good), "--as", "csm@example.jp"),
        ("import", "accounts"),
    ):
        done = installation.senro(*arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert "Traceback" not in done.stderr and done.stdout == ""


def test_json_is_one_document_and_names_the_rejects_file(
    installation: Installation, tmp_path: Path
) -> None:
    done = installation.senro("import", "accounts", str(accounts(tmp_path, 8, bad=7)), "--json")
    document = json.loads(done.stdout)
    assert (document["read"], document["refused"], document["encoding"]) == (8, 1, "cp932")
    [reject] = document["rejects"]
    assert (reject["row"], reject["field"], reject["code"]) == (9, "employees", "number_invalid")
    assert "many" in Path(document["rejects_file"]).read_text("cp932")
    clean = installation.senro("import", "accounts", str(accounts(tmp_path, 3)), "--json")
    assert json.loads(clean.stdout)["rejects_file"] is None


def test_the_rejects_go_where_they_are_told_to(installation: Installation, tmp_path: Path) -> None:
    there = tmp_path / "back.csv"
    path = accounts(tmp_path, 2, bad=1)
    installation.senro("import", "accounts", str(path), "--rejects", str(there))
    assert "N-00001" in there.read_text("cp932")


def test_a_mapping_file_is_used_and_a_wrong_one_refused(
    installation: Installation, tmp_path: Path
) -> None:
    path = write(tmp_path, [["A欄", "名前"], ["N-1", "一番"]])
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"A欄": "key", "名前": "name"}))
    arguments = ("import", "accounts", str(path), "--mapping", str(mapping))
    assert installation.senro(*arguments).returncode == 0
    mapping.write_text(json.dumps({"A欄": ["key", "name"], "名前": None}))
    both = json.loads(installation.senro(*arguments, "--json").stdout)
    assert (both["updated"], both["mapping"]["A欄"]) == (1, ["key", "name"])
    mapping.write_text(json.dumps({"B欄": "key"}))
    assert installation.senro(*arguments).returncode == 2


def test_a_dry_run_writes_nothing(fresh: Installation, tmp_path: Path) -> None:
    done = fresh.senro("import", "accounts", str(accounts(tmp_path, 3)), "--dry-run", "--json")
    assert json.loads(done.stdout)["created"] == 3
    assert fresh.count() == [0, 0, 0, []]


def test_imports_are_listed_undone_and_done_again(fresh: Installation, tmp_path: Path) -> None:
    def told(*arguments: str) -> Any:
        return json.loads(fresh.senro("import", *arguments, "--json").stdout)

    fresh.senro("import", "accounts", str(accounts(tmp_path, 3)))
    [row] = told("list")["imports"]
    assert (row["state"], row["created"]) == ("committed", 3)
    assert told("--undo", row["id"])["restored"] == 3
    assert fresh.senro("import", "--undo", row["id"]).returncode == 2
    done = told("--redo", row["id"])
    assert (done["state"], done["restored"], fresh.count()[0]) == ("committed", 3, 3)
    assert fresh.senro("import", "list", "--undo", row["id"]).returncode == 2


def test_a_killed_import_leaves_nothing_and_a_second_run_finishes_it(
    fresh: Installation, tmp_path: Path
) -> None:
    path = str(accounts(tmp_path, 2_000))
    killed = fresh.run("-m", "tests.exchange.killed_import", "accounts", path, "3", "50000", "500")
    assert killed.returncode == -9
    assert fresh.count() == [0, 0, 0, []]
    assert fresh.senro("import", "accounts", path).returncode == 0
    assert fresh.count() == [2_000, 2_000, 1, [["committed", 2_000, 0]]]


@pytest.mark.parametrize("how", ["again", "worker"])
def test_a_killed_long_import_is_taken_up_where_it_stopped(
    fresh: Installation, tmp_path: Path, how: str
) -> None:
    path = str(accounts(tmp_path, 3_000, bad=100))
    arguments = ("-m", "tests.exchange.killed_import", "accounts", path)
    assert fresh.run(*arguments, "3", "1000", "500").returncode == -9
    there, facts, committed, imports = fresh.count()
    # The third piece was being written: of it there is nothing.
    assert (there, facts, committed) == (999, 999, 0)
    assert imports == [["running", 999, 1]]
    if how == "again":
        assert fresh.python(*arguments, "-1", "1000", "500") == "2999 0 1"
    else:
        assert fresh.python("-c", RESUME).strip() == "1"
    assert fresh.count() == [2_999, 2_999, 1, [["committed", 2_999, 1]]]


def test_a_killed_undoing_of_a_long_import_goes_on_where_it_stopped_and_ends_whole(
    fresh: Installation, tmp_path: Path
) -> None:
    path = str(accounts(tmp_path, 600))
    taken_in = ("-m", "tests.exchange.killed_import", "accounts", path, "-1", "200", "100")
    assert fresh.python(*taken_in) == "600 0 0"
    undoing = ("-m", "tests.exchange.killed_undo")
    assert fresh.run(*undoing, "3", "200", "100").returncode == -9
    # The third piece was being taken back: of it there is nothing. Undone again by the person:
    # killed again, one piece further.
    assert fresh.run(*undoing, "2", "200", "100").returncode == -9
    told = json.loads(fresh.python("-c", GO_ON_UNDOING))
    assert told == [["undoing", 300, 300, 0], 1, ["undone", 0, 600, 1], 0]
