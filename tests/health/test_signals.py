"""Signals: found from events and records, told once, over by themselves, put off and settled."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest

from senro.customers.actions import log_touch
from senro.customers.models import Contact
from senro.health.models import Signal
from senro.health.queries.kinds import default_signals
from senro.health.refreshing import bring_up_to_date
from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from senro.kernel.models import Fact, Notification
from senro.kernel.rules.bodies import from_yaml
from senro.kernel.versions import problems
from senro.onboarding.models import Task
from tests.api.conftest import Caller
from tests.onboarding.conftest import Desk
from tests.usage.conftest import NOW, new_key, work
from tests.world import publish_method

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def event(name, account, day, number=0, **more):
    return {"id": f"{account}-{name}-{day}-{number}-{more.get('device', '')}", "event": name,
            "account": account, "at": f"{day}T02:00:00Z", **more}  # fmt: skip


def send(sender, *events):
    answer = sender.post({"batch": list(events)})
    assert answer.status_code == 200, answer.content


def beats(account, device, first, last):
    days = (last - first).days + 1
    return [event("heartbeat", account, first + timedelta(days=n), device=device)
            for n in range(days)]  # fmt: skip


def heard(sender):
    """40 vehicles: 34 report daily, 3 until the 16th, one until the 17th, 2 only registered."""
    start = date(2026, 11, 14)
    for number in range(1, 41):
        device = f"V-{number:02}"
        rows = [event("device_registered", "ACC-002", start, device=device)]
        if number <= 38:
            until = date(2026, 11, {1: 16, 2: 16, 3: 16, 4: 17}.get(number, 20))
            rows += beats("ACC-002", device, start, until)
        send(sender, *rows)


def test_RO_04_one_alert_names_the_silent_vehicles_to_site_manager_and_owner(world, sender, admin):
    account = world.account("ACC-002")
    manager = Contact.objects.create(
        key="CT-SITE", account=account, name="現場 花子", layer="site_manager", created_at=NOW
    )
    Contact.objects.create(
        key="CT-GONE", account=account, name="前任", layer="site_manager", created_at=NOW,
        left_on=date(2026, 10, 1),
    )  # fmt: skip
    heard(sender)
    work()
    work(NOW + timedelta(hours=1))
    (signal,) = admin.get("/signals?account=ACC-002&kind=data_not_arriving").json()["items"]
    assert signal["evidence"]["inputs"]["devices"] == ["V-01", "V-02", "V-03"]
    assert signal["evidence"]["inputs"]["activated"] == 38
    lines = Notification.objects.filter(kind="health.signal.opened", subject_id=signal["id"])
    told = {(line.recipient_kind, line.recipient_id) for line in lines}
    assert told == {("contact", manager.pk), ("person", account.owner_id)}
    assert lines.count() == 2
    assert all("V-01, V-02, V-03" in line.params["names"] for line in lines)
    # Data comes again: the alert is over by itself.
    for number in (1, 2, 3):
        send(sender, event("heartbeat", "ACC-002", "2026-11-20", device=f"V-{number:02}"))
    work(NOW + timedelta(hours=2))
    assert admin.get("/signals?account=ACC-002&kind=data_not_arriving").json()["items"] == []
    assert Signal.objects.get(pk=signal["id"]).closed_at == NOW + timedelta(hours=2)
    # Another is silent now, and then all are: the one alert is about others, and told anew.
    work(NOW + timedelta(days=1))
    again = Signal.objects.get(kind="data_not_arriving", closed_at=None)
    assert again.evidence["inputs"]["devices"] == ["V-04"]
    work(NOW + timedelta(days=4))
    again.refresh_from_db()
    assert (again.evidence["inputs"]["silent"], again.closed_at) == (38, None)
    assert Notification.objects.filter(subject_id=again.pk).count() == 4


def test_a_drop_against_the_own_baseline_is_found_closed_and_found_anew(world, sender, admin):
    # Eight weeks with 40 events each, then three.
    rows = [event("edit", "ACC-001", date(2026, 8, 31) + timedelta(days=n % 53), n)
            for n in range(160)]  # fmt: skip
    send(sender, *rows, event("edit", "ACC-001", "2026-11-19"))
    work()
    (found,) = admin.get("/signals?account=ACC-001&kind=usage_drop").json()["items"]
    inputs = found["evidence"]["inputs"]
    assert (inputs["events_28d"], found["severity"]) == (1, "stop")
    assert inputs["events_84d"] == 161 and "161" in found["sentence"]
    # Looked at again, by two workers or one: nothing more.
    facts = Fact.objects.count()
    assert bring_up_to_date(at=NOW) == 0 and Fact.objects.count() == facts
    send(sender, *(event("edit", "ACC-001", "2026-11-20", n) for n in range(80)))
    work(NOW + timedelta(hours=1))
    assert admin.get("/signals?account=ACC-001&kind=usage_drop").json()["items"] == []
    over = Fact.objects.get(verb="health.signal.closed", subject_id=found["id"])
    assert over.by_id is None and over.about_rows.filter(kind="account").exists()


@pytest.fixture
def gone(world):
    """The champion of ACC-002 left; ACC-002 is csm_mm's."""
    Contact.objects.create(
        key="CT-CH", account=world.account("ACC-002"), name="推進 太郎", layer="admin",
        is_champion=True, left_on=date(2026, 11, 10), created_at=NOW - timedelta(days=200),
    )  # fmt: skip
    work()
    return Signal.objects.get(kind="champion_gone")


def test_a_champion_of_whom_nothing_was_heard_is_told_and_one_who_spoke_is_not(world, admin):
    made = {"layer": "admin", "is_champion": True, "created_at": NOW - timedelta(days=200)}
    account = world.account("ACC-002")
    Contact.objects.create(key="CT-NEVER", account=account, name="無言 一郎", **made)
    spoke = Contact.objects.create(key="CT-SPOKE", account=account, name="応答 花子", **made)
    log_touch(
        account=account, contact=spoke, direction="inbound", channel="call",
        touched_at=NOW - timedelta(days=10), note="", by=SYSTEM, at=NOW,
    )  # fmt: skip
    work()
    (found,) = admin.get("/signals?account=ACC-002&kind=champion_silent").json()["items"]
    assert "無言 一郎" in found["sentence"] and found["evidence"]["inputs"]["days"] == 200
    # Forty days later the other has been silent for fifty.
    work(NOW + timedelta(days=40))
    both = admin.get("/signals?account=ACC-002&kind=champion_silent").json()["items"]
    assert sorted(one["evidence"]["inputs"]["days"] for one in both) == [50, 200]


def test_a_signal_is_put_off_with_a_reason_and_settled_and_both_are_undone(world, gone, admin):
    place = f"/signals/{gone.pk}"
    wrong = admin.post(f"{place}/snooze", {"until": "2026-11-20", "reason": " "})
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json()["errors"]} == {"until", "reason"}
    put_off = admin.post(f"{place}/snooze", {"until": "2026-11-24", "reason": "後任を待つ"}).json()
    assert (put_off["state"], put_off["snooze_reason"]) == ("snoozed", "後任を待つ")
    assert "推進 太郎" in put_off["sentence"]
    assert admin.get("/signals?kind=champion_gone").json()["items"] == []
    fact = Fact.objects.get(verb="health.signals.snoozed")
    assert admin.post(f"/facts/{fact.id}/undo", {}).status_code in (200, 201)
    assert admin.get(place).json()["state"] == "open"
    done = admin.post(f"{place}/outcome", {"outcome": "false_alarm", "note": "異動のみ"}).json()
    assert (done["state"], done["outcome"], done["note"]) == ("settled", "false_alarm", "異動のみ")
    # Still true, it is not found a second time.
    assert bring_up_to_date(at=NOW) == 0
    Contact.objects.filter(key="CT-CH").update(left_on=None, is_champion=False)
    bring_up_to_date(at=NOW)
    over = admin.post(f"{place}/snooze", {"until": "2026-11-24", "reason": "x"})
    assert (over.status_code, over.json()["code"]) == (409, "signal_over")


def test_signals_are_for_who_sees_the_account_and_changed_by_its_team(world, gone):
    def caller(name):
        return Caller(new_key(world.people[name], scope="write")[1])

    body = {"outcome": "useful", "note": ""}
    assert caller("partner").get(f"/signals/{gone.pk}").status_code == 404
    # Of the customer's own account something waits too, and neither that nor its health is for them.
    assert Signal.objects.filter(account__key="ACC-001").exists()
    assert caller("customer").get("/signals").json()["items"] == []
    for path in ("/health", "/health/ACC-001", "/health/ACC-001/overrides", "/health/ACC-001/external",
                 "/metrics/events_28d/values"):  # fmt: skip
        assert caller("customer").get(path).status_code == 404, path
    assert caller("viewer").post(f"/signals/{gone.pk}/outcome", body).status_code == 403
    assert caller("csm_ent").post(f"/signals/{gone.pk}/outcome", body).status_code == 403
    assert caller("csm_mm").post(f"/signals/{gone.pk}/outcome", body).status_code == 200
    mine = caller("csm_mm").get("/signals?mine=1&state=any&kind=champion_gone").json()["items"]
    assert [one["id"] for one in mine] == [str(gone.pk)]


def learned(sender, *events):
    send(sender, *(event(name, "ACC-002", day, properties=properties)
                    for name, day, properties in events))  # fmt: skip


def test_CO_01_attended_but_unused_is_one_suggestion_with_both_facts(world, sender, admin):
    learned(sender, ("seminar_attended", "2026-11-01", {"topic": "集計"}))
    send(sender, event("login", "ACC-002", "2026-11-19"))
    # Used before it was learned, and learned a fortnight ago; another topic; learned too lately.
    for account, day, topic in (
        ("ACC-001", "2026-11-06", "集計"), ("ACC-003", "2026-11-01", "配布"), ("ACC-004", "2026-11-07", "集計"),
    ):  # fmt: skip
        send(sender, event("seminar_attended", account, day, properties={"topic": topic}))
    send(sender, event("report_created", "ACC-001", "2026-11-05"))
    work()
    every = admin.get("/signals?kind=coach_report").json()["items"]
    assert {one["account"] for one in every} == {"ACC-001", "ACC-002"}
    (found,) = admin.get("/signals?account=ACC-002&kind=coach_report").json()["items"]
    assert found["todo"]["title_ja"] == "集計を一緒に作る 20分"
    inputs = found["evidence"]["inputs"]
    assert (inputs["learned"], inputs["learned_on"]) == ("seminar_attended", "2026-11-01")
    assert (inputs["feature"], inputs["last_used"]) == ("report_created", None)
    assert "2026-11-01" in found["sentence"] and "report_created" in found["sentence"]
    # Used at last: the suggestion is over.
    send(sender, event("report_created", "ACC-002", "2026-11-20"))
    work(NOW + timedelta(hours=1))
    assert admin.get(f"/signals/{found['id']}").json()["state"] == "closed"


def test_CO_02_two_ignored_invitations_ask_for_another_format_and_no_third_mail(
    world, sender, admin
):
    learned(sender, ("invitation_ignored", "2026-11-02", {"format": "mail"}))
    work()
    assert admin.get("/signals?kind=other_format").json()["items"] == []
    learned(sender, ("invitation_ignored", "2026-11-09", {"format": "mail"}))
    work(NOW + timedelta(minutes=1))
    (found,) = admin.get("/signals?kind=other_format").json()["items"]
    assert found["evidence"]["inputs"] == {
        "ignored": {"mail": 2}, "not_again": ["mail"], "format": "call",
    }  # fmt: skip
    assert "15分" in found["todo"]["title_ja"]
    # The call was ignored twice as well: it changes once more, in the same signal.
    learned(sender, *(("invitation_ignored", f"2026-11-{day}", {"format": "call"})
                       for day in (12, 16)))  # fmt: skip
    work(NOW + timedelta(minutes=2))
    (again,) = admin.get("/signals?kind=other_format").json()["items"]
    assert again["id"] == found["id"] and again["evidence"]["inputs"]["format"] == "template"

    # What sends invitations asks whom to leave out: no third mail, no third call.
    def keys(rule):
        return [
            one["key"]
            for one in admin.get("/accounts?" + urlencode({"where": rule})).json()["items"]
        ]

    account = again["account"]
    for form in ("mail", "call"):
        assert keys(f"has(worn_out_formats, '{form}')") == [account]
    assert account in keys("NOT has(worn_out_formats, 'template')")
    # Ignored in every form, none begins anew; and whoever comes after all is invited as before.
    learned(sender, *(("invitation_ignored", f"2026-11-{day}", {"format": "template"})
                       for day in (17, 18)))  # fmt: skip
    work(NOW + timedelta(minutes=3))
    (last,) = admin.get("/signals?kind=other_format").json()["items"]
    assert last["todo"] is None and "every form" in last["sentence"]
    assert keys("has(worn_out_formats, 'template') AND has(worn_out_formats, 'mail')") == [account]
    learned(sender, ("seminar_attended", "2026-11-19", {"topic": "集計"}))
    work(NOW + timedelta(minutes=4))
    assert keys("has(worn_out_formats, 'mail')") == []


def test_a_suggestion_is_taken_up_as_a_todo_with_one_request_and_taken_back(world, sender, admin):
    publish_method(NOW)
    learned(sender, ("seminar_attended", "2026-11-01", {"topic": "集計"}))
    work()
    (found,) = admin.get("/signals?kind=coach_report").json()["items"]
    nowhere = admin.post(f"/signals/{found['id']}/task", {})
    assert (nowhere.status_code, nowhere.json()["code"]) == (409, "no_open_case")
    case = Desk(world).open("ACC-002", "K-002")
    taken = admin.post(f"/signals/{found['id']}/task", {}).json()
    assert (taken["state"], taken["outcome"]) == ("settled", "handled")
    tasks = Task.objects.living().filter(attempt__case=case, pk=taken["task"])
    assert tasks.get().minutes == 20
    assert admin.post(f"/signals/{found['id']}/task", {}).json()["task"] == taken["task"]
    fact = Fact.objects.get(verb="health.suggestion.accepted")
    admin.post(f"/facts/{fact.id}/undo", {})
    assert not tasks.exists() and admin.get(f"/signals/{found['id']}").json()["task"] is None


def test_kinds_are_edited_as_data_and_what_is_wrong_is_named_by_its_place(world, gone, admin):
    body = {"kinds": [
        {"code": "a", "title": "a", "rule": "seets > 1"},
        {"code": "b", "title": "b", "rule": "seats > 1", "detector": "champion_gone"},
        {"code": "c", "title": "c", "detector": "learned_unused"},
    ]}  # fmt: skip
    assert {(one.field, one.code) for one in problems("signals", body)} >= {
        ("kinds[a].rule", "unknown_name"),
        ("kinds[b].rule", "rule_or_detector"),
        ("kinds[c].feature", "required"),
    }
    kind, code, shipped = from_yaml(default_signals())
    assert problems(kind, shipped) == []
    own = {"kinds": [{"code": "many_seats", "title": {"ja": "大口", "en": "Large"},
                      "rule": "seats >= 500", "severity": "care"}]}  # fmt: skip
    save_draft(kind=kind, code=code, body=own, by=SYSTEM, at=NOW)
    publish(kind=kind, code=code, by=SYSTEM, at=NOW)
    work()
    assert {one["kind"] for one in admin.get("/signals").json()["items"]} == {"many_seats"}
    (found,) = admin.get("/signals?account=ACC-001").json()["items"]
    assert found["evidence"]["version"] == "signals/standard@1"
    assert admin.get(f"/signals/{gone.pk}").json()["state"] == "closed"
