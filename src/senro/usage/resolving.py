"""Whose events are, decided later: what waited gets its account, a changed mapping moves its rows.

The table is rewritten first and the records are told after: killed in between, the next run finds
nothing left to rewrite and only tells the records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from senro import lake
from senro.customers.models import Account
from senro.kernel.access import SYSTEM

from .draining.records import put
from .draining.settling import LISTENERS, add_waiting, subject_of
from .models import AccountMapping, AppliedMapping, WaitingSubject
from .models.mapping import DOMAIN
from .queries.whose import Answer, Asked, whose

AT_ONCE = 5_000
MARGIN = timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """Rows of the table that name the same ids and lie under the same account."""

    asked: Asked
    before: str
    events: int
    first: datetime
    last: datetime


def resolve_waiting(*, at: datetime) -> int:
    """Look again at everything that waits. How many subjects are known now."""
    known: list[tuple[WaitingSubject, Answer]] = []
    open_ = WaitingSubject.objects.filter(resolved_at=None).order_by("pk")
    for start in range(0, open_.count(), AT_ONCE):
        rows = list(open_[start : start + AT_ONCE])
        asks = [_asked(row) for row in rows]
        knows = whose(asks)
        answers = (knows.answer(asked) for asked in asks)
        known += [(row, one) for row, one in zip(rows, answers, strict=True) if one.account]
    if not known:
        return 0
    _rewrite(
        (Held(_asked(row), "", row.events, row.first_at, row.last_at), one) for row, one in known
    )
    _tell(known, at)
    return len(known)


def _asked(row: WaitingSubject) -> Asked:
    mail = row.traits.get("email") or (row.user_id if "@" in row.user_id else "")
    mail = mail if isinstance(mail, str) and mail else f"@{row.domain}" if row.domain else ""
    return Asked(row.group_id or None, row.user_id or None, row.anonymous_id or None, mail.lower())


def _rewrite(moved: Iterable[tuple[Held, Answer]]) -> None:
    """Give rows of the table the account of the answer."""
    import pyarrow as pa

    moved = [(held, answer) for held, answer in moved if held.events]
    if not moved:
        return
    pairs = pa.table(
        {
            "group_id": [held.asked.group_id or "" for held, _answer in moved],
            "user_id": [held.asked.user_id or "" for held, _answer in moved],
            "anonymous_id": [held.asked.anonymous_id or "" for held, _answer in moved],
            "before": [held.before for held, _answer in moved],
            "account": pa.array([answer.account for _held, answer in moved], pa.string()),
            "end_user": pa.array([answer.end_user for _held, answer in moved], pa.string()),
        }
    )
    # A local day may be the one before or after that of the instant in UTC.
    since = min(held.first for held, _answer in moved).date() - MARGIN
    until = max(held.last for held, _answer in moved).date() + MARGIN
    lake.give_account(pairs, since, until)


def _tell(known: list[tuple[WaitingSubject, Answer]], at: datetime) -> None:
    keys = {answer.account for _row, answer in known if answer.account}
    ids = dict(Account.objects.filter(key__in=keys).values_list("key", "pk"))
    users: dict[str, dict[str, Any]] = {}
    with transaction.atomic():
        for row, answer in known:
            # Events that came while the table was rewritten keep it waiting for the next look.
            same = WaitingSubject.objects.filter(pk=row.pk, events=row.events, resolved_at=None)
            done = same.update(resolved_at=at, account_id=ids.get(answer.account or ""), traits={})
            if done and row.traits and row.user_id:
                key = answer.end_user or row.user_id
                users[key] = {"account": answer.account, **row.traits}
        put("end-users", users, SYSTEM, at)
        for listener in LISTENERS:
            listener(keys, at)


def changed_mappings() -> QuerySet[AccountMapping]:
    """Mappings of which the table has not been told what they say now."""
    new = Q(undone_at=None) & (Q(applied=None) | ~Q(applied__account_key=F("account__key")))
    gone = Q(undone_at__isnull=False) & Q(applied__isnull=False) & ~Q(applied__account_key="")
    return AccountMapping.objects.filter(new | gone).select_related("account")


def apply_changes(*, at: datetime) -> int:
    """Move the rows of changed mappings. How many mappings."""
    changed = list(changed_mappings()[:AT_ONCE])
    if not changed:
        return 0
    held = _held(changed)
    knows = whose(one.asked for one in held)
    answers = ((one, knows.answer(one.asked)) for one in held)
    moved = [(one, answer) for one, answer in answers if (answer.account or "") != one.before]
    _rewrite(moved)
    with transaction.atomic():
        for one, answer in moved:
            if answer.account is None:
                row = subject_of(one.asked, one.first)
                row.events, row.last_at = one.events, one.last
                add_waiting(row)
        keys = {one.before for one, _answer in moved} | {a.account for _one, a in moved}
        for listener in LISTENERS:
            listener({key for key in keys if key}, at)
        for mapping in changed:
            now = mapping.account.key if mapping.undone_at is None else ""
            AppliedMapping.objects.update_or_create(mapping=mapping, defaults={"account_key": now})
    return len(changed)


def _held(changed: list[AccountMapping]) -> list[Held]:
    """The rows of the table that these mappings may be about."""
    import ibis

    rows = lake.events()
    values = [one.value for one in changed if one.kind != DOMAIN]
    found = rows.group_id.isin(values) | rows.user_id.isin(values) | rows.anonymous_id.isin(values)
    for one in changed:
        if one.kind == DOMAIN:
            found |= rows.user_id.lower().endswith(f"@{one.value}")
    ids = ["group_id", "user_id", "anonymous_id", "account"]
    kept = rows.filter(found, rows.account.notnull())
    grouped = kept.group_by(ids).aggregate(
        events=ibis._.count(), first=ibis._["at"].min(), last=ibis._["at"].max()
    )
    return [
        Held(
            Asked(row["group_id"], row["user_id"], row["anonymous_id"], _mail(row["user_id"])),
            row["account"],
            row["events"],
            row["first"],
            row["last"],
        )
        for row in lake.fetch(grouped).to_pylist()
    ]


def _mail(user: str | None) -> str:
    return user.lower() if user and "@" in user else ""
