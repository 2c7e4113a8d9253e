"""One deal: added or changed by hand, where no CRM sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.customers.actions import Put, put_deal
from senro.customers.models import Account, Deal
from senro.customers.queries import visible_deals
from senro.customers.queries.dicts import deal_dict
from senro.kernel.errors import Invalid, StaleVersion

from ..forms.deals import DealForm
from ..shared import CHANGE, account_of, done, form_page, into_form, row_of, tab_of
from .saving import finished, saved


@require_http_methods(["GET", "POST"])
def new(request: Any, key: str) -> HttpResponse:
    """A deal, known by its key."""
    account = account_of(request, key, CHANGE)
    form, back = DealForm(request.POST or None, is_new=True), tab_of(account, "contracts")
    if form.is_bound and form.is_valid():
        fields = {**form.values(), "account": account.key}
        own_key = form.cleaned_data["key"]
        try:
            put_deal(key=own_key, fields=fields, by=request.actor, at=request.at, if_version=0)
            return done(request, _("The deal is there."), back)
        except StaleVersion:
            form.add_error("key", _("This key is in use already."))
        except Invalid as refused:
            into_form(form, refused)
    return form_page(request, form, _("Add a deal"), account=account, back=back, wide=True)


@require_http_methods(["GET", "POST"])
def edit(request: Any, key: str, deal_id: UUID) -> HttpResponse:
    """Change a deal: its stage, its amount, that it is won."""
    account = account_of(request, key, CHANGE)
    row, back = _deal(request, account, deal_id), tab_of(account, "contracts")
    form = DealForm(request.POST or None, is_new=False, initial=deal_dict(row))

    def save(fields: dict[str, Any], version: int | None) -> Put[Deal]:
        return put_deal(
            key=row.key, fields=fields, by=request.actor, at=request.at, if_version=version
        )

    def current() -> dict[str, Any]:
        return deal_dict(_deal(request, account, row.pk))

    page = {
        "title": _("Edit the deal"),
        "account": account,
        "back": back,
        "wide": True,
        "of": row.name or row.key,
    }
    put, answer = saved(request, form, save, current, **page)
    return answer or finished(request, put, back)


def _deal(request: Any, account: Account, deal_id: UUID) -> Deal:
    rows = visible_deals(request.actor).select_related("account")
    found: Deal = row_of(rows, account, deal_id)
    return found
