"""Rows of another database: asked for by SQL, read only, imported like a file, what is new only."""

from __future__ import annotations

import os
from datetime import timedelta
from urllib.parse import unquote, urlsplit, urlunsplit

import duckdb
import pytest
from django.test import Client

from senro import lake
from senro.customers.models import Account, Contact
from senro.exchange.actions import save_source
from senro.exchange.models import Import, PullSource
from senro.exchange.pulling import run
from senro.exchange.pulling.connections import CannotAsk, Connection, answered
from senro.exchange.rules.statements import WrongStatement, parsed
from senro.kernel import clock
from senro.kernel.access import SYSTEM
from senro.kernel.models import Fact, Notification
from tests.api.conftest import Caller
from tests.conftest import MYSQL_MISSING
from tests.usage.conftest import NOW, new_key
from tests.usage.test_intake import drain

pytestmark = pytest.mark.django_db
EVENTS = "SELECT id, name AS event, seen AS at, company AS account, person AS end_user FROM logins"


@pytest.fixture(autouse=True)
def _own_lake(lake_folder, monkeypatch):
    monkeypatch.setenv("SENRO_NOW", NOW.isoformat())


@pytest.fixture
def admin(world):
    _key, secret = new_key(world.people["admin"], scope="write")
    return Caller(secret)


@pytest.fixture
def shelf(tmp_path, settings):
    """A warehouse in a file; `shelf("…")` writes into it."""
    path = tmp_path / "warehouse.duckdb"
    settings.SECRET_SOURCES = f"shelf=duckdb://{path}\nsecret=postgresql://u:p%40ss@127.0.0.1:1/x"

    def write(sql):
        with duckdb.connect(str(path)) as connection:
            connection.execute(sql)

    write("CREATE TABLE logins (id VARCHAR, name VARCHAR, seen TIMESTAMPTZ, company VARCHAR,"
          " person VARCHAR)")  # fmt: skip
    write("CREATE TABLE customers (code VARCHAR, name VARCHAR, staff INTEGER)")
    return write


def login(number, day):
    return f"INSERT INTO logins VALUES ('l{number}', 'login', '2026-11-{day} 09:00:00+00', 'ACC-001', 'U-{number}')"


def work():
    return run.pull_due(at=NOW, by=SYSTEM, clock=clock.machine_now)


def source(**more):
    fields = {"connection": "shelf", "kind": "events", "sql": EVENTS, "minutes": 60, **more}
    return save_source(key="logins", fields=fields, by=SYSTEM, at=NOW)


@pytest.mark.postgres
def test_only_what_is_new_is_asked_for_and_nothing_counts_twice(world, shelf):
    for number in (1, 2, 3):
        shelf(login(number, 10 + number))
    row = source(cursor="at")
    assert (work(), work()) == (1, 0), "not before its time"
    row.refresh_from_db()
    assert (row.rows, row.failure) == (3, "") and row.next_at > clock.machine_now()
    shelf(login(4, 13))
    PullSource.objects.update(next_at=clock.machine_now() - timedelta(seconds=1))
    assert work() == 1
    row.refresh_from_db()
    # The last one comes again: others may have come at its very instant.
    assert row.rows == 2
    drain()
    found = lake.fetch(lake.events()).to_pylist()
    assert sorted(one["end_user"] for one in found) == ["U-1", "U-2", "U-3", "U-4"]
    assert str(min(one["at"] for one in found)) == "2026-11-11 09:00:00+00:00"
    assert [one.state for one in Import.objects.order_by("pk")] == ["taken", "taken"]
    # Another question begins from the start.
    source(cursor="at", sql=EVENTS + " WHERE id <> 'l4'")
    work()
    row.refresh_from_db()
    assert row.rows == 3


def test_records_go_through_the_importer_with_a_mapping_and_can_be_undone(world, shelf, admin):
    shelf(
        "INSERT INTO customers VALUES ('ACC-001', '青空', 10), ('NEW-1', '新しい会社', 5), ('', '', 1)"
    )
    body = {"connection": "shelf", "kind": "accounts",
            "sql": "SELECT code, name, staff FROM customers",
            "mapping": {"code": "key", "staff": "employees"}}  # fmt: skip
    tried = admin.post("/source-trials", body)
    assert tried.status_code == 200, tried.content
    found = tried.json()
    assert (found["columns"], found["created"], found["updated"], found["refused"]) == (
        ["code", "name", "staff"], 1, 1, 1,
    )  # fmt: skip
    assert found["first"][0] == ["ACC-001", "青空", 10]
    assert not Account.objects.filter(key="NEW-1").exists() and not Import.objects.exists()
    assert admin.put("/sources/customers", body).status_code == 200
    assert work() == 0, "by hand only"
    assert admin.post("/sources/customers/pull", {}).json()["wanted"] is True
    assert work() == 1
    told = admin.get("/sources/customers").json()
    assert (told["rows"], told["wanted"], told["failure"]) == (3, False, "")
    assert Account.objects.get(key="NEW-1").employees == 5
    assert admin.post(f"/imports/{told['last_import']}/undo", {}).status_code == 200
    assert not Account.objects.living().filter(key="NEW-1").exists()
    assert admin.delete("/sources/customers").status_code == 200
    assert admin.get("/sources/customers").status_code == 404


def test_a_long_answer_comes_bit_by_bit_so_that_other_work_goes_on_between(
    world, shelf, monkeypatch
):
    monkeypatch.setattr(run, "AT_ONCE", 3)
    for number in range(1, 9):
        shelf(login(number, 10 + number))
    row = source(cursor="at", minutes=60)
    rounds = 0
    while work():
        rounds += 1
        row.refresh_from_db()
        # Never more than asked for at once, and wanted until nothing is left.
        assert row.rows <= 4 and (row.wanted == "new") == (rounds < 3), (rounds, row.wanted)
    assert rounds == 3
    drain()
    assert {one["end_user"] for one in lake.fetch(lake.events()).to_pylist()} == {
        f"U-{number}" for number in range(1, 9)
    }
    # Many at one and the same instant cannot be asked for bit by bit: they come at once.
    for number in range(20, 26):
        shelf(login(number, 19))
    PullSource.objects.update(next_at=None)
    while work():
        pass
    drain()
    assert len(lake.fetch(lake.events()).to_pylist()) == 14


def test_without_a_column_that_grows_all_comes_in_pieces_and_as_one_run(world, shelf, monkeypatch):
    from senro.exchange.pulling import connections

    monkeypatch.setattr(run, "AT_ONCE", 3)
    monkeypatch.setattr(run, "MOST", 3)
    monkeypatch.setattr(connections, "PIECE", 2)
    for number in range(1, 9):
        shelf(login(number, 10 + number))
    row = source(minutes=60)
    seen: list[int] = []
    rows = connections._rows

    def torn(cursor):
        for number, one in enumerate(rows(cursor)):
            seen.append(number)
            if number == 5 and not row.failure:
                raise OSError("connection lost")
            yield one

    monkeypatch.setattr(connections, "_rows", torn)
    work()
    row.refresh_from_db()
    # Torn in the middle: nothing of it is recorded, and it is asked for again.
    assert "connection lost" in row.failure and seen == list(range(6))
    assert not Import.objects.exists()
    PullSource.objects.update(next_at=None)
    work()
    row.refresh_from_db()
    assert (row.rows, row.failure, row.wanted) == (8, "", "")
    assert Import.objects.get().read == 8
    drain()
    assert len(lake.fetch(lake.events()).to_pylist()) == 8


@pytest.fixture
def mysql(settings):
    """A MySQL or MariaDB for tests; `mysql("…")` writes into it."""
    url = os.environ.get("SENRO_TEST_MYSQL_URL")
    if not url:
        pytest.skip(MYSQL_MISSING)
    pymysql = pytest.importorskip("pymysql", reason=MYSQL_MISSING)
    settings.SECRET_SOURCES = f"shelf={url}"
    parts = urlsplit(url)
    opened = pymysql.connect(
        host=parts.hostname, port=parts.port or 3306, user=parts.username,
        password=unquote(parts.password or ""), database=parts.path.strip("/"), autocommit=True,
    )  # fmt: skip

    def write(sql):
        with opened.cursor() as cursor:
            cursor.execute(sql)

    write("SET time_zone = '+00:00'")
    write("DROP TABLE IF EXISTS logins")
    write("CREATE TABLE logins (id VARCHAR(20) PRIMARY KEY, name VARCHAR(40), seen TIMESTAMP(6) NULL,"
          " company VARCHAR(20), person VARCHAR(40)) CHARACTER SET utf8mb4")  # fmt: skip
    yield write
    write("DROP TABLE logins")
    opened.close()


@pytest.mark.parametrize("cursor", ["at", ""], ids=["by a column that grows", "all of it"])
def test_mysql_is_read_in_pieces_by_its_instants_and_never_written(world, mysql, cursor):
    def login(number, seconds):
        mysql(f"INSERT INTO logins VALUES ('l{number}', '帳票', '2026-11-10 00:00:{seconds}',"
              f" 'ACC-001', 'U-{number}')")  # fmt: skip

    for number in range(3):
        login(number, f"0{number}.5")
    row = source(cursor=cursor)
    assert work() == 1
    row.refresh_from_db()
    assert (row.rows, row.failure) == (3, "")
    # Between the last one's half second and the next whole one: rounded, it would be left out.
    login(3, "02.7")
    PullSource.objects.update(next_at=None)
    work()
    row.refresh_from_db()
    assert (row.rows, row.failure) == (2 if cursor else 4, "")
    drain()
    found = sorted(lake.fetch(lake.events()).to_pylist(), key=lambda one: one["message_id"])
    assert [(one["name"], one["at"].isoformat()) for one in found] == [
        ("帳票", f"2026-11-10T00:00:0{second}+00:00")
        for second in ("0.500000", "1.500000", "2.500000", "2.700000")
    ]
    there = Connection("shelf", os.environ["SENRO_TEST_MYSQL_URL"])
    with pytest.raises(CannotAsk, match="READ ONLY"), answered(there, "DELETE FROM logins"):
        pass


def test_refused_rows_are_told_of_and_tried_again(world, shelf, admin):
    shelf("INSERT INTO customers VALUES ('LATER', '支店', 5), ('', '', 1)")
    body = {"connection": "shelf", "kind": "contacts", "sql":
            "SELECT 'C-' || code AS key, code AS account, name, 'admin' AS layer FROM customers",
            "mapping": {}}  # fmt: skip
    assert admin.put("/sources/people", body).status_code == 200
    admin.post("/sources/people/pull", {})
    work()
    told = admin.get("/sources/people").json()
    assert (told["rows"], told["refused"], told["failure"]) == (2, 2, "")
    note = Notification.objects.get(kind="exchange.source.refused")
    assert note.recipient_id == world.people["admin"].pk and note.params["refused"] == 2

    client = Client(headers={"accept-language": "en"})
    client.force_login(
        world.people["admin"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/imports/sources/").content.decode()
    assert "2 rows were refused." in page and "Try them again" in page
    # The account has come meanwhile: one of the two goes in, the other is kept once more.
    assert admin.put("/accounts/LATER", {"name": "支店"}).status_code == 201
    client.post("/imports/sources/people/pull/", {"refused": ""})
    assert admin.get("/sources/people").json()["wanted"] is True
    work()
    told = admin.get("/sources/people").json()
    assert (told["rows"], told["refused"], told["wanted"]) == (2, 1, False)
    assert Contact.objects.living().filter(key="C-LATER").exists()
    assert admin.post("/sources/people/pull", {"refused": True}).status_code == 200
    work()
    assert admin.get("/sources/people").json()["refused"] == 1
    assert Import.objects.count() == 3


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM customers", "SELECT 1; SELECT 2", "SELECT * FROM read_csv('/etc/passwd')",
     "WITH gone AS (DELETE FROM customers RETURNING *) SELECT * FROM gone", "SELEC 1", "",
     "SELECT * INTO copy FROM customers", "SELECT * FROM customers FOR UPDATE",
     "ATTACH '/x' AS y", "SELECT pg_sleep(9)"],
)  # fmt: skip
def test_what_is_not_one_select_that_reads_is_refused(sql, shelf, world, admin):
    with pytest.raises(WrongStatement):
        parsed(sql, "duckdb")
    body = {"connection": "shelf", "kind": "accounts", "sql": sql}
    answer = admin.put("/sources/x", body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["sql"]


def test_the_connection_itself_only_reads_and_reaches_no_file(shelf, tmp_path, settings):
    url = settings.SECRET_SOURCES.split()[0].partition("=")[2]
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for sql in ("INSERT INTO customers VALUES ('x', 'x', 1)",
                f"SELECT * FROM '{tmp_path}/secret.csv'", "SET enable_external_access = true"):  # fmt: skip
        with (
            pytest.raises(CannotAsk),
            answered(Connection("shelf", url), sql) as (_columns, rows),
        ):
            list(rows)


def test_what_fails_is_said_without_the_address_and_tried_again(shelf, world, admin, settings):
    row = source(connection="secret")
    work()
    row.refresh_from_db()
    assert row.failure and row.rows is None
    for secret in ("p@ss", "p%40ss"):
        assert secret not in row.failure + str(Fact.objects.values_list("after", flat=True))
    client = Client()
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["cs_ops"])
    page = client.get("/imports/sources/").content.decode()
    assert row.failure[:20] in page and "p%40ss" not in page
    source(cursor="nothing")
    work()
    row.refresh_from_db()
    assert "nothing" in row.failure
    wrong = {"connection": "none", "kind": "x", "sql": "x", "minutes": 1, "mapping": {"a": "b"}}
    told = admin.put("/sources/NO", wrong).json()["errors"]
    assert {one["field"] for one in told} == {"key", "connection", "kind", "minutes"}


def test_a_source_is_made_tried_and_saved_on_its_page(shelf, world):
    shelf("INSERT INTO customers VALUES ('NEW-1', '新しい会社', 5)")
    client = Client()
    client.cookies["django_language"] = "ja"
    client.force_login(world.people["cs_ops"])
    form = {"key": "customers", "connection": "shelf", "kind": "accounts", "minutes": "60",
            "sql": "SELECT code, name FROM customers", "mapping": "code = key"}  # fmt: skip
    tried = client.post("/imports/sources/new/", {**form, "try": "1"})
    assert tried.status_code == 200 and "新しい会社" in tried.content.decode()
    assert not PullSource.objects.exists()
    refused = client.post("/imports/sources/new/", {**form, "sql": "DROP TABLE customers"})
    assert refused.status_code == 422
    assert client.post("/imports/sources/new/", form).status_code == 302
    assert PullSource.objects.get().mapping == {"code": "key"}
    assert "code = key" in client.get("/imports/sources/customers/").content.decode()
    assert client.post("/imports/sources/customers/pull/").status_code == 302
    assert work() == 1 and Account.objects.filter(key="NEW-1").exists()
    assert client.post("/imports/sources/customers/removal/").status_code == 302
    assert client.get("/imports/sources/customers/").status_code == 404


@pytest.mark.postgres_only
def test_postgresql_is_read_in_a_transaction_that_only_reads(settings):
    import psycopg

    url = urlunsplit(urlsplit(os.environ["SENRO_TEST_DATABASE_URL"])._replace(query=""))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP TABLE IF EXISTS pulled_logins")
        server.execute("CREATE TABLE pulled_logins (id int, at timestamptz)")
        server.execute("INSERT INTO pulled_logins SELECT n, now() FROM generate_series(1, 12000) n")
        server.execute("CREATE OR REPLACE FUNCTION sneak() RETURNS int LANGUAGE sql AS"
                       " 'DELETE FROM pulled_logins RETURNING 1'")  # fmt: skip
    try:
        there = Connection("pg", url)
        with answered(there, "SELECT * FROM pulled_logins ORDER BY id") as (columns, rows):
            found = [row[0] for row in rows]
        assert (columns, len(found), found[-1]) == (["id", "at"], 12_000, 12_000)
        with pytest.raises(CannotAsk, match="read-only"), answered(there, "SELECT sneak()") as (_c, rows):  # fmt: skip
            list(rows)
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP FUNCTION sneak; DROP TABLE pulled_logins")
