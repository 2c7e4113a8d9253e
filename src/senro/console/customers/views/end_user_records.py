"""One end user: added or changed by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.customers.actions import Put, put_end_user
from senro.customers.models import Account, EndUser
from senro.customers.queries import visible_end_users
from senro.customers.queries.dicts import end_user_dict
from senro.kernel.errors import Invalid, StaleVersion
from senro.kernel.models import uuid7

from ..forms.base import own_fields
from ..forms.records import EndUserForm
from ..shared import CHANGE, account_of, done, form_page, into_form, row_of, tab_of
from .saving import finished, initial_of, saved


@require_http_methods(["GET", "POST"])
def new(request: Any, key: str) -> HttpResponse:
    """An end user: known by number or mail, or without both by a key of our own."""
    account = account_of(request, key, CHANGE)
    form = EndUserForm(request.POST or None, sites=_sites(account), own=own_fields("end_user"))
    back = tab_of(account, "users")
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        own_key = "" if told["email"] or told["employee_no"] else f"e-{uuid7().hex}"
        fields = {**form.values(), "account": account.key}
        try:
            put_end_user(key=own_key, fields=fields, by=request.actor, at=request.at, if_version=0)
            return done(request, _("The end user is there."), back)
        except StaleVersion:
            form.add_error(None, _("This account has an end user with this number or address."))
        except Invalid as refused:
            into_form(form, refused)
    return form_page(request, form, _("Add an end user"), account=account, back=back, wide=True)


@require_http_methods(["GET", "POST"])
def edit(request: Any, key: str, end_user_id: UUID) -> HttpResponse:
    """Change an end user."""
    account = account_of(request, key, CHANGE)
    row, own = _end_user(request, account, end_user_id), own_fields("end_user")
    initial = initial_of(row, _shape, own)
    form = EndUserForm(request.POST or None, sites=_sites(account), own=own, initial=initial)

    def save(fields: dict[str, Any], version: int | None) -> Put[EndUser]:
        return put_end_user(
            key=row.key, fields=fields, by=request.actor, at=request.at, if_version=version
        )

    def current() -> dict[str, Any]:
        return initial_of(_end_user(request, account, row.pk), _shape, own)

    back, title = tab_of(account, "users"), _("Edit the end user")
    put, page = saved(
        request,
        form,
        save,
        current,
        title=title,
        account=account,
        back=back,
        wide=True,
        of=row.name,
    )
    return page or finished(request, put, back)


def _shape(row: EndUser) -> dict[str, Any]:
    # Instants as they are: the form shows them in the organisation's time.
    return {
        **end_user_dict(row),
        "invited_at": row.invited_at,
        "first_login_at": row.first_login_at,
    }


def _sites(account: Account) -> list[str]:
    return list(
        account.sites.filter(undone_at=None).order_by("name").values_list("name", flat=True)
    )


def _end_user(request: Any, account: Account, end_user_id: UUID) -> EndUser:
    rows = visible_end_users(request.actor).select_related("account", "site")
    found: EndUser = row_of(rows, account, end_user_id)
    return found
