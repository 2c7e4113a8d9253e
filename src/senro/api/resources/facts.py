"""What happened, and undoing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Router

from senro.kernel.access import require
from senro.kernel.actions import undo_fact
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.models import Fact, Person
from senro.kernel.queries import fact_dicts, facts_about
from senro.kernel.queries.facts import shown_to
from senro.kernel.rules.access import Actor
from senro.kernel.undo import undo_to_take_back
from senro.kernel.verbs import REGISTRY
from senro.kernel.why import Told, why_of

from ..bodies import Body, read
from ..ids import uuid_of
from ..lists import bad_cursor, limit_of, order_of, packed, unpacked
from ..moments import instant_of
from ..requests import ApiRequest
from ..routes import reads, writes
from ..seen import facts_for
from ..shapes import Shape

router = Router(tags=["Facts"])
QUERY = ("subject", "verb", "by", "since", "until", "limit", "cursor", "sort")


class FactShape(Shape):
    """One fact: who, when, what, before, after, why."""

    id: str
    at: str
    recorded_at: str
    by: str | None
    key: str | None
    verb: str
    subject: str
    about: list[str]
    cause: str | None
    undoes: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str
    evidence: dict[str, Any] | None
    version: str


class Facts(Shape):
    """A page of facts, newest first."""

    items: list[FactShape]
    next_cursor: str | None


class WhyInput(Shape):
    """A value that a decision rested on."""

    name: str
    label: str
    value: Any


class WhyFact(Shape):
    """A fact in short."""

    fact: str
    verb: str
    words: str
    at: str
    by: str


class WhyShape(Shape):
    """How a fact came to be: rule, version, inputs, causes; and what came of it."""

    fact: str
    verb: str
    words: str
    automatic: bool
    at: str
    recorded_at: str
    by: str
    sentences: list[str]
    rule: str
    version: str
    inputs: list[WhyInput]
    causes: list[WhyFact]
    effects: list[WhyFact]
    undoable: bool
    undone: bool


class Undo(Body):
    """Why it is undone."""

    reason: str = ""


@reads(router, "/facts", Facts, query=QUERY)
def list_facts(request: ApiRequest) -> dict[str, Any]:
    """What happened, newest first; `sort=at`: oldest first. `subject=case:{id}` gives a case's."""
    actor = request.actor
    facts = _filtered(request, facts_for(actor))
    limit, order = limit_of(request), order_of(request, {"at": "at"}, "-at")
    by = ("-at", "-seq") if order.down else ("at", "seq")
    found = list(_after(request, facts, down=order.down).order_by(*by)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    cursor = packed([last.at.isoformat(), last.seq]) if last else None
    return {"items": shown(found[:limit], actor), "next_cursor": cursor}


@reads(router, "/facts/{id}", FactShape)
def get_fact(request: ApiRequest, id: str) -> dict[str, Any]:
    """One fact."""
    return shown([_fact(request, id)], request.actor)[0]


@reads(router, "/facts/{id}/why", WhyShape)
def why(request: ApiRequest, id: str) -> dict[str, Any]:
    """Why it happened: the rule with its version and inputs, and what it came from.

    A fact that a person left says so; one that came with another names it in `causes`.
    """
    found = why_of(_fact(request, id))
    return {
        "fact": str(found.fact.id),
        "verb": found.fact.verb,
        "words": str(found.words),
        "automatic": found.automatic,
        "at": found.fact.at.isoformat(),
        "recorded_at": found.fact.recorded_at.isoformat(),
        "by": found.who,
        "sentences": [str(one) for one in found.sentences],
        "rule": found.rule,
        "version": found.version,
        "inputs": [
            {"name": one.name, "label": str(one.label), "value": one.value} for one in found.inputs
        ],
        "causes": [_told(one) for one in found.causes],
        "effects": [_told(one) for one in found.effects],
        "undoable": found.undoable,
        "undone": found.undone,
    }


@writes(router, "POST", "/facts/{id}/undo", FactShape, takes=Undo)
def undo(request: ApiRequest, id: str) -> dict[str, Any]:
    """Put back what the fact changed; the answer is the fact of the undoing.

    409 `changed_since` lists in `rows` what somebody has changed or built on in the meantime, and
    in `since` what happened to it. 409 `not_undoable`: the verb said so beforehand.
    """
    return _undone(request, _fact(request, id))


@writes(router, "PUT", "/facts/{id}/undo", FactShape, takes=Undo)
def put_undo(request: ApiRequest, id: str) -> dict[str, Any]:
    """The same as POST."""
    return _undone(request, _fact(request, id))


@writes(router, "POST", "/facts/{id}/redo", FactShape, takes=Undo)
def redo(request: ApiRequest, id: str) -> dict[str, Any]:
    """Do again what was undone; the answer is the fact of it. 409 `not_undone` when it stands."""
    fact = _fact(request, id)
    _may(request, fact)
    return _undone(request, undo_to_take_back(fact))


def _may(request: ApiRequest, fact: Fact) -> None:
    """403 before 409; the verb asks again, and of which team."""
    if fact.verb in REGISTRY:
        require(request.actor, REGISTRY[fact.verb].permission)


def _undone(request: ApiRequest, fact: Fact) -> dict[str, Any]:
    actor, at = request.actor, request.at
    _may(request, fact)
    reason = read(request, Undo).reason
    undo_fact(fact=fact, by=actor, at=at, reason=reason)
    return shown([Fact.objects.filter(undoes=fact.id).latest("seq")], actor)[0]


def _told(one: Told) -> dict[str, Any]:
    fact = one.fact
    at = fact.at.isoformat()
    return {
        "fact": str(fact.id), "verb": fact.verb, "words": str(one.words), "at": at, "by": one.who,
    }  # fmt: skip


def shown(facts: list[Fact], actor: Actor) -> list[dict[str, Any]]:
    """Facts as this reader may see them: internal notes stay with those who may read them."""
    return shown_to(actor, fact_dicts(facts))


def _fact(request: ApiRequest, text: str) -> Fact:
    facts = facts_for(request.actor)
    fact = facts.filter(id=uuid_of(text)).first()
    if fact is None:
        raise Missing()
    return fact


def _filtered(request: ApiRequest, facts: QuerySet[Fact]) -> QuerySet[Fact]:
    asked = request.GET
    if asked.get("subject"):
        kind, key = _subject(asked["subject"])
        facts = facts.filter(seq__in=facts_about(kind, key).order_by().values("seq"))
    if asked.get("verb"):
        verb = asked["verb"]
        facts = facts.filter(verb__startswith=verb) if verb[-1] == "." else facts.filter(verb=verb)
    if asked.get("by"):
        facts = facts.filter(by__in=_people(asked["by"]))
    if asked.get("since"):
        facts = facts.filter(at__gte=instant_of(request, "since"))
    if asked.get("until"):
        facts = facts.filter(at__lt=instant_of(request, "until"))
    return facts


def _subject(text: str) -> tuple[str, UUID]:
    kind, _colon, key = text.partition(":")
    try:
        return kind, UUID(key)
    except ValueError as error:
        words = _("Write kind:id, such as case:01936f5e-…")
        raise Invalid(FieldError("subject", "invalid_value", words)) from error


def _people(text: str) -> QuerySet[Person]:
    try:
        return Person.objects.filter(Q(pk=UUID(text)))
    except ValueError:
        return Person.objects.filter(email__iexact=text)


def _after(request: ApiRequest, facts: QuerySet[Fact], *, down: bool) -> QuerySet[Fact]:
    text = request.GET.get("cursor")
    if not text:
        return facts
    values = unpacked(text)
    try:
        at, seq = datetime.fromisoformat(values[0]), int(values[1])
    except (ValueError, TypeError, LookupError) as error:
        raise bad_cursor() from error
    side = "lt" if down else "gt"
    return facts.filter(Q(**{f"at__{side}": at}) | Q(**{"at": at, f"seq__{side}": seq}))
