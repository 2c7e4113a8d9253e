"""Per request: the language, the actor, the strict Content-Security-Policy, refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from senro.kernel import clock
from senro.kernel.errors import Conflict, Forbidden, Invalid, Missing, SenroError
from senro.kernel.memo import remembering
from senro.kernel.queries import actor_of
from senro.kernel.rules.access import CUSTOMER_ROLES

from .wayfinding import home_of, with_a_way_back

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
# Programs ask here: with a key, answered as JSON.
PROGRAMS = ("/api/", "/v1/")
OPEN_PATHS = (
    *PROGRAMS,
    "/static/",
    "/healthz",
    "/sign-in/",
    "/ui/",
    "/styleguide/",
    "/demo/",
)
# Under /sign-in/, but about somebody who is signed in.
OWN_PATHS = ("/sign-in/profile/", "/sign-in/sessions/")
# A form, and a file for the import wizard; with room for what a browser writes around the file.
MOST_BYTES = 32 * 1024 * 1024
MOST_UPLOADED = 301 * 1024 * 1024
UPLOADS = "/imports/"


class LanguageMiddleware:
    """The language menu's choice, else the person's, else the browser's, else Japanese."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def _language(request: HttpRequest) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        api = request.path.startswith(PROGRAMS)
        if not chosen and not api and request.user.is_authenticated:
            chosen = request.user.locale
        known = dict(settings.LANGUAGES)
        return chosen if chosen in known else translation.get_language_from_request(request)


class SecurityHeadersMiddleware:
    """Headers that no page may weaken."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class SeenMiddleware(UserSessionsMiddleware):
    """Notes where somebody is signed in, every five minutes and not with every page."""

    EVERY = 300
    get_response: Handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.session.session_key or not request.user.is_authenticated:
            return self.get_response(request)
        now = int(clock.machine_now().timestamp())
        if now - request.session.get("seen", 0) < self.EVERY:
            return self.get_response(request)
        request.session["seen"] = now
        response: HttpResponse = super().__call__(request)
        return response


class MeasureMiddleware:
    """Refuses what is too large before a byte of it is read, and what no database can hold."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PROGRAMS):
            return self.get_response(request)
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseNotFound(b"404")
        if _length(request) <= self._most(request):
            return self.get_response(request)
        context = {"error": {"message": _("This is too large.")}, "status": 413}
        context["home"] = home_of(request.path)
        return render(request, "console/refusal.html", context, status=413)

    @staticmethod
    def _most(request: HttpRequest) -> int:
        upload = request.path.startswith(UPLOADS) and request.user.is_authenticated
        return MOST_UPLOADED if upload else MOST_BYTES


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page wants a colleague signed in, but for the few that say otherwise."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> Any:
        """Skip the faces that do their own sign-in. A customer finds nothing of the console."""
        if request.path.startswith(OPEN_PATHS) and not request.path.startswith(OWN_PATHS):
            return None
        refused = super().process_view(request, view, args, kwargs)
        if refused is not None and request.headers.get("HX-Request"):
            return _sign_in_again(request)
        if refused is not None or request.path.startswith(OWN_PATHS):
            return refused
        if request.user.is_authenticated and set(CUSTOMER_ROLES) >= set(request.user.roles):
            raise Http404
        return refused


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """A piece of a page was asked for, and the session is over: the whole page goes to the sign-in.

    A redirect would be followed by the script, and the person would see nothing happen.
    """
    asked = urlsplit(request.headers.get("HX-Current-URL", ""))
    ours = asked.path.startswith("/") and asked.netloc in ("", request.get_host())
    back = f"{asked.path}?{asked.query}".rstrip("?") if ours else "/"
    to = redirect_to_login(back, resolve_url(settings.LOGIN_URL)).url
    return HttpResponse(status=401, headers={"HX-Redirect": to})


class ActorMiddleware:
    """`request.actor`: who acts, as the domains know them. `request.at`: the one instant."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at = clock.now()
        request.at = at  # type: ignore[attr-defined]
        person = request.user
        if person.is_authenticated:
            request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
                lambda: actor_of(person, at=at)
            )
        with remembering():
            return self.get_response(request)


class RefusalMiddleware:
    """An expected failure that a view did not handle becomes a page in plain words."""

    STATUS = ((Missing, 404), (Forbidden, 403), (Invalid, 422), (Conflict, 409))

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return response if request.path.startswith(PROGRAMS) else with_a_way_back(request, response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """404, 403, 422 or 409 with the reasons; anything else is a defect and goes on."""
        if request.path.startswith(PROGRAMS):
            return None
        if isinstance(error, DataError):
            error = Invalid()
        if not isinstance(error, SenroError):
            return None
        status = next((code for kind, code in self.STATUS if isinstance(error, kind)), 400)
        if status == 404:
            raise Http404(str(error))
        reasons = getattr(error, "reasons", None) or getattr(error, "errors", ())
        context = {"error": error, "reasons": reasons, "status": status}
        context["home"] = home_of(request.path)
        return render(request, "console/refusal.html", context, status=status)
