"""Segment's own Python client, told another host and nothing else, sends to a running instance."""

from __future__ import annotations

import pytest
import segment.analytics as analytics
from segment.analytics.client import Client

from senro import lake
from senro.customers.actions import put_end_user
from senro.customers.models import EndUser
from tests.usage.conftest import NOW, new_key
from tests.usage.test_intake import drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
def test_the_real_sdk_only_changes_its_host(live_server, world, gzip):
    _key, secret = new_key(world.people["admin"])
    failed: list[object] = []
    client = Client(
        secret,
        host=live_server.url,
        gzip=gzip,
        on_error=lambda error, batch: failed.append(error),
    )
    put_end_user(key="U-1", fields={"account": "ACC-001"}, by=world.actor("admin"), at=NOW)
    client.identify("U-1", {"name": "鈴木 一郎", "email": "ichiro@aozora.example"})
    client.group("U-1", "ACC-001", {"industry": "食品"})
    for number in range(120):
        client.track("U-1", "帳票を作成", {"number": number})
    client.page("U-1", "guide", "はじめに")
    client.screen("U-1", "home")
    client.alias("before", "U-1")
    client.shutdown()
    assert failed == []
    drain()
    rows = lake.fetch(lake.events()).to_pylist()
    assert len(rows) == 122
    assert {row["account"] for row in rows} == {"ACC-001"}
    assert {row["type"] for row in rows} == {"track", "page", "screen"}
    assert EndUser.objects.get(key="U-1").name == "鈴木 一郎"
    assert analytics.Client is Client
