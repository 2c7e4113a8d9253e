"""The measurements, on the database of the environment."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from benchmarks import data  # noqa: E402
from benchmarks.floor import Figure, Statement, page, recorded, run_raw  # noqa: E402
from senro.customers.models import Account, Contract  # noqa: E402
from senro.exchange.importing import import_file  # noqa: E402
from senro.kernel import clock  # noqa: E402
from senro.kernel.access import SYSTEM, Actor  # noqa: E402
from senro.kernel.actions import create_organization, create_person, create_team  # noqa: E402
from senro.kernel.models import Person  # noqa: E402
from senro.kernel.queries import actor_of  # noqa: E402
from senro.onboarding.actions import complete_phase, open_case  # noqa: E402
from senro.onboarding.models import Case  # noqa: E402
from senro.programs.actions import publish_default_method  # noqa: E402

ACCOUNTS, CONTACTS_EACH, CASES = 10_000, 3, 300


def main() -> None:
    """Everything, one line a figure."""
    at = clock.now()
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    person, actor = _people(at)
    for figure in _imports(actor):
        print(figure.row(), flush=True)
    _cases(actor, person)
    setup_test_environment()
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    for figure in _pages(client):
        print(figure.row(), flush=True)


def _people(at: object) -> tuple[Person, Actor]:
    at = clock.now()
    create_organization(name="Bench", by=SYSTEM, at=at)
    publish_default_method(by=SYSTEM, at=at)
    create_team(key="cs", name="CS", by=SYSTEM, at=at)
    fields = {"name": "Bench", "email": "bench@senro.example", "roles": ["admin"], "team": "cs"}
    person = create_person(fields=fields, by=SYSTEM, at=at)
    return person, actor_of(person, at=clock.now())


def _imports(actor: Actor) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        files = {
            kind: Path(folder) / f"{kind}.csv" for kind in ("accounts", "contacts", "contracts")
        }
        data.write_accounts(files["accounts"], ACCOUNTS)
        data.write_contacts(files["contacts"], ACCOUNTS, CONTACTS_EACH)
        data.write_contracts(files["contracts"], ACCOUNTS)
        figures = [
            _import("accounts", files["accounts"], ACCOUNTS, actor),
            _import("contacts", files["contacts"], ACCOUNTS * CONTACTS_EACH, actor),
        ]
        import_file(kind="contracts", path=files["contracts"], by=actor, at=clock.now())
    return figures


def _import(kind: str, path: Path, rows: int, actor: Actor) -> Figure:
    statements: list[Statement] = []
    before = _copy()
    with recorded(statements):
        start = time.perf_counter()
        result = import_file(kind=kind, path=path, by=actor, at=clock.now())
        taken = time.perf_counter() - start
    if result.created != rows:
        raise RuntimeError(f"{kind}: {result.rejects[:3]}")
    floor = _replayed(before, statements)
    note = f"{rows / taken:,.0f} rows/s (wall)"
    return Figure(f"import {rows:,} {kind}", 1, taken * 1000, floor * 1000, len(statements), note)


def _copy() -> Path | None:
    if connection.vendor != "sqlite":
        return None
    target = Path(str(settings.DATABASES["default"]["NAME"]) + ".before")
    connection.close()
    shutil.copy(settings.DATABASES["default"]["NAME"], target)
    return target


def _replayed(before: Path | None, statements: list[Statement]) -> float:
    """Seconds that the import's own SQL takes on the database as it was before."""
    if before is None:
        return float("nan")
    name = Path(str(settings.DATABASES["default"]["NAME"]))
    after = name.with_suffix(".after")
    connection.close()
    shutil.move(name, after)
    shutil.move(before, name)
    for extra in ("-wal", "-shm"):
        Path(f"{name}{extra}").unlink(missing_ok=True)
    start = time.perf_counter()
    with transaction.atomic():
        run_raw([s for s in statements if not s[0].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])
    taken = time.perf_counter() - start
    connection.close()
    for extra in ("-wal", "-shm"):
        Path(f"{name}{extra}").unlink(missing_ok=True)
    shutil.move(after, name)
    return taken


def _cases(actor: Actor, person: Person) -> None:
    now = clock.now()
    contracts = Contract.objects.living().select_related("account").order_by("key")[:CASES]
    for number, contract in enumerate(contracts):
        started = now - timedelta(days=20 + number % 60)
        case = open_case(
            account=contract.account, contract=contract, started=started.date(), owner=person,
            by=actor, at=started,
        )  # fmt: skip
        for step in range(number % 5):
            code = f"P{step + 1}"
            at = started + timedelta(days=step + 1)
            complete_phase(case=case, phase=code, by=actor, at=at, override="bench")
            case.refresh_from_db()


def _pages(client: Client) -> list[Figure]:
    assert Account.objects.count() == ACCOUNTS
    last = ACCOUNTS // 50
    case = Case.objects.living().filter(phase="P3").order_by("pk").first()
    assert case is not None
    return [
        page(client, "accounts, page 1", "/accounts/", note="aim 1.5×, 15 ms"),
        page(client, f"accounts, page {last}", f"/accounts/?page={last}", note="aim 1.5×, 15 ms"),
        page(client, "accounts, filtered and sorted", "/accounts/?tier=ENT&sort=-mrr"),
        page(client, "accounts, by rule", "/accounts/?where=mrr+%3E+500000+AND+tier+%3D+%27MM%27"),
        page(client, "search, two characters", "/search/?q=%E7%91%9E%E7%A9%82"),
        page(client, f"board, {CASES} active cases", "/board/", note="aim 1.5×, 45 ms"),
        page(client, "case page", f"/cases/{case.pk}/"),
        page(client, "today", "/"),
    ]


if __name__ == "__main__":
    main()
