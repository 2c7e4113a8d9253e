"""Every failure of the API as one shape: a problem document (RFC 9457) with a stable code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import psycopg
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Conflict, Forbidden, Invalid, Missing, SenroError
from senro.kernel.rules.language import RuleError

logger = logging.getLogger("senro.api")

CONTENT_TYPE = "application/problem+json"
TITLES: dict[int, Any] = {
    400: _("This is not JSON"),
    401: _("A key is needed"),
    403: _("Not allowed"),
    404: _("Nothing here"),
    405: _("This address does not take that method"),
    409: _("The state forbids it"),
    413: _("Too large"),
    415: _("Send JSON"),
    422: _("Some fields need a correction"),
    429: _("Too many requests"),
    500: _("A defect on our side"),
    503: _("Busy at the moment"),
    507: _("The disk is full"),
}


class Refusal(SenroError):
    """A failure that only the API knows: it carries its own status and headers."""

    status = 400

    def __init__(self, message: Any = None, headers: dict[str, str] | None = None, **details: Any):
        super().__init__(message, **details)
        self.headers = headers or {}


class Unauthorized(Refusal):
    """No key, or none that is valid (401)."""

    status = 401
    code = "unauthorized"
    message = _("Send a valid API key as “Authorization: Bearer KEY”.")


class OutOfScope(Refusal):
    """The key's scope does not reach that far (403)."""

    status = 403
    code = "scope"
    message = _("The scope of this key does not allow this.")


class Malformed(Refusal):
    """The body is not JSON (400)."""

    code = "malformed_json"
    message = _("The body is not valid JSON in UTF-8.")

    @classmethod
    def at(cls, position: int | None) -> Malformed:
        """With the byte at which it stops being JSON, where that is known."""
        if position is None:
            return cls()
        words = _("The body is not valid JSON in UTF-8: look at byte %(place)s.")
        return cls(words % {"place": f"{position:,}"}, position=position)


class WrongType(Refusal):
    """The body says it is not JSON (415)."""

    status = 415
    code = "unsupported_media_type"
    message = _("Send the body as application/json.")


class TooLarge(Refusal):
    """The body is over the limit (413)."""

    status = 413
    code = "too_large"
    message = _("A request may have at most 32 MB.")


class TooMany(Refusal):
    """The key has spent its requests of this minute (429)."""

    status = 429
    code = "rate_limited"
    message = _("This key has sent too many requests. Try again in a moment.")


class NoSuchRoute(Refusal):
    """No resource has this address (404)."""

    status = 404
    code = "not_found"
    message = _("There is nothing at this address.")


class WrongMethod(Refusal):
    """The resource is there but does not take this method (405)."""

    status = 405
    code = "method_not_allowed"
    message = _("This address does not take that method.")


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: Any,
    *,
    headers: dict[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    """A problem document; `details` are more members, which never hide the standard ones."""
    body: dict[str, Any] = {
        "type": f"/api/v1/docs#{code}",
        "title": str(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "code": code,
        "detail": str(detail),
        "instance": request.path,
        **more,
    }
    for name, value in (details or {}).items():
        if name in body:
            body.setdefault("details", {})[name] = value
        else:
            body[name] = value
    response = HttpResponse(
        msgspec.json.encode(body, enc_hook=plain), status=status, content_type=CONTENT_TYPE
    )
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def plain(value: Any) -> Any:
    """What JSON does not know, as text (lazy translations, above all)."""
    return str(value)


def of_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """401, 403 for the scope, 413, 415, 429 …"""
    return problem(
        request,
        error.status,
        error.code,
        error.message,
        headers=error.headers,
        details=error.details,
    )


def of_invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    """422 with every wrong field; 413 where a file is larger than it may be."""
    code = error.code
    codes = {found.code for found in error.errors}
    if len(error.errors) == 1 and codes <= {"idempotency_mismatch"}:
        code = codes.pop()
    errors = field_errors(error.errors)
    status = TooLarge.status if code == TooLarge.code else 422
    return problem(request, status, code, error.message, details=error.details, errors=errors)


def field_errors(errors: Iterable[Any]) -> list[dict[str, Any]]:
    """Field errors as JSON."""
    return [
        {"field": found.field, "code": found.code, "message": str(found.message)}
        for found in errors
    ]


def of_conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    """409 with the reasons."""
    reasons = [reason_dict(reason) for reason in error.reasons]
    return problem(request, 409, error.code, error.message, details=error.details, reasons=reasons)


def reason_dict(reason: Any) -> Any:
    """A reason as JSON: {"code", "message", "rule", "inputs"}."""
    if isinstance(reason, dict | str):
        return reason
    return {
        "code": reason.code,
        "message": str(reason.message),
        "rule": getattr(reason, "rule", ""),
        "inputs": getattr(reason, "inputs", {}),
    }


def of_rule(request: HttpRequest, error: RuleError, field: str = "where") -> HttpResponse:
    """422: a rule that is refused, with the place and what may have been meant."""
    wrong = {
        "field": field,
        "code": error.code,
        "message": error.message(get_language() or "en"),
        "position": error.position,
        "suggestions": list(error.suggestions),
    }
    return problem(request, 422, Invalid.code, Invalid.message, errors=[wrong])


def of_defect(request: HttpRequest, error: Exception) -> HttpResponse:
    """500 without details: they stand in the log."""
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(request, 500, "defect", _("This is a defect. It has been written to the log."))


def of_database(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """507: nothing could be written, the disk is full. 503: another writer held the database."""
    if "disk is full" in str(error) or isinstance(error.__cause__, psycopg.errors.DiskFull):
        logger.error("%s %s: the disk is full (%s)", request.method, request.path, error)
        detail = _("The disk is full, so nothing of this was taken. Make room and send it again.")
        return problem(request, 507, "disk_full", detail, headers={"Retry-After": "60"})
    return of_busy(request, error)


def of_busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: another writer held the database for too long."""
    logger.warning("%s %s: the database is busy (%s)", request.method, request.path, error)
    detail = _("The database is busy. Try again in a moment.")
    return problem(request, 503, "busy", detail, headers={"Retry-After": "2"})


def of_race(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """409: somebody else made the same thing in the same moment."""
    detail = _("Somebody did the same in the same moment. Try again.")
    logger.warning("%s %s met another writer (%s)", request.method, request.path, error)
    return problem(request, 409, "simultaneous", detail, reasons=[])


def _of_missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, 404, Missing.code, Missing.message)


def _of_forbidden(request: HttpRequest, error: Forbidden) -> HttpResponse:
    details = {name: value for name, value in error.details.items() if value is not None}
    return problem(request, 403, error.code, error.message, details=details)


# The first class that fits decides.
SHAPES: tuple[tuple[type[Exception], Callable[..., HttpResponse]], ...] = (
    (Refusal, of_refusal),
    (Invalid, of_invalid),
    (Forbidden, _of_forbidden),
    (Missing, _of_missing),
    (Http404, _of_missing),
    (Conflict, of_conflict),
    (RuleError, of_rule),
    (IntegrityError, of_race),
    (OperationalError, of_database),
)


def shaped(request: HttpRequest, error: Exception) -> HttpResponse:
    """Any failure as a problem document, with messages in the request's language."""
    if not isinstance(error, Exception):
        raise error
    for kind, shape in SHAPES:
        if isinstance(error, kind):
            return shape(request, error)
    if isinstance(error, SenroError):
        return problem(request, 422, error.code, error.message)
    return of_defect(request, error)
