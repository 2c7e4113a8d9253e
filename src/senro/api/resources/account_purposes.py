"""Why a customer bought: the purposes of an account in their order, whatever its cases do with them."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.customers.actions import end_purpose, set_purpose
from senro.customers.models import Account, AccountPurpose
from senro.kernel.access import require

from ..bodies import read
from ..bodies_cases import MaybeBecause, RankedPurpose
from ..ids import key_of
from ..people import account_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes import Shape
from ..short_lists import lists

router = Router(tags=["Accounts"])


class GivenPurpose(Shape):
    """A purpose of the account: 1 is first."""

    code: str
    rank: int
    source: str


class GivenPurposes(Shape):
    """The purposes of an account, first the first."""

    items: list[GivenPurpose]
    next_cursor: str | None = None


@lists(router, "/accounts/{path:key}/purposes", GivenPurposes)
def list_account_purposes(request: ApiRequest, key: str) -> dict[str, Any]:
    """Why the customer bought, in order."""
    return _given(account_of(request.actor, key))


@writes(router, "PUT", "/accounts/{path:key}/purposes/{code}", GivenPurposes, takes=RankedPurpose)
def put_account_purpose(request: ApiRequest, key: str, code: str) -> dict[str, Any]:
    """Give the account this purpose at a rank, without one the last; the others move."""
    account = _to_change(request, key)
    rank = read(request, RankedPurpose).rank
    set_purpose(account=account, code=key_of(code), rank=rank, by=request.actor, at=request.at)
    return _given(account)


@writes(router, "DELETE", "/accounts/{path:key}/purposes/{code}", GivenPurposes, takes=MaybeBecause)
def end_account_purpose(request: ApiRequest, key: str, code: str) -> dict[str, Any]:
    """The account no longer has this purpose; those after it move up."""
    account = _to_change(request, key)
    reason = read(request, MaybeBecause).reason
    end_purpose(account=account, code=key_of(code), reason=reason, by=request.actor, at=request.at)
    return _given(account)


def _to_change(request: ApiRequest, key: str) -> Account:
    account = account_of(request.actor, key)
    require(request.actor, "account.change", account.team_id)
    return account


def _given(account: Account) -> dict[str, Any]:
    rows = AccountPurpose.objects.living().filter(account=account, ended_at=None)
    values = rows.order_by("rank", "code").values("code", "rank", "source")
    return {"items": list(values)}
