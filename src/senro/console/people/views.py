"""One's own profile and sessions."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.kernel.actions import change_person
from senro.ui.toasts import say

from .forms import ProfileForm


@require_http_methods(["GET", "POST"])
def profile(request: Any) -> HttpResponse:
    """Name, language, and the ways to password, second factor and sessions."""
    person = request.user
    form = ProfileForm(request.POST or None, initial={"name": person.name, "locale": person.locale})
    if request.method == "POST" and form.is_valid():
        change_person(person=person, fields=form.cleaned_data, by=request.actor, at=request.at)
        say(request, _("Saved."))
        return redirect("profile")
    status = 422 if form.is_bound else 200
    return render(request, "console/people/profile.html", {"form": form}, status=status)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this person is signed in."""
    found = UserSession.objects.purge_and_list(request.user)
    return render(request, "console/people/sessions.html", {"sessions": found})


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one session of one's own; everybody else's are not found."""
    session = UserSession.objects.filter(user=request.user, pk=session_id).first()
    if session is None:
        raise Http404
    session.end()
    say(request, _("That browser is signed out."))
    return redirect("usersessions_list")


def nothing(request: HttpRequest) -> HttpResponse:
    """What allauth has and Senro does not offer."""
    raise Http404
