"""What both ways in share: the body, the key, and what becomes of a letter."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel import clock
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.keys import actor_by_key
from senro.kernel.rules.access import Actor
from senro.usage.intake import NATIVE, Receipt, receive
from senro.usage.rules.envelopes import (
    MOST_BYTES,
    MOST_EVENTS,
    Letter,
    Malformed,
    TooMuch,
    WrongShape,
    opened,
    unpacked,
)

from ..problems import Malformed as MalformedBody
from ..problems import OutOfScope, Refusal, TooLarge, Unauthorized
from ..requests import ApiRequest

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="senro", Basic realm="senro", charset="UTF-8"'}
MB = 1024 * 1024
MAY_SEND = frozenset({"ingest", "write"})


class WrongCoding(Refusal):
    """The body is compressed in a way that is not understood (415)."""

    status = 415
    code = "unsupported_coding"
    message = _("Send the body as it is or with gzip.")


@dataclass(frozen=True)
class Sender:
    """Who sends: as which person, and from which source."""

    actor: Actor
    source: str


def letter_of(request: ApiRequest, most: int = MOST_BYTES) -> Letter:
    """The events in a request, of which at most so many bytes are unpacked.

    Raises a refusal or Invalid.
    """
    coding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise WrongCoding()
    try:
        body = unpacked(request.body, most) if coding.endswith("gzip") else request.body
        return opened(body)
    except Malformed as error:
        raise MalformedBody.at(error.position) from error
    except TooMuch as error:
        raise TooLarge(_too_much(most)) from error
    except WrongShape as error:
        words = _("This must be a list of at least one event.")
        raise Invalid(FieldError(str(error), "wrong_type", words)) from error


def _too_much(most: int) -> Any:
    if most < MOST_BYTES:
        words = _(
            "Without a key in its header a request may have at most %(most)s MB once unpacked."
        )
        return words % {"most": most // MB}
    words = _("A request may have at most %(events)s events, and %(most)s MB once unpacked.")
    return words % {"events": f"{MOST_EVENTS:,}", "most": most // MB}


def secret_of(request: ApiRequest) -> str:
    """The key in the header: as a bearer, or as the user name as Segment's SDKs send it."""
    scheme, _space, rest = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        plain = base64.b64decode(rest.strip(), validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError):
        return ""
    return plain.partition(":")[0]


def sender_of(request: ApiRequest, secret: str) -> Sender:
    """Who a key sends as. Raises Unauthorized, OutOfScope."""
    actor = actor_by_key(secret, request.at) if secret else None
    if actor is None:
        raise Unauthorized(headers=CHALLENGE)
    if actor.scope not in MAY_SEND:
        raise OutOfScope(scope=actor.scope)
    return Sender(actor, f"key:{actor.key_id}")


def received(
    request: ApiRequest, sender: Sender, letter: Letter, channel: str = NATIVE, kind: str = ""
) -> Receipt:
    """Into the inbox."""
    return receive(
        letter,
        source=sender.source,
        by=sender.actor,
        at=request.at,
        machine=clock.machine_now(),
        channel=channel,
        kind=kind,
    )
