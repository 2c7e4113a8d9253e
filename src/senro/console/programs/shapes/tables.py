"""The entries of a part as tables: what a tab lists, in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from senro.kernel import names
from senro.kernel.rules.language import RuleError, describe
from senro.programs.rules.reading import items_of

from ..specs.parts import LAYERS, TIERS, TOUCHES, joined, said
from ..specs.people import ELEMENTS, KINDS, PURPOSE_LAYERS, kind_of
from ..specs.phases import ATTEST, SIDES
from ..words import VALUE_WORDS
from .asked import conditions_in_words
from .lines import Cell, Group, Row
from .places import key_of


def words_of_rule(text: str, subject: str = "case", locale: str = "ja") -> str:
    """A rule in words; nothing where it is wrong (the list of what is wrong says it)."""
    if not text.strip():
        return ""
    try:
        return describe(names.parse(subject, text), "ja" if locale.startswith("ja") else "en")
    except RuleError:
        return ""


def _label(choices: Iterable[tuple[str, Any]], code: Any) -> Any:
    return dict(choices).get(str(code or ""), code or "—")


def numbered(body: Mapping[str, Any], name: str, path: str = "") -> list[tuple[str, Any]]:
    where = f"{path}.{name}" if path else name
    found = items_of(dict(body), name)
    return [(f"{where}[{key_of(item, number)}]", item) for number, item in enumerate(found)]


def phases(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Phases with their days, gates and tasks."""
    tasks: dict[str, int] = {}
    for task in items_of(dict(body), "tasks"):
        tasks[str(task.get("phase"))] = tasks.get(str(task.get("phase")), 0) + 1
    rows = tuple(
        Row(
            path,
            said(phase.get("name")),
            str(phase.get("code") or ""),
            (
                (_("Standard phase"), phase.get("standard") or phase.get("code"), ""),
                (_("Planned days"), phase.get("days"), "sn-num"),
                (_("Gate items"), len(items_of(phase, "gate")), "sn-num"),
                (pgettext("method", "Tasks"), tasks.get(str(phase.get("code")), 0), "sn-num"),
            ),
        )
        for path, phase in numbered(body, "phases")
    )
    days = sum(int(p["days"]) for p in items_of(dict(body), "phases") if _whole(p.get("days")))
    return [Group("", "phases", rows, _("%(days)s days in all") % {"days": days})]


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def gates(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Gate items by the phase that they end."""
    found = numbered(body, "phases")
    groups = []
    for place, (path, phase) in enumerate(found):
        if place == len(found) - 1 and not items_of(phase, "gate"):
            continue  # the last phase has no gate
        rows = tuple(_gate(path, one, locale) for path, one in numbered(phase, "gate", path))
        after = found[place + 1][1] if place + 1 < len(found) else {}
        title = f"{said(phase.get('name'))} → {said(after.get('name'))}".rstrip(" →")
        groups.append(
            Group(title, f"{path}.gate", rows, head=str(phase.get("code") or ""), ruled=True)
        )
    return groups


def _gate(path: str, item: Mapping[str, Any], locale: str) -> Row:
    rule = str(item.get("rule") or "")
    attest = item.get("attest") or "never"
    vouched = "" if attest == "never" else _label(ATTEST, attest)
    cells: tuple[Cell, ...] = ((_("Somebody may vouch for it"), vouched, "sn-12"),)
    return Row(
        path,
        said(item.get("title")),
        str(item.get("code") or ""),
        cells,
        rule,
        words_of_rule(rule, locale=locale),
        said(item.get("message")),
    )


def tasks(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Task templates by phase, in the order of the body."""
    found = numbered(body, "tasks")
    titles = {str(item.get("code")): said(item.get("title")) for _path, item in found}
    groups = []
    known = set()
    for phase in items_of(dict(body), "phases"):
        code = str(phase.get("code") or "")
        known.add(code)
        rows = tuple(_task(p, one, titles) for p, one in found if str(one.get("phase")) == code)
        title = said(phase.get("name"))
        groups.append(Group(title, "tasks", rows, head=code, preset=code))
    lost = tuple(_task(p, one, titles) for p, one in found if str(one.get("phase")) not in known)
    if lost:
        groups.append(Group(_("Of no phase"), "tasks", lost))
    return groups


def _task(path: str, item: Mapping[str, Any], titles: Mapping[str, str]) -> Row:
    minutes, side = item.get("minutes"), _label(SIDES, item.get("side"))
    if item.get("layer"):
        side = f"{side}・{_label(LAYERS, item.get('layer'))}"
    waits = [titles.get(str(one), str(one)) for one in item.get("depends_on") or ()]
    note = _("Waits for: %(tasks)s") % {"tasks": joined(waits)} if waits else ""
    return Row(
        path,
        said(item.get("title")),
        str(item.get("code") or ""),
        (
            (pgettext("task", "By"), side, ""),
            (_("Business day"), item.get("day", 0), "sn-num"),
            (pgettext("method", "Touch"), _label(TOUCHES, item.get("touch") or "high"), ""),
            (_("Minutes"), "—" if minutes is None else minutes, "sn-num"),
            (_("Purpose"), item.get("purpose") or _("all"), ""),
        ),
        note=note,
    )


def criteria(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Criteria by their element."""
    found = numbered(body, "criteria")
    groups = [
        Group(
            str(label),
            "criteria",
            tuple(_criterion(p, one, locale) for p, one in found if one.get("element") == code),
            preset=code,
            ruled=True,
        )
        for code, label in ELEMENTS
    ]
    lost = [pair for pair in found if pair[1].get("element") not in dict(ELEMENTS)]
    if lost:
        rows = tuple(_criterion(p, one, locale) for p, one in lost)
        groups.append(Group(_("Of no element"), "criteria", rows, ruled=True))
    return groups


def _criterion(path: str, item: Mapping[str, Any], locale: str) -> Row:
    rule = str(item.get("rule") or "")
    options = [said(one.get("title")) for one in items_of(dict(item), "options")]
    must = _("Mandatory") if item.get("mandatory", True) else _("Optional")
    return Row(
        path,
        said(item.get("title")),
        str(item.get("code") or ""),
        ((_("How it is shown"), _label(KINDS, item.get("kind")), ""), (_("Weight"), must, "")),
        rule,
        words_of_rule(rule, locale=locale),
        _("Options: %(options)s") % {"options": joined(options)} if options else "",
    )


def purposes(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Purposes in their order."""
    rows = tuple(
        Row(
            path,
            said(one.get("name")),
            str(one.get("code") or ""),
            (
                (pgettext("method", "Layer"), _label(PURPOSE_LAYERS, one.get("layer")), ""),
                (_("What success looks like"), said(one.get("success")), ""),
                (_("What proves it"), said(one.get("proof")), ""),
            ),
        )
        for path, one in numbered(body, "purposes")
    )
    return [Group("", "purposes", rows)]


def policies(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Policies with what differs for a tier."""
    rows = tuple(_policy(path, one, locale) for path, one in numbered(body, "policies"))
    return [Group("", "policies", rows)]


def _policy(path: str, item: Mapping[str, Any], locale: str) -> Row:
    code, value = str(item.get("code") or ""), item.get("value")
    tiers = item.get("tiers") if isinstance(item.get("tiers"), Mapping) else {}
    title = said(item.get("title")) or code
    if kind_of(code, value) == "rule":
        words = words_of_rule(str(value or ""), locale=locale)
        return Row(path, title, code, _tiers("", tiers or {}), str(value or ""), words)
    return Row(path, title, code, _tiers(_value(value), tiers or {}))


def _tiers(value: str, tiers: Mapping[str, Any]) -> tuple[Cell, ...]:
    own = [(label, _value(tiers[code]) if code in tiers else "", "") for code, label in TIERS]
    return ((_("Every tier"), value, ""), *own)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("value", "Yes") if value else pgettext("value", "No")
    if isinstance(value, list):
        return joined(str(VALUE_WORDS.get(str(one), one)) for one in value)
    return "—" if value is None else str(VALUE_WORDS.get(str(value), value))


def checklists(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Questions by their section."""
    groups, asked = [], conditions_in_words(body, locale)
    for path, section in numbered(body, "sections"):
        rows = tuple(_question(p, one, asked) for p, one in numbered(section, "questions", path))
        code = str(section.get("code") or "")
        groups.append(
            Group(
                said(section.get("title")),
                f"{path}.questions",
                rows,
                head=code,
                own=path,
                adds=_("Add a question"),
            )
        )
    return groups


def _question(path: str, item: Mapping[str, Any], asked: Mapping[str, str]) -> Row:
    from ..specs.checklist import TYPES

    needed = _("Needed") if item.get("required") else ""
    if item.get("required_in_phase"):
        needed = _("Needed in %(phase)s") % {"phase": item["required_in_phase"]}
    return Row(
        path,
        said(item.get("title")),
        str(item.get("code") or ""),
        ((_("Kind of answer"), _label(TYPES, item.get("type")), ""), (_("Answer"), needed, "")),
        str(item.get("visible_if") or ""),
        asked.get(f"{path}.visible_if", ""),
        note=said(item.get("help")),
    )


GROUPS: dict[str, Callable[[Mapping[str, Any], str], list[Group]]] = {
    "phases": phases,
    "gates": gates,
    "tasks": tasks,
    "criteria": criteria,
    "checklists": checklists,
    "purposes": purposes,
    "policies": policies,
}
