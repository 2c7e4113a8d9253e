"""Events come in past what only pages need: sessions, forms, messages, compressing the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from senro.api.door import View, guarded
from senro.api.intake.native import events
from senro.api.intake.segment import KINDS, messages
from senro.console.middleware import LanguageMiddleware

Handler = Callable[[HttpRequest], HttpResponse]


class IntakeMiddleware:
    """Answers what is posted to the intake itself, in the sender's language; the rest goes on.

    It stands below the headers of security and in the place of all that follows: of that, the
    intake needs the language and the look at the host.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        ways: dict[str, tuple[View, dict[str, Any]]] = {"/api/v1/events": (guarded(events), {})}
        ways |= {f"/v1/{name}": (messages, {"name": name}) for name in KINDS}
        self.ways = {path: LanguageMiddleware(_answering(*way)) for path, way in ways.items()}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        way = self.ways.get(request.path_info) if request.method == "POST" else None
        if way is None:
            return self.get_response(request)
        # Raises DisallowedHost.
        request.get_host()
        response = way(request)
        response.headers["Content-Length"] = str(len(response.content))
        return response


def _answering(view: View, names: dict[str, Any]) -> Callable[[HttpRequest], Any]:
    return lambda request: view(request, **names)
