"""Structure, purposes, wishes, and who cannot be registered yet."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.customers.actions import end_purpose
from senro.customers.queries import visible_end_users
from senro.exchange.rules.kinds import kind_named
from senro.exchange.rules.writers import cell_text
from senro.kernel.errors import Invalid, Missing
from senro.onboarding.actions import (
    add_wish,
    exclude_purpose,
    remove_wish,
    set_case_purpose,
    set_structure,
)
from senro.onboarding.models import FeatureWish
from senro.programs.queries import purposes as known_purposes

from ..forms import PurposeForm, StructureForm, WishForm, into_form
from ..shapes.people import purpose_cards, structure_initial, wish_rows
from ..stale import overtaken
from .common import (
    Acting,
    case_of,
    case_to_change,
    case_url,
    contact_choices,
    form_page,
    may,
    refusals_said,
)

# The columns of an import: the customer fills in the last two and the file comes straight back.
TO_FILL_IN = (
    "account", "key", "employee_no", "name", "site", "employment", "email", "registration_method",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def structure(request: Any, case_id: UUID) -> HttpResponse:
    """Who stands for the project at the customer (KO-03)."""
    case = case_to_change(request, case_id)
    contacts = contact_choices(request, case)
    initial = structure_initial(case)
    form = StructureForm(request.POST or None, contacts=contacts, initial=initial)
    if form.is_bound and form.is_valid() and not overtaken(request, form):
        data = form.cleaned_data
        acting = Acting(request)
        try:
            set_structure(
                case=case,
                owner=data["owner"] or None,
                sponsor=data["sponsor"] or None,
                site_leads=data["site_leads"],
                by=request.actor,
                at=request.at,
            )
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The project structure is saved."))
            return redirect(f"{case_url(case)}#people")
    nobody = not contacts
    return form_page(request, case, form, _("Project structure"), nobody=nobody)


@require_safe
def purposes(request: Any, case_id: UUID) -> HttpResponse:
    """The six cards: chosen ones in order, the others to choose from (PU-01)."""
    case = case_of(request, case_id)
    chosen, others = purpose_cards(case, at=request.at, locale=get_language() or "ja")
    context = {
        "case": case, "chosen": chosen, "others": others,
        "may": may(request.actor, case), "back_url": case_url(case),
    }  # fmt: skip
    return render(request, "console/onboarding/purposes.html", context)


@require_POST
def purpose(request: Any, case_id: UUID, code: str) -> HttpResponse:
    """Choose a purpose, give it a rank, leave it out of this case, take it back, or end it."""
    case = case_of(request, case_id)
    if code not in {one.code for one in known_purposes(request.at)}:
        raise Missing()
    form = PurposeForm(request.POST)
    acting = Acting(request)
    if form.is_valid():
        with refusals_said(request):
            _set(request, case, code, form.cleaned_data)
            acting.say(_("The purposes are saved."))
    return redirect("case_purposes", case_id=case.pk)


def _set(request: Any, case: Any, code: str, data: dict[str, Any]) -> None:
    does = request.POST.get("do", "choose")
    who = {"by": request.actor, "at": request.at}
    if does == "exclude":
        exclude_purpose(case=case, code=code, reason=data["reason"], **who)
    elif does == "end":
        end_purpose(account=case.account, code=code, reason=data["reason"], **who)
    else:
        set_case_purpose(case=case, code=code, rank=data["rank"], **who)


@require_http_methods(["GET", "POST"])
def wishes(request: Any, case_id: UUID) -> HttpResponse:
    """Which function the customer wants by when."""
    case = case_of(request, case_id)
    form = WishForm(request.POST or None)
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            add_wish(case=case, by=request.actor, at=request.at, **form.cleaned_data)
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The wish is saved."))
            return redirect("case_wishes", case_id=case.pk)
    return form_page(
        request, case, form, _("What they want, and by when"),
        template="console/onboarding/wishes.html", wishes=wish_rows(case),
        may=may(request.actor, case),
    )  # fmt: skip


@require_POST
def wish(request: Any, case_id: UUID, wish_id: UUID) -> HttpResponse:
    """The customer no longer wants it."""
    case = case_of(request, case_id)
    row = FeatureWish.objects.living().filter(case=case, pk=wish_id).first()
    if row is None:
        raise Missing()
    acting = Acting(request)
    with refusals_said(request):
        remove_wish(wish=row, by=request.actor, at=request.at)
        acting.say(_("The wish is removed."))
    return redirect("case_wishes", case_id=case.pk)


@require_safe
def missing_people(request: Any, case_id: UUID) -> HttpResponse:
    """End users without a way to register, or (`?of=sign-in`) who never signed in, as a file."""
    case = case_of(request, case_id)
    rows = visible_end_users(request.actor).filter(account_id=case.account_id)
    name = "unregistered"
    if request.GET.get("of") == "sign-in":
        rows, name = rows.filter(first_login_at=None), "not-signed-in"
    else:
        rows = rows.filter(email="", registration_method="")
    kind, language = kind_named("end-users"), get_language() or "ja"
    jobs = {one.code: one.label(language) for one in kind.field("employment").choices}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([kind.field(code).label(language) for code in TO_FILL_IN])
    for row in rows.select_related("site").order_by("employee_no", "key"):
        values = {
            "account": case.account.key,
            "site": row.site.name if row.site else "",
            "employment": jobs.get(row.employment, row.employment),
        }
        cells = (values[code] if code in values else getattr(row, code) for code in TO_FILL_IN)
        writer.writerow([cell_text(cell) for cell in cells])
    # With a mark at its head, which Excel needs to read Japanese.
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = content_disposition_header(
        True, f"{case.account.key}-{name}.csv"
    )
    return response
