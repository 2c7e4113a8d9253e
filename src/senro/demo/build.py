"""Builds the sample company: people, files through the importers, then the running cases by verbs."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from senro import lake
from senro.customers.actions import put_contract, put_partner, put_product
from senro.exchange.importing import import_file
from senro.health.refreshing import refresh_signals
from senro.kernel.access import SYSTEM, Actor
from senro.kernel.actions import create_organization, create_person, create_team
from senro.kernel.queries import actor_of
from senro.kernel.reactions import run_reactions
from senro.onboarding.actions import detect_at_risk
from senro.onboarding.bulk.nights import store_night
from senro.programs.actions import publish_default_method
from senro.usage.draining import drain_inbox
from senro.usage.intake import NATIVE, receive
from senro.usage.refreshing import refresh_values
from senro.usage.rules.envelopes import Letter

from .accounts import DemoAccount, make_accounts
from .behaviour import Use, make_uses
from .cases import PastCase, RunningCase, make_past, make_running
from .criteria import revise_criteria
from .method import measure_schools, revise
from .moments import local
from .people import (
    account_rows,
    contact_rows,
    contract_rows,
    end_user_rows,
    meeting_rows,
    past_case_rows,
)
from .running import RunningBuilder
from .usage import sent_events, sum_rows
from .words import PARTNERS, PRODUCTS, STAFF, TEAMS

NAME = "株式会社ゲンバルーム（架空）"
REQUEST = 20_000
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Everything that will be built, decided before anything is written."""

    accounts: list[DemoAccount]
    running: list[RunningCase]
    past: list[PastCase]
    uses: list[Use]


def make_plan() -> Plan:
    """The sample company of a fixed seed."""
    accounts = make_accounts()
    running = make_running(accounts)
    past = make_past(accounts)
    return Plan(accounts, running, past, make_uses(running, past))


def build(*, at: datetime, say: Say = lambda _: None) -> None:
    """Fill an empty installation. `at` is the company's today."""
    plan = make_plan()
    people = build_people(at)
    admin = people["administrator"]
    for key, name in PRODUCTS:
        put_product(key=key, name=name, by=admin, at=at)
    for key, name in PARTNERS:
        put_partner(key=key, name=name, by=admin, at=at)
    with tempfile.TemporaryDirectory() as folder:
        importer = Importer(Path(folder), admin, at, say)
        importer.load("accounts", account_rows(plan.accounts))
        importer.load("contacts", contact_rows(plan.accounts))
        importer.load("contracts", contract_rows(plan.accounts, plan.uses))
        rows = end_user_rows(plan.running, plan.past)
        importer.load("end-users", [row for row in rows if row["account"] == "ACC-001"], "cp932")
        importer.load("end-users", [row for row in rows if row["account"] != "ACC-001"])
        importer.load("cases", past_case_rows(plan.past))
        importer.load("meetings", meeting_rows(plan.accounts))
        importer.load("usage", sum_rows(plan.uses))
    # A thousand verbs in one transaction: a disk that is asked a thousand times to be sure is slow.
    with transaction.atomic():
        say("契約の増減")
        move_money(plan.accounts, admin, at)
        revise_criteria(plan.past, people, at)
        say("進行中の案件")
        builder = RunningBuilder(people, at)
        for case in plan.running:
            builder.build(case)
        builder.late_purposes(plan.accounts)
        say("メソッド")
        revise(people, at)
        measure_schools(people)
        detect_at_risk(by=SYSTEM, at=at)
        for day in (date(2026, 9, 30), *(at.date() - timedelta(days=n) for n in range(7, 0, -1))):
            store_night(day=day, at=at)
    say("利用状況")
    send_events(plan.uses, admin, at)
    count_usage(at)


def send_events(uses: list[Use], by: Actor, at: datetime) -> None:
    """What the product sends to the intake, as one request after another."""
    sent = sent_events(uses)
    while part := list(islice(sent, REQUEST)):
        letter = Letter([msgspec.json.encode(event) for event in part], False)
        receipt = receive(letter, source=NATIVE, by=by, at=at, machine=at, history=True)
        if receipt.rejected:
            raise RuntimeError(f"events: {receipt.rejected[:3]}")


def count_usage(at: datetime) -> None:
    """What the worker would do within minutes: react, drain the inbox, one file a day, measure all, look for signals."""
    while run_reactions(at=at, machine=at):
        pass
    drain_inbox(at=at, clock=lambda: at)
    for table in lake.TABLES.values():
        lake.compact(table)
    refresh_values(at=at, clock=lambda: at)
    refresh_signals(at=at, clock=lambda: at)


def build_people(at: datetime) -> dict[str, Actor]:
    """The organisation, its teams and everybody in them, as actors by their short key."""
    opened = local(date(2023, 4, 3))
    create_organization(name=NAME, by=SYSTEM, at=opened)
    publish_default_method(by=SYSTEM, at=opened)
    for key, name in TEAMS:
        create_team(key=key, name=name, by=SYSTEM, at=opened)
    actors = {}
    for key, name, email, roles, team in STAFF:
        fields: dict[str, Any] = {"name": name, "email": email, "roles": roles, "is_active": True}
        if team:
            fields["team"] = team
        if key == "partner3":
            fields["partner_key"] = "P-03"
        person = create_person(fields=fields, by=SYSTEM, at=opened)
        actors[key] = actor_of(person, at=at)
    return actors


@dataclass
class Importer:
    """Writes rows into a file and takes it in as a stranger's file."""

    folder: Path
    by: Actor
    at: datetime
    say: Say

    def load(
        self, kind: str, rows: Iterable[Mapping[str, Any]], encoding: str = "utf-8-sig"
    ) -> None:
        """Import the rows; a refused row is a defect of the sample company."""
        rows = list(rows)
        path = self.folder / f"{kind}-{encoding}.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        self.say(f"{kind} {len(rows)}")
        history = kind == "usage"
        result = import_file(
            kind=kind, path=path, file_name=path.name, by=self.by, at=self.at, history=history
        )
        if result.refused:
            raise RuntimeError(f"{kind}: {result.rejects[:3]}")


def move_money(accounts: Iterable[DemoAccount], by: Actor, at: datetime) -> None:
    """Expansions and contractions of the last twelve months, as changes of the contract."""
    for number, account in enumerate(accounts):
        if account.mrr != account.opening_mrr:
            day = date(2026, 1, 1) + timedelta(days=(number * 7) % 300)
            fields = {"mrr": account.mrr, "mrr_from": day}
            put_contract(key=f"K-{account.key[4:]}", fields=fields, by=by, at=min(at, local(day)))
