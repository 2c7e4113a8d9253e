"""Request bodies: JSON, checked against a schema, every wrong field named."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError

from senro.kernel.errors import FieldError, Invalid
from senro.kernel.rules.broken_json import place_of

from .problems import Malformed, TooLarge, WrongType

JSON_TYPES = frozenset({"application/json", "text/json", ""})
LARGEST = 2**63 - 1
DEEPEST = 32


class Body(BaseModel):
    """Base of what a request may send: unknown fields are refused by name, types are exact."""

    model_config = ConfigDict(extra="forbid", strict=True)


B = TypeVar("B", bound=Body)

# pydantic's kind of complaint -> (our code, words)
WORDS: dict[str, tuple[str, Any]] = {
    "missing": ("required", _("This field is required.")),
    "extra_forbidden": ("unknown_field", _("There is no such field.")),
    "string_type": ("not_text", _("Text is needed here.")),
    "string_too_short": ("required", _("This may not be empty.")),
    "string_too_long": ("too_long", _("This is too long.")),
    "int_type": ("not_a_number", _("A whole number is needed here.")),
    "int_from_float": ("not_a_number", _("A whole number is needed here.")),
    "bool_type": ("not_a_boolean", _("true or false is needed here.")),
    "list_type": ("not_a_list", _("A list is needed here.")),
    "dict_type": ("not_an_object", _("An object is needed here.")),
    "model_type": ("not_an_object", _("An object is needed here.")),
    "model_attributes_type": ("not_an_object", _("An object is needed here.")),
    "literal_error": ("unknown_value", _("This is none of the values that are possible here.")),
    "greater_than_equal": ("out_of_range", _("This number is too small.")),
    "less_than_equal": ("out_of_range", _("This number is too large.")),
    "too_long": ("too_many", _("There are too many of these.")),
    "too_short": ("required", _("At least one is needed.")),
    "not_a_date": ("not_a_date", _("A date such as 2026-11-20 is needed here.")),
    "not_an_instant": (
        "not_an_instant",
        _("An instant such as 2026-11-20T10:00:00+09:00 is needed here."),
    ),
}
OTHERWISE = ("invalid_value", _("This value cannot be used here."))


def json_of(request: HttpRequest) -> Any:
    """The body as JSON values. Raises WrongType, TooLarge or Malformed."""
    raw = raw_of(request)
    if not raw:
        # Some programs cannot send a body with DELETE: the reason may stand in the address.
        return dict(request.GET.items()) if request.method == "DELETE" else {}
    kind = (request.content_type or "").lower()
    if kind not in JSON_TYPES and not kind.endswith("+json"):
        raise WrongType()
    try:
        value = msgspec.json.decode(raw)
        _measure(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed.at(place_of(error)) from error
    return value


def raw_of(request: HttpRequest) -> bytes:
    """The bytes of the body, however they were sent."""
    try:
        return request.body
    except RequestDataTooBig as error:
        raise TooLarge() from error
    except UnreadablePostError as error:
        raise Malformed() from error


def _measure(value: Any, depth: int = 0) -> None:
    """Refuse what no database column can hold, wherever it stands."""
    if depth > DEEPEST:
        raise Malformed(_("The body is nested too deeply."))
    if isinstance(value, dict):
        for name, inner in value.items():
            _measure(name, depth + 1)
            _measure(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _measure(inner, depth + 1)
    elif isinstance(value, str) and "\x00" in value:
        raise Malformed(_("Text may not hold the character NUL."))
    elif isinstance(value, int) and abs(value) > LARGEST:
        raise Malformed(_("A number is too large."))


def object_of(request: HttpRequest) -> dict[str, Any]:
    """The body as an object."""
    value = json_of(request)
    if not isinstance(value, dict):
        raise Invalid(FieldError("", "not_an_object", _("An object is needed here.")))
    return value


def read(request: HttpRequest, model: type[B]) -> B:
    """The body as a schema's values. Raises Invalid with every wrong field."""
    return checked(model, object_of(request))


def checked(model: type[B], values: dict[str, Any]) -> B:
    """Values as a schema's, or Invalid."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Invalid(*(_field_error(found) for found in error.errors())) from error


def _field_error(found: Any) -> FieldError:
    name = ".".join(str(part) for part in found["loc"] if part != "__root__")
    code, words = WORDS.get(found["type"], OTHERWISE)
    return FieldError(name, code, words)


def rows_of(request: HttpRequest, most: int) -> list[dict[str, Any]]:
    """The rows of a batch: `{"rows": […]}` or the bare list."""
    value = json_of(request)
    rows = value.get("rows") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        raise Invalid(FieldError("rows", "not_a_list", WORDS["list_type"][1]))
    if len(rows) > most:
        words = _("A batch has at most %(most)s rows.") % {"most": f"{most:,}"}
        raise Invalid(FieldError("rows", "too_many", words))
    return rows
