"""What the reference says of the intake, which no schema per event describes."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"anyOf": [{"type": "string"}, {"type": "number"}]}


def _said(kind: dict[str, Any], words: str) -> dict[str, Any]:
    return {**kind, "description": words}


EVENT: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Event",
    "properties": {
        "id": _said(_TEXT, "Your id of this event (`messageId`): sent again, it counts once."),
        "type": {
            "type": "string",
            "enum": ["track", "page", "screen", "identify", "group", "alias"],
        },
        "event": _said({"type": "string"}, "What was done; a feature's name."),
        "account": _said(_TEXT, "The account's key (`groupId`)."),
        "end_user": _said(
            _TEXT, "Who did it (`userId`): the end user's key, mail address or number."
        ),
        "at": _said(
            {"type": "string"}, "When, with an offset (`timestamp`); now if it is not said."
        ),
        "properties": _said({"type": "object"}, "Anything else."),
        "session": _TEXT,
        "device": _TEXT,
    },
}
EVENTS: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Events",
    "properties": {
        "events": _said(
            {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
            "Up to 150,000, of at most 32 kB each.",
        )
    },
    "required": ["events"],
}
RECEIPT: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Receipt",
    "properties": {
        "batch": {"type": "string"},
        "received": {"type": "integer"},
        "accepted": _said({"type": "integer"}, "These are on the disk."),
        "refused": {"type": "integer"},
        "rejected": _said(
            {"type": "array", "items": {"type": "object"}},
            "The refused ones: index, field, code and message, up to 1,000.",
        ),
    },
    "required": ["batch", "received", "accepted", "refused", "rejected"],
}
SHAPES: Final = {"Event": EVENT, "Events": EVENTS, "Receipt": RECEIPT}


def _json(name: str, kind: str = "application/json") -> dict[str, Any]:
    return {"content": {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


OPERATION: Final[dict[str, Any]] = {
    "operationId": "send_events",
    "summary": "Send events; 200 says that they are on the disk",
    "description": "One event, a list, or an object with `events`; gzip is understood. A key of scope `ingest` is enough. Segment's SDKs send to `/v1/` of the same host, with the key as write key.",
    "tags": ["Events"],
    "parameters": [],
    "requestBody": {**_json("Events"), "required": True},
    "responses": {
        "200": {**_json("Receipt"), "description": "Done"},
        "default": {**_json("Problem", "application/problem+json"), "description": "Refused"},
    },
    "security": [{"BearerKey": []}],
}
