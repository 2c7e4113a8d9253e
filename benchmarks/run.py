"""The measurements, on the database of the environment."""

from __future__ import annotations

import gc
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db import transaction

from benchmarks import cases, data, snapshots
from benchmarks.browser import Browser
from benchmarks.floor import Figure, Statement, page, recorded, run_raw
from senro.customers.models import Account
from senro.exchange.importing import import_file
from senro.kernel import clock
from senro.kernel.access import SYSTEM, Actor
from senro.kernel.actions import create_organization, create_person, create_team
from senro.kernel.models import Person
from senro.kernel.queries import actor_of
from senro.kernel.tables import make_tables
from senro.onboarding.models import Case
from senro.programs.actions import publish_default_method

ACCOUNTS, CONTACTS_EACH, CASES, COLLEAGUES = 10_000, 3, 300, 12
# How far back the board is asked for: most of the cases run by then.
BACK = 14
LIST, BOARD = "aim: 1.5 and 15 ms", "aim: 1.5 and 45 ms"


def main() -> None:
    """Everything, one line a figure."""
    people = prepare()
    actor = actor_of(people[0], at=clock.now())
    for figure in imports(actor):
        print(figure.row(), flush=True)
    cases.open_all(CASES, people, actor)
    for figure in pages(Browser(people[0])):
        print(figure.row(), flush=True)


def prepare() -> list[Person]:
    """An installation with an administrator and colleagues."""
    make_tables()
    at = clock.now()
    create_organization(name="Bench", by=SYSTEM, at=at)
    publish_default_method(by=SYSTEM, at=at)
    create_team(key="cs", name="CS", by=SYSTEM, at=at)
    people = []
    for number in range(COLLEAGUES):
        role = "specialist" if number else "admin"
        fields = {
            "name": f"担当 {number}",
            "email": data.mail(number),
            "roles": [role],
            "team": "cs",
        }
        people.append(create_person(fields=fields, by=SYSTEM, at=at))
    return people


def imports(actor: Actor) -> list[Figure]:
    """Files through the importer; contracts too, which are not measured."""
    with tempfile.TemporaryDirectory() as folder:
        files = {
            kind: Path(folder) / f"{kind}.csv" for kind in ("accounts", "contacts", "contracts")
        }
        data.write_accounts(files["accounts"], ACCOUNTS, COLLEAGUES)
        data.write_contacts(files["contacts"], ACCOUNTS, CONTACTS_EACH)
        data.write_contracts(files["contracts"], ACCOUNTS)
        figures = [
            _import("accounts", files["accounts"], ACCOUNTS, actor),
            _import("contacts", files["contacts"], ACCOUNTS * CONTACTS_EACH, actor),
        ]
        import_file(kind="contracts", path=files["contracts"], by=actor, at=clock.now())
    return figures


def _import(kind: str, path: Path, rows: int, actor: Actor) -> Figure:
    """Once on a copy to see its SQL, once for the time, and the SQL alone on a copy: the floor."""
    statements: list[Statement] = []
    with snapshots.instead(snapshots.copy()), recorded(statements):
        import_file(kind=kind, path=path, by=actor, at=clock.now())
    before = snapshots.copy()
    gc.collect()
    start, busy = time.perf_counter(), time.process_time()
    result = import_file(kind=kind, path=path, by=actor, at=clock.now())
    taken, busy = time.perf_counter() - start, time.process_time() - busy
    if result.created != rows:
        raise RuntimeError(f"{kind}: {result.created} of {rows}, {result.rejects_path}")
    with snapshots.instead(before):
        start = time.perf_counter()
        with transaction.atomic():
            run_raw(statements)
        floor = time.perf_counter() - start
    note = f"by the clock: {rows / taken:,.0f} rows/s (aim: 5,000); by this process's CPU: {rows / busy:,.0f}"
    return Figure(
        f"import of {rows:,} {kind}", 1, taken * 1000, floor * 1000, len(statements), note
    )


def day_back() -> str:
    """A past day of which most of the cases had begun, as an address says it."""
    return (clock.now() - timedelta(days=BACK)).date().isoformat()


def pages(browser: Browser) -> list[Figure]:
    """The pages that people open all day."""
    assert Account.objects.count() == ACCOUNTS
    last = ACCOUNTS // 50
    case = Case.objects.living().filter(phase="P3").order_by("pk").first()
    assert case is not None
    rule = "/accounts/?where=mrr+%3E+500000+AND+tier+%3D+%27MM%27"
    return [
        page(browser, "accounts, page 1", "/accounts/", note=LIST),
        page(browser, f"accounts, page {last}", f"/accounts/?page={last}", note=LIST),
        page(browser, "accounts, filtered and sorted by MRR", "/accounts/?tier=ENT&sort=-mrr"),
        page(browser, "accounts, by rule", rule),
        page(browser, "search, two characters", "/search/?q=%E7%91%9E%E7%A9%82"),
        page(browser, f"board, {CASES} active cases", "/board/", note=BOARD),
        page(browser, f"board as of {BACK} days back", f"/board/?as_of={day_back()}", note=BOARD),
        page(browser, "case page", f"/cases/{case.pk}/"),
        page(browser, f"today, {CASES} cases", "/"),
    ]


if __name__ == "__main__":
    main()
