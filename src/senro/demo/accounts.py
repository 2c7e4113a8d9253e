"""The 300 accounts: who they are, what cohort they belong to, what they pay. Pure and seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from .words import INDUSTRIES, NAMED, OWNERS, STEMS

TODAY = date(2026, 11, 20)
A_YEAR_AGO = date(2025, 11, 20)
COHORTS = {
    "H": {"ENT": 20, "MM": 60, "SMB": 120},
    "P": {"ENT": 2, "MM": 14, "SMB": 24},
    "A": {"ENT": 8, "MM": 16, "SMB": 36},
}
PRIMARY = {"A": 72, "B": 66, "C": 48, "D": 42, "E": 24, "F": 39}
WITHOUT_PURPOSE = 9
WITH_SEVERAL, WITH_LATER = 118, 41
BUYING = {"top_down": 42, "admin_led": 54, "field_led": 24}
NAMED_PURPOSES = {
    "ACC-001": ["A"], "ACC-002": ["D", "B"], "ACC-003": ["C"], "ACC-004": ["A"],
    "ACC-005": ["F", "A"], "ACC-006": ["A"], "ACC-007": ["B"], "ACC-008": ["D"], "ACC-009": ["B"],
    "ACC-010": ["B"], "ACC-011": ["F"], "ACC-012": [], "ACC-013": [],
}  # fmt: skip


@dataclass
class DemoAccount:
    """One account of the sample company, as the builder wants it."""

    key: str
    name: str
    industry: str
    tier: str
    cohort: str
    employees: int = 0
    nonregular: int = 0
    channel: str = "direct"
    partner: str = ""
    bundled_with: str = ""
    buying_type: str = ""
    owner: str = ""
    purposes: list[str] = field(default_factory=list)
    later_purpose: str = ""
    product: str = "FORMS"
    start: date = TODAY
    opening_mrr: int = 0
    mrr: int = 0
    seats: int = 0
    churned_on: date | None = None
    sales: str = ""


def make_accounts(seed: int = 20261120) -> list[DemoAccount]:
    """All 300, in key order; totals of section 5 are exact."""
    rng = random.Random(seed)
    accounts = _named() + _others(rng)
    for account in accounts:
        _size(account, rng)
    _owners(accounts)
    _channels(accounts, rng)
    _buying(accounts, rng)
    _purposes(accounts, rng)
    _dates(accounts, rng)
    _money(accounts, rng)
    return accounts


def _named() -> list[DemoAccount]:
    return [
        DemoAccount(key, name, industry, tier, cohort)
        for key, (name, industry, tier, cohort) in NAMED.items()
    ]


def _others(rng: random.Random) -> list[DemoAccount]:
    slots = [
        (cohort, tier)
        for cohort, tiers in COHORTS.items()
        for tier, count in tiers.items()
        for _ in range(count - sum(1 for n in NAMED.values() if n[2:] == (tier, cohort)))
    ]
    rng.shuffle(slots)
    industries = [
        industry
        for industry, (count, _suffixes) in INDUSTRIES.items()
        for _ in range(count - sum(1 for n in NAMED.values() if n[1] == industry))
    ]
    rng.shuffle(industries)
    taken = {name for name, *_ in NAMED.values()}
    made = []
    for number, ((cohort, tier), industry) in enumerate(zip(slots, industries, strict=True), 14):
        name = _name(rng, industry, taken)
        made.append(DemoAccount(f"ACC-{number:03d}", name, industry, tier, cohort))
    return made


def _name(rng: random.Random, industry: str, taken: set[str]) -> str:
    while True:
        name = rng.choice(STEMS) + rng.choice(INDUSTRIES[industry][1])
        if name not in taken:
            taken.add(name)
            return name


def _size(account: DemoAccount, rng: random.Random) -> None:
    low, high = {"ENT": (600, 4000), "MM": (120, 580), "SMB": (12, 110)}[account.tier]
    account.employees = rng.randint(low, high)
    account.nonregular = int(account.employees * rng.uniform(0.1, 0.7))
    account.seats = max(8, int(account.employees * rng.uniform(0.3, 0.9)))
    account.product = rng.choices(("FORMS", "REQUESTS", "VEHICLES", "SUMMARY"), (5, 3, 2, 1))[0]
    fixed = {"ACC-001": (1200, 888, 1200), "ACC-005": (432, 310, 432), "ACC-002": (217, 40, 212)}
    if account.key == "ACC-009":
        account.product = "REQUESTS"
    if account.key in fixed:
        account.employees, account.nonregular, account.seats = fixed[account.key]


def _owners(accounts: list[DemoAccount]) -> None:
    turn = {"ENT": 0, "MM": 0, "SMB": 0, "retention": 0, "sales": 0}
    for account in accounts:
        turn["sales"] += 1
        account.sales = f"S-{turn['sales'] % 8 + 1:02d}"
        if account.cohort == "H" and account.tier != "SMB":
            turn["retention"] += 1
            account.owner = ("ret1", "ret2")[turn["retention"] % 2]
            continue
        pool = OWNERS[account.tier]
        account.owner = pool[turn[account.tier] % len(pool)]
        turn[account.tier] += 1


def _channels(accounts: list[DemoAccount], rng: random.Random) -> None:
    past = [account for account in accounts if account.cohort == "H"]
    rng.shuffle(past)
    for account in past[:50]:
        account.channel, account.partner = "partner", rng.choice(("P-01", "P-02", "P-03", "P-04"))
    for account in past[:20]:
        account.bundled_with = "セキュリティパック"
    by_key = {account.key: account for account in accounts}
    bundle = by_key["ACC-006"]
    bundle.channel, bundle.partner, bundle.bundled_with = "partner", "P-03", "セキュリティパック"


def _buying(accounts: list[DemoAccount], rng: random.Random) -> None:
    kinds = [kind for kind, count in BUYING.items() for _ in range(count)]
    rng.shuffle(kinds)
    larger = [account for account in accounts if account.tier != "SMB"]
    for account, kind in zip(larger, kinds, strict=True):
        account.buying_type = kind


def _purposes(accounts: list[DemoAccount], rng: random.Random) -> None:
    left = dict(PRIMARY)
    for key, codes in NAMED_PURPOSES.items():
        if codes:
            left[codes[0]] -= 1
        next(account for account in accounts if account.key == key).purposes = list(codes)
    none_yet = WITHOUT_PURPOSE - sum(1 for codes in NAMED_PURPOSES.values() if not codes)
    open_ones = [account for account in accounts if account.key not in NAMED_PURPOSES]
    early = [account for account in open_ones if account.cohort == "A"][:none_yet]
    pool = [code for code, count in left.items() for _ in range(count)]
    rng.shuffle(pool)
    rest = [account for account in open_ones if account not in early]
    for account, code in zip(rest, pool, strict=True):
        account.purposes = [code]
    several = WITH_SEVERAL - sum(1 for codes in NAMED_PURPOSES.values() if len(codes) > 1) - 1
    chosen = rng.sample(rest, several)
    for number, account in enumerate(chosen):
        second = rng.choice([code for code in PRIMARY if code not in account.purposes])
        if number < WITH_LATER - 1:
            account.later_purpose = second
        else:
            account.purposes.append(second)
    next(account for account in accounts if account.key == "ACC-009").later_purpose = "D"


def _dates(accounts: list[DemoAccount], rng: random.Random) -> None:
    for account in accounts:
        if account.cohort == "H":
            account.start = A_YEAR_AGO - timedelta(days=rng.randint(140, 1100))
        elif account.cohort == "P":
            account.start = A_YEAR_AGO + timedelta(days=rng.randint(8, 190))
    past = [account for account in accounts if account.cohort == "H"]
    early = rng.sample([a for a in past if a.start < date(2025, 1, 1)], 4)
    late = rng.sample([a for a in past if a not in early], 9)
    for account in early:
        account.churned_on = account.start + timedelta(days=365)
        if account.churned_on > A_YEAR_AGO:
            account.churned_on = A_YEAR_AGO - timedelta(days=rng.randint(5, 60))
    for account in late:
        account.churned_on = A_YEAR_AGO + timedelta(days=rng.randint(20, 330))


def _money(accounts: list[DemoAccount], rng: random.Random) -> None:
    """Opening 40.0 M over 196, expansion 13.2, contraction 1.2, churn 2.0 (9 accounts), new 9.0."""
    past = [a for a in accounts if a.cohort == "H"]
    opening = [a for a in past if a.churned_on is None or a.churned_on > A_YEAR_AGO]
    lost = [a for a in opening if a.churned_on]
    kept = [a for a in opening if not a.churned_on]
    _share(lost, 2_000_000, rng)
    _share(kept, 38_000_000, rng)
    _share([a for a in past if a not in opening], 480_000, rng)
    for account in past:
        account.mrr = account.opening_mrr
    growing = rng.sample(kept, 84)
    shrinking = rng.sample([a for a in kept if a not in growing and a.mrr > 90_000], 12)
    _move(growing, 13_200_000, 1, rng)
    _move(shrinking, 1_200_000, -1, rng)
    fresh = [a for a in accounts if a.cohort != "H"]
    _share(fresh, 9_000_000, rng)
    for account in fresh:
        account.mrr = account.opening_mrr


def _share(accounts: list[DemoAccount], total: int, rng: random.Random) -> None:
    weights = [
        {"ENT": 9.0, "MM": 3.0, "SMB": 1.0}[a.tier] * rng.uniform(0.7, 1.3) for a in accounts
    ]
    scale = total / sum(weights)
    for account, weight in zip(accounts, weights, strict=True):
        account.opening_mrr = int(weight * scale / 1000) * 1000
    accounts[0].opening_mrr += total - sum(a.opening_mrr for a in accounts)


def _move(accounts: list[DemoAccount], total: int, sign: int, rng: random.Random) -> None:
    caps = [a.mrr * 0.8 if sign < 0 else a.mrr * 1.6 for a in accounts]
    scale = total / sum(caps)
    moves = [int(cap * scale / 1000) * 1000 for cap in caps]
    moves[0] += total - sum(moves)
    for account, move in zip(accounts, moves, strict=True):
        account.mrr += sign * move
