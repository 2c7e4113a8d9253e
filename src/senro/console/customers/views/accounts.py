"""The list of accounts, and the same as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from senro.customers.queries import list_accounts
from senro.customers.queries.past_list import list_accounts_then

from ...lists.export import exported
from ...lists.listing import Listing, elsewhere, page_of, shown
from ...past import Day
from ..shapes.asked import GROUPS, picks
from ..shapes.cases import CaseLine, open_cases, open_cases_then
from ..shapes.columns import CELLS, GROUP_OF, Reading
from ..shared import staff_only
from ..words import purpose_words

ACCOUNTS = Listing(
    code="accounts",
    subject="account",
    template="console/customers/accounts.html",
    permission="account.change",
    cell="account_cell",
    key=lambda line: line.key,
    find=list_accounts,
    find_then=list_accounts_then,
    cells=CELLS,
    groups=GROUPS,
    group_of=GROUP_OF,
    example="tier = 'MM' AND days_since_inbound_contact > 30",
    not_dated=frozenset(
        {
            "name", "tier", "status", "owner", "renewal", "industry", "employees", "channel",
            "team", "partner", "parent", "kana",
        }
    ),
)  # fmt: skip


@require_GET
def accounts(request: Any) -> HttpResponse:
    """The list: searched, filtered, sorted, grouped, in the view or with the columns of this person."""
    staff_only(request)
    if other := elsewhere(request, ACCOUNTS):
        return other
    page = page_of(request, ACCOUNTS)
    purposes = purpose_words(page.day.at)
    codes = {one.code for one in page.columns}
    cases = _cases(request, [line.id for line in page.rows], page.day) if "phase" in codes else {}
    reading = Reading(page.day.at, purposes, cases, page.day.keep)
    words = {"tier": reading.tiers, "status": reading.statuses, "channel": reading.channels}
    return shown(
        request, ACCOUNTS, page,
        reading=reading,
        words=words.get(page.asked.group),
        picks=picks(request.actor, page.asked, purposes),
    )  # fmt: skip


def _cases(request: Any, accounts: list[UUID], day: Day) -> dict[UUID, CaseLine]:
    """The most pressing open case of each account, now or on the day."""
    if day.past:
        return open_cases_then(request.actor, accounts, day.at)
    return open_cases(request.actor, accounts, request.at)


@require_GET
def accounts_file(request: Any, kind: str) -> StreamingHttpResponse:
    """All rows of the shown list with its columns, for a spreadsheet."""
    staff_only(request)
    return exported(request, "accounts", kind)


def csv_answer(text: str, name: str) -> HttpResponse:
    """A file that Excel opens as it is."""
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
