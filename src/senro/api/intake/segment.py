"""Segment's HTTP tracking API under `/v1/`: its SDKs only change their host.

Answers are Segment's: `{"success": true}`. SDKs try again after 5xx and 429 and drop what is
answered with 400, so a batch with some bad events is 200, and the bad ones stand on the intake page.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from senro.kernel import clock
from senro.kernel.errors import Invalid
from senro.usage.intake import SEGMENT, Receipt
from senro.usage.rules.envelopes import MOST_BYTES
from senro.usage.wording import said

from ..door import View, guarded
from ..problems import NoSuchRoute, Refusal, plain
from ..requests import ApiRequest
from .letters import letter_of, received, secret_of, sender_of

KINDS = {
    "track": "track", "t": "track",
    "identify": "identify", "i": "identify",
    "group": "group", "g": "group",
    "page": "page", "p": "page",
    "screen": "screen", "s": "screen",
    "alias": "alias", "a": "alias",
    "batch": "", "b": "", "import": "",
}  # fmt: skip
# A page of a browser carries its key in the body; what it sends is small.
MOST_UNNAMED = 4 * 1024 * 1024
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding",
    "Access-Control-Max-Age": "86400",
}


def open_to_browsers(view: View) -> View:
    """The view behind the door, for pages of any origin: the key in the request is all there is."""

    @csrf_exempt
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = HttpResponse(status=204)
        if request.method != "OPTIONS":
            response = guarded(view)(request, *args, **kwargs)
        for name, value in CORS.items():
            response.headers[name] = value
        return response

    return enter


@open_to_browsers
def messages(request: ApiRequest, name: str) -> HttpResponse:
    """One message, or a batch. The key is in the header, or `writeKey` in the body."""
    if request.method != "POST":
        return _answer(405, "POST")
    try:
        secret = secret_of(request)
        # Whoever names no key first may not have much unpacked for nothing.
        sender = sender_of(request, secret) if secret else None
        letter = letter_of(request, MOST_BYTES if sender else MOST_UNNAMED)
        sender = sender or sender_of(request, letter.write_key)
        receipt = received(request, sender, letter, channel=SEGMENT, kind=KINDS[name])
    except Refusal as error:
        return _answer(error.status, error.message, error.headers)
    except Invalid as error:
        return _answer(400, error.errors[0].message)
    if letter.single and receipt.rejected:
        return _answer(400, _why(receipt))
    return _answer(200)


@open_to_browsers
def nothing_here(request: ApiRequest) -> HttpResponse:
    """404 as SDKs read it."""
    return _answer(404, NoSuchRoute().message)


@open_to_browsers
def settings(request: HttpRequest, key: str) -> HttpResponse:
    """What the browser SDK asks first: where to send."""
    host = request.get_host()
    found = {
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": f"{host}/v1",
                "protocol": request.scheme,
                "deliveryStrategy": {"strategy": "standard"},
                "unbundledIntegrations": [],
                "addBundledMetadata": False,
                "maybeBundledConfigIds": {},
                "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
            }
        },
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
        "edgeFunction": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
        "time": clock.machine_now().isoformat(),
    }
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")


def _why(receipt: Receipt) -> str:
    first = receipt.rejected[0]
    return f"{first.field}: {said(first.code)}" if first.field else str(said(first.code))


def _answer(
    status: int, message: Any = None, headers: dict[str, str] | None = None
) -> HttpResponse:
    body: dict[str, Any] = {"success": status == 200}
    if message is not None:
        body["message"] = message
    content = msgspec.json.encode(body, enc_hook=plain)
    return HttpResponse(content, status=status, content_type="application/json", headers=headers)
