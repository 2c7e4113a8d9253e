"""What health offers to the kernel: its kind of versions, and what must be right in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError
from senro.kernel.names import parse
from senro.kernel.rules.language import RuleError
from senro.kernel.versions import register_kind
from senro.programs.registry import WORDS
from senro.programs.rules.schema import shape_of

from .queries import MODEL
from .rules.models import HEALTH_MODEL, SCHEMA, model_problems, rules_in


def _sentence(error: RuleError) -> str:
    return error.message(get_language() or "ja")


_in_the_readers_language = lazy(_sentence, str)


def _problems(body: dict[str, Any]) -> Iterator[FieldError]:
    for problem in dict.fromkeys([*shape_of(HEALTH_MODEL, body), *model_problems(body)]):
        yield FieldError(problem.field, problem.code, WORDS[problem.code])
    for place, text in rules_in(body):
        try:
            parse("account", text)
        except RuleError as error:
            yield FieldError(place, error.code, _in_the_readers_language(error))


register_kind(MODEL, _("Health model"), _problems, SCHEMA)
