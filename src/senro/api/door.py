"""What every request passes: the instant, the size, and that each failure has the one shape."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from senro.kernel import clock

from .problems import NoSuchRoute, TooLarge, WrongMethod, shaped
from .requests import ApiRequest

MOST_BYTES = 32 * 1024 * 1024
View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """The view behind the door."""

    @csrf_exempt
    @functools.wraps(view)
    def enter(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.at = clock.now()
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        response = _answer(view, request, args, kwargs)
        if head and isinstance(response, HttpResponse):
            length = str(len(response.content))
            response.content = b""
            response.headers["Content-Length"] = length
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response

    return enter


def _answer(
    view: View, request: ApiRequest, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponseBase:
    try:
        _measure(request)
        _gather(request)
        response = view(request, *args, **kwargs)
    except Exception as error:
        return shaped(request, error)
    if isinstance(response, HttpResponseNotAllowed):
        allow = response.headers["Allow"]
        return shaped(request, WrongMethod(headers={"Allow": allow}))
    return response


def _measure(request: ApiRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MOST_BYTES:
        raise TooLarge()


def _gather(request: ApiRequest) -> None:
    """The body of a request that does not say its length: Django would read it as empty."""
    coding = request.META.get("HTTP_TRANSFER_ENCODING", "")
    if "chunked" not in coding.lower() or request.META.get("CONTENT_LENGTH"):
        return
    body = request.environ["wsgi.input"].read(MOST_BYTES + 1)  # type: ignore[attr-defined]
    if len(body) > MOST_BYTES:
        raise TooLarge()
    request._body = body


def behind(patterns: list[Any]) -> list[URLPattern]:
    """Addresses whose views stand behind the door."""
    return [
        path(str(found.pattern), guarded(found.callback), name=found.name) for found in patterns
    ]


@guarded
def nothing_here(request: ApiRequest) -> HttpResponse:
    """404 for an address that no resource has."""
    raise NoSuchRoute()
