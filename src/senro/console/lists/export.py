"""A list as a file, streamed."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import get_language

from senro.exchange.lists import FORMATS, rows_of, spoken, stream_of
from senro.kernel import names
from senro.kernel.errors import Invalid
from senro.kernel.lists import LISTS
from senro.kernel.rules.language import RuleError

from .asking import Asked, columns_asked


def exported(request: Any, code: str, kind: str) -> StreamingHttpResponse:
    """All rows of the shown list with its columns, in its order."""
    asked = Asked.of(request.GET, code)
    try:
        if asked.where:
            names.parse(LISTS[code].subject, asked.where)
    except RuleError as error:
        raise Invalid() from error
    columns = columns_asked(request, code)
    rows = rows_of(code, request.actor, at=request.at, asked=asked.all, columns=columns)
    pieces = spoken(stream_of(kind, rows), get_language() or "ja")
    content_type, ending = FORMATS[kind]
    answer = StreamingHttpResponse(pieces, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{code}.{ending}"'
    return answer
