"""How each customer of the sample company behaves: how many work with it, on what, since when. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .accounts import TODAY, DemoAccount
from .cases import PastCase, RunningCase

# What one active person does on a working day.
PACE = {"ENT": 0.052, "MM": 0.075, "SMB": 0.19}
FEATURES = {
    "FORMS": ("form_submitted", "photo_attached", "form_reviewed"),
    "REQUESTS": ("request_submitted", "request_approved", "request_returned"),
    "VEHICLES": ("daily_report_submitted", "inspection_recorded", "route_reviewed"),
    "SUMMARY": ("report_created", "csv_exported", "chart_viewed"),
}
MORE = (
    "photo_attached",
    "csv_exported",
    "request_approved",
    "inspection_recorded",
    "comment_added",
    "bulk_printed",
)
SCHOOLS = "教育(塾)"
BURNT_OUT, WATCH_STALLED = 42, "watch_stalled"
CLOSERS, BUSY = 11, 8
FLAT_SCHOOLS = 3
DIP_DAYS = 70
AFTER = TODAY + timedelta(days=1)
SLIDING = 4


@dataclass
class Use:
    """One customer's behaviour."""

    key: str
    since: date
    until: date
    users: int
    events: float
    features: tuple[str, ...]
    daily: bool = False
    closing: bool = False
    completed: date | None = None
    # From the first day to before the second only this share of the usual.
    dip: tuple[date, date, float] | None = None
    growth: float = 0.0
    devices: int = 0
    silent_from: date | None = None
    lessons: int = 0
    masters: bool = False
    attended: str = ""
    ignored: int = 0
    changes: int = 0
    pupils: int = 0
    flat: bool = False

    @property
    def broad(self) -> bool:
        """Whether more than one feature is used."""
        return len(self.features) > 1

    def level(self, day: date) -> float:
        """The share of the usual amount on a day: a start in four weeks, growth, a dip."""
        level = min(1.0, 0.25 + (day - self.since).days / 37)
        level *= 1 + self.growth * max(-1.0, (day - TODAY).days / 400)
        if self.dip and self.dip[0] <= day < self.dip[1]:
            level *= self.dip[2]
        return max(0.0, level)


def make_uses(
    running: Iterable[RunningCase], past: Iterable[PastCase], seed: int = 20261127
) -> list[Use]:
    """Everybody of whom there is any use, in key order."""
    rng, running = random.Random(seed), list(running)
    newest: dict[str, PastCase] = {}
    for case in past:
        newest[case.account.key] = case
    cases = sorted(newest.values(), key=lambda case: case.account.key)
    uses = {case.account.key: _of_past(case, rng) for case in cases}
    for one in sorted(running, key=lambda case: case.account.key):
        use = _of_running(one, rng)
        if use is not None:
            uses[one.account.key] = use
    accounts = {case.account.key: case.account for case in cases}
    accounts |= {case.account.key: case.account for case in running}
    _burn_out(cases, uses, rng)
    _wholly_used(cases, uses, rng)
    _schools(accounts, uses, rng)
    _named(uses)
    return [uses[key] for key in sorted(uses)]


def _use(account: DemoAccount, since: date, share: float, rng: random.Random) -> Use:
    users = max(2, round(account.seats * share))
    features = [*FEATURES[account.product][: rng.randint(1, 3)]]
    features += [name for name in rng.sample(MORE, rng.randint(0, 3)) if name not in features]
    has_devices = "D" in account.purposes
    return Use(
        account.key,
        since,
        account.churned_on or TODAY,
        users,
        max(1.2, users * PACE[account.tier]),
        tuple(features),
        growth=rng.uniform(-0.1, 0.35),
        devices=rng.randint(2, 6) if has_devices else 0,
        silent_from=TODAY - timedelta(days=rng.randint(9, 30))
        if has_devices and rng.random() < 0.15 else None,
        lessons=rng.choice((0, 0, 1, 2, 3, 5)),
        ignored=rng.choice((0, 0, 0, 1, 2)),
        changes=rng.choice((0, 1, 1, 2, 3)),
    )  # fmt: skip


def _of_past(case: PastCase, rng: random.Random) -> Use:
    good = case.result == "success"
    share = rng.uniform(0.42, 0.82) if good else rng.uniform(0.06, 0.24)
    use = _use(case.account, case.started + timedelta(days=10), share, rng)
    if good:
        use.completed = case.ended
    if case.status == "dead_flagged":
        use.until = TODAY - timedelta(days=rng.randint(90, 200))
    if case.account.churned_on:
        use.dip = (use.until - timedelta(days=60), use.until, 0.3)
    if case.status == WATCH_STALLED:
        use.dip = (TODAY - timedelta(days=9), AFTER, 0.25)
        use.devices = use.lessons = use.changes = 0
        use.events = max(use.events, 8.0)
    return use


def _of_running(case: RunningCase, rng: random.Random) -> Use | None:
    account = case.account
    if "P2" not in case.ended:
        return None
    # In P3 the admin sets it up; the others come with P4.
    started = case.ended.get("P3")
    use = _use(account, case.ended["P2"], rng.uniform(0.3, 0.6) if started else 0.0, rng)
    use.changes = use.changes if account.tier == "SMB" else 0
    if started:
        use.since = started
    if case.status != "active":
        use.until, use.lessons, use.changes = case.last_inbound, 0, 0
    return use


def _burn_out(cases: list[PastCase], uses: dict[str, Use], rng: random.Random) -> None:
    """T8: of the 150 successes of the years before, 42 fell by half and more after the completion."""
    past = [
        c for c in cases if c.account.cohort == "H" and c.attempt == 1 and c.result == "success"
    ]
    for case in rng.sample(past, BURNT_OUT):
        use = uses[case.account.key]
        assert case.ended is not None
        use.dip = (case.ended, case.ended + timedelta(days=DIP_DAYS), 0.25)
        use.events = max(use.events, 4.0)
        use.growth = 0.0


def _wholly_used(cases: list[PastCase], uses: dict[str, Use], rng: random.Random) -> None:
    """T11: eleven where all must close the month in it; a few others use it as widely, but
    daily, and four slide for a month."""
    steady = [
        case.account
        for case in cases
        if case.status == "handed_over" and case.result == "success" and not case.account.churned_on
        and case.account.tier != "ENT" and uses[case.account.key].dip is None
        and case.account.key not in ("ACC-002", "ACC-010") and case.account.industry != SCHOOLS
    ]  # fmt: skip
    chosen = rng.sample(steady, CLOSERS - 1 + BUSY + SLIDING)
    for account in chosen[:BUSY]:
        _everybody(uses[account.key], account, rng)
    for account in chosen[-SLIDING:]:
        uses[account.key].dip = (TODAY - timedelta(days=32), AFTER, 0.35)
    by_key = {case.account.key: case.account for case in cases}
    for account in (by_key["ACC-010"], *chosen[BUSY:-SLIDING]):
        use = uses[account.key]
        _everybody(use, account, rng)
        use.closing, use.growth = True, 0.0


def _everybody(use: Use, account: DemoAccount, rng: random.Random) -> None:
    use.users = max(2, round(account.seats * rng.uniform(0.93, 0.99)))
    use.events = max(use.users * PACE[account.tier], use.users / 10)
    use.devices = 0


def _schools(accounts: dict[str, DemoAccount], uses: dict[str, Use], rng: random.Random) -> None:
    """T13: three cram schools that master it and whose pupils do not become more."""
    schools = [
        use for key, use in sorted(uses.items())
        if accounts[key].industry == SCHOOLS and use.until == TODAY
        and use.since < TODAY - timedelta(days=260)
    ]  # fmt: skip
    for use in schools:
        use.pupils, use.lessons = rng.randint(2, 5), max(use.lessons, 1)
    for use in rng.sample(schools, FLAT_SCHOOLS - 1):
        use.flat, use.masters, use.lessons = True, True, 8


def _named(uses: dict[str, Use]) -> None:
    """What the requirements say of the accounts with names."""
    burnt = uses["ACC-008"]
    burnt.daily, burnt.events, burnt.growth, burnt.devices = True, 42, 0.0, 6
    burnt.silent_from, burnt.lessons, burnt.changes, burnt.ignored = None, 0, 0, 0
    burnt.dip = (TODAY - timedelta(days=6), AFTER, 15 / 42)
    self_run = uses["ACC-007"]
    kept = (name for name in self_run.features if name != "report_created")
    self_run.features = (*kept, "comment_added")
    self_run.attended, self_run.changes, self_run.lessons = "集計", 3, 4
    left = uses["ACC-011"]
    left.dip = (date(2026, 10, 9), AFTER, 0.6)
    left.changes = 0
    uses["ACC-001"].changes, uses["ACC-001"].users = 0, 3
    barred = uses["ACC-003"]
    barred.until, barred.masters, barred.lessons = TODAY, True, 8
    barred.pupils, barred.flat = 4, True
