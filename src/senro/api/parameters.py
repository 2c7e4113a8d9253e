"""What may stand behind the `?` of an address. Another name is refused: a slip would ask for all."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError, Invalid
from senro.kernel.rules.language.suggest import alike

View = Callable[..., Any]


def only(known: Collection[str], view: View, *, first: bool) -> View:
    """The view, which takes only these parameters.

    A write asks `first`. A read is done before: what may not be seen is 404, whatever else is wrong.
    """

    @functools.wraps(view)
    def called(request: HttpRequest, **kwargs: Any) -> Any:
        wrong = _unknown(request, known)
        if not wrong:
            return view(request, **kwargs)
        if first:
            raise Invalid(*wrong)
        try:
            view(request, **kwargs)
        except Invalid as error:
            raise Invalid(*error.errors, *wrong) from error
        raise Invalid(*wrong)

    return called


def _unknown(request: HttpRequest, known: Collection[str]) -> list[FieldError]:
    return [
        FieldError(name[:100], "unknown_parameter", _words(name, known))
        for name in request.GET
        if name not in known
    ]


def _words(name: str, known: Collection[str]) -> Any:
    near = alike(name, known)
    if near:
        return _("There is no such parameter. Did you mean %(names)s?") % {"names": near[0]}
    if known:
        return _("There is no such parameter. There are: %(names)s.") % {
            "names": ", ".join(sorted(known))
        }
    return _("This address takes no parameters.")


def _parameter(name: str, words: str, kind: str = "string", place: str = "query") -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": False,
        "description": words,
        "schema": {"type": kind},
    }


PARAMETERS: dict[str, dict[str, Any]] = {
    "limit": {
        **_parameter("limit", "How many at most.", "integer"),
        "schema": {"type": "integer", "minimum": 1, "maximum": 5000, "default": 100},
    },
    # Of lists that are short: all of them, if nothing else is asked.
    "all": {
        **_parameter("limit", "How many at most.", "integer"),
        "schema": {"type": "integer", "minimum": 1, "maximum": 5000, "default": 5000},
    },
    "cursor": _parameter("cursor", "`next_cursor` of the page before."),
    "sort": _parameter("sort", "A column; with a minus in front, downwards."),
    "where": _parameter("where", "A rule of the rule language, such as `tier = 'MM'`."),
    "as_of": _parameter(
        "as_of", "A date (the end of that day) or an instant; later than now is read as now."
    ),
    "by": _parameter("by", "The id or mail of a person; of the board: `standard`."),
    "against": _parameter("against", "The number of the version to compare with.", "integer"),
    "active": _parameter(
        "active", "`any`: those who are switched off and people of customers too."
    ),
    "kind": _parameter("kind", "A kind: of parts `phase_set`, of signals `usage_drop`."),
    "subject": _parameter("subject", "`kind:id`, such as `case:01936f5e-…`."),
    "verb": _parameter("verb", "A verb; with a dot at its end, all that begin with it."),
    "since": _parameter("since", "Facts that took effect at or after this."),
    "until": _parameter("until", "Facts that took effect before this."),
    "account": _parameter("account", "The key of an account."),
    "status": _parameter("status", "A status."),
    "phase": _parameter("phase", "A phase's code."),
    "severity": _parameter("severity", "stop, care or go."),
    "state": _parameter(
        "state",
        "Of signals open, snoozed, settled, closed or any, open when absent; of cases moving, "
        "watched, parked or ended.",
    ),
    "mine": _parameter("mine", "`1`: only of one's own accounts and cases."),
    "decision": _parameter("decision", "open, approved, refused or any; open when absent."),
    "owner": _parameter("owner", "A person's mail."),
    "list": _parameter("list", "A list: accounts, cases or board."),
    "format": _parameter(
        "format", "`csv` or `xlsx`: the whole list as a file, as `Accept` may ask too."
    ),
    "columns": _parameter("columns", "Columns of the file, in their order, with commas."),
    "view": _parameter("view", "The key of a saved view; what the address says itself goes first."),
    "weeks": {
        **_parameter("weeks", "How many weeks to look back.", "integer"),
        "schema": {"type": "integer", "minimum": 1, "maximum": 53, "default": 12},
    },
    "contract": _parameter("contract", "The key of a contract."),
    "team": _parameter("team", "The key of a team."),
    "partner": _parameter("partner", "The key of a partner."),
    "product": _parameter("product", "The key of a product."),
    "tier": _parameter("tier", "ENT, MM or SMB."),
    "industry": _parameter("industry", "An industry, as it is written on the account."),
    "channel": _parameter("channel", "direct or partner."),
    "purpose": _parameter("purpose", "The code of a purpose."),
    "q": _parameter("q", "Words of the account's name, reading or key."),
    "group": _parameter("group", "What the rows of a file are grouped by."),
    "reason": _parameter("reason", "Why, for programs that cannot send a body with DELETE."),
    "If-Match": _parameter(
        "If-Match", "The version this change is based on; another one is 409.", place="header"
    ),
    "Idempotency-Key": _parameter(
        "Idempotency-Key",
        "The same key with the same body gives the same answer for 24 hours.",
        place="header",
    ),
}
