"""Signals that only single events can tell: silent devices, what was learned and never used,
invitations that nobody answered.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from senro import lake
from senro.customers.models import Account
from senro.kernel.names import Moment

from ..rules.signals import Found, Kind, next_format, worn_out

# So many accounts are named to the engine; more, and it reads them all.
NAMED = 2_000
REGISTERED = "device_registered"
LEARNED = ("seminar_attended", "lesson_completed")
IGNORED = "invitation_ignored"
NO_FORMAT = "mail"


def devices_silent(kind: Kind, rows: QuerySet[Account], moment: Moment) -> Iterator[Found]:
    """Devices that were heard from once and are silent now. One that was only registered is not."""
    events, keys = _events(rows, moment)
    if events is None:
        return
    heard = events.filter(events.device_id.notnull(), events.name != REGISTERED)
    last = heard.group_by(["account", "device_id"]).aggregate(last=heard.day.max())
    before = moment.today - timedelta(days=kind.limits.get("days", 3))
    silent: dict[str, dict[str, date]] = defaultdict(dict)
    for row in lake.fetch(last.filter(last.last < before)).to_pylist():
        silent[row["account"]][row["device_id"]] = row["last"]
    active = last.group_by("account").aggregate(n=last.count())
    known = {row["account"]: row["n"] for row in lake.fetch(active).to_pylist()} if silent else {}
    for account, devices in sorted(silent.items()):
        if account in keys:
            yield _silent(kind, keys[account], devices, known[account])


def _silent(kind: Kind, account: UUID, devices: dict[str, date], known: int) -> Found:
    names = sorted(devices)
    inputs = {
        "devices": names,
        "silent": len(names),
        "activated": known,
        "since": {name: devices[name].isoformat() for name in names},
    }
    return Found(account, kind, "", kind.evidence(inputs), _digest(names))


def learned_unused(kind: Kind, rows: QuerySet[Account], moment: Moment) -> Iterator[Found]:
    """Somebody learned a topic, days went by, and what it teaches was not used since."""
    events, keys = _events(rows, moment)
    if events is None:
        return
    since = moment.today - timedelta(days=kind.limits.get("within_days", 90))
    asked = events.filter(
        events.day >= since, events.name.isin([*LEARNED, kind.feature])
    ).select("account", "name", "day", "properties")  # fmt: skip
    learned: dict[str, tuple[date, str]] = {}
    used: dict[str, date] = {}
    for row in lake.fetch(asked).to_pylist():
        account = row["account"]
        if row["name"] == kind.feature:
            used[account] = max(row["day"], used.get(account, row["day"]))
        elif _about(row["properties"], kind.topic):
            learned[account] = max((row["day"], row["name"]), learned.get(account, (date.min, "")))
    for account, (day, event) in sorted(learned.items()):
        waited = (moment.today - day).days
        if account not in keys or waited < kind.limits.get("days", 14):
            continue
        if account in used and used[account] >= day:
            continue
        last = used[account].isoformat() if account in used else None
        inputs = {"learned": event, "topic": kind.topic, "learned_on": day.isoformat(),
                  "feature": kind.feature, "last_used": last, "unused_days": waited}  # fmt: skip
        evidence = kind.evidence(inputs, kind.todo)
        yield Found(keys[account], kind, "", evidence, day.isoformat())


def invitations_ignored(kind: Kind, rows: QuerySet[Account], moment: Moment) -> Iterator[Found]:
    """Invitations were ignored in one form so often that the next one takes another form."""
    events, keys = _events(rows, moment)
    if events is None:
        return
    since = moment.today - timedelta(days=kind.limits.get("within_days", 90))
    asked = events.filter(events.day >= since, events.name.isin([IGNORED, *LEARNED]))
    told = lake.fetch(asked.select("account", "name", "at", "properties").order_by("at"))
    ignored: dict[str, Counter[str]] = defaultdict(Counter)
    for row in told.to_pylist():
        if row["name"] == IGNORED:
            ignored[row["account"]][_format(row["properties"])] += 1
        else:
            # Whoever came after all is invited as before.
            ignored.pop(row["account"], None)
    for account, counts in sorted(ignored.items()):
        worn, chosen = worn_out(kind, counts), next_format(kind, counts)
        if account not in keys or not worn:
            continue
        # Where every form was ignored it stays known that none is to be sent.
        inputs = {"ignored": dict(sorted(counts.items())), "not_again": list(worn),
                  "format": chosen.code if chosen else ""}  # fmt: skip
        evidence = kind.evidence(inputs, chosen.todo if chosen else None)
        if chosen:
            evidence["format"] = {"ja": chosen.title.of("ja"), "en": chosen.title.of("en")}
        yield Found(keys[account], kind, "", evidence, chosen.code if chosen else "")


def _events(rows: QuerySet[Account], moment: Moment) -> tuple[Any, dict[str, UUID]]:
    """The events up to the moment of these accounts, and the accounts' ids by key."""
    if lake.is_empty():
        return None, {}
    keys = dict(rows.values_list("key", "pk"))
    events = lake.events()
    events = events.filter(events.account.notnull(), events.day <= moment.today)
    if len(keys) <= NAMED:
        events = events.filter(events.account.isin(list(keys)))
    return events, keys


def _about(properties: str, topic: str) -> bool:
    said = _read(properties)
    return not topic or topic in (said.get("topic"), said.get("title"), said.get("name"))


def _format(properties: str) -> str:
    return str(_read(properties).get("format") or NO_FORMAT)


def _read(properties: str) -> dict[str, Any]:
    try:
        found = json.loads(properties or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _digest(names: list[str]) -> str:
    return sha256("\n".join(names).encode()).hexdigest()
