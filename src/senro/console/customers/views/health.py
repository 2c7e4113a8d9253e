"""A person's word about an account's health, in place of the computed score."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from senro.health.actions import end_override, override_health
from senro.health.queries import overrides_of
from senro.kernel.errors import Invalid
from senro.kernel.queries.calendar import moment_of

from ..forms.health import OverrideForm
from ..shared import CHANGE, account_of, done, form_page, into_form, tab_of

WEEKS = 28


@require_http_methods(["GET", "POST"])
def override(request: Any, key: str) -> HttpResponse:
    """Points, a level or both, with a reason and a last day."""
    account = account_of(request, key, CHANGE)
    moment = moment_of(request.at)
    there = overrides_of([account.pk], moment).get(account.pk)
    initial: dict[str, Any] = {"until": moment.today + timedelta(days=WEEKS)}
    if there is not None:
        initial = {name: getattr(there, name) for name in ("points", "level", "reason", "until")}
    form = OverrideForm(request.POST or None, initial=initial)
    back = tab_of(account, "usage")
    if form.is_bound and form.is_valid():
        try:
            override_health(account=account, by=request.actor, at=request.at, **form.cleaned_data)
            return done(request, _("This counts now in place of the computed score."), back)
        except Invalid as refused:
            into_form(form, refused)
    return form_page(request, form, _("Override the health score"), account=account, back=back)


@require_POST
def ending(request: Any, key: str) -> HttpResponse:
    """The computed score counts again."""
    account = account_of(request, key, CHANGE)
    there = overrides_of([account.pk], moment_of(request.at)).get(account.pk)
    if there is not None:
        end_override(override=there, by=request.actor, at=request.at)
    where = tab_of(account, "usage")
    return done(request, _("The computed score counts again."), where, undo=there is not None)
