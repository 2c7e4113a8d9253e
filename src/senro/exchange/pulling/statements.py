"""A question for a database: one SELECT, or the reason in words why it is none."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..rules.statements import WrongStatement, parsed
from .connections import CannotAsk, Connection

WORDS = {
    "sql_too_long": _("The SQL is too long."),
    "sql_unreadable": _("This SQL cannot be read: %(what)s"),
    "sql_one_statement": _("Exactly one statement is needed."),
    "sql_only_select": _("Only a SELECT that reads can be asked. %(what)s"),
    "sql_forbidden_function": _("%(what)s cannot be used here."),
}


def statement_of(sql: str, connection: Connection) -> Any:
    """The statement. Raises CannotAsk with the reason."""
    try:
        return parsed(sql, connection.dialect)
    except WrongStatement as error:
        raise CannotAsk(in_words(error)) from error


def in_words(error: WrongStatement) -> str:
    """The reason as a person reads it."""
    return str(WORDS[error.code] % {"what": error.what}).strip()
