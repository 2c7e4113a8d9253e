"""Theme, language, and the page of parts (DEBUG only)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from .context import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the form was on, never to another house."""
    wanted = request.POST.get("next") or request.headers.get("Referer") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(wanted if safe else "/")


def remember(response: HttpResponse, request: HttpRequest, name: str, value: str) -> HttpResponse:
    """A year's cookie that scripts need not read."""
    response.set_cookie(
        name, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the browser says."""
    chosen = request.POST.get("theme", "")
    response = back(request)
    return remember(response, request, THEME_COOKIE, chosen) if chosen in THEMES else response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """日本語 or English, on this browser."""
    chosen = request.POST.get("language", "")
    response = back(request)
    if not check_for_language(chosen):
        return response
    return remember(response, request, settings.LANGUAGE_COOKIE_NAME, chosen)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with sample values."""
    if not settings.DEBUG:
        raise Http404
    from .samples import samples

    return render(request, "ui/components.html", samples())
