"""Everything goes out as one archive and comes in again as an equal installation (IN-06)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import PASSWORD, Senro, init
from tests.conftest import ON_POSTGRES
from tests.kernel.installation import database

pytestmark = [pytest.mark.slow]


def manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json"))


def table(file: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(file) as archive:
        text = archive.read(f"tables/{name}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


# What makes an archive hard: undone rows, an erased person, a draft, custom fields, a stored file,
# text that a spreadsheet would run, a key, and a revoked one.
HARD = """
import io
from senro.kernel import clock
from senro.kernel.access import SYSTEM
from senro.kernel.models import Fact, Person, Version
from senro.kernel.queries import actor_of
from senro.kernel.actions import store_file, create_api_key, undo_fact
from senro.customers.models import Account, Contact
from senro.customers.actions import erase_person, put_account, put_contact, define_custom_field
at = clock.now(); by = actor_of(Person.objects.get(email="admin@example.com"), at=at)
store_file(stream=io.BytesIO("議事録".encode()), name="=m.txt", by=by, at=at)
create_api_key(name="BI", person=Person.objects.get(), scope="read", by=by, at=at)
define_custom_field(code="erp", subject="account", type="text", label_ja="'基幹", label_en="ERP", by=by, at=at)
put_account(key="A-1", fields={"name": "=1+1\\r\\n''\\"x", "tier": "MM", "custom": {"erp": "'-1"}}, by=by, at=at)
put_account(key="A-2", fields={"name": "別", "tier": "SMB"}, by=by, at=at)
undo_fact(fact=Fact.objects.filter(verb="customers.account.saved").order_by("-seq").first(), by=by, at=at)
put_contact(key="C-1", fields={"account": "A-1", "name": "山田 花子", "layer": "admin", "email": "hanako@example.jp"}, by=by, at=at)
erase_person(person=Contact.objects.get(key="C-1"), by=by, at=at, reason="本人の申し出")
from senro.kernel.actions import change_organization
change_organization(fields={"settings": {"calendar": {"extra": ["2026-11-24"]}}}, by=by, at=at)
"""


@contextmanager
def place(folder: Path, postgres: bool):
    """A `senro` on an empty folder, on the one database or the other."""
    if not postgres:
        yield Senro(folder)
        return
    with database() as url:
        yield Senro(folder, url)


@pytest.fixture(scope="module")
def hard(tmp_path_factory):
    with place(tmp_path_factory.mktemp("hard") / "data", ON_POSTGRES) as found:
        init(found)
        found.python(HARD)
        yield found


@pytest.mark.postgres
def test_IN_06_an_archive_makes_an_equal_installation_on_either_database(hard, tmp_path):
    first, again = tmp_path / "1.zip", tmp_path / "2.zip"
    before = hard.json("doctor")
    hard("export", "--to", str(first))
    hard("export", "--to", str(again))
    assert first.read_bytes() == again.read_bytes(), "an export leaves something behind"
    # On PostgreSQL: from there to SQLite, from SQLite back to PostgreSQL.
    for number, postgres in enumerate((False, True) if ON_POSTGRES else (False,)):
        with place(tmp_path / f"other-{number}", postgres) as other:
            other("import", "archive", str(again))
            other("export", "--to", str(again))
            assert manifest(again) == manifest(first)
            assert again.read_bytes() == first.read_bytes()
            assert other.json("user", "list") == hard.json("user", "list")
            checks = {one["name"]: one["status"] for one in other.json("doctor")["checks"]}
            assert checks == {one["name"]: one["status"] for one in before["checks"]}
            other("user", "password", "admin@example.com", stdin=PASSWORD + "\n")
            other.python(GOES_ON)
            other("import", "archive", str(first), code=2)
            assert "not empty" in other.err


# Numbers go on after the last, what was undone can be redone, and the old key opens nothing.
GOES_ON = """
from django.contrib.auth import authenticate
from senro.kernel import clock
from senro.kernel.access import SYSTEM
from senro.kernel.models import ApiKey, Fact, Person
from senro.kernel.actions import undo_fact
from senro.customers.models import Account, Contact
assert Person.objects.get().check_password("線路は続くよどこまでも")
assert ApiKey.objects.get().revoked_at is not None
# Labour Thanksgiving Day, a Monday, and the company's own day after it.
from datetime import date
from senro.kernel.queries.calendar import business_calendar
from senro.kernel.rules.calendar import add_business_days
assert add_business_days(date(2026, 11, 20), 1, business_calendar()) == date(2026, 11, 25)
assert Account.objects.get(key="A-1").name == "=1+1\\r\\n''\\"x"
assert Account.objects.get(key="A-1").custom == {"erp": "'-1"}
# No table was quietly left out on both sides.
from senro.customers.models import CustomField
from senro.kernel.models import FactAbout, File
assert CustomField.objects.get().label_ja == "'基幹" and File.objects.get().name == "=m.txt"
assert FactAbout.objects.filter(kind="account").exists()
last = Fact.objects.order_by("-seq").first().seq
fact = Fact.objects.filter(verb="kernel.fact.undone").get()
assert not Account.objects.living().filter(key="A-2").exists()
undo_fact(fact=fact, by=SYSTEM, at=clock.now())
assert Account.objects.living().filter(key="A-2").exists()
assert Fact.objects.order_by("-seq").first().seq > last
"""


def test_passwords_keys_and_erased_people_are_not_in_it(hard, tmp_path):
    file = tmp_path / "1.zip"
    hard("export", "--to", str(file))
    key = hard.json("api-key", "create", "--name", "later", "--scope", "read")["key"]
    hard("export", "--to", str(file))
    with zipfile.ZipFile(file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in ("argon2", key, key[:12], "山田 花子", "hanako@example.jp"):
        assert secret.encode() not in everything
    assert "password" not in table(file, "kernel.person")[0]


def copied(file: Path, to: Path, change) -> Path:
    """The archive with its members changed: `change(name, content)` gives bytes, or None to drop."""
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(to, "w") as bad:
        for name in good.namelist():
            content = change(name, good.read(name))
            if content is not None:
                bad.writestr(name, content)
    return to


def torn(file: Path, to: Path) -> Path:
    to.write_bytes(file.read_bytes()[:-200])
    return to


def foreign(file: Path, to: Path) -> Path:
    to.write_bytes(b"PK no zip at all")
    return to


def one_byte(file: Path, to: Path) -> Path:
    return copied(
        file, to,
        lambda name, c: c.replace(b"A-1", b"A-9") if name == "tables/customers.account.csv" else c,
    )  # fmt: skip


def left_out(file: Path, to: Path) -> Path:
    return copied(file, to, lambda name, c: None if name.startswith("files/") else c)


def slipping(file: Path, to: Path) -> Path:
    copied(file, to, lambda name, c: c)
    with zipfile.ZipFile(to, "a") as bad:
        bad.writestr("../../outside.txt", "x")
    return to


def told(**more: Any):
    def change(file: Path, to: Path) -> Path:
        return copied(
            file, to,
            lambda name, c: json.dumps({**json.loads(c), **more}).encode() if name == "manifest.json" else c,
        )  # fmt: skip

    return change


def orphaned(file: Path, to: Path) -> Path:
    """Whole by its hashes, but a row refers to one that is not there."""

    def change(member: str, content: bytes) -> bytes:
        if member == "tables/kernel.person.csv":
            return content.splitlines(keepends=True)[0]
        if member == "manifest.json":
            document = json.loads(content)
            with zipfile.ZipFile(file) as good:
                header = good.read("tables/kernel.person.csv").splitlines(keepends=True)[0]
            document["tables"]["kernel.person"] |= {
                "rows": 0, "bytes": len(header), "sha256": hashlib.sha256(header).hexdigest(),
            }  # fmt: skip
            return json.dumps(document).encode()
        return content

    return copied(file, to, change)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (foreign, "not an archive"),
        (torn, "not an archive"),
        (one_byte, "damaged: tables/customers.account.csv"),
        (left_out, "damaged: files/"),
        (slipping, "damaged: ../../outside.txt"),
        (told(format=99), "newer Senro"),
        (told(migrations=["kernel.9999_future"]), "newer Senro"),
        (told(tables=[]), "damaged: manifest.json"),
        (orphaned, "does not fit together"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_spoilt_archive_is_refused_whole_and_leaves_nothing(hard, tmp_path, spoil, said):
    good = tmp_path / "good.zip"
    hard("export", "--to", str(good))
    bad = spoil(good, tmp_path / "bad.zip")
    with place(tmp_path / "inside" / "data", ON_POSTGRES) as target:
        target("import", "archive", str(bad), code=2)
        assert said in target.err
        assert not target.folder.exists() or not list(target.folder.rglob("*.sqlite3"))
        assert not list((target.folder / "files").glob("??/*"))
    assert not list(tmp_path.rglob("outside.txt"))


def test_what_a_killed_import_left_is_no_hindrance(hard, tmp_path):
    file = tmp_path / "1.zip"
    hard("export", "--to", str(file))
    left = tmp_path / "data" / ".arriving-killed"
    left.mkdir(parents=True)
    (left / "senro.sqlite3").write_bytes(b"half")
    other = Senro(tmp_path / "data")
    other("import", "archive", str(file))
    assert other.json("user", "list") and not left.exists()


def test_IN_06_the_sample_company_goes_out_and_comes_in_equal(sample_company, tmp_path):
    shutil.copytree(sample_company, tmp_path / "company")
    company, other = Senro(tmp_path / "company"), Senro(tmp_path / "other")
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    company("export", "--to", str(first))
    other("import", "archive", str(first))
    other("export", "--to", str(second))
    assert manifest(second) == manifest(first)
    counts = {name: one["rows"] for name, one in manifest(first)["tables"].items()}
    assert counts["customers.account"] == 300 and counts["kernel.fact"] > counts["onboarding.case"]
    assert all(one["status"] != "failure" for one in other.json("doctor")["checks"])
