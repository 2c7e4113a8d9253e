"""Facts as lines that a person reads: what, about what, who, why, and whether it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from senro.customers.models import Account
from senro.kernel.queries.people import names_of_people
from senro.kernel.undo import standing_undos
from senro.kernel.verbs import REGISTRY
from senro.onboarding.models import CaseCriterion, Task
from senro.onboarding.queries.dicts import risk_reasons
from senro.programs.rules import PhaseSet
from senro.ui.figures import day

from ..words import CHANNEL, DIRECTION, MEETING
from .why import why

Fact = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """Words for ids that stand in facts."""

    people: Mapping[UUID, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)


def fact_rows(
    facts: Iterable[Fact],
    phases: PhaseSet | None = None,
    titles: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Facts (as `fact_dicts` gives them) as lines; at most six queries however many they are.

    `titles` are those of the case's tasks and criteria; without them they are looked up, and so
    are the accounts' names.
    """
    facts = list(facts)
    names = _names(facts, phases, titles)
    undone = {str(one) for one in standing_undos(UUID(fact["id"]) for fact in facts)}
    return [_row(fact, names, undone) for fact in facts]


def _row(fact: Fact, names: Names, undone: set[str]) -> dict[str, Any]:
    known = REGISTRY.get(fact["verb"])
    by = fact.get("name") or (names.people.get(UUID(fact["by"])) if fact["by"] else "")
    automatic = fact["by"] is None
    return {
        "id": fact["id"],
        "at": datetime.fromisoformat(fact["at"]),
        "text": _text(fact, known.words if known else fact["verb"], names),
        "reason": fact["reason"],
        "who": by or _("Automatic"),
        "automatic": automatic,
        "account": next((names.accounts[one] for one in _about(fact) if one in names.accounts), ""),
        "undone": fact["id"] in undone,
        "undo_url": "" if fact["id"] in undone else _address("fact_undo", fact, known),
        "redo_url": _address("fact_redo", fact, known) if fact["id"] in undone else "",
        "why": _why(fact) if automatic else None,
        "href": reverse("fact", args=[fact["id"]]),
    }


def _address(name: str, fact: Fact, known: Any) -> str:
    """Where it is undone or done again: not what came with something that a person did."""
    came_with = fact["cause"] and fact["by"] is not None
    if known is None or not known.undoable or came_with:
        return ""
    return reverse(name, args=[fact["id"]])


def _why(fact: Fact) -> dict[str, Any]:
    """Rule, version and inputs of what was found and not set; the rest is on the fact's own page."""
    evidence = fact["evidence"] or {}
    inputs = evidence.get("inputs")
    if not isinstance(inputs, Mapping):
        inputs = {k: v for k, v in evidence.items() if isinstance(v, str | int | float | bool)}
    sentence = _said(evidence) or fact["reason"] or _("Senro did it by itself.")
    return why(
        sentence, evidence.get("rule", ""), evidence.get("version") or fact["version"], inputs
    )


def _said(evidence: Mapping[str, Any]) -> str:
    """The sentences of what was found, in the reader's language."""
    # Other facts name parts too: a published method those of itself.
    if not all(isinstance(part, Mapping) for part in evidence.get("parts", ())):
        return ""
    return " ".join(str(one.message) for one in risk_reasons(evidence))


def _text(fact: Fact, words: Any, names: Names) -> str:
    detail = _detail(fact, names)
    return _("%(what)s: %(detail)s") % {"what": words, "detail": detail} if detail else str(words)


def _detail(fact: Fact, names: Names) -> str:
    verb, after, evidence = fact["verb"], fact["after"] or {}, fact["evidence"] or {}
    area = ".".join(verb.split(".")[:2])
    if area == "onboarding.phase":
        stops = [names.phases.get(evidence.get(end, ""), "") for end in ("phase", "to")]
        return " → ".join(stop for stop in stops if stop)
    if verb == "onboarding.case.replanned":
        ends = [day(date.fromisoformat(evidence[e])) for e in ("from", "to") if evidence.get(e)]
        return " → ".join(ends)
    if area in ("onboarding.wave", "onboarding.waves"):
        stop = names.phases.get(evidence.get("phase", ""), "")
        told = [evidence.get("sites", ""), stop if "waves" in evidence else ""]
        return " · ".join(one for one in told if one)
    if area in ("onboarding.task", "onboarding.criterion"):
        return names.titles.get(_id(fact), "")
    if verb == "kernel.fact.undone":
        known = REGISTRY.get(str(evidence.get("undone", "")))
        return str(known.words) if known else ""
    return _of_values(area, after, evidence, names)


def _of_values(area: str, after: Fact, evidence: Fact, names: Names) -> str:
    if area == "onboarding.meeting":
        return str(MEETING.get(after.get("kind", ""), ""))
    if area == "onboarding.purpose":
        return str(evidence.get("purpose", "") or "、".join(after.get("excluded_purposes") or []))
    if area == "onboarding.gate_item":
        return names.items.get(after.get("code", ""), "")
    if area == "exchange.import":
        return str(evidence.get("file_name") or after.get("file_name") or "")
    if area == "onboarding.wish":
        return str(after.get("feature", ""))
    if area == "onboarding.owner":
        pk = after.get("owner_id")
        return names.people.get(UUID(pk), "") if pk else ""
    if area == "customers.touch":
        said = (DIRECTION.get(after.get("direction", "")), CHANNEL.get(after.get("channel", "")))
        return " · ".join(str(one) for one in said if one)
    return ""


def _names(facts: list[Fact], phases: PhaseSet | None, titles: Mapping[str, str] | None) -> Names:
    people = {UUID(fact["by"]) for fact in facts if fact["by"] and not fact.get("name")}
    owners = {(fact["after"] or {}).get("owner_id") for fact in facts}
    people |= {UUID(one) for one in owners if one}
    of_one = titles is not None
    accounts = (
        set()
        if of_one
        else {one[8:] for fact in facts for one in _about(fact) if one.startswith("account:")}
    )
    rows = Account.objects.filter(pk__in=accounts).values_list("pk", "name") if accounts else ()
    language = get_language() or "ja"
    return Names(
        people=names_of_people(people),
        titles=titles if titles is not None else _titles(facts, language),
        accounts={f"account:{pk}": name for pk, name in rows},
        phases={p.code: p.name.of(language) for p in phases.phases} if phases else {},
        items={i.code: i.title.of(language) for p in phases.phases for i in p.gate}
        if phases
        else {},
    )


def _titles(facts: list[Fact], language: str) -> dict[str, str]:
    column = "title_ja" if language.startswith("ja") else "title_en"
    found: dict[str, str] = {}
    for kind, model in (("task", Task), ("casecriterion", CaseCriterion)):
        ids = {_id(fact) for fact in facts if fact["subject"].startswith(f"{kind}:")}
        if ids:
            rows = model.objects.filter(pk__in=ids).values_list("pk", column)
            found |= {str(pk): title for pk, title in rows}
    return found


def _about(fact: Fact) -> list[str]:
    return [fact["subject"], *fact.get("about", ())]


def _id(fact: Fact) -> str:
    return str(fact["subject"].partition(":")[2])
