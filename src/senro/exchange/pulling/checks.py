"""What is wrong with a source, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError

from ..engine.source import CannotImport, kind_of_import
from ..rules.statements import WrongStatement, parsed
from .connections import connections
from .statements import in_words

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
LEAST, MOST = 5, 7 * 24 * 60


def source_problems(key: str, values: Mapping[str, Any]) -> Iterator[FieldError]:
    """Every wrong field."""
    if key == "new" or not KEY.fullmatch(key):
        words = _("Small letters, digits, - and _, 60 at most.")
        yield FieldError("key", "bad_key", words)
    try:
        kind = kind_of_import(values["kind"])
    except CannotImport as error:
        yield FieldError("kind", error.code, error.message)
    else:
        unknown = [code for code in _codes(values["mapping"]) if not kind.has(code)]
        for code in unknown:
            unheard = _("There is no field %(name)s.") % {"name": code}
            yield FieldError("mapping", "unknown_field", unheard)
    found = connections().get(values["connection"])
    if found is None:
        words = _("There is no such connection. The host names them in SENRO_SOURCES.")
        yield FieldError("connection", "unknown_connection", words)
    else:
        try:
            parsed(values["sql"], found.dialect)
        except WrongStatement as error:
            yield FieldError("sql", error.code, in_words(error))
    if len(values["cursor"]) > 100:
        yield FieldError("cursor", "too_long", _("100 characters at most."))
    if values["minutes"] and not LEAST <= values["minutes"] <= MOST:
        words = _("Every %(least)s minutes to every week; 0: by hand only.")
        yield FieldError("minutes", "out_of_range", words % {"least": LEAST})


def _codes(mapping: Mapping[str, Any]) -> Iterator[str]:
    for told in mapping.values():
        yield from [told] if isinstance(told, str) else told or ()
