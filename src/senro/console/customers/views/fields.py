"""Custom fields: what a team adds to its records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from senro.customers.actions import define_custom_field, remove_custom_field
from senro.customers.models import CustomField
from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid, Missing

from ..forms.small import CustomFieldForm
from ..shared import done, into_form
from ..words import FIELD_TYPES, SUBJECTS

METHOD = "method.change"


@require_http_methods(["GET", "POST"])
def fields(request: Any) -> HttpResponse:
    """The list, and the form for one more."""
    require(request.actor, METHOD)
    form = CustomFieldForm(request.POST or None, initial={"subject": "account", "type": "text"})
    if form.is_bound and form.is_valid():
        try:
            data = form.cleaned_data
            _not_there(data["subject"], data["code"])
            define_custom_field(by=request.actor, at=request.at, **data)
            return done(request, _("The field is there."), request.path)
        except Invalid as refused:
            into_form(form, refused)
    rows = CustomField.objects.living().order_by("subject", "code")
    shown = [(row, SUBJECTS[row.subject], FIELD_TYPES[row.type]) for row in rows]
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "rows": shown}
    return render(request, "console/customers/fields.html", context, status=status)


def _not_there(subject: str, code: str) -> None:
    """The verb would change a field that is there already; this form makes new ones."""
    if CustomField.objects.living().filter(subject=subject, code=code).exists():
        raise Invalid(
            FieldError("code", "taken", _("This record has a field of this code already."))
        )


@require_POST
def field_removal(request: Any, field_id: UUID) -> HttpResponse:
    """Take a field away; its values stay and come back with it."""
    require(request.actor, METHOD)
    row = CustomField.objects.living().filter(pk=field_id).first()
    if row is None:
        raise Missing()
    remove_custom_field(field=row, by=request.actor, at=request.at)
    done(request, _("The field is gone. Its values are kept."), request.path)
    return redirect("custom_fields")
