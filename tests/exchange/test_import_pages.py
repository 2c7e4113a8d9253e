"""The import wizard: for CS Ops and administrators, with nothing but forms and links."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from senro.customers.models import Account, EndUser
from senro.exchange.models import Import
from senro.kernel.file_store import put_bytes
from senro.kernel.models import Fact

from .importing import employees, write

ACCOUNTS = "顧客コード,会社名,従業員数,内線\r\nN-1,一番,５,1\r\nN-2,二番﨑,なし,2\r\n".encode(
    "cp932"
)


@pytest.fixture
def ops(world: Any) -> Client:
    client = Client()
    client.force_login(world.people["cs_ops"])
    return client


def upload(
    client: Client, content: bytes, kind: str = "accounts", name: str = "顧客.csv"
) -> Import:
    file = SimpleUploadedFile(name, content)
    answer = client.post("/imports/new/", {"kind": kind, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.order_by("-pk")[0]


def test_a_file_is_looked_at_then_imported_then_undone(ops: Client) -> None:
    row = upload(ops, ACCOUNTS)
    page = ops.get(f"/imports/{row.pk}/").content.decode()
    assert "顧客.csv" in page and "CP932" in page and "number_invalid" in page and "なし" in page
    assert not Account.objects.filter(key="N-1").exists()
    assert ops.post(f"/imports/{row.pk}/commitment/").status_code == 302
    assert Account.objects.get(key="N-1").employees == 5
    row.refresh_from_db()
    assert (row.state, row.created, row.refused) == ("committed", 1, 1)
    done = ops.get(f"/imports/{row.pk}/").content.decode()
    assert f"/imports/{row.pk}/undo/" in done and f"/imports/{row.pk}/rejects/" in done
    ops.post(f"/imports/{row.pk}/undo/")
    assert not Account.objects.living().filter(key="N-1").exists()
    ops.post(f"/imports/{row.pk}/undo/")
    assert Account.objects.living().filter(key="N-1").exists()


def test_refused_rows_are_saved_in_the_encoding_they_came_in(ops: Client) -> None:
    row = upload(ops, ACCOUNTS)
    before = b"".join(ops.get(f"/imports/{row.pk}/rejects/").streaming_content)
    assert "二番﨑".encode("cp932") in before
    ops.post(f"/imports/{row.pk}/commitment/")
    answer = ops.get(f"/imports/{row.pk}/rejects/")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == before


def test_columns_can_be_mapped_by_hand_and_the_mapping_is_used_again(ops: Client) -> None:
    text = "A,会社名,B\nN-1,一番,7\n".encode()
    row = upload(ops, text)
    assert "sn-errors" in ops.get(f"/imports/{row.pk}/").content.decode()
    mapped = {"column_0": "key", "column_1": "name", "column_2": "employees", "encoding": "auto"}
    ops.post(f"/imports/{row.pk}/mapping/", {**mapped, "keep": "1"})
    row.refresh_from_db()
    assert row.mapping == {"A": "key", "会社名": "name", "B": "employees"}
    assert row.options["preview"]["counts"]["created"] == 1
    again = upload(ops, text)
    assert again.mapping == row.mapping


def test_another_encoding_can_be_told(ops: Client) -> None:
    row = upload(ops, "key,name\nN-1,é\n".encode("cp1252"))
    ops.post(
        f"/imports/{row.pk}/mapping/", {"encoding": "cp1252", "column_0": "key", "column_1": "name"}
    )
    ops.post(f"/imports/{row.pk}/commitment/")
    assert Account.objects.get(key="N-1").name == "é"


def test_two_columns_for_one_field_are_said_to_be_wrong(ops: Client) -> None:
    row = upload(ops, ACCOUNTS)
    both = {"column_0": "key", "column_1": "name", "column_2": "name", "encoding": "auto"}
    ops.post(f"/imports/{row.pk}/mapping/", both)
    page = ops.get(f"/imports/{row.pk}/").content.decode()
    assert "sn-errors" in page and "commitment" not in page


def test_rubbish_is_refused_in_words(ops: Client) -> None:
    row = upload(ops, b"\x7fELF" + bytes(range(256)) * 20, name="x.csv")
    page = ops.get(f"/imports/{row.pk}/")
    assert page.status_code == 200 and "sn-errors" in page.content.decode()
    assert "commitment" not in page.content.decode()


def test_without_a_file_the_form_says_so(ops: Client) -> None:
    assert ops.post("/imports/new/", {"kind": "accounts"}).status_code == 422


def test_a_file_that_is_too_large_is_413(ops: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(put_bytes.__kwdefaults__, "most", 10)
    file = SimpleUploadedFile("a.csv", b"x" * 20)
    assert ops.post("/imports/new/", {"kind": "accounts", "file": file}).status_code == 413
    assert not Import.objects.exists()


def test_RO_01_the_page_shows_how_many_have_mail_and_gives_the_list(
    ops: Client, tmp_path: Path
) -> None:
    path = write(tmp_path, employees(), "cp932")
    row = upload(ops, path.read_bytes(), "end-users", "従業員名簿.csv")
    page = ops.get(f"/imports/{row.pk}/").content.decode()
    assert "380" in page and "820" in page and "31.7" in page
    answer = ops.get(f"/imports/{row.pk}/without-email/")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 821 and "グエン・ティ・ラン" in answer.content.decode("utf-8-sig")
    ops.post(f"/imports/{row.pk}/commitment/")
    assert EndUser.objects.living().filter(email__endswith="yamabiko.example.jp").count() == 380


def test_a_long_file_is_handed_to_the_worker(
    ops: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from senro.kernel import clock
    from senro.kernel.jobs import run_one_job

    monkeypatch.setattr("senro.console.exchange.views.WHILE_ONE_WAITS", 1)
    row = upload(ops, ACCOUNTS)
    with django_capture_on_commit_callbacks(execute=True):
        ops.post(f"/imports/{row.pk}/commitment/")
    page = ops.get(f"/imports/{row.pk}/").content.decode()
    assert "<progress" in page and not Account.objects.filter(key="N-1").exists()
    assert run_one_job("w", clock=clock.machine_now)
    row.refresh_from_db()
    assert row.state == "committed" and Account.objects.filter(key="N-1").exists()


@pytest.mark.parametrize("who", ["csm_mm", "manager", "sales", "contractor", "viewer"])
def test_for_others_there_is_nothing_here(world: Any, ops: Client, who: str) -> None:
    row = upload(ops, ACCOUNTS)
    client = Client()
    client.force_login(world.people[who])
    for path in ("", "new/", f"{row.pk}/", f"{row.pk}/rejects/", f"{row.pk}/without-email/"):
        assert client.get(f"/imports/{path}").status_code == 404, path
    for path in ("new/", f"{row.pk}/mapping/", f"{row.pk}/commitment/", f"{row.pk}/undo/"):
        assert client.post(f"/imports/{path}").status_code == 403, path
    assert not Fact.objects.filter(verb="exchange.import.committed").exists()


def test_an_import_is_committed_once(ops: Client) -> None:
    row = upload(ops, ACCOUNTS)
    assert ops.post(f"/imports/{row.pk}/commitment/").status_code == 302
    assert ops.post(f"/imports/{row.pk}/commitment/").status_code == 409
    assert Fact.objects.filter(verb="exchange.import.committed").count() == 1


def test_the_list_takes_no_more_statements_for_more_imports(
    ops: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        row = upload(ops, ACCOUNTS)
        ops.post(f"/imports/{row.pk}/commitment/")
    with django_assert_max_num_queries(15):
        page = ops.get("/imports/").content.decode()
    assert page.count("顧客.csv") >= 4
    with django_assert_max_num_queries(15):
        ops.get(f"/imports/{row.pk}/")
