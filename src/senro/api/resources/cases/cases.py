"""Cases: open, list, read; who leads one, and its status."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from senro.customers.models import Account
from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.names import Moment
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.access import Actor
from senro.onboarding import actions
from senro.onboarding.models import Case
from senro.onboarding.queries import case_dicts
from senro.onboarding.queries.listing import narrowed_cases
from senro.onboarding.queries.past import DATED, cases_there, narrowed_then
from senro.onboarding.queries.past_dicts import case_dicts_at

from ...bodies import checked, object_of, read
from ...bodies_cases import CaseFields, OpenCase, OwnerIn
from ...lists import filtered, page
from ...moments import past, said_then
from ...people import account_by_key, collected, contract_by_key, person_by_mail
from ...requests import ApiRequest
from ...routes import LIST, reads, writes
from ...shapes_cases import Case as CaseShape
from ...shapes_cases import Cases
from ...views import as_file, narrows, of_today, seen
from .base import (
    case_of,
    case_with,
    cases,
    locale,
    router,
    shown,
    then_or_now,
    who,
)

COLUMNS = {"created_at": "created_at", "phase_since": "phase_since", "updated_at": "updated_at"}
# What a case was then is chosen by its dated rows.
THEN = ("status", "phase", "owner")
FILTERS = {
    "account": "account__key",
    "contract": "contract__key",
    "status": "status",
    "phase": "phase",
    "owner": "owner__email__iexact",
    "team": "team__key",
}
OTHERS = ("q", "tier", "channel", "industry", "product", "state", "purpose")
QUERY = (*LIST, "as_of", *FILTERS, *OTHERS, "view", "format", "columns", "group")


@writes(router, "POST", "/cases", CaseShape, takes=OpenCase, created=True)
def open_case(request: ApiRequest) -> tuple[dict[str, Any], int]:
    """Open a case for a won contract.

    It starts at P1; with `"phase": "intake"` it waits for its kickoff. A kickoff of another running
    case of the customer is this one's too: `shared_kickoff` says whether what it confirmed counts
    here (true), or that the case holds its own (false).
    """
    actor = request.actor
    require(actor, "case.change")
    body, account, contract, owner = _named(actor, object_of(request))
    case = actions.open_case(
        account=account,
        contract=contract,
        started=body.started,
        owner=owner,
        phase=body.phase,
        shared_kickoff=body.shared_kickoff,
        **who(request),
    )
    return shown(request, case), 201


def _named(actor: Actor, values: dict[str, Any]) -> tuple[OpenCase, Account, Any, Any]:
    """The body and what it names. Raises Invalid with every wrong field, of either sort."""
    wrong: list[FieldError] = []
    body = collected(wrong, lambda: checked(OpenCase, values))
    bad = {one.field for one in wrong}
    key, contract, mail = (
        value if isinstance(value := values.get(name), str) and name not in bad else None
        for name in ("account", "contract", "owner")
    )
    account = collected(wrong, lambda: account_by_key(actor, key)) if key else None
    named = collected(wrong, lambda: contract_by_key(actor, account, contract)) if account else None
    owner = collected(wrong, lambda: person_by_mail(mail))
    if body is None or account is None or wrong:
        raise Invalid(*wrong)
    return body, account, named, owner


@reads(router, "/cases", Cases, query=QUERY)
def list_cases(request: ApiRequest) -> Any:
    """All cases that this key may see; `where` takes the names of cases.

    With `as_of` those that had been opened by then: `status`, `phase` and `owner` choose by what
    they were then, all else by what is known today. An item of a gate that
    nobody has dated is unknown.
    `as_of_today` names the fields that show today's value.
    """
    at, then = request.at, past(request)
    if file := as_file(request, "cases"):
        return of_today(file, then)
    rows = _narrowed(request, then)
    columns = {"created_at": "created_at"} if then else COLUMNS
    found, cursor = page(request, rows, columns=columns, default="created_at")
    items = (
        case_dicts_at(found, then, locale=locale())
        if then
        else case_dicts(found, at=at, locale=locale())
    )
    return {"items": items, "next_cursor": cursor, **said_then(DATED[Case], then, items)}


def _narrowed(request: ApiRequest, then: Moment | None) -> QuerySet[Case]:
    if narrows(request, "cases", FILTERS):
        asked = seen(request, "cases")
        if then:
            asked["filters"] = {k: v for k, v in asked.get("filters", {}).items() if k not in THEN}
        chosen = narrowed_cases(request.actor, moment_of(request.at), **asked)
        rows = cases(request).filter(pk__in=chosen.order_by().values("pk"))
    else:
        rows = filtered(request, cases(request), "case", request.at)
    if then:
        wanted = {name: request.GET.get(name, "") for name in THEN}
        rows = narrowed_then(cases_there(rows, then.at), then.at, wanted)
    for name, column in FILTERS.items():
        if request.GET.get(name) and not (then and name in THEN):
            rows = rows.filter(**{column: request.GET[name]})
    return rows


@reads(router, "/cases/{id}", CaseShape, query=("as_of",))
def get_case(request: ApiRequest, id: str) -> dict[str, Any]:
    """One case with its phases, gates and what is missing.

    With `as_of` as it stood then, its gates with it; 404 before it was opened.
    An item of a gate that nobody has dated is unknown.
    `as_of_today` names the fields that show today's value.
    """
    case, then = then_or_now(request, id)
    if then is None:
        return shown(request, case)
    items = case_dicts_at([case], then, locale=locale())
    if not items:
        raise Missing()
    return {**items[0], **said_then(DATED[Case], then, items)}


@writes(router, "PATCH", "/cases/{id}", CaseShape, takes=CaseFields)
def change_case(request: ApiRequest, id: str) -> dict[str, Any]:
    """Keenness, and the day until which the present attempt should be complete."""
    case = case_of(request, id)
    require(request.actor, "case.change", case.team_id)
    body = read(request, CaseFields)
    with transaction.atomic():
        if "temperature" in body.model_fields_set:
            actions.set_temperature(case=case, temperature=body.temperature, **who(request))
        if "target_end" in body.model_fields_set:
            actions.move_target(case=case, target_end=body.target_end, **who(request))
    return shown(request, case_with(request, id))


@writes(router, "PUT", "/cases/{id}/owner", CaseShape, takes=OwnerIn)
def assign_owner(request: ApiRequest, id: str) -> dict[str, Any]:
    """Who leads the case from now on."""
    case = case_of(request, id)
    require(request.actor, "case.change", case.team_id)
    owner = person_by_mail(read(request, OwnerIn).owner)
    actions.assign_owner(case=case, owner=owner, **who(request))
    return shown(request, case)
