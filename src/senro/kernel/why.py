"""Why something happened: the rule with its version and inputs, who, and what it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .locales import locale
from .models import Fact
from .names import REGISTRY as NAMES
from .queries.people import names_of_people
from .undo import effects_of, standing_undos
from .verbs import REGISTRY

MOST_CAUSES = 8
MOST_EFFECTS = 50
# Said of a fact by other means than its inputs.
TOLD = frozenset({"rule", "version", "inputs", "texts", "parts", "key"})


@dataclass(frozen=True)
class Input:
    """A value that the decision rested on, by its name in rules and in words."""

    name: str
    label: str
    value: Any


@dataclass(frozen=True)
class Told:
    """A fact in short: what, who, when."""

    fact: Fact
    words: Any
    who: str


@dataclass(frozen=True)
class Why:
    """Everything there is to say about how one fact came to be, and what came of it."""

    fact: Fact
    words: Any
    who: str
    sentences: tuple[str, ...]
    rule: str
    version: str
    inputs: tuple[Input, ...]
    causes: tuple[Told, ...]
    effects: tuple[Told, ...]
    undoable: bool
    undone: bool

    @property
    def automatic(self) -> bool:
        """Nobody did it: a rule, a schedule or an import."""
        return self.fact.by_id is None


def why_of(fact: Fact) -> Why:
    """The answer to "why?" about any fact. Always says something: a rule, a cause or a person."""
    causes = _causes(fact)
    effects = [one for one in reversed(effects_of(fact)) if one.id != fact.id][:MOST_EFFECTS]
    people = names_of_people(one.by_id for one in (fact, *causes, *effects) if one.by_id)
    evidence = fact.evidence or {}
    known = REGISTRY.get(fact.verb)
    told = [Told(one, words_of(one), _who(one, people)) for one in (*causes, *effects)]
    return Why(
        fact=fact,
        words=words_of(fact),
        who=_who(fact, people),
        sentences=_sentences(fact, told[: len(causes)], people),
        rule=str(evidence.get("rule", "")),
        version=str(evidence.get("version") or fact.version),
        inputs=_inputs(fact, evidence),
        causes=tuple(told[: len(causes)]),
        effects=tuple(told[len(causes) :]),
        undoable=bool(known and known.undoable),
        undone=bool(standing_undos([fact.id])),
    )


def words_of(fact: Fact) -> Any:
    """The verb in words."""
    known = REGISTRY.get(fact.verb)
    return known.words if known else fact.verb


def _who(fact: Fact, people: Mapping[Any, str]) -> str:
    return people.get(fact.by_id, "") if fact.by_id else _("Automatic")


def _causes(fact: Fact) -> list[Fact]:
    """What it came from, nearest first."""
    found: list[Fact] = []
    while fact.cause is not None and len(found) < MOST_CAUSES:
        cause = Fact.objects.filter(id=fact.cause).first()
        if cause is None:
            break
        found.append(cause)
        fact = cause
    return found


def _sentences(fact: Fact, causes: list[Told], people: Mapping[Any, str]) -> tuple[str, ...]:
    evidence = fact.evidence or {}
    language = locale()
    parts = evidence.get("parts", ())
    said = [part["text"][language] for part in parts if isinstance(part, Mapping)]
    if fact.reason:
        said.append(fact.reason)
    if causes:
        said.append(
            _("It came with “%(what)s” (%(who)s).")
            % {"what": causes[0].words, "who": causes[0].who}
        )
    if not said and fact.by_id is not None:
        said.append(_("%(who)s did it.") % {"who": _who(fact, people)})
    if not said:
        said.append(_("Senro did it by itself, on schedule."))
    return tuple(said)


def _inputs(fact: Fact, evidence: Mapping[str, Any]) -> tuple[Input, ...]:
    inputs = evidence.get("inputs")
    if not isinstance(inputs, Mapping):
        inputs = {
            name: value
            for name, value in evidence.items()
            if name not in TOLD and isinstance(value, str | int | float | bool)
        }
    language = locale()
    names = NAMES.get("case", {})
    return tuple(
        Input(name, names[name].name.title(language) if name in names else name, value)
        for name, value in inputs.items()
    )
