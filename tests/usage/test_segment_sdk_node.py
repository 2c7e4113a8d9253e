"""Segment's own Node and browser clients, told another host and nothing else, send to a running instance."""

from __future__ import annotations

import fcntl
import json
import subprocess
from importlib import util
from pathlib import Path

import pytest

from senro import lake
from senro.customers.actions import put_end_user
from senro.customers.models import EndUser
from tests.conftest import ROOT
from tests.usage.conftest import NOW, new_key
from tests.usage.test_intake import drain

pytestmark = pytest.mark.django_db(transaction=True)
SDKS = Path(__file__).parent / "sdk"
BROWSER = SDKS / "node_modules/@segment/analytics-next/dist/umd/index.js"
USE = """
async ([host, writeKey]) => {
  const [analytics] = await AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL: host })
  await analytics.identify('U-1', { name: '鈴木 一郎' })
  await analytics.group('ACC-001', { industry: '食品' })
  await analytics.page('guide', 'はじめに')
  for (let number = 0; number < 5; number += 1) {
    await analytics.track('帳票を作成', { number }, { context: { groupId: 'ACC-001' } })
  }
}
"""


@pytest.fixture(scope="module")
def node():
    """Runs a script of `sdk/` with the Node that builds the front end; the clients come from the registry."""
    spec = util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    build = util.module_from_spec(spec)
    spec.loader.exec_module(build)
    # Two processes of a run may want them at once.
    with (SDKS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            build.install_packages(SDKS)
        except subprocess.CalledProcessError:
            pytest.skip("Segment's clients could not be fetched from the npm registry")

    def run(*arguments):
        found = subprocess.run(
            [str(build.node_folder() / "bin/node"), *arguments],
            cwd=SDKS, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)

    return run


def test_the_real_node_sdk_only_changes_its_host(node, live_server, world):
    _key, secret = new_key(world.people["admin"])
    put_end_user(key="U-1", fields={"account": "ACC-001"}, by=world.actor("admin"), at=NOW)
    assert node("send.mjs", live_server.url, secret, "120") == []
    drain()
    rows = lake.fetch(lake.events()).to_pylist()
    assert len(rows) == 122
    assert {row["account"] for row in rows} == {"ACC-001"}
    assert {row["type"] for row in rows} == {"track", "page", "screen"}
    numbers = [json.loads(row["properties"])["number"] for row in rows if row["type"] == "track"]
    assert sorted(numbers) == list(range(120))
    assert EndUser.objects.get(key="U-1").name == "鈴木 一郎"
    # A key that was never given out is told so by the client, not swallowed.
    assert node("send.mjs", live_server.url, "sk_none", "1") != []


@pytest.mark.browser
def test_the_real_browser_sdk_sends_from_another_origin(node, chromium, live_server, world):
    _key, secret = new_key(world.people["admin"])
    put_end_user(key="U-1", fields={"account": "ACC-001"}, by=world.actor("admin"), at=NOW)
    # A page of a shop: of another origin than Senro's, here another name of the same machine.
    context = chromium.new_context(bypass_csp=True)
    shop = live_server.url.replace("localhost", "127.0.0.1")
    assert shop != live_server.url
    page = context.new_page()
    page.goto(f"{shop}/healthz")
    page.add_script_tag(path=BROWSER)
    page.evaluate(USE, [live_server.url, secret])
    context.close()
    drain()
    rows = lake.fetch(lake.events()).to_pylist()
    assert sorted(row["type"] for row in rows) == ["page", *["track"] * 5]
    assert {row["account"] for row in rows} == {"ACC-001"}
    assert {row["end_user"] for row in rows} == {"U-1"}
    assert EndUser.objects.get(key="U-1").name == "鈴木 一郎"
