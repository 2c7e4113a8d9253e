"""What the method offers to the kernel: its kinds of versions and what must be right in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError
from senro.kernel.models import Version
from senro.kernel.names import REGISTRY, parse
from senro.kernel.queries.files import is_picture
from senro.kernel.rules.access import Actor
from senro.kernel.rules.language import Name, RuleError, check
from senro.kernel.subjects import register_subject
from senro.kernel.versions import publication_needs_approval, register_kind

from .queries import NoMethod, policies
from .rules.checklist import ANSWER_TYPES, Question, checklist_problems, kept_logo, rules_of
from .rules.criteria import criteria_problems
from .rules.metrics import filters_of, metrics_problems
from .rules.phases import phase_set_problems
from .rules.policies import RULES, policies_problems
from .rules.purposes import purposes_problems
from .rules.reading import Problem, items_of
from .rules.roadmap import roadmap_problems
from .rules.schema import shape_of
from .rules.schemas import BODIES, schema_of

WORDS: dict[str, Any] = {
    "required": _("This is needed."),
    "duplicate": _("This code is used twice."),
    "not_a_mapping": _("Each entry must have named parts."),
    "unknown_value": _("This value is not known."),
    "unmapped": _(
        "Every criterion must be mapped to an element (structure, goal or value), so that completion"
        " can be compared across products."
    ),
    "not_a_number": _("A number is needed here."),
    "not_a_count": _("This must be a whole number that is large enough."),
    "not_text": _("Text is needed here."),
    "not_a_list": _("A list is needed here."),
    "not_a_boolean": _("true or false is needed here."),
    "unknown_field": _("There is no such field."),
    "too_long": _("This is too long."),
    "unknown_task": _("There is no task with this code."),
    "circle": _("These tasks wait for each other in a circle."),
    "reserved": _("This code has a meaning of its own."),
    "against_the_line": _("The standard codes must follow the order of the phases."),
    "not_an_address": _("An address begins with https:// or with /."),
    "not_our_picture": _("Pages show no pictures of other addresses. Upload the picture instead."),
    "no_such_picture": _("This installation has no such picture. Upload it again."),
    "not_a_colour": _("A colour is written as #0B5D3B."),
    "not_a_name": _("Use small letters, digits and underscores; begin with a letter."),
    "no_choices_here": _("Only a question to choose from has choices."),
    "circle_of_metrics": _("These ratios are made of each other in a circle."),
    "not_for_events": _(
        "A filter of events compares their fields: it has no functions and no arithmetic."
    ),
    "last_has_no_gate": _("The last phase has no gate: being there is being complete."),
}


def _said(
    kind: str, problems: Callable[[dict[str, Any]], Iterator[Problem]], body: dict[str, Any]
) -> Iterator[FieldError]:
    """What the schema and the kind's own rules object to, each place and reason once."""
    found = dict.fromkeys([*shape_of(BODIES[kind], body), *problems(body)])
    for problem in found:
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
    yield from _said("phase_set", phase_set_problems, body)
    for phase in items_of(body, "phases"):
        for item in items_of(phase, "gate"):
            place = f"phases[{phase.get('code')}].gate[{item.get('code')}].rule"
            yield from _rule_error(place, item.get("rule"))
    for task in items_of(body, "tasks"):
        if task.get("when"):
            yield from _rule_error(f"tasks[{task.get('code')}].when", task["when"])


def _criteria_set(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said("criteria_set", criteria_problems, body)
    for item in items_of(body, "criteria"):
        place = f"criteria[{item.get('code')}]"
        if item.get("rule"):
            yield from _rule_error(f"{place}.rule", item["rule"])
        for option in items_of(item, "options"):
            if option.get("rule"):
                yield from _rule_error(
                    f"{place}.options[{option.get('code')}].rule", option["rule"]
                )


def _purposes(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said("purposes", purposes_problems, body)


def _policies(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said("policies", policies_problems, body)
    for item in items_of(body, "policies"):
        if item.get("code") in RULES:
            for value in (item.get("value"), *(item.get("tiers") or {}).values()):
                yield from _rule_error(f"policies[{item['code']}].value", value)


def _roadmap(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said("roadmap", roadmap_problems, body)


def _checklist(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said("checklist", checklist_problems, body)
    logo = kept_logo(body)
    if logo and not is_picture(logo):
        yield FieldError("layout.logo", "no_such_picture", WORDS["no_such_picture"])
    for place, text, earlier in rules_of(body):
        try:
            check(text, answer_names(earlier))
        except RuleError as error:
            yield FieldError(place, error.code, _in_the_readers_language(error))


def _metrics(body: dict[str, Any]) -> Iterator[FieldError]:
    yield from _said("metrics", metrics_problems, body)
    for place, error in filters_of(body):
        if error is None:
            yield FieldError(place, "not_for_events", WORDS["not_for_events"])
        else:
            yield FieldError(place, error.code, _in_the_readers_language(error))
    yield from _metric_names(body)


def _metric_names(body: dict[str, Any]) -> Iterator[FieldError]:
    """A metric has a name of its own, and a ratio is made of numbers that there are."""
    items = items_of(body, "metrics")
    records = {**REGISTRY.get("case", {}), **REGISTRY.get("account", {})}
    numbers = {str(one.get("code")) for one in items}
    numbers |= {code for code, found in records.items() if found.name.type == "number"}
    for item in items:
        place = f"metrics[{item.get('code')}]"
        if item.get("code") in records:
            yield FieldError(f"{place}.code", "reserved", WORDS["reserved"])
        for part in ("numerator", "denominator") if item.get("kind") == "ratio" else ():
            if item.get(part) and item[part] not in numbers:
                yield FieldError(f"{place}.{part}", "unknown_value", WORDS["unknown_value"])


def answer_names(questions: Iterable[Question]) -> dict[str, Name]:
    """What a rule about answers may mention: the questions that come before."""
    return {
        one.code: Name(
            code=one.code,
            type=ANSWER_TYPES.get(one.type, "text"),  # type: ignore[arg-type]
            label={"ja": one.title.of("ja"), "en": one.title.of("en")},
        )
        for one in questions
    }


register_kind("phase_set", _("Phase set"), _phase_set, schema_of("phase_set"))
register_kind("criteria_set", _("Criteria set"), _criteria_set, schema_of("criteria_set"))
register_kind("purposes", _("Purposes"), _purposes, schema_of("purposes"))
register_kind("policies", _("Policies"), _policies, schema_of("policies"))
register_kind("roadmap", _("Roadmap"), _roadmap, schema_of("roadmap"))
register_kind("checklist", _("Checklist"), _checklist, schema_of("checklist"))
register_kind("metrics", pgettext_lazy("method", "Metrics"), _metrics, schema_of("metrics"))


def _with_pictures(actor: Actor, version_id: UUID) -> Version | None:
    """A checklist, whatever became of the draft: its picture is for everybody who is asked."""
    return Version.objects.filter(pk=version_id, kind="checklist").first()


register_subject("version", find=_with_pictures, title=lambda row: str(row.code), closed=True)


def _criteria_need_approval(at: datetime) -> bool:
    """Policy `criteria_approval`; on where a method says nothing about it."""
    try:
        found = policies(at)[1].by_code.get("criteria_approval")
    except NoMethod:
        return False
    return found is None or found.value is not False


publication_needs_approval("criteria_set", _criteria_need_approval)
