"""`Idempotency-Key`: the same POST sent twice is done once, and answered the same."""

from __future__ import annotations

import functools
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from senro.kernel import clock
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.idempotency import KeyReused, StoredAnswer, begin, finish, release

from .bodies import raw_of
from .requests import ApiRequest

HEADER = "Idempotency-Key"
LONGEST = 200
REPLAY = "Idempotent-Replay"
KEPT = "kept_content"


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, answering a repeated key with the answer it gave first."""

    @functools.wraps(view)
    def called(request: ApiRequest, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None:
            return view(request, **kwargs)
        return _kept(view, request, _checked(key), kwargs)

    return called


def _kept(
    view: Callable[..., HttpResponse], request: ApiRequest, key: str, kwargs: dict[str, Any]
) -> HttpResponse:
    owner = request.actor.key_id
    assert owner is not None  # Nobody comes through this door without a key.
    try:
        begun = begin(owner, key, _digest(request), clock.machine_now())
    except KeyReused as error:
        raise Invalid(FieldError(HEADER, "idempotency_mismatch", error.message)) from error
    if isinstance(begun, StoredAnswer):
        headers = {REPLAY: "true"}
        body, kind = begun.body, "application/json"
        return HttpResponse(body, status=begun.status, content_type=kind, headers=headers)
    try:
        with transaction.atomic():
            response = view(request, **kwargs)
            # An answer with a secret in it says itself what may be kept.
            body = getattr(response, KEPT, response.content).decode()
            finish(owner, key, status=response.status_code, body=body)
    except BaseException:
        release(owner, key)
        raise
    return response


def _checked(key: str) -> str:
    if not key.strip() or len(key) > LONGEST or not key.isprintable():
        words = _("Send 1 to 200 characters that can be printed.")
        raise Invalid(FieldError(HEADER, "invalid_value", words))
    return key


def _digest(request: ApiRequest) -> str:
    told = sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type == "multipart/form-data":
        _tell_parts(request, told)
    else:
        told.update(raw_of(request))
    return told.hexdigest()


def _tell_parts(request: ApiRequest, told: Any) -> None:
    # What stands between the parts is another one each time the same form is sent.
    for name, values in sorted(request.POST.lists()):
        told.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            told.update(repr((name, file.name, file.size)).encode())
            for piece in file.chunks():
                told.update(piece)
            file.seek(0)
