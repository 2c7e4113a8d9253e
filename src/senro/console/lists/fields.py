"""The fields that a list can change, as form controls: for one cell and for many rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from senro.customers.models import CustomField
from senro.exchange.editing.targets import STEP_VERBS
from senro.kernel.editing import Edited
from senro.kernel.locales import locale
from senro.kernel.models import Team
from senro.kernel.queries import visible_people
from senro.kernel.verbs import REGISTRY

from ..customers.words import SALES_CHANNELS, STATUSES, TIERS
from ..onboarding.words import STATUS

CLEAR = "__clear__"
LABELS: dict[str, Any] = {
    "owner": pgettext_lazy("account", "Owner"),
    "team": gettext_lazy("Team"),
    "tier": gettext_lazy("Tier"),
    "industry": gettext_lazy("Industry"),
    "status": pgettext_lazy("account", "Status"),
    "channel": gettext_lazy("Sales channel"),
    "parent": gettext_lazy("Parent account"),
    "move_todos": gettext_lazy("Move open ToDos by business days"),
    "step": gettext_lazy("Change the status"),
    "reason": gettext_lazy("Reason"),
}
NAMES = {
    "accounts": ("owner", "team", "tier", "industry", "status", "channel", "parent"),
    "cases": ("owner", "team", "move_todos", "step", "reason"),
}
NUMBERS = ("move_todos",)


@dataclass(frozen=True)
class Control:
    """One field: a choice, or something to write."""

    name: str
    label: Any
    options: tuple[tuple[str, Any], ...] = ()
    kind: str = "text"
    value: str = ""
    clears: bool = True


def fields_of(request: Any, code: str, said: Any = None) -> list[Control]:
    """Every field, with what was said of it."""
    return [
        control_of(request, code, name, (said or {}).get(f"f_{name}", ""))
        for name in (*NAMES[code], *own_fields(code))
    ]


def own_fields(code: str) -> dict[str, CustomField]:
    """The team's own fields of accounts or cases: `custom.<code>`."""
    rows = CustomField.objects.living().filter(subject=code.removesuffix("s")).order_by("code")
    return {f"custom.{row.code}": row for row in rows}


def control_of(request: Any, code: str, name: str, value: str = "") -> Control:
    """One field."""
    if name.startswith("custom."):
        return _own(own_fields(code)[name], name, value)
    label = _("Lead") if (code, name) == ("cases", "owner") else LABELS[name]
    options = _options(request, name)
    kind = "select" if options else "number" if name in NUMBERS else "text"
    clears = name not in ("status", "move_todos", "step", "reason")
    return Control(name, label, tuple(options), kind, value, clears)


def _options(request: Any, name: str) -> list[tuple[str, Any]]:
    if name == "owner":
        people = visible_people(request.actor).order_by("name")
        return list(people.values_list("email", "name"))
    if name == "team":
        return list(Team.objects.living().order_by("name").values_list("key", "name"))
    if name == "step":
        return [(step, _step_words(step)) for step in STEP_VERBS]
    fixed = {"tier": TIERS, "status": STATUSES, "channel": SALES_CHANNELS}
    return list(fixed[name].items()) if name in fixed else []


def _step_words(step: str) -> Any:
    name = getattr(STEP_VERBS[step], "verb", None)
    return REGISTRY[name.name].words if name else step


def _own(row: CustomField, name: str, value: str) -> Control:
    japanese = locale() == "ja"
    label = row.label_ja if japanese else row.label_en or row.label_ja
    if row.type == "boolean":
        return Control(name, label, (("true", _("yes")), ("false", _("no"))), "select", value)
    if row.options:
        return Control(name, label, tuple((one, one) for one in row.options), "select", value)
    kinds = {"number": "number", "date": "date"}
    return Control(name, label, (), kinds.get(row.type, "text"), value)


def said_in(code: str, posted: Any) -> dict[str, Any]:
    """The values that were given; what was left empty is left alone."""
    own = own_fields(code)
    found: dict[str, Any] = {}
    for name in (*NAMES[code], *own):
        text = posted.get(f"f_{name}", "").strip()
        if text:
            found[name] = None if text == CLEAR else typed(name, text, own)
    return found


def typed(name: str, text: str, own: Mapping[str, CustomField]) -> Any:
    """What was written, as the value that it means."""
    kind = own[name].type if name in own else "number" if name in NUMBERS else "text"
    if kind == "number":
        try:
            return int(text)
        except ValueError:
            try:
                return float(text) if name in own else text
            except ValueError:
                return text
    if kind == "boolean":
        return text == "true"
    if kind == "list":
        return [one.strip() for one in text.replace("、", ";").split(";") if one.strip()]
    return text


def change_rows(code: str, told: Edited) -> list[dict[str, Any]]:
    """The preview's rows in words: field, from, to, how many."""
    words = {"tier": TIERS, "status": STATUS if code == "cases" else STATUSES,
             "channel": SALES_CHANNELS}  # fmt: skip
    own = own_fields(code)
    rows = []
    for name, before, after, count in told.changes:
        label = own[name].label_ja if name in own else LABELS.get(name, name)
        known = words.get(name, {})
        if name == "move_todos":
            before, after = "", _("%(n)s ToDos") % {"n": before}
        rows.append({"label": label, "before": _shown(before, known),
                     "after": _shown(after, known), "count": count})  # fmt: skip
    return rows


def _shown(value: Any, words: Mapping[str, Any]) -> Any:
    if value in (None, "", []):
        return pgettext("group", "None set")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return words.get(value, value) if isinstance(value, str) else value
