"""The case page, a new case, who leads it, what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from senro.customers.queries import visible_contracts
from senro.customers.rules import search_text
from senro.kernel.access import require
from senro.kernel.errors import Conflict, Invalid, Missing
from senro.kernel.queries.visits import is_favourite
from senro.kernel.rules.access import allowed
from senro.onboarding import actions
from senro.onboarding.models import Case
from senro.onboarding.queries.calendar import kickoff_to_come, shareable_kickoff
from senro.onboarding.rules.machine import STEPS, may_take
from senro.ui.figures import day, local_date

from ...past import band_of, day_asked
from ..forms import NewCaseForm, OwnerForm, StatusForm, into_form
from ..shapes.cases import case_context
from ..shapes.steps import STEP_WORDS, asks_of
from .common import (
    Acting,
    case_of,
    case_to_change,
    case_url,
    contact_choices,
    contact_of,
    form_page,
    may,
    people_choices,
    person_of,
)
from .gates import changed_page

CANDIDATES = 30
# What the page of a past day shows with today's value.
NOT_DATED = (
    gettext_lazy("name, tier and industry"),
    gettext_lazy("keenness"),
    gettext_lazy("people and end users"),
    gettext_lazy("days and owners of tasks"),
    gettext_lazy("notes and files"),
)


@require_safe
def page(request: Any, case_id: UUID) -> HttpResponse:
    """Everything about one case; `?as_of=` shows it as it stood at the end of that day."""
    case = case_of(request, case_id)
    day = day_asked(request)
    band = band_of(request, day, map(str, NOT_DATED))
    try:
        context = case_context(request, case, as_of=day.past)
    except Missing:
        if not day.past:
            raise
        absent = {"band": band, "name": case.account.name, "back": case_url(case)}
        return render(request, "console/past_absent.html", absent, status=404)
    context["band"] = band
    context["may"] = may(request.actor, case)
    context["starred"] = is_favourite(request.actor, "case", case.pk)
    return render(request, "console/onboarding/case.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a case: first the contract, then start and lead. One page each, no script needed."""
    require(request.actor, "case.change")
    key = request.POST.get("contract") or request.GET.get("contract", "")
    contract = _without_case(request).filter(key=key).first() if key else None
    if contract is None:
        return _choose_contract(request)
    lead = (contract.account.owner or request.user).email
    initial = {"contract": key, "started": local_date(request.at), "owner": lead}
    form = NewCaseForm(
        request.POST or None,
        people=people_choices(request, also=lead),
        initial=initial,
        kickoff=_other_kickoff(contract),
    )
    if form.is_bound and form.is_valid():
        case = _opened(request, contract, form)
        if case is not None:
            return redirect(case_url(case))
    return form_page(
        request, None, form, _("Open a case"), contract=contract, back_url="/cases/new/"
    )


def _other_kickoff(contract: Any) -> str | None:
    """Of which case of the customer a kickoff is planned or was held."""
    found = shareable_kickoff(contract.account)
    if found is None:
        other = kickoff_to_come(contract.account)
        if other is None:
            return None
        name = other.product.name if other.product else ""
        return _("Kickoff for %(product)s, still to come") % {"product": name}
    product = found.case.product.name if found.case and found.case.product else ""
    words = {"day": day(found.held_at), "product": product}
    return _("Kickoff for %(product)s on %(day)s") % words


def _opened(request: Any, contract: Any, form: NewCaseForm) -> Case | None:
    data = form.cleaned_data
    acting = Acting(request)
    try:
        case: Case = actions.open_case(
            account=contract.account,
            contract=contract,
            started=data["started"],
            owner=person_of(request, data["owner"]),
            phase=data["phase"],
            shared_kickoff=form.shares(),
            by=request.actor,
            at=request.at,
        )
    except Invalid as refused:
        into_form(form, refused)
        return None
    except Conflict as refused:
        form.add_error(None, str(refused.message))
        return None
    acting.say(_("The case is open."))
    return case


def _without_case(request: Any) -> Any:
    taken = Case.objects.living().filter(contract=OuterRef("pk"))
    rows = visible_contracts(request.actor).filter(~Exists(taken), end=None)
    return rows.select_related("account__owner", "product")


def _choose_contract(request: Any) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    rows = _without_case(request)
    if request.GET.get("account"):
        rows = rows.filter(account__key=request.GET["account"])
    if q:
        rows = rows.filter(account__search__contains=search_text(q))
    found = list(rows.order_by("-start", "key")[: CANDIDATES + 1])
    context = {"q": q, "contracts": found[:CANDIDATES], "more": len(found) > CANDIDATES}
    return render(request, "console/onboarding/case_new.html", context)


@require_http_methods(["GET", "POST"])
def owner(request: Any, case_id: UUID) -> HttpResponse:
    """Who leads it from now on."""
    case = case_to_change(request, case_id)
    now = case.owner.email if case.owner else ""
    people = people_choices(request, also=now)
    form = OwnerForm(request.POST or None, people=people, initial={"owner": now})
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            actions.assign_owner(
                case=case,
                owner=person_of(request, form.cleaned_data["owner"]),
                by=request.actor,
                at=request.at,
            )
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The lead is changed."))
            return redirect(case_url(case))
    return form_page(request, case, form, _("Who leads this case"))


@require_http_methods(["GET", "POST"])
def status(request: Any, case_id: UUID, step: str) -> HttpResponse:
    """Stall it, park it, hand it back, relaunch it…: one verb of the status, with a reason."""
    case = case_of(request, case_id, "")
    if step not in STEPS or step not in STEP_WORDS:
        raise Missing()
    if not may_take(case.status, step):
        return changed_page(request, case, text=_("From its present status that is not possible."))
    if not allowed(request.actor, STEPS[step].permission, case.team_id):
        require(request.actor, STEPS[step].permission, case.team_id)
    form = StatusForm(
        request.POST or None, asks=asks_of(step), contacts=contact_choices(request, case)
    )
    if form.is_bound and form.is_valid():
        answer = _stepped(request, case, step, form)
        if answer is not None:
            return answer
    return form_page(request, case, form, STEP_WORDS[step].title, lead=STEP_WORDS[step].text)


def _stepped(request: Any, case: Case, step: str, form: StatusForm) -> HttpResponse | None:
    data = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
    if "contact" in data:
        data["contact"] = contact_of(request, case, data["contact"])
    acting = Acting(request)
    try:
        getattr(actions, step)(case=case, by=request.actor, at=request.at, **data)
    except Invalid as refused:
        into_form(form, refused)
        return None
    except Conflict as refused:
        return changed_page(request, case, refused)
    acting.say(STEP_WORDS[step].said)
    return redirect(case_url(case))
