"""What the views share: finding the account, answering a POST, offering the undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.kernel import access
from senro.kernel.access import require
from senro.kernel.errors import Invalid, Missing, StaleVersion
from senro.kernel.models import Fact
from senro.kernel.verbs import REGISTRY
from senro.ui.toasts import say

CHANGE, LOG, ERASE = "account.change", "touch.log", "people.change"


def staff_only(request: Any) -> None:
    """These screens hold the vendor's own words."""
    access.staff_only(request.actor)


def account_of(request: Any, key: str, permission: str = "") -> Account:
    """The account if this person may see it (else Missing), and may do this to it (else Forbidden)."""
    staff_only(request)
    rows = visible_accounts(request.actor).select_related("owner", "team", "partner", "parent")
    account = rows.filter(key=key).first()
    if account is None:
        raise Missing()
    if permission:
        require(request.actor, permission, account.team_id)
    return account


def row_of(rows: QuerySet[Any], account: Account, row_id: UUID) -> Any:
    """One of these rows, if it is the account's. Raises Missing."""
    found = rows.filter(account=account, pk=row_id).first()
    if found is None:
        raise Missing()
    return found


def href_of(key: str) -> str:
    """The address of an account. By hand: lists need hundreds, and `reverse` is slow."""
    return f"/accounts/{quote(key, safe='/~:@!$&()*+,;=')}/"


def tab_of(account: Account, tab: str = "") -> str:
    """The address of a part of its page."""
    return f"{href_of(account.key)}?tab={tab}" if tab else href_of(account.key)


def done(request: Any, text: Any, where: str, *, undo: bool = True) -> HttpResponse:
    """Say what was done, offer its undo, go back to where it is seen."""
    say(request, text, undo=undo_url(request) if undo else "")
    return redirect(where)


def undo_url(request: Any) -> str:
    """Where the fact that this request left is undone; nothing if it left none."""
    facts = Fact.objects.filter(by_id=request.actor.person_id, at=request.at)
    fact = facts.order_by("-seq").only("id", "verb").first()
    known = REGISTRY.get(fact.verb) if fact else None
    return reverse("fact_undo", args=[fact.id]) if fact and known and known.undoable else ""


def into_form(form: Any, refused: Invalid) -> None:
    """Put a domain's field errors beside the form's fields."""
    for error in refused.errors:
        name = error.field.removeprefix("custom.")
        form.add_error(name if name in form.fields else None, error.message)


def form_page(
    request: Any, form: Any, title: Any, *, account: Account | None = None, back: str = "",
    template: str = "console/customers/form.html", stale: bool = False, **more: Any,
) -> HttpResponse:  # fmt: skip
    """A form on a page of its own: 422 with what is wrong, 409 when somebody was faster."""
    status = 409 if stale else 422 if form.is_bound and form.errors else 200
    back = back or (href_of(account.key) if account else reverse("accounts"))
    context = {"form": form, "title": title, "account": account, "back": back, **more}
    return render(request, template, context, status=status)


def overtaken(form: Any, current: Mapping[str, Any], version: int) -> list[tuple[Any, str, str]]:
    """After a StaleVersion: what stands there now against what was typed; saving again overwrites.

    The form's version becomes the current one, so that whoever has looked may save.
    """
    form.add_error(None, StaleVersion.message)
    form.data = form.data.copy()
    form.data["version"] = str(version)
    rows = []
    for name, bound in form.fields.items():
        if name not in current or name == "version":
            continue
        typed, now = form.cleaned_data.get(name, form.data.get(name)), current[name]
        if _plain(typed) != _plain(now):
            rows.append((bound.label, _plain(now) or "—", _plain(typed) or "—"))
    return rows


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None or value is False else str(value)
