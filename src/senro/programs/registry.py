"""What the method offers to the kernel: its kinds of versions and what must be right in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError
from senro.kernel.names import parse
from senro.kernel.rules.language import RuleError
from senro.kernel.versions import register_kind

from .rules.criteria import criteria_problems
from .rules.phases import phase_set_problems
from .rules.policies import RULES, policies_problems
from .rules.purposes import purposes_problems
from .rules.reading import Problem, items_of

WORDS: dict[str, Any] = {
    "required": _("This is needed."),
    "duplicate": _("This code is used twice."),
    "not_a_mapping": _("Each entry must have named parts."),
    "unknown_value": _("This value is not known."),
    "not_a_count": _("This must be a whole number that is large enough."),
    "last_has_no_gate": _("The last phase has no gate: being there is being complete."),
}


def _said(problems: Callable[[dict[str, Any]], Iterator[Problem]], body: dict[str, Any]) -> Any:
    for problem in problems(body):
        yield FieldError(problem.field, problem.code, WORDS[problem.code])


def _sentence(error: RuleError) -> str:
    return error.message(get_language() or "ja")


_in_the_readers_language = lazy(_sentence, str)


def _rule_error(field: str, text: Any) -> Iterator[FieldError]:
    try:
        parse("case", str(text or ""))
    except RuleError as error:
        yield FieldError(field, error.code, _in_the_readers_language(error))


def _phase_set(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said(phase_set_problems, body)
    for phase in items_of(body, "phases"):
        for item in items_of(phase, "gate"):
            place = f"phases[{phase.get('code')}].gate[{item.get('code')}].rule"
            yield from _rule_error(place, item.get("rule"))


def _criteria_set(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said(criteria_problems, body)
    for item in items_of(body, "criteria"):
        if item.get("rule"):
            yield from _rule_error(f"criteria[{item.get('code')}].rule", item["rule"])


def _purposes(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said(purposes_problems, body)


def _policies(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said(policies_problems, body)
    for item in items_of(body, "policies"):
        if item.get("code") in RULES:
            for value in (item.get("value"), *(item.get("tiers") or {}).values()):
                yield from _rule_error(f"policies[{item['code']}].value", value)


register_kind("phase_set", _("Phase set"), _phase_set)
register_kind("criteria_set", _("Criteria set"), _criteria_set)
register_kind("purposes", _("Purposes"), _purposes)
register_kind("policies", _("Policies"), _policies)
