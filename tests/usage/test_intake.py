"""Events come in: what is told to the sender, what lies in the inbox, what ends in the table."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from senro import lake
from senro.customers.models import EndUser
from senro.kernel import clock
from senro.kernel.models import Fact
from senro.usage.draining import drain_round
from senro.usage.models import EventConflict, InboxBatch, RefusedEvent, WaitingSubject
from senro.usage.rules.envelopes import Malformed, opened
from tests.usage.conftest import NOW, Sender, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def drain():
    """All there is."""
    while drain_round(at=NOW, machine=clock.machine_now()):
        pass


def rows():
    """The table, in the order of message ids."""
    return lake.fetch(lake.events().order_by("message_id")).to_pylist()


def event(number=1, **more):
    return {
        "id": f"m{number}",
        "event": "form_filled",
        "account": "ACC-001",
        "end_user": "U-9",
        "at": "2026-11-20T09:00:00+09:00",
        "properties": {"form": "点検表"},
        **more,
    }


def test_one_event_is_in_the_inbox_when_it_is_acknowledged_and_then_in_the_table(sender):
    answer = sender.post(event())
    assert answer.status_code == 200, answer.content
    assert (answer.json()["received"], answer.json()["accepted"]) == (1, 1)
    assert InboxBatch.objects.get().accepted == 1
    drain()
    (row,) = rows()
    assert (row["account"], row["end_user"], row["name"]) == ("ACC-001", "U-9", "form_filled")
    assert row["at"] == datetime(2026, 11, 20, 0, tzinfo=UTC)
    assert str(row["day"]) == "2026-11-20"
    assert json.loads(row["properties"]) == {"form": "点検表"}
    batch = InboxBatch.objects.get()
    assert batch.drained_at and not batch.payload and batch.stored == 1


def test_a_gzipped_batch_takes_the_good_ones_and_names_the_bad(sender):
    body = {
        "events": [
            event(1),
            event(2, event=""),
            event(3, at="yesterday"),
            event(4, at="2026-12-24T00:00:00Z"),
            event(5, at="1999-01-01T00:00:00Z"),
            event(6, properties={"x": "y" * 40_000}),
            event(7, properties=[1]),
            {"event": "nobody"},
            17,
        ]
    }
    answer = sender.post(gzip.compress(json.dumps(body).encode()), **{"Content-Encoding": "gzip"})
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert (said["received"], said["accepted"], said["refused"]) == (9, 1, 8)
    assert [(one["index"], one["field"], one["code"]) for one in said["rejected"]] == [
        (1, "event", "required"),
        (2, "at", "bad_time"),
        (3, "timestamp", "too_early"),
        (4, "timestamp", "too_late"),
        (5, "", "too_large"),
        (6, "properties", "wrong_type"),
        (7, "userId", "nobody"),
        (8, "", "wrong_type"),
    ]
    assert RefusedEvent.objects.count() == 8


def test_a_request_of_which_nothing_can_be_taken_is_422_and_still_seen(sender):
    answer = sender.post(event(event=7))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "event"
    assert RefusedEvent.objects.get().code == "wrong_type"
    assert not InboxBatch.objects.filter(drained_at=None).exists()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b'{"a":' * 100_000, {}, 400),
        (b"[]", {}, 422),
        (b'{"events": {}}', {}, 422),
        (b"7", {}, 422),
        (b"nope", {"Content-Encoding": "gzip"}, 400),
        (b"{}", {"Content-Encoding": "br"}, 415),
        (b"[" + b"{}," * 150_000 + b"{}]", {}, 413),
    ],
    ids=["torn", "binary", "deep", "deeper", "empty", "shape", "number", "gzip", "br", "many"],
)
def test_what_is_no_letter_is_refused_whole(sender, body, headers, status):
    answer = sender.post(body, **headers)
    assert answer.status_code == status, answer.content
    assert InboxBatch.objects.filter(accepted__gt=0).count() == 0


@pytest.mark.parametrize(
    "bad",
    [
        b'{"event": "x", "userId": "u", "properties": {"n": NaN}}',
        b'{"event": "x", "userId": "u", "properties": {"note": "one\nline"}}',
        b'{"event": "x", "userId": "u", "more": ' + b"[" * 1100 + b"]" * 1100 + b"}",
        b'{"event": "x", "userId": "u", "text": "],", "n": 01}',
        b"undefined",
        b'{"event": "x", "userId": "u", "ignored": "\x92\xa0\x95["}',
        b'{"event": "\xe3\x81", "userId": "u"}',
    ],
    ids=["NaN", "raw line break", "1,100 levels", "number", "no value", "CP932", "half"],
)
@pytest.mark.parametrize(
    "around", [b"[%s]", b'{"sentAt": null, "batch": [%s], "n": {"events": []}}']
)
def test_one_event_that_is_no_json_is_refused_by_itself(sender, bad, around):
    one, two = (json.dumps(event(n, event=f'a ], {n} \\"')).encode() for n in (1, 2))
    answer = sender.post(around % b", ".join([one, bad, two]))
    assert answer.status_code == 200, answer.content
    assert answer.json()["accepted"] == 2
    assert [(said["index"], said["code"]) for said in answer.json()["rejected"]] == [
        (1, "no_text" if max(bad) > 127 else "malformed")
    ]
    assert RefusedEvent.objects.get().index == 1
    drain()
    assert [row["message_id"] for row in rows()] == ["m1", "m2"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"event": NaN}', 10),
        (b'[{"n": NaN}', 7),
        (b'[{"n": NaN}] [', 7),
        (b'[{"n": NaN}, ]', 7),
        (b'{"events": [{"n": NaN}], "writeKey": NaN}', 18),
        (b'{"n": "\xff"}', 7),
        (b'{"events": [{"n": 1}], "n": "\xff"}', 29),
        (b'{"events": [{"n": NaN}], ' + b'"n" ' * 20_000 + b"}", 18),
    ],
    ids=["alone", "open", "behind", "comma", "around", "no UTF-8", "no UTF-8 around", "long"],
)
def test_what_is_no_json_as_a_whole_is_400_and_names_the_byte(sender, body, place):
    answer = sender.post(body)
    assert answer.status_code == 400
    assert answer.json()["position"] == place
    assert f"byte {place}" in answer.json()["detail"]
    assert not InboxBatch.objects.exists()


def test_a_large_list_is_taken_apart_too_and_one_that_only_opens_is_not():
    large = b'[{"n": NaN}, {"t": "' + b"x" * 33_000_000 + b'"}, {"event": "x"}]'
    assert [len(raw) for raw in opened(large).raws][::2] == [10, 14]
    with pytest.raises(Malformed):
        opened(b'[{"n": NaN}, ' + b"[" * 8_000_000)


def test_only_a_key_that_may_send_sends(world, sender):
    assert Sender("sk_wrong").post(event()).status_code == 401
    assert Sender(new_key(world.people["admin"], "read")[1]).post(event()).status_code == 403
    assert Sender(new_key(world.people["admin"], "write")[1]).post(event()).status_code == 200
    assert (
        sender.client.get(
            "/api/v1/accounts", headers={"Authorization": f"Bearer {sender.secret}"}
        ).status_code
        == 403
    )


def test_a_retry_is_harmless_and_another_content_is_a_conflict(sender):
    sender.post([event(1), event(2)])
    drain()
    sender.post([event(1), event(2, event="changed"), event(3), event(3)])
    drain()
    assert [(row["message_id"], row["name"]) for row in rows()] == [
        ("m1", "form_filled"),
        ("m2", "form_filled"),
        ("m3", "form_filled"),
    ]
    clash = EventConflict.objects.get()
    assert clash.message_id == "m2" and "changed" in clash.sent
    last = InboxBatch.objects.order_by("id").last()
    assert (last.stored, last.duplicates, last.conflicts) == (1, 2, 1)


def test_without_an_id_the_same_event_with_its_time_counts_once(sender):
    timed = event(id=None)
    sender.post([timed, timed])
    sender.post([timed, timed])
    drain()
    assert len(rows()) == 2
    sender.post(event(id=None, at=None))
    sender.post(event(id=None, at=None))
    drain()
    assert len(rows()) == 4


def test_a_drain_that_was_killed_after_the_append_only_settles(sender, monkeypatch):
    sender.post([event(1), event(2, account="UNKNOWN", end_user="U-x")])
    monkeypatch.setattr(
        "senro.usage.draining.run.settle", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        drain_round(at=NOW, machine=clock.machine_now())
    monkeypatch.undo()
    assert len(rows()) == 2
    drain()
    assert len(rows()) == 2
    batch = InboxBatch.objects.get()
    assert (batch.stored, batch.duplicates, batch.waiting) == (2, 0, 1)
    assert WaitingSubject.objects.get().events == 1


def test_segment_calls_change_records_and_count_in_no_metric(world, sender):
    sdk = {
        "batch": [
            {
                "type": "identify",
                "messageId": "i1",
                "userId": "U-77",
                "context": {"groupId": "ACC-001"},
                "traits": {"email": "hana@example.co.jp", "firstName": "花", "lastName": "山田"},
            },
            {
                "type": "group",
                "messageId": "g1",
                "userId": "U-77",
                "groupId": "ACC-001",
                "traits": {"industry": "食品卸"},
            },
            {
                "type": "track",
                "messageId": "t1",
                "userId": "U-77",
                "event": "login",
                "timestamp": "2026-11-20T02:00:00Z",
            },
        ],
        "sentAt": clock.machine_now().isoformat(),
    }
    assert sender.segment("batch", sdk).json() == {"success": True}
    drain()
    found = EndUser.objects.get(key="U-77")
    assert (found.name, found.email, found.account.key) == (
        "山田 花",
        "hana@example.co.jp",
        "ACC-001",
    )
    world.account("ACC-001").refresh_from_db()
    assert world.account("ACC-001").industry == "食品卸"
    assert Fact.objects.filter(verb="customers.enduser.saved").count() == 1
    (row,) = rows()
    # The event itself named no group: the end user's account is its.
    assert (row["name"], row["account"]) == ("login", "ACC-001")


def test_a_browser_sends_text_with_its_key_inside(sender):
    body = {"writeKey": sender.secret, "anonymousId": "a1", "name": "Home", "type": "page"}
    answer = sender.segment("p", body, headers={"Origin": "https://x.example"},
                            content_type="text/plain")  # fmt: skip
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert sender.client.options("/v1/t").status_code == 204
    found = sender.client.get(f"/v1/projects/{sender.secret}/settings").json()
    assert found["integrations"]["Segment.io"]["apiHost"].endswith("/v1")
    assert sender.segment("t", {"userId": "u"}).status_code == 400
    assert sender.segment("t", b"{}", headers={}).status_code == 401


def test_only_a_clock_that_is_far_off_is_corrected(sender):
    machine = clock.machine_now()
    hour = machine.replace(microsecond=0)
    for number, minutes in ((1, 9), (2, 60)):
        sent = machine.timestamp() + minutes * 60
        at = datetime.fromtimestamp(hour.timestamp() + minutes * 60, UTC)
        sender.segment(
            "t",
            {
                "messageId": f"m{number}",
                "userId": "u",
                "event": "x",
                "timestamp": at.isoformat(),
                "sentAt": datetime.fromtimestamp(sent, UTC).isoformat(),
            },
        )
    drain()
    near, far = rows()
    assert (near["at"] - hour).total_seconds() == 9 * 60
    assert abs((far["at"] - hour).total_seconds()) < 5


def test_what_nobody_knows_waits_in_the_table_and_is_counted(sender):
    sender.post([event(n, account="G-1", end_user="u@unknown.example") for n in range(3)])
    drain()
    assert {row["account"] for row in rows()} == {None}
    waiting = WaitingSubject.objects.get()
    assert (waiting.group_id, waiting.domain, waiting.events) == ("G-1", "unknown.example", 3)


def test_an_emoji_cut_in_half_costs_neither_the_batch_nor_the_event(sender):
    whole = json.dumps(event(1))
    half = json.dumps(event(2)).replace("form_filled", "note \\ud83d")
    pair = json.dumps(event(3)).replace("form_filled", "\\ud83d\\ude00 \\\\ud83d")
    answer = sender.post(f"[{whole},{half},{pair}]".encode())
    assert answer.json()["accepted"] == 3, answer.content
    drain()
    assert [row["name"] for row in rows()] == ["form_filled", "note \ufffd", "😀 \\ud83d"]


def test_nothing_large_is_unpacked_for_somebody_without_a_key(sender):
    letter = gzip.compress(b'{"batch":[' + b" " * 5_000_000 + json.dumps(event()).encode() + b"]}")
    coded = {"Content-Encoding": "gzip"}
    refused = sender.segment("batch", letter, headers={**coded, "Accept-Language": "en"})
    assert refused.status_code == 413 and "4 MB" in refused.json()["message"]
    named = {**coded, "Authorization": f"Bearer {sender.secret}"}
    assert sender.segment("batch", letter, headers=named).status_code == 200


def test_the_tracking_api_answers_in_json_everywhere_and_bears_a_slash_at_the_end(sender):
    assert sender.segment("track/", event(userId="U-1")).json() == {"success": True}
    nowhere = sender.segment("nowhere", event())
    assert nowhere.status_code == 404 and nowhere.json()["success"] is False
