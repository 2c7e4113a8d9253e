"""One scene for all questions of access, built once and put back after each question."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from senro.customers.actions import define_custom_field, put_contact, put_deal, put_end_user
from senro.exchange.actions import receive_import
from senro.exchange.models import PullSource
from senro.health.models import Signal
from senro.kernel.access import SYSTEM
from senro.kernel.actions import attach_file, create_api_key, undo_fact, write_comment
from senro.kernel.models import Fact
from senro.onboarding.actions import (
    add_waves,
    add_wish,
    ask_waiver,
    mark_stalled,
    open_case,
    return_to_sales,
)
from senro.onboarding.models import Case, CaseCriterion, Task
from senro.usage.actions import map_ids
from tests.access.places import PLACES
from tests.world import AT, LONG_AGO, World, build_world, publish_method

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Answer:
    """What came back, and how many facts the request left."""

    status: int
    location: str
    facts: int
    text: str = field(repr=False)


@dataclass
class Scene:
    """The world with cases in it, and a signed-in browser for each of its people."""

    world: World
    things: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def address(self, name: str, **other: Any) -> str:
        """The address of a page about the things of the scene."""
        args = {key: self.things.get(value, value) for key, value in PLACES[name].args.items()}
        return reverse(name, kwargs=args | other)

    def client(self, who: str) -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        if who in self.clients:
            client.cookies = self.clients[who].cookies.copy()
        return client

    def ask(self, who: str, method: str, path: str, sends: dict[str, str] | None = None) -> Answer:
        """One request; whatever it changes is put back."""
        with transaction.atomic():
            before = Fact.objects.count()
            answer = self.client(who).generic(
                method, path, urlencode(sends or {}), "application/x-www-form-urlencoded"
            )
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            facts = Fact.objects.count() - before
            transaction.set_rollback(True)
        return Answer(
            answer.status_code, answer.get("Location", ""), facts, body.decode(errors="replace")
        )


@pytest.fixture(scope="module")
def built_scene(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Scene]:
    """The rows, in a transaction around the whole module."""
    patch = pytest.MonkeyPatch()
    patch.setenv("SENRO_NOW", "2026-11-20T12:00:00+09:00")
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True
        around.__enter__()
        try:
            yield _build()
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            patch.undo()


@pytest.fixture
def scene(built_scene: Scene, db: Any) -> Scene:
    """The scene; what a test changes is put back."""
    return built_scene


def _build() -> Scene:
    world = build_world()
    publish_method(LONG_AGO)
    scene = Scene(world)
    cases = {key: _case(world, key) for key in ("ACC-001", "ACC-002", "ACC-003")}
    scene.things |= _around(world, cases["ACC-002"])
    scene.things["signal"] = _signal(world)
    scene.things["returned"] = _handed_back(cases["ACC-001"])
    scene.things["partner_case"] = cases["ACC-003"].pk
    for name, person in world.people.items():
        scene.clients[name] = Client()
        scene.clients[name].force_login(person, backend=BACKEND)
    return scene


def _case(world: World, account: str) -> Case:
    contract = world.contract(account.replace("ACC", "K"))
    what = {"account": world.account(account), "contract": contract}
    return open_case(started=date(2026, 11, 20), by=SYSTEM, at=AT, **what)


def _signal(world: World) -> Any:
    """A suggestion about ACC-002 that can be taken up."""
    todo = {"title_ja": "作る", "title_en": "Make", "minutes": 20, "touch": "high", "days": 7}
    row = Signal.objects.create(
        account=world.account("ACC-002"), kind="coach_report", severity="go", title_ja="集計",
        title_en="Reports", opened_at=AT, created_at=AT, evidence={"todo": todo},
    )  # fmt: skip
    return row.pk


def _handed_back(case: Case) -> Any:
    mark_stalled(case=case, reason="no answer", by=SYSTEM, at=AT)
    return_to_sales(case=case, reason="no answer", by=SYSTEM, at=AT)
    return case.pk


def _around(world: World, case: Case) -> dict[str, Any]:
    """What hangs on the case, and what the other addresses name."""
    admin = world.actor("admin")
    wish = add_wish(case=case, feature="写真", want_by=None, declared_by="", by=admin, at=AT)
    (wave,) = add_waves(case=case, waves=[{"name": "本社"}], by=admin, at=AT)
    written = Fact.objects.filter(verb="onboarding.wish.added").latest("seq")
    add_wish(case=case, feature="図面", want_by=None, declared_by="", by=admin, at=AT)
    dropped = Fact.objects.filter(verb="onboarding.wish.added").latest("seq")
    undo_fact(fact=dropped, by=admin, at=AT)
    code = CaseCriterion.objects.filter(attempt__case=case).first().code
    asked = ask_waiver(case=case, code=code, reason="x", by=admin, at=AT)
    task = Task.objects.filter(attempt__case=case).first()
    key, _secret = create_api_key(
        person=world.people["viewer"], name="x", scope="read", by=admin, at=AT
    )
    uploaded = receive_import(
        kind="accounts",
        stream=io.BytesIO(b"key,name\nA-1,x\n"),
        file_name="a.csv",
        by=admin,
        at=AT,
    )
    field = define_custom_field(
        subject="account", code="x", type="text", label_en="x", label_ja="x", by=admin, at=AT
    )
    fields = {"account": "ACC-002", "name": "緑川", "layer": "admin", "email": "m@midori.example"}
    contact = put_contact(key="CT-200", fields=fields, by=admin, at=AT).row
    fields = {"account": "ACC-002", "name": "緑川", "email": "m@midori.example"}
    end_user = put_end_user(key="EU-200", fields=fields, by=admin, at=AT).row
    deal = put_deal(key="D-200", fields={"account": "ACC-002"}, by=admin, at=AT).row
    who = {"subject": case, "by": admin, "at": AT}
    comment = write_comment(text="社内のメモ", **who)
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 40
    file = attach_file(stream=io.BytesIO(png), name="a.png", **who)
    return {
        "kind": "case",
        "comment": comment.pk,
        "file": file.pk,
        "field": field.pk,
        "contact": contact.pk,
        "end_user": end_user.pk,
        "deal": deal.pk,
        "contract": world.contracts["K-002"].pk,
        "case": case.pk,
        "wish": wish.pk,
        "wave": wave.pk,
        "approval": asked.pk,
        "task": task.pk,
        "criterion": CaseCriterion.objects.filter(attempt__case=case).first().code,
        "fact": written.id,
        "undone": dropped.id,
        "person": world.people["viewer"].pk,
        "key": key.pk,
        "product": world.product.pk,
        "team": _any_team(),
        "import": uploaded.pk,
        "source": PullSource.objects.create(
            key="shelf", connection="none", kind="accounts", sql="SELECT 1", created_at=AT
        ).key,
        "mapping": map_ids(
            kind="group", value="tenant-1", account=world.account("ACC-002"), by=admin, at=AT
        ).pk,
    }


def _any_team() -> object:
    from senro.kernel.models import Team

    return Team.objects.living().order_by("key").values_list("pk", flat=True).first()
