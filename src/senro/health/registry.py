"""What health offers to the kernel: its kinds of versions, signals, what people are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from senro.kernel.duties import duty
from senro.kernel.errors import FieldError
from senro.kernel.lists import ListKind, register_list
from senro.kernel.names import DYNAMIC, parse, register
from senro.kernel.notifications import register_notification
from senro.kernel.rules.language import RuleError
from senro.kernel.versions import register_kind
from senro.onboarding.queries.signalled import set_source
from senro.programs.registry import WORDS
from senro.programs.rules.reading import Problem
from senro.programs.rules.schema import Schema, shape_of
from senro.usage.draining.settling import LISTENERS

from . import sql_views as sql_views
from .actions.signals import SIGNALLED
from .queries import MODEL
from .queries.kinds import SIGNALS
from .queries.listing import COLUMNS, FILTERS, ORDERS, USUAL
from .queries.names import PATHS, WORN_OUT, health_names, worn_out_formats
from .queries.running import RUNNING, running_names
from .queries.today import accounts_waiting, signals_waiting
from .refreshing import note_events, refresh_signals
from .rules.models import HEALTH_MODEL, SCHEMA, model_problems, rules_in
from .rules.running import SCHEMA as RUNNING_SCHEMA
from .rules.running import SELF_RUNNING, running_problems, running_rules_in
from .rules.signals import SCHEMA as SIGNALS_SCHEMA
from .rules.signals import SIGNALS as SIGNALS_SHAPE
from .rules.signals import signal_rules_in, signals_problems


def _sentence(error: RuleError) -> str:
    return error.message(get_language() or "ja")


_in_the_readers_language = lazy(_sentence, str)
SAID = {
    **WORDS,
    "rule_or_detector": _("Either a condition or a detector is needed, and not both."),
}


def _checked(
    shape: Schema,
    own: Callable[[dict[str, Any]], Iterable[Problem]],
    rules: Callable[[dict[str, Any]], Iterable[tuple[str, str]]],
) -> Callable[[dict[str, Any]], Iterator[FieldError]]:
    """What keeps a body from being published: its shape, what its kind forbids, its rules."""

    def problems(body: dict[str, Any]) -> Iterator[FieldError]:
        for problem in dict.fromkeys([*shape_of(shape, body), *own(body)]):
            yield FieldError(problem.field, problem.code, SAID[problem.code])
        yield from _wrong_rules(rules(body))

    return problems


_model_problems = _checked(HEALTH_MODEL, model_problems, rules_in)


def _model(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _model_problems(body)
    yield from _circles(rules_in(body))


def _circles(rules: Iterable[tuple[str, str]]) -> Iterator[FieldError]:
    """A score cannot be made of itself."""
    for place, text in rules:
        with suppress(RuleError):
            if any(name.split("_")[0] == "health" for name in parse("account", text).names):
                yield FieldError(place, "circle", _("Health cannot be made of health."))


def _wrong_rules(rules: Iterable[tuple[str, str]]) -> Iterator[FieldError]:
    for place, text in rules:
        try:
            parse("account", text)
        except RuleError as error:
            yield FieldError(place, error.code, _in_the_readers_language(error))


register_list(
    ListKind(
        code="health",
        subject="account",
        filters=FILTERS,
        columns=COLUMNS,
        sorts=tuple(ORDERS),
        usual=USUAL,
    )
)
register_kind(MODEL, _("Health model"), _model, SCHEMA)
_signals = _checked(SIGNALS_SHAPE, signals_problems, signal_rules_in)
register_kind(SIGNALS, _("Signals"), _signals, SIGNALS_SCHEMA)
for _subject in PATHS:
    for _name, _expression in health_names(_subject):
        register(_subject, _name, _expression, dated=True)
    register(_subject, WORN_OUT, worn_out_formats(_subject))
_running = _checked(SELF_RUNNING, running_problems, running_rules_in)
register_kind(RUNNING, _("Self-running"), _running, RUNNING_SCHEMA)
DYNAMIC["health"] = running_names
register_notification(SIGNALLED, _("%(account)s: %(title)s%(names)s"))
# After the values: what changed them is looked at in the same round of the worker.
duty(refresh_signals)
LISTENERS.append(note_events)
set_source(waiting=accounts_waiting, told=signals_waiting)
