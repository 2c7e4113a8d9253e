"""What a stranger meets at the command line: refusals that write nothing, files that travel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import PASSWORD, Senro

pytestmark = pytest.mark.slow

INIT = ("init", "--organization", "Kita Foods", "--admin-email")
ACCOUNTS = "key,name\nA-1,Kita Foods\nA-2,Minami Foods\n"
CONTRACTS = (
    "key,account,product,mrr,start\nK-1,A-1,Core,1000,2026-11-01\nK-2,A-1,Plus,1,2026-11-01\n"
)
CASES = "account,contract,started\nA-1,K-1,2026-11-02\nA-1,K-2,2026-11-03\n"
MEETINGS = "key,account,case,kind,held_at\nM-1,A-1,K-2,kickoff,2026-11-10T10:00:00+09:00\n"
KINDS = ("accounts", "contracts", "cases", "meetings")


def run(senro: Senro, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    process = senro.start(*arguments)
    out, err = process.communicate(typed, timeout=120)
    return process.returncode, out, err


def made(folder: Path) -> Senro:
    """A new installation."""
    senro = Senro(folder, SENRO_NOW="2026-11-20T10:00:00+09:00")
    assert run(senro, *INIT, "admin@example.jp", typed=PASSWORD + "\n")[0] == 0
    return senro


@pytest.mark.parametrize(
    ("mail", "typed"), [("admin@example.jp", "short\n"), ("not a mail", PASSWORD), ("a@b.jp", "")]
)
def test_a_refused_init_writes_nothing(tmp_path: Path, mail: str, typed: str) -> None:
    folder = tmp_path / "data"
    code, out, err = run(Senro(folder), *INIT, mail, "--json", typed=typed)
    assert (code, out) == (2, "") and err and not folder.exists()


def test_a_refused_init_leaves_an_installation_alone(tmp_path: Path) -> None:
    senro = made(tmp_path)
    assert run(senro, *INIT, "other@example.jp", typed=PASSWORD)[0] == 2
    assert json.loads(run(senro, "doctor", "--json")[1])["ok"]


def test_a_refused_restore_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no backup")
    code, _out, _err = run(Senro(tmp_path / "data"), "restore", str(tmp_path / "x"))
    assert code == 2 and not (tmp_path / "data").exists()


def test_an_export_to_one_archive_is_one_file_that_an_empty_folder_takes(tmp_path: Path) -> None:
    senro, archive = made(tmp_path / "data"), tmp_path / "all.zip"
    code, out, err = run(senro, "export", "--to", str(archive), "--json")
    assert code == 0, err
    assert json.loads(out)["bytes"] == archive.stat().st_size
    there = Senro(tmp_path / "there")
    assert run(there, "import", "archive", str(archive), "--json")[0] == 0
    assert json.loads(run(there, "doctor", "--json")[1])["ok"]


def test_what_one_installation_exports_another_takes(tmp_path: Path) -> None:
    here, there = made(tmp_path / "here"), made(tmp_path / "there")
    for kind, text in zip(KINDS, (ACCOUNTS, CONTRACTS, CASES, MEETINGS), strict=True):
        (tmp_path / f"{kind}.csv").write_text(text)
        code, _out, err = run(here, "import", kind, str(tmp_path / f"{kind}.csv"))
        assert code == 0, err
    run(here, "export", *KINDS, "--to", str(tmp_path / "first"))
    for kind in KINDS:
        file = str(tmp_path / "first" / f"{kind}.csv")
        code, out, _err = run(there, "import", kind, file, "--json")
        assert code == 0, json.loads(out)["rejects"]
    run(there, "export", *KINDS, "--to", str(tmp_path / "second"))
    for kind in KINDS:
        first, second = (tmp_path / name / f"{kind}.csv" for name in ("first", "second"))
        assert first.read_bytes() == second.read_bytes(), kind
