"""One fact: why it happened, what it changed; undoing it and doing it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.access import require
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Missing
from senro.kernel.models import Fact
from senro.kernel.queries import fact_dicts, visible_facts
from senro.kernel.queries.facts import shown_to
from senro.kernel.rules.access import allowed
from senro.kernel.undo import ChangedSince, undo_to_take_back
from senro.kernel.verbs import REGISTRY
from senro.kernel.why import why_of
from senro.ui.toasts import say
from senro.ui.views import back

from ..onboarding.shapes.facts import fact_rows
from ..onboarding.shapes.why import input_words, version_words


@require_safe
def fact(request: Any, fact_id: UUID) -> HttpResponse:
    """Why it happened, in full: who or which rule, its inputs, what it came from, what came of it."""
    found = _visible(request, fact_id)
    why = why_of(found)
    shown = shown_to(request.actor, fact_dicts([found]))
    known = REGISTRY.get(found.verb)
    context = {
        "row": fact_rows(shown)[0],
        "why": why,
        "version": version_words(why.version),
        "inputs": [input_words(one.name, one.value) for one in why.inputs],
        "values": changed_values(shown[0]["before"], shown[0]["after"]),
        "may": bool(known and allowed(request.actor, known.permission)),
    }
    return render(request, "console/settings/fact.html", context)


def changed_values(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    """Each value with what it was and what it became; what is no set of values stands whole.

    Of a row that was made, what was left empty is not told.
    """
    if not all(one is None or isinstance(one, Mapping) for one in (before, after)):
        return [("", before, after)]
    was, now = before or {}, after or {}
    both = [(name, was.get(name), now.get(name)) for name in dict.fromkeys([*was, *now])]
    return [one for one in both if one[1] not in (None, "") or one[2] not in (None, "")]


@require_POST
def undo(request: Any, fact_id: UUID) -> HttpResponse:
    """Undo what a fact did, from the toast or the timeline."""
    return _undo(request, _visible(request, fact_id), _("Undone."))


@require_POST
def redo(request: Any, fact_id: UUID) -> HttpResponse:
    """Do again what was undone."""
    found = _visible(request, fact_id)
    if found.verb in REGISTRY:
        require(request.actor, REGISTRY[found.verb].permission)
    return _undo(request, undo_to_take_back(found), _("Done again."))


def _undo(request: Any, found: Fact, words: str) -> HttpResponse:
    require(request.actor, "own.change")
    reason = request.POST.get("reason", "")
    try:
        undo_fact(fact=found, by=request.actor, at=request.at, reason=reason)
    except ChangedSince as refused:
        return _changed(request, found, refused)
    again = Fact.objects.filter(undoes=found.id).order_by("-seq").first()
    redone = found.undoes is not None
    address = reverse("fact_undo", args=[again.id]) if again else ""
    say(request, words, undo=address, redo=not redone)
    return back(request)


def _changed(request: Any, found: Fact, refused: ChangedSince) -> HttpResponse:
    """In words: what cannot be put back, and what has happened to it since, each with a link."""
    since = [
        {**one, "at": parse_datetime(one["at"]), "href": reverse("fact", args=[one["fact"]])}
        for one in refused.details["since"]
    ]
    context = {"error": refused, "found": found, "words": why_of(found).words, "since": since}
    return render(request, "console/settings/changed_since.html", context, status=409)


def _visible(request: Any, fact_id: UUID) -> Fact:
    found: Fact | None = visible_facts(request.actor).filter(id=fact_id).first()
    if found is None:
        raise Missing()
    return found
