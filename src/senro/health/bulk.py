"""Scores of another system by the thousand, as imports bring them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account
from senro.customers.queries.merged import accounts_merged
from senro.kernel.access import require
from senro.kernel.models import uuid7
from senro.kernel.queries.calendar import local_day_of
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb
from senro.onboarding.bulk.book import Book, Story
from senro.onboarding.bulk.known import chunks, dicts
from senro.onboarding.bulk.results import CREATED, UNCHANGED, UPDATED, Errors, RowResult, refused

from .models import ExternalScore

VERB = "health.external.imported"
Values = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


@verb(VERB, _("External health score imported"), permission="import.run")
def import_scores(change: Change, *, rows: Rows, by: Actor, at: datetime) -> list[RowResult]:
    """Put external scores; each changed one leaves a fact of its own."""
    return put_scores(rows=rows, by=by, at=at, cause=change.cause)


@transaction.atomic
def put_scores(
    *,
    rows: Rows,
    by: Actor,
    at: datetime,
    cause: UUID | None = None,
    recorded_at: datetime | None = None,
) -> list[RowResult]:
    """Put external scores: a day's score is kept beside those of other days. Bad rows are refused."""
    require(by, "import.run")
    accounts, book = _accounts({str(row.get("account") or "") for row in rows}), Book(by, at)
    there = _there(set(accounts.values()))
    today, results = local_day_of(at), []
    for row in rows:
        name = "|".join(str(row.get(part) or "") for part in ("account", "date", "axis"))
        errors = _wrong(row, accounts, today)
        if errors:
            results.append(refused(name, errors))
        else:
            results.append(RowResult(name, _put(row, accounts[row["account"]], there, book)))
    book.write(cause=cause, recorded_at=recorded_at)
    return results


def _put(
    row: Mapping[str, Any], account: UUID, there: dict[tuple[Any, ...], Values], book: Book
) -> str:
    place = (account, row["date"], row.get("axis") or "")
    said = {"score": float(row["score"])}
    for field in ("level", "source"):
        if row.get(field):
            said[field] = row[field]
    found = there.get(place)
    key = found["id"] if found else uuid7()
    story = Story(VERB, book.at, ("externalscore", key), [("account", account)])
    book.stories.append(story)
    if found is None:
        there[place] = book.make(
            story, ExternalScore, id=key, account_id=account, day=place[1], axis=place[2], **said
        )
        return CREATED
    return UPDATED if book.change(story, ExternalScore, found, **said) else UNCHANGED


def _wrong(row: Mapping[str, Any], accounts: Mapping[str, UUID], today: Any) -> Errors:
    errors: Errors = []
    if row.get("account") not in accounts:
        errors.append(("account", "unknown_account" if row.get("account") else "required"))
    if row.get("date") is None:
        errors.append(("date", "required"))
    elif row["date"] > today:
        errors.append(("date", "in_the_future"))
    if row.get("score") is None:
        errors.append(("score", "required"))
    elif not 0 <= row["score"] <= 100:
        errors.append(("score", "invalid_value"))
    return errors


def _accounts(keys: set[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for part in chunks(sorted(keys)):
        led = accounts_merged(part)
        rows = Account.objects.living().filter(key__in=[*part, *led.values()])
        ids = dict(rows.values_list("key", "pk"))
        found |= {key: ids[led.get(key, key)] for key in part if led.get(key, key) in ids}
    return found


def _there(accounts: set[UUID]) -> dict[tuple[Any, ...], Values]:
    found: dict[tuple[Any, ...], Values] = {}
    for part in chunks(sorted(accounts)):
        rows = ExternalScore.objects.living().filter(account_id__in=part).select_for_update()
        found |= {(row["account_id"], row["day"], row["axis"]): row for row in dicts(rows)}
    return found
