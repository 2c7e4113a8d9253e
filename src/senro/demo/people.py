"""Contacts by layer, end users, and the files that the importers read. Pure and seeded."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from .accounts import TODAY, DemoAccount
from .behaviour import Use
from .cases import PHASES, PastCase, RunningCase
from .stores import ACCOUNT, place_of
from .words import FAMILY, GIVEN, STAFF

MAIL = {key: mail for key, _name, mail, _roles, _team in STAFF}
LAYERS = (
    ("decision_maker", "執行役員", False),
    ("admin", "業務改善課 課長", True),
    ("site_manager", "現場責任者", False),
)
SITES = ("本社", "第1工場", "第2工場")
# Bought for purpose B; then, for D, something for its vehicles.
TWO_PRODUCTS, SECOND_ON = "ACC-009", TODAY
Row = dict[str, Any]


def slug(account: DemoAccount) -> str:
    """The fictional mail domain of an account."""
    return f"{account.key.lower()}.example.jp"


def account_rows(accounts: Iterable[DemoAccount]) -> list[Row]:
    """The `accounts` import."""
    return [
        {
            "key": a.key,
            "name": a.name,
            "industry": a.industry,
            "tier": a.tier,
            "employees": a.employees,
            "employees_nonregular": a.nonregular,
            "buying_type": a.buying_type,
            "channel": a.channel,
            "partner": a.partner,
            "owner": MAIL[a.owner],
            "crm_id": f"0015g{a.key[4:]}",
            "status": lifecycle(a),
        }
        for a in accounts
    ]


def lifecycle(account: DemoAccount) -> str:
    """Onboarding while a case runs, adoption after it, expansion where the contract grew."""
    if account.churned_on:
        return "churned"
    if account.cohort == "A":
        return "onboarding"
    return "expansion" if account.mrr > account.opening_mrr else "adoption"


def _quota_used(account: DemoAccount, users: int | None) -> int:
    """Of the contract year's quota: the wider it is used, the faster it goes; nobody, nothing."""
    if users is None:
        return 0
    part = (TODAY - account.start).days * 4 % 1461 / 1461
    return int(account.seats * 240 * part * (0.4 + 0.75 * users / account.seats))


def contract_rows(accounts: Iterable[DemoAccount], uses: Iterable[Use]) -> list[Row]:
    """The `contracts` import: what was signed, at the opening MRR, and what was used of it."""
    rows = []
    users = {use.key: use.users for use in uses}
    for a in accounts:
        years = max(1, (TODAY - a.start).days // 365 + 1)
        rows.append(
            {
                "key": f"K-{a.key[4:]}",
                "account": a.key,
                "product": a.product,
                "plan": {"ENT": "Enterprise", "MM": "Business", "SMB": "Standard"}[a.tier],
                "mrr": a.opening_mrr,
                "seats": a.seats,
                "quota": a.seats * 240,
                "quota_used": _quota_used(a, users.get(a.key)),
                "start": a.start,
                "renewal": _years_on(a.start, years),
                "end": a.churned_on or "",
                "end_reason": "解約" if a.churned_on else "",
                "lead_on": a.start - timedelta(days=70),
                "won_on": a.start - timedelta(days=6),
                "deal_owner": MAIL[a.sales],
                "partner": a.partner,
                "bundled_with": a.bundled_with,
            }
        )
        if a.key == TWO_PRODUCTS:
            rows.append(_second(rows[-1]))
    return rows


def _second(first: Row) -> Row:
    """A part of what the customer pays is for another product, bought later; people are the same."""
    mrr = first["mrr"] * 3 // 10
    first["mrr"] -= mrr
    nothing = dict.fromkeys(("seats", "quota", "quota_used"), "")
    return {
        **first, "key": f"{first['key']}-2", "product": "VEHICLES", "mrr": mrr, **nothing,
        "start": SECOND_ON, "renewal": SECOND_ON.replace(year=SECOND_ON.year + 1),
        "lead_on": SECOND_ON - timedelta(days=14), "won_on": SECOND_ON - timedelta(days=3),
    }  # fmt: skip


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def contact_rows(accounts: Iterable[DemoAccount], seed: int = 20261123) -> list[Row]:
    """The `contacts` import: one of each layer; ACC-011's champion has left."""
    rng = random.Random(seed)
    rows = []
    for a in accounts:
        for number, (layer, title, champion) in enumerate(LAYERS, 1):
            (family, family_kana), (given, given_kana) = rng.choice(FAMILY), rng.choice(GIVEN)
            rows.append(
                {
                    "key": f"CT-{a.key[4:]}-{number}",
                    "account": a.key,
                    "name": f"{family} {given}",
                    "kana": f"{family_kana} {given_kana}",
                    "layer": layer,
                    "title": title,
                    "email": f"{layer.replace('_', '.')}@{slug(a)}",
                    "is_champion": "はい" if champion else "いいえ",
                    "left_on": date(2026, 10, 9) if a.key == "ACC-011" and champion else "",
                }
            )
    return rows


def meeting_rows(accounts: Iterable[DemoAccount], seed: int = 20261126) -> list[Row]:
    """The `meetings` import: the last regular meetings of everybody who is not onboarding now."""
    rng = random.Random(seed)
    rows = []
    for a in accounts:
        if a.cohort == "A" or a.churned_on:
            continue
        last = TODAY - timedelta(days=rng.randint(1, 40))
        for back in (0, 35, 70):
            day = last - timedelta(days=back)
            if day <= a.start:
                break
            rows.append(
                {
                    "account": a.key,
                    "contact": f"CT-{a.key[4:]}-2",
                    "kind": "定例",
                    "held_at": f"{day} {9 + rng.randint(0, 3)}:00",
                    "direction": "inbound",
                    "channel": "online",
                    "minutes_explained": rng.randint(5, 20),
                    "minutes_heard": rng.randint(15, 40),
                }
            )
    return rows


def end_user_rows(
    running: Iterable[RunningCase], past: Iterable[PastCase], seed: int = 20261124
) -> list[Row]:
    """The `end-users` import. ACC-001: 1,200 people, 380 addresses (T20)."""
    rng = random.Random(seed)
    rows: list[Row] = []
    for case in running:
        rows += _of_running(case, rng)
    for account in {case.account.key: case.account for case in past}.values():
        rows += [_end_user(account, n, rng, True, True) for n in range(1, 13)]
    return rows


def _of_running(case: RunningCase, rng: random.Random) -> list[Row]:
    account = case.account
    if account.key == "ACC-001":
        return [_end_user(account, n, rng, n <= 380, False) for n in range(1, 1201)]
    count = 432 if account.key == "ACC-005" else min(60, max(10, account.employees // 12))
    place = PHASES.index(case.phase) if case.phase in PHASES else -1
    registered = 1.0 if place >= 3 else rng.uniform(0.4, 0.9) if place == 2 else 0.3
    logged_in = 0.9 if place >= 4 else 0.6 if place == 3 else 0.0
    if account.key == "ACC-005":
        logged_in = 241 / 432
    rows = [
        _end_user(account, n, rng, n <= count * registered, n <= count * logged_in)
        for n in range(1, count + 1)
    ]
    return [_at_store(row, n) for n, row in enumerate(rows, 1)] if account.key == ACCOUNT else rows


def _at_store(row: Row, number: int) -> Row:
    """Somebody of a store: registered and signed in as far as the store is."""
    store, registered, logged_in = place_of(number)
    return {
        **row,
        "site": store,
        "email": row["email"] if registered else "",
        "invited_at": "2026-11-04 10:00" if logged_in else "",
        "first_login_at": "2026-11-06 09:30" if logged_in else "",
    }


def _end_user(
    account: DemoAccount, number: int, rng: random.Random, mail: bool, logged_in: bool
) -> Row:
    (family, _k), (given, _g) = rng.choice(FAMILY), rng.choice(GIVEN)
    return {
        "account": account.key,
        "employee_no": f"{number:06d}",
        "site": SITES[number % 3],
        "name": f"{family} {given}",
        "email": f"u{number:04d}@{slug(account)}" if mail else "",
        "employment": "正社員" if number % 3 == 0 else "パート",
        "invited_at": "2026-11-04 10:00" if logged_in else "",
        "first_login_at": "2026-11-06 09:30" if logged_in else "",
    }


def past_case_rows(past: Iterable[PastCase]) -> list[Row]:
    """The `cases` import of everything that is over."""
    rows = []
    for case in past:
        a = case.account
        rows.append(
            {
                "key": f"OB-{a.key[4:]}",
                "account": a.key,
                "contract": f"K-{a.key[4:]}",
                "attempt": case.attempt,
                "started": case.started,
                "ended": case.ended or "",
                "result": case.result,
                "status": case.status,
                "phase": case.phase,
                "phase_since": case.phase_since,
                "owner": MAIL[a.owner],
                "criteria_set": case.criteria_set,
                "criteria": ";".join(case.criteria),
                "purposes": ";".join(a.purposes),
                "temperature_sales": case.temperature_sales or "",
                "temperature_cs": case.temperature_cs or "",
                "live_handoff": "" if case.live_handoff is None else case.live_handoff,
                "outcome": case.outcome,
            }
        )
    return rows
