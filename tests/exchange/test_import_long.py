"""Long imports go back in pieces, are cancelled, and go on after a crash; files are forgotten."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from senro.customers.actions import erase_contact, put_account
from senro.customers.models import Account, Contact
from senro.exchange import forgetting, importing, undoing
from senro.exchange.actions import (
    NotDone,
    NotRunning,
    cancel_import,
    look_at,
    receive_import,
    redo_whole,
    revert_import,
    start_import,
    undo_whole,
)
from senro.exchange.engine import seen
from senro.exchange.models import Import
from senro.kernel.file_store import path_of
from senro.kernel.models import Fact, File

from .importing import NOON, counts, load, reasons, write

HEADER = ["key", "name", "parent"]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long begins at five rows, and a piece is three."""
    monkeypatch.setattr(importing, "ONE_TRANSACTION", 4)
    monkeypatch.setattr(undoing, "ONE_TRANSACTION", 4)
    monkeypatch.setattr(importing, "CHUNK", 3)
    monkeypatch.setattr(undoing, "PIECE", 3)


def living() -> set[str]:
    return set(Account.objects.living().filter(key__startswith="N-").values_list("key", flat=True))


def long_import(world: Any, folder: Path, count: int = 11) -> Import:
    rows = [["key", "name"], *([f"N-{n:02}", f"会社{n}"] for n in range(count))]
    assert load(world, "accounts", write(folder, rows)).created == count
    return Import.objects.order_by("-pk")[0]


@pytest.mark.postgres
def test_a_long_import_goes_back_in_pieces_and_comes_again(world, tmp_path, short):
    row, by = long_import(world, tmp_path), world.actor("cs_ops")
    undone = undo_whole(import_row=row, by=by, at=NOON)
    assert (undone.restored, undone.kept, living()) == (11, [], set())
    [fact] = Fact.objects.filter(verb="exchange.import.undone")
    assert fact.evidence == {"restored": 11, "kept": 0}
    assert Fact.objects.filter(verb="kernel.fact.undone", cause=fact.id).count() == 11
    row.refresh_from_db()
    assert row.state == "undone" and "reverting" not in row.options
    assert redo_whole(import_row=row, by=by, at=NOON).restored == 11
    assert len(living()) == 11
    row.refresh_from_db()
    assert undo_whole(import_row=row, by=by, at=NOON).restored == 11 and not living()
    row.refresh_from_db()
    with pytest.raises(NotDone):
        undo_whole(import_row=row, by=by, at=NOON)


def test_rows_that_refer_to_each_other_go_back_whatever_piece_they_are_in(world, tmp_path, short):
    # Each names the one after it, so going from the last to the first meets every parent too early.
    rows = [
        HEADER,
        *([f"N-{n:02}", f"会社{n}", f"N-{n + 1:02}"] for n in range(9)),
        ["N-09", "根", ""],
    ]
    assert load(world, "accounts", write(tmp_path, rows)).created == 10
    row = Import.objects.get()
    assert undo_whole(import_row=row, by=world.actor("admin"), at=NOON).restored == 10
    assert living() == set()


@pytest.mark.postgres
def test_what_was_changed_or_built_on_since_stays_and_is_named_once(world, tmp_path, short):
    row, by = long_import(world, tmp_path), world.actor("cs_ops")
    put_account(key="N-02", fields={"name": "新しい名前"}, by=by, at=NOON)
    contacts = [["account", "name", "layer", "email"], ["N-07", "山田", "admin", "y@example.jp"]]
    load(world, "contacts", write(tmp_path, contacts, name="c.csv"))
    undone = undo_whole(import_row=row, by=by, at=NOON)
    assert undone.restored == 9 and living() == {"N-02", "N-07"}
    changed, built_on = sorted(undone.kept, key=lambda one: len(one["dependents"]))
    assert "name" in changed["fields"]
    assert built_on["dependents"] == [f"contact:{Contact.objects.get(email='y@example.jp').pk}"]
    row.refresh_from_db()
    assert row.options["kept_count"] == 2


def test_an_undoing_that_was_cut_short_goes_on_by_itself(world, tmp_path, short, monkeypatch):
    row = long_import(world, tmp_path)
    done, whole = 0, undoing._revert

    def mortal(*args: Any) -> Any:
        nonlocal done
        done += 1
        if done == 3:
            raise KeyboardInterrupt
        return whole(*args)

    monkeypatch.setattr(undoing, "_revert", mortal)
    with pytest.raises(KeyboardInterrupt):
        undo_whole(import_row=row, by=world.actor("cs_ops"), at=NOON)
    row.refresh_from_db()
    assert row.state == "undoing" and len(living()) == 5
    monkeypatch.setattr(undoing, "ABANDONED", undoing.ABANDONED * 0)
    assert undoing.resume_reverting() == 1
    row.refresh_from_db()
    assert (row.state, row.options["restored"], living()) == ("undone", 11, set())
    assert Fact.objects.filter(verb="exchange.import.undone").count() == 1


@pytest.mark.postgres
def test_a_running_import_is_cancelled_and_takes_back_what_it_wrote(
    world, tmp_path, short, monkeypatch
):
    by, written, piece = world.actor("cs_ops"), 0, importing._write_piece

    def mortal(*args: Any) -> None:
        nonlocal written
        written += 1
        if written == 3:
            raise KeyboardInterrupt
        piece(*args)

    monkeypatch.setattr(importing, "_write_piece", mortal)
    with pytest.raises(KeyboardInterrupt):
        long_import(world, tmp_path)
    row = Import.objects.get()
    assert (row.state, row.read, row.options["total"], len(living())) == ("running", 6, 11, 6)
    row = cancel_import(import_row=row, by=by, at=NOON, in_worker=False)
    monkeypatch.setattr(importing, "_write_piece", piece)
    with pytest.raises(importing.NotOpen):
        importing.run_import(row)
    revert_import(row)
    row.refresh_from_db()
    assert (row.state, living()) == ("cancelled", set())
    with pytest.raises(NotRunning):
        cancel_import(import_row=long_import(world, tmp_path), by=by, at=NOON)


@pytest.mark.parametrize("most", [1, 3, 100])
def test_a_key_is_known_again_however_far_down(world, tmp_path, short, monkeypatch, most):
    monkeypatch.setattr(seen, "IN_MEMORY", most)
    monkeypatch.setattr(seen.Seen.__init__, "__defaults__", (most,))
    rows = [["key", "name"], *([f"N-{n % 8:02}", f"会社{n}"] for n in range(10))]
    result = load(world, "accounts", write(tmp_path, rows))
    assert counts(result) == (8, 0, 0, 2)
    assert reasons(result) == [(10, "key", "duplicate_key"), (11, "key", "duplicate_key")]
    assert "2" in result.rejects[0]["message"]


def uploaded(world: Any, rows: list[list[str]], name: str) -> Import:
    text = "\n".join(",".join(row) for row in rows)
    row = receive_import(
        kind="contacts", stream=io.BytesIO(text.encode()), file_name=name,
        by=world.actor("cs_ops"), at=NOON,
    )  # fmt: skip
    return look_at(row, by=world.actor("cs_ops"), at=NOON)


@pytest.mark.postgres
def test_erasing_a_person_reaches_uploads_refused_rows_and_previews(world, settings):
    header = ["account", "name", "layer", "email"]
    person = ["ACC-004", "山田 花子", "admin", "hanako@example.jp"]
    done = uploaded(
        world, [header, person, ["NIX", "山田 花子", "admin", "h2@example.jp"]], "a.csv"
    )
    start_import(import_row=done, by=world.actor("cs_ops"), at=NOON, in_worker=False)
    done.refresh_from_db()
    importing.run_import(done)
    waiting = uploaded(world, [header, person], "b.csv")
    files = [path_of(sha) for sha in File.objects.values_list("sha256", flat=True)]
    done.refresh_from_db()
    assert done.rejects and done.rejects_file and all(path.exists() for path in files)
    contact = Contact.objects.get(email="hanako@example.jp")
    erase_contact(person=contact, by=world.actor("admin"), at=NOON)
    from senro.exchange.reactions import erase_from_files

    erase_from_files(fact=Fact.objects.get(verb="person.erased"), at=NOON)
    for row, state in ((done, "committed"), (waiting, "expired")):
        row.refresh_from_db()
        assert (row.state, row.file, row.rejects_file, row.rejects) == (state, None, None, [])
        assert "preview" not in row.options
    assert not File.objects.filter(subject_kind="import").exists()
    for model in (Import, Fact):
        assert "hanako" not in json.dumps(list(model.objects.values()), default=str)


@pytest.mark.django_db(transaction=True)
def test_bytes_of_old_uploads_go_after_thirty_days(settings):
    from tests.world import build_world

    world = build_world()
    row = uploaded(world, [["account", "name", "layer"], ["ACC-004", "山田", "admin"]], "a.csv")
    path = path_of(row.file.sha256)
    assert forgetting.forget_old_imports(at=NOON) == 0 and path.exists()
    later = NOON + forgetting.KEPT
    assert forgetting.forget_old_imports(at=later) == 1
    assert not path.exists() and forgetting.forget_old_imports(at=later) == 0


LONG = r"""
import re, sys, django
from pathlib import Path
django.setup()
from senro.customers.models import Account
from senro.exchange.actions import import_file, undo_whole
from senro.exchange.models import Import
from senro.kernel import clock
from senro.kernel.access import SYSTEM
at = clock.now()
result = import_file(kind="accounts", path=sys.argv[1], by=SYSTEM, at=at)
made = Account.objects.living().count()
undone = undo_whole(import_row=Import.objects.get(), by=SYSTEM, at=at)
left = Account.objects.living().count()
# Not ru_maxrss: a process that was started by another inherits the most that one ever had.
status = Path("/proc/self/status")
most = int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) // 1024 if status.exists() else 0
print(result.created, made, undone.restored, left, most)
"""


@pytest.mark.slow
def test_sixty_thousand_rows_go_in_and_back_within_bounds(tmp_path):
    from tests.kernel.installation import installation

    path = tmp_path / "in.csv"
    with path.open("w") as file:
        file.write("key,name,tier,industry\n")
        file.writelines(f"N-{n},会社{n},MM,物流\n" for n in range(60_000))
    with installation(tmp_path / "data") as place:
        run = subprocess.run(
            [sys.executable, "-c", LONG, str(path)], env=place.env, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    created, made, restored, left, most = map(int, run.stdout.split())
    assert (created, made, restored, left) == (60_000, 60_000, 60_000, 0)
    assert most < 500, f"{most} MB"
