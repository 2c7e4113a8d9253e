"""The organisation itself: name, time zone, currency, closed days; and its teams."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from senro.kernel.actions import create_team, rename_team
from senro.kernel.errors import Invalid
from senro.kernel.models import Team
from senro.kernel.queries import holidays_of, teams_of_everyone
from senro.kernel.queries import organization as the_organization
from senro.ui.toasts import say

from .calendar import CalendarForm, calendar_fields, calendar_initial, save_organization
from .views import for_admins, into_form

OWN = ("name", "locale", "currency")


class OrganizationForm(CalendarForm):
    """What holds for everybody."""

    field_order = ("name", "timezone", "locale", "currency")
    name = forms.CharField(label=gettext_lazy("Organisation"), max_length=200)
    locale = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)

    def values(self) -> dict[str, Any]:
        """As the verb takes them."""
        own = {name: self.cleaned_data[name] for name in OWN}
        return {**own, **calendar_fields(self.cleaned_data)}


@for_admins
@require_http_methods(["GET", "POST"])
def organization(request: Any) -> HttpResponse:
    """Change what holds for everybody; dates already planned stay as they are."""
    form = OrganizationForm(request.POST or None, initial=_initial())
    if form.is_bound and form.is_valid():
        try:
            save_organization(form.values(), by=request.actor, at=request.at)
        except Invalid as refused:
            into_form(form, refused)
        else:
            say(request, _("Saved."))
            return redirect("organization")
    status = 422 if form.is_bound and form.errors else 200
    year = request.at.year
    holidays = holidays_of(year, request.LANGUAGE_CODE)
    context = {"form": form, "holidays": holidays, "year": year}
    return render(request, "console/settings/organization.html", context, status=status)


def _initial() -> dict[str, Any]:
    row = the_organization()
    return {name: getattr(row, name) for name in OWN} | calendar_initial(row)


class TeamForm(forms.Form):
    """A team's key and name."""

    key = forms.CharField(label=gettext_lazy("Key"), max_length=100)
    name = forms.CharField(label=gettext_lazy("Team name"), max_length=100)


@for_admins
@require_http_methods(["GET", "POST"])
def teams(request: Any) -> HttpResponse:
    """All teams; a new one below."""
    form = TeamForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            create_team(**form.cleaned_data, by=request.actor, at=request.at)
        except Invalid as refused:
            into_form(form, refused)
        else:
            say(request, _("Saved."))
            return redirect("teams")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "teams": teams_of_everyone()}
    return render(request, "console/settings/teams.html", context, status=status)


@for_admins
@require_POST
def team_name(request: Any, team_id: UUID) -> HttpResponse:
    """Give a team another name."""
    team = get_object_or_404(Team, pk=team_id, undone_at=None)
    rename_team(team=team, name=request.POST.get("name", ""), by=request.actor, at=request.at)
    say(request, _("Saved."))
    return redirect("teams")
