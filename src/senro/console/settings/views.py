"""Settings screens. Only an administrator changes; others find nothing here."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.console.onboarding.shapes.facts import fact_rows
from senro.customers.models import Partner
from senro.kernel.actions import (
    change_person,
    create_api_key,
    create_person,
    mark_read,
    revoke_api_key,
)
from senro.kernel.errors import Invalid, Missing
from senro.kernel.models import ApiKey, Person
from senro.kernel.queries import all_people, api_keys, teams_of_everyone, visible_facts
from senro.kernel.queries.facts import fact_dicts, shown_to
from senro.kernel.queries.notifications import notification_lines
from senro.kernel.verbs import REGISTRY
from senro.ui.toasts import say

from .facts import changed_values
from .forms import KeyForm, PersonForm
from .intake import ways_to_send
from .sections import sections_for

View = Callable[..., HttpResponse]


def for_admins(view: View) -> View:
    """404 for whoever is not an administrator."""

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.has("admin"):
            raise Missing()
        return view(request, *args, **kwargs)

    return guarded


def into_form(form: Any, refused: Invalid) -> None:
    """Put a domain's field errors beside the form's fields."""
    for error in refused.errors:
        form.add_error(error.field if error.field in form.fields else None, error.message)


@require_safe
def index(request: Any) -> HttpResponse:
    """The list of settings this person may open."""
    return render(request, "console/settings/index.html", {"sections": sections_for(request.actor)})


@require_safe
@for_admins
def people(request: Any) -> HttpResponse:
    """Everybody with access, their roles and teams."""
    return render(request, "console/settings/people.html", {"people": all_people(request.actor)})


@for_admins
@require_http_methods(["GET", "POST"])
def person_new(request: Any) -> HttpResponse:
    """Invite a colleague: they choose their own password by mail."""
    form = PersonForm(request.POST or None, **_places())
    if form.is_bound and form.is_valid():
        try:
            create_person(fields=form.cleaned_data, by=request.actor, at=request.at)
        except Invalid as refused:
            into_form(form, refused)
        else:
            say(request, _("Added. “Forgot your password?” sends them a link to choose one."))
            return redirect("people")
    return _person_page(request, form, None)


@for_admins
@require_http_methods(["GET", "POST"])
def person(request: Any, person_id: UUID) -> HttpResponse:
    """Change a colleague's name, roles, team, access."""
    found = get_object_or_404(Person, pk=person_id)
    team = found.memberships.filter(until=None, undone_at=None).select_related("team").first()
    initial = {
        "name": found.name,
        "email": found.email,
        "roles": found.roles,
        "is_active": found.is_active,
        "team": team.team.key if team else "",
        "partner_key": found.partner_key,
    }
    form = PersonForm(
        request.POST or None, initial=initial, customer=bool(found.account_key), **_places()
    )
    if form.is_bound and form.is_valid():
        try:
            change_person(person=found, fields=form.cleaned_data, by=request.actor, at=request.at)
        except Invalid as refused:
            into_form(form, refused)
        else:
            say(request, _("Saved."))
            return redirect("people")
    return _person_page(request, form, found)


def _places() -> dict[str, Any]:
    """Where somebody may work."""
    partners = Partner.objects.living().order_by("name")
    return {"teams": teams_of_everyone(), "partners": partners}


def _person_page(request: Any, form: PersonForm, found: Person | None) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "found": found}
    return render(request, "console/settings/person.html", context, status=status)


@for_admins
@require_http_methods(["GET", "POST"])
def keys(request: Any) -> HttpResponse:
    """API keys; a new one's secret is shown once."""
    form, secret, sends = KeyForm(request.POST or None), "", False
    if form.is_bound and form.is_valid():
        _key, secret = create_api_key(
            person=request.user, by=request.actor, at=request.at, **form.cleaned_data
        )
        sends = form.cleaned_data["scope"] != "read"
        form = KeyForm()
    context = {
        "form": form,
        "secret": secret,
        "sends": sends,
        "ways": ways_to_send(request),
        "keys": api_keys(request.actor),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/settings/keys.html", context, status=status)


@for_admins
@require_POST
def key_revoke(request: Any, key_id: UUID) -> HttpResponse:
    """Switch a key off at once."""
    revoke_api_key(key=get_object_or_404(ApiKey, pk=key_id), by=request.actor, at=request.at)
    say(request, _("The key no longer works."))
    return redirect("keys")


@require_safe
def record(request: Any) -> HttpResponse:
    """Everything that happened, newest first."""
    facts = visible_facts(request.actor).order_by("-seq")
    if request.GET.get("verb") in REGISTRY:
        facts = facts.filter(verb=request.GET["verb"])
    page = Paginator(facts, 50).get_page(request.GET.get("page"))
    shown = shown_to(request.actor, fact_dicts(page.object_list))
    changes = {fact["id"]: changed_values(fact["before"], fact["after"]) for fact in shown}
    rows = [{**row, "changes": changes[row["id"]]} for row in fact_rows(shown)]
    verbs = [(name, verb.words) for name, verb in sorted(REGISTRY.items())]
    context = {"rows": rows, "page": page, "verbs": verbs, "verb": request.GET.get("verb", "")}
    return render(request, "console/settings/record.html", context)


@require_http_methods(["GET", "POST"])
def notifications(request: Any) -> HttpResponse:
    """Behind the bell. POST marks all as read."""
    if request.method == "POST":
        mark_read(by=request.actor, at=request.at)
        return redirect("notifications")
    lines = notification_lines(request.actor)
    return render(request, "console/settings/notifications.html", {"lines": lines})
