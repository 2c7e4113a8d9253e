"""The cases: 60 running, 40 of the last year, 200 of the years before. Pure and seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from .accounts import TODAY, DemoAccount

PHASES = ("P1", "P2", "P3", "P4", "P5")
DAYS = {"P1": 12, "P2": 16, "P3": 20, "P4": 28, "P5": 14}
RUNNING = {"intake": 6, "P1": 9, "P2": 10, "P3": 12, "P4": 8, "P5": 5}
FIXED_PHASE = {
    "ACC-001": "P3", "ACC-005": "P4", "ACC-006": "P2", "ACC-007": "P4", "ACC-009": "P1",
    "ACC-011": "P4", "ACC-012": "intake", "ACC-013": "intake",
}  # fmt: skip
FIXED_DAYS = {
    "ACC-001": 24, "ACC-005": 21, "ACC-006": 9, "ACC-007": 9, "ACC-009": 6, "ACC-011": 30,
    "ACC-012": 0, "ACC-013": 4,
}  # fmt: skip
SILENT, SLOW = 4, 5  # together the 9 at risk


@dataclass
class RunningCase:
    """A case that is built step by step through the public verbs."""

    account: DemoAccount
    phase: str
    days: int
    ended: dict[str, date] = field(default_factory=dict)
    started: date = TODAY
    last_inbound: date = TODAY
    status: str = "active"
    cause: str = ""
    status_on: date = TODAY

    @property
    def passed(self) -> tuple[str, ...]:
        """The phases that lie behind it."""
        return PHASES[: PHASES.index(self.phase)] if self.phase in PHASES else ()


@dataclass
class PastCase:
    """A case that comes in through `senro import cases`."""

    account: DemoAccount
    attempt: int
    started: date
    ended: date | None
    result: str
    status: str
    phase: str
    phase_since: date
    temperature_sales: int | None = None
    temperature_cs: int | None = None
    live_handoff: bool | None = None
    criteria_set: str = ""
    criteria: tuple[str, ...] = ()
    outcome: str = ""


def make_running(accounts: list[DemoAccount], seed: int = 20261121) -> list[RunningCase]:
    """The 60 of cohort A: 50 active, 6 stalled, 3 returned to sales, 1 dead-flagged."""
    rng = random.Random(seed)
    pool = [a for a in accounts if a.cohort == "A"]
    by_key = {a.key: a for a in pool}
    off = _off_the_line(pool, by_key, rng)
    taken = {case.account.key for case in off} | set(FIXED_PHASE)
    cases = [RunningCase(by_key[key], phase, FIXED_DAYS[key]) for key, phase in FIXED_PHASE.items()]
    free = [a for a in pool if a.key not in taken]
    free.sort(key=lambda a: bool(a.purposes))  # those without a purpose are early
    for phase, count in RUNNING.items():
        missing = count - sum(1 for case in cases if case.phase == phase)
        for _ in range(missing):
            account = free.pop(0)
            cases.append(RunningCase(account, phase, _healthy_days(phase, rng)))
        rest = [a for a in free if a.purposes]
        if phase == "P1":
            rng.shuffle(rest)
            free = rest
    _disturb(cases, rng)
    for case in cases + off:
        _lay(case, rng)
    return cases + off


def _healthy_days(phase: str, rng: random.Random) -> int:
    return rng.randint(0, 5) if phase == "intake" else rng.randint(1, int(DAYS[phase] * 1.2))


def _off_the_line(
    pool: list[DemoAccount], by_key: dict[str, DemoAccount], rng: random.Random
) -> list[RunningCase]:
    others = [a for a in pool if a.key not in FIXED_PHASE and a.purposes]
    others = [a for a in others if a.key not in ("ACC-003", "ACC-004") and a.tier != "ENT"]
    picked = rng.sample(others, 8)
    stalled = [
        RunningCase(by_key["ACC-003"], "P3", 70, status="stalled", cause="operation_unknown")
    ]
    for account, phase in zip(picked[:5], ("P3", "P3", "P3", "P2", "P2"), strict=True):
        stalled.append(RunningCase(account, phase, 68 + rng.randint(0, 9), status="stalled"))
    returned = [RunningCase(by_key["ACC-004"], "P2", 70, status="returned_to_sales")]
    returned += [
        RunningCase(account, phase, 75 + rng.randint(0, 12), status="returned_to_sales")
        for account, phase in zip(picked[5:7], ("P2", "P3"), strict=True)
    ]
    dead = RunningCase(picked[7], "P1", 150, status="dead_flagged")
    for case in stalled + returned:
        case.cause = case.cause or "unreachable"
        case.status_on = TODAY - timedelta(days=5)
    dead.cause, dead.status_on = "unreachable", TODAY - timedelta(days=24)
    return [*stalled, *returned, dead]


def _disturb(cases: list[RunningCase], rng: random.Random) -> None:
    open_ones = [c for c in cases if c.phase in PHASES and c.account.key not in FIXED_PHASE]
    quiet = rng.sample([c for c in open_ones if c.phase != "P1"], SILENT)
    for case in quiet:
        case.cause = "silent"
    for case in rng.sample([c for c in open_ones if c not in quiet], SLOW):
        case.days = int(DAYS[case.phase] * rng.uniform(1.35, 1.8)) + 1


def _lay(case: RunningCase, rng: random.Random) -> None:
    """Dates backwards from today: when each passed phase ended, when the case started."""
    day = TODAY - timedelta(days=case.days)
    for phase in reversed(case.passed):
        case.ended[phase] = day
        day -= timedelta(days=max(5, int(DAYS[phase] * rng.uniform(0.7, 1.2))))
    case.started = day
    case.account.start = day
    if case.status != "active":
        case.last_inbound = max(day, TODAY - timedelta(days=66))
        if case.account.key == "ACC-004":
            case.last_inbound = date(2026, 9, 15)
        if case.status == "dead_flagged":
            case.last_inbound = day + timedelta(days=6)
    elif case.cause == "silent":
        case.last_inbound = TODAY - timedelta(days=rng.randint(15, 30))
    else:
        case.last_inbound = max(day, TODAY - timedelta(days=rng.randint(0, 9)))


CRITERIA = (
    "forms_in_operation", "functions_mastered", "promotion_policy", "one_form", "two_forms",
    "admin_trained", "all_sites_started", "weekly_review", "paper_stopped", "manager_satisfied",
    "data_daily", "approval_flow_live",
)  # fmt: skip


def make_past(accounts: list[DemoAccount], seed: int = 20261122) -> list[PastCase]:
    """P: 34 completed, 4 parked with CS, 2 churned. H: 150 successes, 50 first-attempt failures."""
    rng = random.Random(seed)
    return _last_year([a for a in accounts if a.cohort == "P"], rng) + _before(
        [a for a in accounts if a.cohort == "H"], rng
    )


def _last_year(pool: list[DemoAccount], rng: random.Random) -> list[PastCase]:
    by_key = {a.key: a for a in pool}
    named = [by_key[key] for key in ("ACC-002", "ACC-008", "ACC-010")]
    enterprise = [a for a in pool if a.tier == "ENT"]
    rest = [a for a in pool if a not in named and a not in enterprise]
    rng.shuffle(rest)
    parked = enterprise + rest[:2]
    churned = rest[2:4]
    handed = [by_key["ACC-010"], by_key["ACC-002"], *rest[4:24]]
    watched = [by_key["ACC-008"], *rest[24:]]
    cases = [_parked(a, rng) for a in parked] + [_churned(a, rng) for a in churned]
    done = [_done(a, "handed_over", rng) for a in handed]
    done += [
        _done(a, "watch_stalled" if number < 4 else "completed", rng)
        for number, a in enumerate(watched)
    ]
    _criteria(done, rng)
    return cases + done


def _parked(account: DemoAccount, rng: random.Random) -> PastCase:
    started = TODAY - timedelta(days=rng.randint(200, 320))
    account.start = started
    since = started + timedelta(days=rng.randint(70, 120))
    return PastCase(account, 1, started, None, "failed", "parked_with_cs", "P3", since)


def _churned(account: DemoAccount, rng: random.Random) -> PastCase:
    started = TODAY - timedelta(days=rng.randint(240, 330))
    account.start = started
    account.churned_on = started + timedelta(days=rng.randint(120, 200))
    return PastCase(
        account, 1, started, account.churned_on, "churned", "closed_churned", "P2", started
    )


def _done(account: DemoAccount, status: str, rng: random.Random) -> PastCase:
    if status == "handed_over":
        ended = TODAY - timedelta(days=rng.randint(52, 300))
    else:
        ended = TODAY - timedelta(days=rng.randint(2, 28))
    if account.key == "ACC-008":
        ended = date(2026, 11, 2)
    if account.key == "ACC-002":
        ended = TODAY - timedelta(days=51)
    started = ended - timedelta(days=rng.choice((74, 80, 84, 87, 88, 88, 89, 92, 96, 104)))
    account.start = started
    outcome = "日報 40分→14分を達成したので、次の拠点へ展開"
    return PastCase(account, 1, started, ended, "success", status, "P6", ended, outcome=outcome)


def _criteria(done: list[PastCase], rng: random.Random) -> None:
    """The first 20 completions have 20 different sets; the next 14 only 4 (set v1.5)."""
    done.sort(key=lambda case: case.ended or TODAY)
    seen: set[tuple[str, ...]] = set()
    while len(seen) < 20:
        seen.add(tuple(sorted(rng.sample(CRITERIA, rng.randint(2, 5)))))
    for case, codes in zip(done[:20], sorted(seen), strict=True):
        case.criteria_set, case.criteria = "個別", codes
    later = [CRITERIA[:3], CRITERIA[:4], (*CRITERIA[:3], CRITERIA[6]), (*CRITERIA[:3], CRITERIA[5])]
    for number, case in enumerate(done[20:]):
        case.criteria_set, case.criteria = "v1.5", tuple(later[number % 4])


def _before(pool: list[DemoAccount], rng: random.Random) -> list[PastCase]:
    """T5, T6, T21 and the end states of the 50 failures are exact by construction."""
    lost = sorted((a for a in pool if a.churned_on), key=lambda a: a.churned_on or TODAY)
    failed_lost, others = lost[:4], [a for a in pool if a not in lost]
    rng.shuffle(others)
    need = {"bundled": 11, "partner": 8, "direct": 31}
    failures: list[DemoAccount] = []
    for account in failed_lost + others:
        group = "bundled" if account.bundled_with else account.channel
        if need[group] > 0:
            need[group] -= 1
            failures.append(account)
    ends = ["relaunched"] * 8 + ["dead_flagged"] * 6 + ["renewal_only"] * 32
    rng.shuffle(ends)
    cases: list[PastCase] = []
    for account in failures:
        cases += _failure(account, "closed_churned" if account in failed_lost else ends.pop(), rng)
    for account in pool:
        if account not in failures:
            cases.append(_success(account, rng))
    _temperatures(cases, rng)
    return cases


def _failure(account: DemoAccount, end: str, rng: random.Random) -> list[PastCase]:
    left = account.start + timedelta(days=rng.randint(100, 180))
    status = "handed_over" if end == "relaunched" else end
    if end != "relaunched":
        return [PastCase(account, 1, account.start, left, "failed", status, "P3", left)]
    again, ended = left + timedelta(days=40), left + timedelta(days=130)
    return [
        PastCase(account, 1, account.start, left, "failed", "relaunching", "P3", left),
        PastCase(account, 2, again, ended, "success", status, "P6", ended),
    ]


def _success(account: DemoAccount, rng: random.Random) -> PastCase:
    ended = account.start + timedelta(days=rng.randint(60, 118))
    status = "closed_churned" if account.churned_on else "handed_over"
    return PastCase(account, 1, account.start, ended, "success", status, "P6", ended)


def _temperatures(cases: list[PastCase], rng: random.Random) -> None:
    first = [case for case in cases if case.attempt == 1]
    failed = [case for case in first if case.result != "success"]
    good = [case for case in first if case.result == "success"]
    rng.shuffle(failed)
    rng.shuffle(good)
    wide = {id(case) for case in failed[:23] + good[:27]}
    live = {id(case) for case in rng.sample(first, 110)}
    for case in first:
        case.temperature_cs = rng.randint(1, 3) if id(case) in wide else rng.randint(2, 5)
        gap = rng.randint(2, 5 - case.temperature_cs) if id(case) in wide else rng.randint(-1, 1)
        case.temperature_sales = min(5, max(1, case.temperature_cs + gap))
        case.live_handoff = id(case) in live
