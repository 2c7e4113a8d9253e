"""The words for what can be wrong with a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError

WORDS: dict[str, Any] = {
    "required": _("This field is required."),
    "unknown_field": _("There is no such field."),
    "not_text": _("Text is needed here."),
    "too_long": _("This is too long."),
    "not_a_number": _("A whole number is needed here."),
    "out_of_range": _("This number is too small or too large."),
    "not_a_boolean": _("true or false is needed here."),
    "not_a_list": _("A list is needed here."),
    "not_a_date": _("A date such as 2026-11-20 is needed here."),
    "not_an_instant": _("An instant such as 2026-11-20T10:00:00+09:00 is needed here."),
    "not_an_email": _("This is not an e-mail address."),
    "unknown_value": _("This is none of the values that are possible here."),
    "invalid_value": _("This value cannot be used here."),
    "unknown_account": _("There is no account with this key."),
    "merged_account": _("This account was merged into another one: use the key of that one."),
    "not_a_duplicate": _("There is no such record to merge."),
    "unknown_person": _("Nobody in the team has this e-mail address."),
    "unknown_team": _("There is no team with this key."),
    "unknown_contact": _("This account has no contact with this key."),
    "other_account": _("This belongs to another account and cannot be moved."),
    "own_parent": _("An account cannot stand above itself."),
    "own_successor": _("Nobody can be their own successor."),
    "ends_before_start": _("The end lies before the start."),
    "duplicate_key": _("An earlier row has the same key."),
    "forbidden": _("Your role does not allow this."),
}


def field_errors(errors: Iterable[tuple[str, str]]) -> tuple[FieldError, ...]:
    """Fields and codes with the words for a person."""
    return tuple(FieldError(name, code, WORDS[code]) for name, code in errors)
