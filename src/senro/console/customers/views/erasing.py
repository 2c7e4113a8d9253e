"""On request, for good: a person's data, or all events of an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.customers.actions import erase_person
from senro.customers.models import Account, Contact, EndUser
from senro.customers.queries import visible_contacts, visible_end_users
from senro.kernel.errors import Missing
from senro.usage.actions import delete_events_of

from ..forms.small import ErasureForm
from ..shared import ERASE, account_of, done, form_page, tab_of

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
    form, back = ErasureForm(request.POST or None), tab_of(account, "usage")
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        delete_events_of(account=account, by=request.actor, at=request.at, reason=reason)
        return done(request, _("The events are being deleted."), back, undo=False)
    text = _(
        "All events and daily sums of this customer are taken out of the tables. Usage, metrics and"
        " health before today are then unknown. Cases and records stay."
    )
    return _page(request, form, _("Delete the events of this customer"), account, back, text)


def _person(request: Any, account: Account, rows: Any, person_id: UUID, tab: str) -> HttpResponse:
    person: Contact | EndUser | None = rows.filter(account=account, pk=person_id).first()
    if person is None:
        raise Missing()
    form, back = ErasureForm(request.POST or None), tab_of(account, tab)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        erase_person(person=person, by=request.actor, at=request.at, reason=reason)
        return done(request, _("The personal data is erased."), back, undo=False)
    text = _(
        "Name, addresses, notes and every event that names this person are erased, in the record of"
        " everything too. That something happened stays, without saying to whom."
    )
    return _page(request, form, _("Erase the personal data"), account, back, text, of=person.name)


def _page(
    request: Any, form: Any, title: Any, account: Account, back: str, text: Any, **more: Any
) -> HttpResponse:
    return form_page(
        request, form, title, account=account, back=back, text=text,
        template="console/customers/erasure.html", **more,
    )  # fmt: skip
