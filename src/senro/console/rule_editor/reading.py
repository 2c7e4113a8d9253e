"""A rule while it is being written: what it says, what is wrong with it, whom it holds for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from senro.console.customers.shared import href_of
from senro.console.lists.rules import RuleTrouble, trouble
from senro.customers.queries import visible_accounts
from senro.kernel import names
from senro.kernel.locales import locale
from senro.kernel.names import Tally
from senro.kernel.rules.access import Actor
from senro.kernel.rules.language import Completion, Rule, RuleError, complete, describe
from senro.onboarding.queries.moments import moment_of
from senro.onboarding.queries.visible import visible_cases
from senro.onboarding.rules.machine import ENDED

FEW = 5
SUBJECTS = ("case", "account")


@dataclass(frozen=True)
class Example:
    """Somebody for whom the rule is true."""

    name: str
    href: str


@dataclass(frozen=True)
class Reading:
    """What can be said of a rule."""

    text: str
    subject: str
    sentence: str = ""
    trouble: RuleTrouble | None = None
    # None where the rule cannot be counted today (it looks back in time).
    tally: Tally | None = None
    examples: tuple[Example, ...] = ()
    # The start of the trouble, for the editor to mark.
    at: int | None = None


def _cases(actor: Actor) -> QuerySet[Any]:
    return visible_cases(actor).exclude(status__in=ENDED)


def _of_case(row: dict[str, Any]) -> Example:
    return Example(row["account__name"], f"/cases/{row['pk']}/")


def _of_account(row: dict[str, Any]) -> Example:
    return Example(row["name"], href_of(row["key"]))


ROWS: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "case": _cases,
    "account": visible_accounts,
}
COLUMNS = {"case": ("pk", "account__name"), "account": ("key", "name")}


def read_rule(actor: Actor, subject: str, text: str, at: datetime) -> Reading:
    """The rule in words and its count among what the actor may see: two statements at most."""
    try:
        rule = names.parse(subject, text)
        sentence = describe(rule, locale())
    except RuleError as error:
        return Reading(text, subject, trouble=trouble(error, text, locale()), at=error.position)
    return _counted(actor, subject, text, at, rule, sentence)


def _counted(
    actor: Actor, subject: str, text: str, at: datetime, rule: Rule, sentence: str
) -> Reading:
    rows, moment = ROWS[subject](actor), moment_of(at)
    try:
        found = names.tally(rows, subject, rule, moment)
        few = names.where(rows, subject, rule, moment).order_by(F("pk").desc()) if found.met else ()
    except RuleError:  # ago, change and held need the history of metrics
        return Reading(text, subject, sentence)
    if few:
        few = few.values(*COLUMNS[subject])[:FEW]
    shape = _of_case if subject == "case" else _of_account
    return Reading(text, subject, sentence, None, found, tuple(shape(row) for row in few))


def words_for(subject: str, text: str, position: int) -> list[dict[str, Any]]:
    """What may be written at the cursor, as the editor's list shows it."""
    return [_word(one) for one in complete(text, position, names.words_of(subject))]


def _word(one: Completion) -> dict[str, Any]:
    label = one.label.get(locale()) or ""
    return {
        "text": one.text,
        "kind": one.kind,
        "label": "" if label == one.text else label,
        "start": one.start,
    }
