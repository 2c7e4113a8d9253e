"""Records that are one."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from senro.customers.actions import distinguish, merge_accounts, merge_contacts
from senro.customers.models import Account, Contact
from senro.customers.queries import visible_accounts, visible_contacts
from senro.customers.queries.duplicates import (
    MergePreview,
    contact_merge_preview,
    duplicate_accounts,
    merge_preview,
)
from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid

from ..bodies import Body, read
from ..people import account_by_key
from ..requests import ApiRequest
from ..routes import writes
from ..shapes import Shape
from ..short_lists import lists

router = Router(tags=["Merging and handing over"])


class MergeIn(Body):
    """Two records that are one."""

    kind: Literal["account", "contact"] = "account"
    keep: str
    duplicate: str
    take: list[str] = Field(default_factory=list)
    reason: str = ""
    dry_run: bool = False


class FieldDifference(Shape):
    """A field in which they differ."""

    field: str
    keep: Any
    duplicate: Any
    taken: bool


class MergeShape(Shape):
    """What a merge does, or did."""

    kind: str
    keep: str
    duplicate: str
    dry_run: bool
    fields: list[FieldDifference]
    moves: dict[str, int]


class PairShape(Shape):
    """Two accounts that look like one."""

    keep: str
    duplicate: str
    reasons: list[str]


class Pairs(Shape):
    """All of them."""

    items: list[PairShape]
    next_cursor: str | None = None


class PairIn(Body):
    """Two accounts that are not one."""

    first: str
    second: str


@lists(router, "/duplicates", Pairs)
def list_duplicates(request: ApiRequest) -> dict[str, Any]:
    """Accounts that look like one customer: the same name, CRM id or contact's address."""
    actor = request.actor
    return {
        "items": [
            {"keep": pair.keep.key, "duplicate": pair.duplicate.key, "reasons": [*pair.reasons]}
            for pair in duplicate_accounts(actor)
        ]
    }


@writes(router, "POST", "/duplicates/distinct", PairShape, takes=PairIn)
def put_distinct(request: ApiRequest) -> dict[str, Any]:
    """Say that two accounts are two customers: they are not listed again."""
    actor, at = request.actor, request.at
    require(actor, "account.change")
    body = read(request, PairIn)
    first = account_by_key(actor, body.first, "first")
    second = account_by_key(actor, body.second, "second")
    distinguish(first=first, second=second, by=actor, at=at)
    return {"keep": first.key, "duplicate": second.key, "reasons": []}


@writes(router, "POST", "/merges", MergeShape, takes=MergeIn)
def merge(request: ApiRequest) -> dict[str, Any]:
    """Merge two accounts, or two contacts of one account.

    `take` names the fields whose value comes from the duplicate although both have one. With
    `dry_run` nothing is written. Undo the fact to part them again.
    """
    actor, at = request.actor, request.at
    require(actor, "account.change")
    body = read(request, MergeIn)
    keep, duplicate = _named(actor, body, "keep"), _named(actor, body, "duplicate")
    if isinstance(keep, Account):
        preview = merge_preview(keep, duplicate)
        teams = (keep.team_id, duplicate.team_id)
    else:
        preview = contact_merge_preview(keep, duplicate)
        teams = (keep.account.team_id, duplicate.account.team_id)
    for team in teams:
        require(actor, "account.change", team)
    common: dict[str, Any] = {
        "keep": keep, "duplicate": duplicate, "take": body.take, "reason": body.reason,
        "by": actor, "at": at,
    }  # fmt: skip
    if not body.dry_run:
        if isinstance(keep, Account):
            merge_accounts(**common)
        else:
            merge_contacts(**common)
    return _shown(body, preview)


def _named(actor: Any, body: MergeIn, name: str) -> Any:
    key = getattr(body, name)
    if body.kind == "account":
        # Asked again after it was done: the duplicate is found although it is no longer living.
        gone = Account.objects.filter(key=key.strip(), merged_into__isnull=False).first()
        alive = visible_accounts(actor).filter(key=key.strip()).first()
        if alive is None and gone is not None and name == "duplicate":
            stays = visible_accounts(actor).filter(pk__in=[gone.merged_into_id])
            return gone if stays.exists() else account_by_key(actor, key, name)
        return alive or account_by_key(actor, key, name)
    rows = visible_contacts(actor).select_related("account")
    alive_contact = rows.filter(key=key.strip()).first()
    if alive_contact is not None:
        return alive_contact
    gone_contact = (
        Contact.objects.select_related("account")
        .filter(key=key.strip(), merged_into__in=rows.values("pk"))
        .first()
    )
    if name == "duplicate" and gone_contact is not None:
        return gone_contact
    words = _("There is no contact with this key.")
    raise Invalid(FieldError(name, "unknown_contact", words))


def _shown(body: MergeIn, preview: MergePreview) -> dict[str, Any]:
    taken = set(body.take)
    return {
        "kind": body.kind,
        "keep": body.keep,
        "duplicate": body.duplicate,
        "dry_run": body.dry_run,
        "fields": [
            {
                "field": one.name,
                "keep": one.kept,
                "duplicate": one.other,
                "taken": one.takes_other or one.name in taken,
            }
            for one in preview.fields
        ],
        "moves": dict(preview.moves),
    }
