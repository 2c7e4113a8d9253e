"""Signing in, staying signed in, being signed out, and getting a forgotten password back."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.core import mail
from django.test import Client

from senro.kernel.actions import change_person, deactivate
from senro.kernel.models import Person
from tests.safety.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, RESET, CHANGE = "/sign-in/login/", "/sign-in/password/reset/", "/sign-in/password/change/"
EVIL = (
    "//evil.example/",
    "///evil.example",
    "https://evil.example/",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example",
    "http:///evil.example",
    "%2F%2Fevil.example",
    "//evil.example%2f..",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "\t//evil.example",
    " //evil.example",
)


def sign_in(client: Client, who: str = "csm_mm", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": f"{who}@example.jp", "password": password, **more})


def inside(client: Client) -> bool:
    return client.get("/").status_code == 200


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/sign-in/password/reset/key/\S+)", message.body)[1]


@pytest.mark.usefixtures("limits")
class TestSessions:
    def test_signing_in_gives_the_session_another_key(self, password):
        client = Client()
        client.get(LOGIN)
        client.get("/")
        session = client.session
        session["planted"] = "x"
        session.save()
        client.cookies["sessionid"] = planted = session.session_key
        assert sign_in(client).status_code == 302 and inside(client)
        assert client.cookies["sessionid"].value != planted
        fixed = Client()
        fixed.cookies["sessionid"] = planted
        assert not inside(fixed)

    def test_a_made_up_session_key_is_not_taken_over(self, password):
        client = Client()
        client.cookies["sessionid"] = "attackerchosenkey0123456789abcdef"
        assert sign_in(client).status_code == 302
        assert client.cookies["sessionid"].value != "attackerchosenkey0123456789abcdef"

    def test_signing_out_ends_the_session_on_the_server(self, password):
        client, thief = Client(), Client()
        sign_in(client)
        thief.cookies["sessionid"] = client.cookies["sessionid"].value
        assert inside(thief)
        client.post("/sign-in/logout/")
        assert not inside(thief)

    def test_another_password_ends_every_other_session(self, password):
        here, elsewhere = Client(), Client()
        sign_in(here)
        sign_in(elsewhere)
        new = "もう一つの長い合言葉9"
        changed = here.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert changed.status_code == 302
        assert inside(here) and not inside(elsewhere)

    def test_sessions_are_listed_and_one_can_be_ended_but_only_one_s_own(self, password):
        here, elsewhere, other = Client(), Client(), Client()
        sign_in(here)
        sign_in(elsewhere)
        sign_in(other, "csm_ent")
        for client in (here, elsewhere, other):
            client.get("/")
        ends = re.findall(
            r"/sign-in/sessions/\d+/end/", here.get("/sign-in/sessions/").content.decode()
        )
        assert ends
        for end in ends:
            assert other.post(end).status_code == 404
        assert inside(elsewhere)
        for end in ends:
            here.post(end)
        assert not inside(elsewhere) and inside(other)

    def test_who_is_switched_off_is_out_at_once(self, password, world):
        client = Client()
        sign_in(client)
        assert inside(client)
        admin = world.actor("admin")
        deactivate(person=world.people["csm_mm"], by=admin, at=world.at)
        assert not inside(client)
        assert not inside(_signed(Client()))

    def test_no_password_is_kept_that_could_be_read(self, password, world):
        stored = Person.objects.get(pk=world.people["csm_mm"].pk).password
        assert identify_hasher(stored).algorithm == "argon2" and PASSWORD not in stored


def _signed(client: Client) -> Client:
    sign_in(client)
    return client


@pytest.mark.usefixtures("limits")
class TestRedirects:
    def test_signing_in_leads_to_no_other_house(self, password):
        for wanted in EVIL:
            answer = sign_in(Client(), next=wanted)
            assert answer.status_code == 302 and _at_home(answer.url), answer.url
        for wanted in EVIL:
            who = {"login": "csm_mm@example.jp", "password": PASSWORD}
            asked = Client().post(f"{LOGIN}?next={quote(wanted)}", who)
            assert asked.status_code == 302 and _at_home(asked.url), asked.url

    def test_other_forms_lead_to_no_other_house(self, browser):
        for wanted in EVIL:
            client = browser("csm_mm")
            for path in ("/ui/theme/", "/ui/language/", "/sign-in/logout/"):
                answer = client.post(path, {"next": wanted, "theme": "dark", "language": "en"})
                assert answer.status_code == 302 and _at_home(answer.url), (path, answer.url)
            answer = client.post("/ui/theme/", {"theme": "dark"}, headers={"Referer": wanted})
            assert _at_home(answer.url)

    def test_signing_in_leads_back_to_where_one_was_going(self, password):
        asked = Client().get("/board/?tier=MM")
        assert asked.url.startswith("/sign-in/") and "next=/board/%3Ftier%3DMM" in asked.url
        assert sign_in(Client(), next="/board/?tier=MM").url == "/board/?tier=MM"


def _at_home(url: str) -> bool:
    """Where a browser would go: it takes a backslash for a slash, and drops tabs and blanks."""
    seen = url.strip().replace("\\", "/").replace("\t", "")
    return urlsplit(urljoin("http://testserver/a/", seen))[:2] == ("http", "testserver")


@pytest.mark.usefixtures("limits")
class TestThrottling:
    def test_guessing_one_person_s_password_is_stopped_even_for_the_right_guess(self, password):
        client = Client()
        for n in range(5):
            assert sign_in(client, password=f"wrong {n}").status_code == 200
        blocked = sign_in(client)
        assert blocked.status_code in (200, 429) and not inside(client)
        assert sign_in(Client(), "csm_ent").status_code == 302

    def test_guessing_many_people_s_passwords_from_one_place_is_stopped(self, password):
        for n in range(10):
            Client().post(
                LOGIN,
                {"login": f"nobody{n}@example.jp", "password": "wrong"},
                headers={"X-Forwarded-For": f"10.0.0.{n}"},
            )
        late = Client()
        sign_in(late, "csm_ent")
        assert not inside(late)

    def test_asking_for_many_mails_is_stopped(self, password):
        for _n in range(8):
            Client().post(RESET, {"email": "csm_mm@example.jp"})
        assert len(mail.outbox) <= 3


@pytest.mark.usefixtures("limits")
class TestForgottenPasswords:
    NEW = "忘れた人の新しい合言葉7"

    def ask(self, email: str = "csm_mm@example.jp", **headers: str):
        return Client().post(RESET, {"email": email}, **headers)

    def test_a_mail_leads_to_another_password_once(self, password):
        elsewhere = Client()
        sign_in(elsewhere)
        self.ask()
        [message] = mail.outbox
        assert message.to == ["csm_mm@example.jp"] and PASSWORD not in message.body
        client = Client()
        form = client.get(link_in(message), follow=True)
        assert form.status_code == 200
        path = form.redirect_chain[-1][0]
        assert link_in(message) not in path, "the secret of the link stays in the address"
        done = client.post(path, {"password1": self.NEW, "password2": self.NEW})
        assert done.status_code == 302
        assert sign_in(Client(), password=self.NEW).status_code == 302
        assert sign_in(Client()).status_code == 200
        assert not inside(elsewhere)
        again = Client().get(link_in(message), follow=True)
        assert b'name="password1"' not in again.content

    def test_weak_passwords_are_refused(self, password):
        self.ask()
        client = Client()
        path = client.get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]
        for weak in ("short", "password123", "csm_mm@example.jp"):
            client.post(path, {"password1": weak, "password2": weak})
            assert sign_in(Client(), password=weak).status_code == 200

    def test_nobody_learns_whether_an_address_is_known(self, password):
        known, unknown = self.ask(), self.ask("stranger@elsewhere.example")
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert [message.to for message in mail.outbox] == [["csm_mm@example.jp"]]

    def test_the_link_never_names_a_host_that_the_caller_made_up(self, password):
        assert self.ask(headers={"Host": "evil.example"}).status_code == 400
        self.ask(
            headers={
                "X-Forwarded-Host": "evil.example",
                "X-Forwarded-Server": "evil.example",
                "Forwarded": "host=evil.example",
            }
        )
        assert "evil" not in mail.outbox[0].body and "testserver" in mail.outbox[0].body

    def test_an_address_that_somebody_had_earlier_opens_nothing(self, password, world):
        self.ask()
        person = Person.objects.get(pk=world.people["csm_mm"].pk)
        EmailAddress.objects.get_or_create(user=person, email="csm_mm@example.jp")
        change_person(
            person=person,
            fields={"email": "moved@example.jp"},
            by=world.actor("admin"),
            at=world.at,
        )
        mail.outbox.clear()
        self.ask()
        assert mail.outbox == []

    def test_who_is_switched_off_gets_no_mail(self, password, world):
        deactivate(person=world.people["csm_mm"], by=world.actor("admin"), at=world.at)
        self.ask()
        assert mail.outbox == []


def test_nobody_makes_an_account_by_themselves(world):
    before = Person.objects.count()
    for path in ("/sign-in/signup/", "/sign-in/email/"):
        answer = Client().post(path, {"email": "new@example.jp", "password1": PASSWORD})
        assert answer.status_code == 404
    assert Person.objects.count() == before


def test_nobody_gives_themselves_a_role(browser, world):
    client = browser("csm_mm")
    client.post(
        "/sign-in/profile/", {"name": "x", "roles": "admin", "is_active": "1", "email": "a@b.jp"}
    )
    person = Person.objects.get(pk=world.people["csm_mm"].pk)
    assert person.roles == ["csm"] and person.email == "csm_mm@example.jp"
