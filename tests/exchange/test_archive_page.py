"""An administrator asks for an archive on a page; the worker makes it; nobody else gets it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from senro.exchange.archive.shelf import clear_shelf, shelf
from senro.kernel import clock
from senro.kernel.jobs import run_one_job
from senro.kernel.models import Fact

ADDRESS = "/settings/archive/"


@pytest.fixture
def browser(world, settings, tmp_path):
    settings.DATA_DIR = Path(tmp_path)

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(world.people[name])
        return client

    return signed_in


def test_IN_06_an_administrator_gets_an_archive_from_the_settings(browser):
    admin, facts = browser("admin"), Fact.objects.count()
    assert admin.post(ADDRESS).status_code == 302
    page = admin.get(ADDRESS).content.decode()
    assert "Being made" in page and "?file=" not in page
    assert run_one_job("w", clock=clock.machine_now)
    page = admin.get(ADDRESS).content.decode()
    found = admin.get(ADDRESS + "?file=" + page.split("?file=")[1].split('"')[0])
    assert found.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(b"".join(found.streaming_content))) as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
    assert tables["customers.account"]["rows"] and tables["kernel.fact"]["rows"] == facts
    assert Fact.objects.count() == facts
    for name in ("cs_ops", "manager"):
        assert browser(name).get(ADDRESS).status_code in (403, 404)
        assert browser(name).post(ADDRESS).status_code in (403, 404)
    assert admin.get(ADDRESS + "?file=../senro.sqlite3").status_code == 404
    clear_shelf(before=clock.machine_now())
    assert not list(shelf().iterdir())
