"""A large installation: 100,000 accounts, a board of 3,000 cases, then 10,000 running cases.

SENRO_BENCH_SIZE=0.1 makes everything a tenth, for a quick look; the lines say how many there were.
"""

from __future__ import annotations

import gc
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import django

django.setup()

from django.db import transaction

from benchmarks import data, methods, snapshots
from benchmarks.__main__ import scaled
from benchmarks.browser import Browser
from benchmarks.floor import Figure, Statement, page, recorded, run_raw
from benchmarks.run import COLLEAGUES, prepare
from senro.customers.models import Account
from senro.exchange.editing import chosen_keys
from senro.exchange.editing.run import edit_in_bulk
from senro.exchange.importing import import_file
from senro.kernel import clock
from senro.kernel.access import SYSTEM, Actor
from senro.kernel.actions import create_person
from senro.kernel.metric_values import keep_values
from senro.kernel.models import Person
from senro.kernel.queries import actor_of

ACCOUNTS, BOARD, CASES = 100_000, 3_000, 10_000
AIM = "aim: p95 150"
RUNS, FEW = 20, 7
YEAR = 365


def main() -> None:
    """Everything, one line a figure."""
    people = prepare()
    actor = actor_of(people[0], at=clock.now())
    manager = _manager()
    _fill(actor)
    _values()
    browser = Browser(manager)
    _print(_lists(browser))
    board, running = scaled(BOARD), scaled(CASES)
    methods.take_over(0, board, actor)
    _print(_boards(browser, board))
    methods.take_over(board, running, actor)
    name = f"today of a manager, {running:,} running cases"
    _print([page(browser, name, "/?scope=all", FEW, AIM)])
    _print(methods.figures(actor))
    _print([_bulk_edit(manager, running)])
    methods.take_over(running, running + board, actor, ago=YEAR + 5)
    _print([_year_back(browser, board)])


def _print(figures: list[Figure]) -> None:
    for figure in figures:
        print(figure.wide_row(), flush=True)


def _manager() -> Person:
    fields = {"name": "部長", "email": "lead@senro.example", "roles": ["manager"], "team": "cs"}
    return create_person(fields=fields, by=SYSTEM, at=clock.now())


def _fill(actor: Actor) -> None:
    """Accounts, and contracts for those that will have a case."""
    with tempfile.TemporaryDirectory() as folder:
        accounts, contracts = Path(folder) / "accounts.csv", Path(folder) / "contracts.csv"
        data.write_accounts(accounts, scaled(ACCOUNTS), COLLEAGUES)
        data.write_contracts(contracts, scaled(CASES) + scaled(BOARD))
        import_file(kind="accounts", path=accounts, by=actor, at=clock.now())
        import_file(kind="contracts", path=contracts, by=actor, at=clock.now())


def _values() -> None:
    """What everybody's users did, as the worker keeps it."""
    keys = Account.objects.order_by("key").values_list("pk", flat=True)
    values = {
        key: {"active_users_28d": n % 40, "last_seen_days": n % 90} for n, key in enumerate(keys)
    }
    keep_values(values, at=clock.now(), everybody=True)


def _lists(browser: Browser) -> list[Figure]:
    count = Account.objects.living().count()
    last = max(1, count // 50)
    rule = "/accounts/?where=employees+%3E+3000+AND+tier+%3D+%27MM%27"
    segment = "/accounts/?where=" + quote(
        "tier = 'MM' AND active_users_28d >= 20 AND last_seen_days <= 30"
    )
    return [
        page(browser, f"{count:,} accounts, page 1", "/accounts/", RUNS, AIM),
        page(browser, f"{count:,} accounts, page {last:,}", f"/accounts/?page={last}", RUNS, AIM),
        page(browser, "the same, filtered", "/accounts/?tier=ENT", RUNS, AIM),
        page(browser, "the same, by rule", rule, RUNS, AIM),
        page(browser, "the same, a segment of three conditions", segment, RUNS, "aim: p95 200"),
        page(browser, "search, two characters", "/search/?q=%E7%91%9E%E7%A9%82", RUNS, AIM),
        page(browser, "search, one account", f"/search/?q=B-{count - 1:06d}", RUNS, AIM),
    ]


def _boards(browser: Browser, count: int) -> list[Figure]:
    rest = "/board/?column=P3&after=50"
    return [
        page(browser, f"board, {count:,} running cases", "/board/", RUNS, AIM),
        page(browser, "more cards of one of its columns", rest, RUNS, AIM),
    ]


def _year_back(browser: Browser, count: int) -> Figure:
    """The board of a day a year ago, of cases that ran by then: the others had not begun."""
    day = (clock.now() - timedelta(days=YEAR)).date()
    name = f"board as of a year back, {count:,} cases by then"
    return page(browser, name, f"/board/?as_of={day}", FEW, AIM)


def _bulk_edit(manager: Person, count: int) -> Figure:
    """Once on a copy to see its SQL, once for the time, and the SQL alone on a copy: the floor."""
    actor = actor_of(manager, at=clock.now())
    codes = [f"B-{n:06d}" for n in range(count)]
    keys = chosen_keys("accounts", actor, at=clock.now(), keys=codes)

    def edit() -> int:
        fields = {"industry": "その他"}
        row = edit_in_bulk(target="accounts", keys=keys, fields=fields, by=actor, at=clock.now())
        return row.changed

    statements: list[Statement] = []
    with snapshots.instead(snapshots.copy()), recorded(statements):
        edit()
    before = snapshots.copy()
    gc.collect()
    start = time.perf_counter()
    changed = edit()
    taken = time.perf_counter() - start
    if changed != count:
        raise RuntimeError(f"{changed} of {count} accounts changed")
    with snapshots.instead(before):
        start = time.perf_counter()
        with transaction.atomic():
            run_raw(statements)
        floor = time.perf_counter() - start
    name, note = f"bulk edit of {count:,} accounts", "by the clock, one transaction"
    return Figure(name, 1, taken * 1000, floor * 1000, len(statements), note)


if __name__ == "__main__":
    main()
