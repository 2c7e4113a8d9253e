"""The first minutes: signing in to an empty installation, where every page says what to do next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.demo_server import environment, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a long passphrase for walks"
# What stands there before anything happened, and where its next step leads.
NEXT_STEPS = {
    "/": "/imports/new/",
    "/board/": "/cases/new/",
    "/accounts/": "/imports/",
    "/imports/": "/imports/new/",
    "/cases/new/": "/accounts/",
}
ALSO = (
    "/settings/",
    "/settings/record/",
    "/settings/keys/",
    "/settings/people/",
    "/notifications/",
)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A new installation, served by `senro serve`; its address."""
    folder = tmp_path_factory.mktemp("new")
    port = free_port()
    senro = [sys.executable, "-m", "senro.cli"]
    init = [
        *senro,
        "init",
        "--organization",
        "株式会社あたらしい",
        "--admin-email",
        "admin@example.jp",
    ]
    subprocess.run(init, env=environment(folder), input=PASSWORD, text=True, check=True)
    process = subprocess.Popen(
        [*senro, "serve", "--port", str(port)], env=environment(folder), start_new_session=True
    )
    try:
        yield _ready(f"http://127.0.0.1:{port}")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _ready(base: str) -> str:
    for _ in range(300):
        with suppress(OSError):
            urllib.request.urlopen(f"{base}/healthz", timeout=2).read()
            return base
        time.sleep(0.1)
    raise AssertionError("the new installation was not served in time")


@pytest.fixture(scope="module")
def page(chromium: Any, installation: str) -> Iterator[Any]:
    """The administrator, signed in with the password."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="ja-JP", base_url=installation
    )
    page = context.new_page()
    page.goto("/")
    page.locator('input[name="login"]').fill("admin@example.jp")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{installation}/")
    yield page
    context.close()


@pytest.mark.parametrize(("address", "leads_to"), NEXT_STEPS.items())
def test_an_empty_page_says_what_to_do_next(
    page: Any, artefacts: Path, address: str, leads_to: str
):
    page.goto(address)
    name = address.strip("/").replace("/", "-") or "today"
    page.screenshot(path=artefacts / f"empty-{name}.png")
    step = page.locator(".sn-empty a").first
    assert step.get_attribute("href").startswith(leads_to)
    assert Axe().run(page).response["violations"] == []
    step.click()
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("address", ALSO)
def test_a_page_without_rows_is_whole(page: Any, address: str):
    assert page.goto(address).status == 200
    assert Axe().run(page).response["violations"] == []
