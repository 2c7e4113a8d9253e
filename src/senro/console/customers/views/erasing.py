"""On request, for good: a person's data, or all events of an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.customers.actions import erase_person
from senro.customers.models import Account, Contact, EndUser
from senro.customers.queries import visible_contacts, visible_end_users
from senro.usage.actions import delete_events_of

from ..forms.small import ErasureForm
from ..shared import ERASE, account_of, done, form_page, row_of, tab_of

EVENTS = "settings.change"


@require_http_methods(["GET", "POST"])
def contact(request: Any, key: str, contact_id: UUID) -> HttpResponse:
    """Forget a contact."""
    account = account_of(request, key, ERASE)
    return _person(request, account, visible_contacts(request.actor), contact_id, "people")


@require_http_methods(["GET", "POST"])
def end_user(request: Any, key: str, end_user_id: UUID) -> HttpResponse:
    """Forget an end user, with all events that name them."""
    account = account_of(request, key, ERASE)
    return _person(request, account, visible_end_users(request.actor), end_user_id, "users")


@require_http_methods(["GET", "POST"])
def events(request: Any, key: str) -> HttpResponse:
    """Take all events and daily sums of an account out of the tables."""
    account = account_of(request, key, EVENTS)

    def erase(reason: str) -> Any:
        delete_events_of(account=account, by=request.actor, at=request.at, reason=reason)
        return _("The events are being deleted.")

    text = _(
        "All events and daily sums of this customer are taken out of the tables. Usage, metrics and"
        " health before today are then unknown. Cases and records stay."
    )
    title = _("Delete the events of this customer")
    return _meant(request, erase, account, tab_of(account, "usage"), title=title, text=text)


def _person(
    request: Any, account: Account, rows: QuerySet[Any], person_id: UUID, tab: str
) -> HttpResponse:
    person: Contact | EndUser = row_of(rows, account, person_id)

    def erase(reason: str) -> Any:
        erase_person(person=person, by=request.actor, at=request.at, reason=reason)
        return _("The personal data is erased.")

    text = _(
        "Name, addresses, notes and every event that names this person are erased, in the record of"
        " everything too. That something happened stays, without saying to whom."
    )
    page = {"title": _("Erase the personal data"), "text": text, "of": person.name}
    return _meant(request, erase, account, tab_of(account, tab), **page)


def _meant(
    request: Any, erase: Callable[[str], Any], account: Account, back: str, **page: Any
) -> HttpResponse:
    """Ask why, and whether it is meant; then do it."""
    form = ErasureForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return done(request, erase(form.cleaned_data["reason"]), back, undo=False)
    template = "console/customers/erasure.html"
    return form_page(request, form, account=account, back=back, template=template, **page)
