"""Files made to hurt, sent through the real form of the import wizard."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from senro.customers.models import Account
from senro.exchange.models import Import
from senro.kernel.models import File

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is>'
    "</c></row></sheetData></worksheet>"
)
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefgh", "bcdefghi", strict=False)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def upload(browser):
    """Send a file as CS Ops; the page it leads to, and how long and how much memory it took."""
    client = browser("cs_ops")

    def send(content: bytes, name: str = "a.csv", kind: str = "accounts"):
        sent = SimpleUploadedFile("x", content)
        sent._name = name
        before, start = _memory(), time.monotonic()
        answer = client.post("/imports/new/", {"kind": kind, "file": sent}, follow=True)
        assert time.monotonic() - start < 30, "it took too long"
        assert _memory() - before < 700 * MEGABYTE, "it took too much memory"
        assert answer.status_code in (200, 400, 413, 422), answer.status_code
        return answer

    return send


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def refused(answer) -> None:
    """Nothing can be imported of it, and the page says so in words."""
    last = Import.objects.order_by("-created_at").first()
    page = answer.content.decode()
    assert "Traceback" not in page and "Error at" not in page
    if last is not None:
        preview = last.options.get("preview") or {}
        assert not (preview.get("counts") or {}).get("created")
    assert Account.objects.count() == 4


def book(**parts: str) -> bytes:
    """A good workbook of one cell, with some of its parts replaced or added."""
    whole, out = openpyxl.Workbook(), io.BytesIO()
    whole.active.append(["key", "name"])
    whole.save(out)
    return with_parts(out.getvalue(), parts)


def with_parts(content: bytes, parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


SHEET_AT = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "doctype", [LAUGHS, OUTSIDE, "<!DOCTYPE a>"], ids=["laughs", "outside", "doctype"]
)
@pytest.mark.parametrize(
    "part", [SHEET_AT, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"]
)
def test_xml_with_entities_is_refused(upload, doctype, part):
    text = "&x;" if "SYSTEM" in doctype else "&i;"
    sheet = SHEET.format(doctype=doctype, text=text if "ENTITY" in doctype else "key")
    answer = upload(with_parts(book(), {part: sheet}), "a.xlsx")
    refused(answer)
    assert "root:" not in answer.content.decode()


def test_a_sheet_that_unpacks_to_gigabytes_is_refused(upload):
    row = '<row><c t="inlineStr"><is><t>' + "0" * 1000 + "</t></is></c></row>"
    head, tail = SHEET.format(doctype="", text="key").split("</sheetData>")
    out = io.BytesIO(book())
    content = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(content, "w", 8, compresslevel=9) as new:
        for name in old.namelist():
            if name != SHEET_AT:
                new.writestr(name, old.read(name))
        with new.open(SHEET_AT, "w", force_zip64=True) as sheet:
            sheet.write(head.encode())
            piece = (row * 1000).encode()
            for _ in range(900):
                sheet.write(piece)
            sheet.write(b"</sheetData>" + tail.encode())
    assert len(content.getvalue()) < 10 * MEGABYTE
    refused(upload(content.getvalue(), "a.xlsx"))


def test_a_sheet_that_says_it_is_as_large_as_the_world_is_refused(upload):
    sheet = SHEET.format(doctype="", text="key").replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    far = sheet.replace(
        "</sheetData>",
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
    )
    for content in (sheet, far):
        upload(with_parts(book(), {SHEET_AT: content}), "a.xlsx")
    refused(upload(with_parts(book(), {SHEET_AT: far}), "a.xlsx"))


def test_a_zip_of_many_entries_and_paths_that_lead_outside_write_nothing(upload):
    parts = {f"../../../tmp/senro-evil-{n}": "x" for n in range(6000)}
    refused(upload(with_parts(book(), parts), "a.xlsx"))
    assert not list(Path("/tmp").glob("senro-evil-*"))


def test_a_million_columns_are_refused(upload):
    header = ",".join(f"c{n}" for n in range(1_000_000)).encode()
    refused(upload(header + b"\n" + b"," * 999_999 + b"\n"))
    refused(upload(b"key,name" + b"," * 1_000_000 + b"\nA,x\n"))
    refused(upload(b"key,name\nA,x" + b"," * 1_000_000 + b"\n"))


def test_one_line_of_megabytes_and_one_open_quote_are_refused(upload):
    refused(upload(b"key" * 5_000_000))
    refused(upload(b'key,name\nA,"' + b"x\n" * 5_000_000))
    refused(upload(b'key,name\nA,"' + b'""' * 5_000_000))


def test_nothing_and_rubbish_are_refused(upload):
    for content, name in (
        (b"", "a.csv"),
        (b"", "a.xlsx"),
        (b"\x00" * 100_000, "a.csv"),
        (bytes(range(256)) * 400, "a.csv"),
        (b"PK\x03\x04" + b"\x00" * 1000, "a.xlsx"),
        (b"%PDF-1.7\n", "a.csv"),
        (b"<html><script>alert(1)</script>", "a.csv"),
        (b"[" * 100_000, "a.jsonl"),
        (b'{"key":' * 50_000, "a.jsonl"),
        (b"\xef\xbb\xbf", "a.csv"),
        (b"\n" * 100_000, "a.csv"),
    ):
        refused(upload(content, name))


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd.csv",
        "..\\..\\windows\\x.csv",
        "/etc/cron.d/x.csv",
        "a\x00.csv",
        "a\r\nSet-Cookie: x=y.csv",
        '"><script>alert(1)</script>.csv',
        "x" * 4000 + ".csv",
        ".csv",
        "‮vsc.exe.csv",
        "CON.csv",
        "senro.sqlite3",
        "",
    ],
)
def test_names_of_files_are_only_words(upload, name, browser):
    before = set(Path(settings.DATA_DIR).glob("*"))
    answer = upload(b"key,name\nA-9,x\n", name)
    assert b"<script>alert" not in answer.content
    new = set(Path(settings.DATA_DIR).glob("*")) - before
    assert {path.name for path in new} <= {"files", "imports"}, new
    for row in File.objects.all():
        assert not set("/\\\r\n\x00") & set(row.name) and len(row.name) <= 255


def test_the_kind_of_an_import_is_one_of_the_known(browser):
    client = browser("cs_ops")
    for kind in ("people", "../x", "", "accounts; DROP", "archive", "<b>"):
        sent = SimpleUploadedFile("a.csv", b"key,name\nA-9,x\n")
        assert client.post("/imports/new/", {"kind": kind, "file": sent}).status_code == 422
    assert not Import.objects.exists()


def test_refused_rows_come_back_under_a_name_that_is_no_header(upload, browser):
    upload(b"key,name\n,x\n", 'a"; x=y\r\nX-Evil: 1.csv')
    row = Import.objects.get()
    answer = browser("cs_ops").get(f"/imports/{row.pk}/rejects/")
    assert answer.status_code in (200, 404) and "X-Evil" not in answer.headers
    if answer.status_code == 200:
        b"".join(answer.streaming_content)
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_other_people_s_files_are_not_given_out(upload, browser):
    upload(b"key,name\n,x\n")
    row = Import.objects.get()
    for who in ("csm_mm", "viewer", "manager", "contractor", "sales"):
        for part in ("", "rejects/", "without-email/"):
            assert browser(who).get(f"/imports/{row.pk}/{part}").status_code == 404
