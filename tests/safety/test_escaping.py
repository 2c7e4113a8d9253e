"""Names and notes that are really HTML, scripts, templates or formulas, shown on every screen."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from senro.customers.actions import log_touch, put_account, put_contact, put_end_user
from senro.customers.models import Account, EndUser, Site
from senro.kernel.access import SYSTEM
from senro.kernel.actions import change_person
from senro.kernel.notifications import WORDS, notify
from senro.onboarding.actions import (
    add_task,
    add_wish,
    attest_gate_item,
    mark_stalled,
    open_case,
    record_meeting,
    set_outcome,
    set_promotion_policy,
    set_structure,
)
from tests.world import AT, LONG_AGO, publish_method

pytestmark = pytest.mark.django_db
PROBE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}${8*8}</title></textarea>"
SECRET = "社外秘の覚え書き"
FORMULAS = ("=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1")


class Reader(HTMLParser):
    """Looks for what no template of ours would write."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and value == "x":
                self.found.append(tag)
            if name == "style":
                self.found.append(f"{tag} style={value}")
        if tag == "script" and not dict(attrs).get("src"):
            self.found.append("inline script")


@pytest.fixture
def poisoned(world):
    """A case of ACC-002 in which every text that people may write is the probe."""
    publish_method(LONG_AGO)
    by = {"by": world.actor("admin"), "at": AT}
    fields = {"name": PROBE, "kana": PROBE, "industry": PROBE[:40]}
    put_account(key="ACC-002", fields=fields, **by)
    account = world.account("ACC-002")
    Account.objects.filter(pk=account.pk).update(business_type=PROBE[:40])
    contact = {
        "account": "ACC-002",
        "name": PROBE,
        "title": PROBE,
        "layer": "admin",
        "email": "a@b.jp",
    }
    row = put_contact(key="CT-<b>", fields=contact, **by).row
    Site.objects.create(account=account, name=PROBE, created_at=AT)
    put_end_user(
        key="EU-<b>",
        fields={"account": "ACC-002", "name": PROBE, "employee_no": "<i>1", "site": PROBE},
        **by,
    )
    for who in ("csm_mm", "admin"):
        change_person(person=world.people[who], fields={"name": PROBE[:100]}, **by)
    case = open_case(
        account=account, contract=world.contract("K-002"), started=date(2026, 11, 10), **by
    )
    _fill(case, account, row, by)
    people = [world.people[who] for who in ("csm_mm", "admin")]
    for kind in WORDS:
        names = ("account", "name", "task", "person", "text", "contact", "reason", "owner")
        params = dict.fromkeys(names, PROBE)
        notify(kind, to=people, subject=case, once="x", at=AT, params=params)
    return case


def _fill(case, account, contact, by) -> None:
    add_wish(case=case, feature=PROBE[:100], declared_by=PROBE, **by)
    add_task(case=case, fields={"title": PROBE, "side": "vendor", "due_on": AT.date()}, **by)
    touch = {"direction": "inbound", "channel": "phone", "touched_at": AT, "note": PROBE + SECRET}
    log_touch(account=account, contact=contact, **touch, **by)
    meeting = {"kind": "kickoff", "held_at": AT, "channel": "online", "notes": PROBE + SECRET}
    record_meeting(case=case, fields=meeting, **by)
    set_structure(case=case, owner=contact.key, sponsor=contact.key, site_leads=[contact.key], **by)
    set_outcome(case=case, achieved=PROBE, led_to=PROBE, evidence=PROBE, **by)
    steps = [{"what": PROBE, "due": "2026-12-01"}, {"what": PROBE, "due": "2026-12-02"}]
    set_promotion_policy(case=case, owner=PROBE, steps=steps, **by)
    attest_gate_item(case=case, code="operation_decided", evidence=PROBE, **by)
    mark_stalled(case=case, cause="x", reason=PROBE, **by)


def pages(case) -> list[str]:
    one = f"/cases/{case.pk}/"
    return [
        "/", "/?scope=all", "/board/", "/board/?lanes=owner", "/board/?as_of=2026-11-19", one,
        f"{one}?as_of=2026-11-19", f"{one}completion/", f"{one}phases/P1/completion/",
        f"{one}kickoff/", f"{one}closing/", f"{one}structure/", f"{one}purposes/", f"{one}wishes/",
        f"{one}owner/", f"{one}status/recover/", f"{one}tasks/new/", f"{one}touches/new/",
        "/accounts/", "/accounts/?q=img", "/accounts/ACC-002/", "/accounts/ACC-002/?tab=cases",
        "/accounts/ACC-002/?tab=users", "/accounts/ACC-002/?tab=people",
        "/accounts/ACC-002/?tab=contracts", "/accounts/ACC-002/?tab=record",
        "/accounts/ACC-002/edit/", "/accounts/ACC-002/contacts/new/", "/search/?q=%3Cimg",
        "/search/?q=<script>alert(2)</script>", "/settings/record/", "/notifications/",
        "/settings/people/", "/settings/keys/", "/sign-in/profile/", "/cases/new/?q=<script>",
        "/imports/", "/sign-in/login/?next=\"><script>alert(2)</script>", "/nothing/<script>alert(2)",
    ]  # fmt: skip


def test_nothing_that_people_write_becomes_part_of_a_page(poisoned, browser):
    seen = 0
    for language in ("ja", "en"):
        client = browser("admin")
        client.cookies["django_language"] = language
        for path in pages(poisoned):
            answer = client.get(path)
            assert answer.status_code in (200, 302, 404), (path, answer.status_code)
            text = answer.content.decode()
            reader = Reader()
            reader.feed(text)
            assert not reader.found, (path, reader.found)
            assert "<script>alert" not in text and "<img src=x" not in text, path
            assert ">49<" not in text.replace(" ", "") or "{{7*7}}" in text, path
            seen += "alert(2)" in text
    assert seen > 20, "the probe is not shown anywhere: this test looks at nothing"


def test_fragments_for_htmx_are_escaped_too(poisoned, browser):
    client = browser("admin")
    one = f"/cases/{poisoned.pk}/"
    for path in ("/search/?q=img", "/board/?column=stalled&after=0", f"{one}phases/P1/completion/"):
        text = client.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text, path


def test_what_forms_give_back_is_escaped(poisoned, browser):
    client = browser("admin")
    one = f"/cases/{poisoned.pk}/"
    for path, sent in (
        (f"{one}wishes/", {"feature": "", "declared_by": PROBE}),
        (f"{one}tasks/new/", {"title": PROBE, "side": "nobody"}),
        (f"{one}structure/", {"owner": PROBE}),
        ("/settings/people/new/", {"name": PROBE, "email": PROBE}),
        ("/settings/keys/", {"name": PROBE, "scope": PROBE}),
        ("/accounts/new/", {"key": PROBE, "name": ""}),
        ("/accounts/?where=" + PROBE, None),
        ("/sign-in/login/", {"login": PROBE, "password": PROBE}),
    ):
        answer = client.get(path) if sent is None else client.post(path, sent)
        reader = Reader()
        reader.feed(answer.content.decode())
        assert not reader.found, (path, reader.found)


def test_problem_documents_are_no_html(poisoned, browser):
    answer = browser().get("/api/v1/<script>alert(2)</script>")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_internal_notes_stay_with_those_who_may_read_them(poisoned, browser):
    for who in ("marketing",):
        client = browser(who)
        for path in pages(poisoned):
            answer = client.get(path)
            if answer.status_code == 200:
                assert SECRET not in answer.content.decode(), (who, path)
    assert SECRET in browser("csm_mm").get("/settings/record/").content.decode()


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_an_export_is_a_formula(formula, world, browser):
    publish_method(LONG_AGO)
    case = open_case(
        account=world.account("ACC-001"),
        contract=world.contract("K-001"),
        started=AT.date() - timedelta(days=1),
        by=SYSTEM,
        at=AT,
    )
    account = world.account("ACC-001")
    Account.objects.filter(pk=account.pk).update(name=formula, industry=formula)
    for row in EndUser.objects.filter(account=account):
        row.name, row.employee_no, row.email = formula, f"{formula}{row.key}", ""
        row.registration_method = ""
        row.save()
    for path in (
        "/accounts/list.csv",
        "/accounts/ACC-001/end-users.csv",
        f"/cases/{case.pk}/people.csv",
    ):
        answer = browser("csm_ent").get(path)
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
        cells = [cell for row in rows for cell in row]
        assert any(formula.strip() in cell for cell in cells), path
        assert not [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)], path
