"""What the views share: finding the case, what one may do, answering a POST."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from senro.customers.queries import nameable_contacts, visible_contacts
from senro.kernel.access import require
from senro.kernel.errors import Conflict, Invalid, Missing, SenroError
from senro.kernel.models import Fact
from senro.kernel.queries import owner_by_mail, visible_people
from senro.kernel.rules.access import PERMISSIONS, Actor, allowed
from senro.kernel.verbs import REGISTRY
from senro.onboarding.models import Case
from senro.onboarding.queries.visible import visible_cases
from senro.ui.toasts import say

from ..stale import mark
from ..words import LAYERS


@dataclass(frozen=True)
class May:
    """What this person may do to this case."""

    change: bool
    override: bool
    tasks: bool
    touch: bool
    account: bool
    sales: bool


def may(actor: Actor, case: Case) -> May:
    """The buttons that are worth showing; the verbs decide again."""
    team = case.team_id

    def one(permission: str) -> bool:
        return allowed(actor, permission, team)

    return May(
        change=one("case.change"),
        override=one("case.override"),
        tasks=one("task.change"),
        touch=one("touch.log"),
        account=one("account.change"),
        sales=one("case.returned.change"),
    )


def case_of(request: Any, case_id: UUID, permission: str = "case.change") -> Case:
    """The case, if this person may see it (else Missing), and for a POST may change it (Forbidden)."""
    rows = visible_cases(request.actor).select_related("account", "product", "owner", "team")
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise Missing()
    if request.method == "POST" and permission:
        require(request.actor, permission, case.team_id)
    return case


def case_to_change(request: Any, case_id: UUID, permission: str = "case.change") -> Case:
    """The case, for a form that this person may send. Raises Missing, Forbidden."""
    case = case_of(request, case_id, permission)
    require(request.actor, permission, case.team_id)
    return case


def is_htmx(request: Any) -> bool:
    """True for a request that wants a piece of the page."""
    return request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")


def case_url(case: Case) -> str:
    """Where the case stands."""
    return reverse("case", args=[case.pk])


class Acting:
    """Remembers which fact a verb left, so that the toast can offer to undo it."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.last = Fact.objects.order_by("-seq").values_list("seq", flat=True).first() or 0

    def undo_url(self) -> str:
        """Where the newest fact of this person since then is undone; nothing if it cannot be."""
        mine = Fact.objects.filter(seq__gt=self.last, by_id=self.request.actor.person_id)
        fact = mine.order_by("-seq").only("id", "verb").first()
        known = REGISTRY.get(fact.verb) if fact else None
        return reverse("fact_undo", args=[fact.id]) if fact and known and known.undoable else ""

    def say(self, text: Any) -> None:
        """Say it, with the undo."""
        say(self.request, text, undo=self.undo_url())


@contextmanager
def refusals_said(request: Any) -> Iterator[None]:
    """A refusal of a small action is a message on the page it came from, not a page of its own."""
    try:
        yield
    except (Conflict, Invalid) as refused:
        say(request, refusal_text(refused), level=messages.ERROR)


def refusal_text(refused: SenroError) -> str:
    """One sentence: the first wrong field's, the first reason's, or the refusal's own."""
    errors = getattr(refused, "errors", ()) or getattr(refused, "reasons", ())
    for one in errors:
        return str(getattr(one, "message", one))
    return str(refused.message or refused)


def back_to(request: Any, fallback: str) -> HttpResponse:
    """The `next` of the form if it is one of ours, else the fallback."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if wanted and ours else fallback)


def form_page(
    request: Any, case: Case | None, form: Any, title: Any, *,
    template: str = "console/onboarding/form.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form on a page of its own: 422 when something is wrong with it, 409 when it is overtaken."""
    stale = hasattr(form, "differences")
    status = 409 if stale else 422 if form.is_bound and form.errors else 200
    context = {"case": case, "form": form, "title": title, "seen": mark(form.initial), **context}
    if case is not None:
        context.setdefault("back_url", case_url(case))
    return render(request, template, context, status=status)


def contact_choices(request: Any, case: Case) -> list[tuple[str, str]]:
    """The account's people who are still there, by layer."""
    rows = nameable_contacts(request.actor).filter(account_id=case.account_id, left_on=None)
    order = {layer: place for place, layer in enumerate(LAYERS)}
    found = sorted(rows, key=lambda row: (order.get(row.layer, 9), row.name))
    return [(row.key, f"{row.name} · {LAYERS.get(row.layer, row.layer)}") for row in found]


def people_choices(
    request: Any, permission: str = "case.change", also: str = ""
) -> list[tuple[str, str]]:
    """Colleagues whose roles let them do it, oneself first; and whoever (`also`) has it now."""
    rows = visible_people(request.actor).order_by("name", "email")
    roles = frozenset[str]().union(*PERMISSIONS[permission])
    found = [row for row in rows if row.email == also or not roles.isdisjoint(row.roles)]
    found.sort(key=lambda row: row.pk != request.actor.person_id)
    return [(row.email, row.name) for row in found]


def person_of(request: Any, value: str) -> Any:
    """The colleague a form names, or None."""
    return owner_by_mail(request.actor, value) if value else None


def contact_of(request: Any, case: Case, key: str) -> Any:
    """The contact a form names, or None."""
    rows = visible_contacts(request.actor).filter(account_id=case.account_id)
    return rows.filter(key=key).first() if key else None
