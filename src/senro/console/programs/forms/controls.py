"""From a part of an entry to Django fields, and from what was typed back to the entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.console.rule_editor.widgets import RuleInput
from senro.programs.rules.words import words

from ..specs.parts import Part

LONGEST = 4000
LANGUAGES = (("ja", _("in Japanese")), ("en", _("in English")))
YES = (("true", pgettext_lazy("value", "Yes")), ("false", pgettext_lazy("value", "No")))
SAME = ("", _("as for every tier"))


def bare(name: str) -> str:
    """The name of a part as a field of a form: `timing.days` → `timing__days`."""
    return name.replace(".", "__") or "text"


def fields_of(part: Part, body: Mapping[str, Any], now: Any = None) -> dict[str, forms.Field]:
    """The controls of one part (words have two); none of them refuses to be empty."""
    if part.kind in ("words", "long"):
        return {
            f"{bare(part.name)}_{locale}": _text(part, label=_in(part.label, which))
            for locale, which in LANGUAGES
        }
    return {bare(part.name): _field(part, body, now)}


def _in(label: Any, language: Any) -> Any:
    return format_lazy("{} ({})", label, language)


def _text(part: Part, label: Any = None) -> forms.CharField:
    long = part.kind == "long"
    widget = forms.Textarea({"rows": 2}) if long else forms.TextInput()
    return forms.CharField(
        label=label or part.label,
        required=False,
        help_text=part.help,
        max_length=LONGEST,
        widget=widget,
    )


def _field(part: Part, body: Mapping[str, Any], now: Any) -> forms.Field:
    more: dict[str, Any] = {"label": part.label, "required": False, "help_text": part.help}
    match part.kind:
        case "count":
            return forms.IntegerField(min_value=0, max_value=100_000, **more)
        case "number":
            return forms.FloatField(**more)
        case "flag":
            return forms.BooleanField(**more)
        case "yes" | "maybe":
            return forms.ChoiceField(choices=YES if part.kind == "yes" else (SAME, *YES), **more)
        case "choice" | "several":
            return _choice(part, body, now, more)
        case "rule":
            return forms.CharField(widget=RuleInput(part.subject), max_length=LONGEST, **more)
        case "lines":
            return forms.CharField(
                widget=forms.Textarea({"rows": 3}), max_length=10 * LONGEST, **more
            )
        case "hidden":
            return forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)
    return _text(part)


def _choice(part: Part, body: Mapping[str, Any], now: Any, more: dict[str, Any]) -> forms.Field:
    options = part.options(body) if part.options else []
    if part.kind == "several":
        return forms.MultipleChoiceField(
            choices=options, widget=forms.CheckboxSelectMultiple, **more
        )
    # What a draft holds stays choosable, even where it is wrong.
    if now and str(now) not in {code for code, _label in options}:
        options = [*options, (str(now), str(now))]
    return forms.ChoiceField(choices=options, **more)


def shown(part: Part, value: Any) -> dict[str, Any]:
    """A value of the body as the controls show it."""
    name = bare(part.name)
    if part.kind in ("words", "long"):
        both = words(value)
        return {f"{name}_ja": both.ja, f"{name}_en": both.en}
    if value is None:
        value = part.default
    if part.kind == "lines":
        return {name: "\n".join(str(one) for one in value) if isinstance(value, list) else value}
    if part.kind in ("yes", "maybe"):
        return {name: "" if value is None else str(bool(value)).lower()}
    return {name: value}


def typed(part: Part, cleaned: Mapping[str, Any]) -> Any:
    """What was typed, as the body holds it; None for nothing."""
    name = bare(part.name)
    if part.kind in ("words", "long"):
        both = {locale: _plain(cleaned.get(f"{name}_{locale}")) for locale in ("ja", "en")}
        return {locale: text for locale, text in both.items() if text} or None
    value = cleaned.get(name)
    if part.kind == "lines":
        return [line.strip() for line in str(value or "").splitlines() if line.strip()] or None
    if part.kind in ("yes", "maybe"):
        return {"true": True, "false": False}.get(str(value))
    if part.kind == "flag":
        return bool(value)
    if isinstance(value, str):
        return _plain(value) or None
    return value if value not in ([], ()) else None


def _plain(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def look(entry: Mapping[str, Any], name: str) -> Any:
    """A value by its name: `timing.days`."""
    here: Any = entry
    for step in name.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def store(entry: dict[str, Any], name: str, value: Any) -> None:
    """Put a value there; nothing is taken out, an empty mapping too."""
    head, _, rest = name.partition(".")
    if rest:
        inner = entry.get(head)
        inner = dict(inner) if isinstance(inner, Mapping) else {}
        store(inner, rest, value)
        value = inner or None
    if value is None:
        entry.pop(head, None)
    else:
        entry[head] = value
