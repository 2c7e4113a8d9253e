"""End users: one method for many, and the list of who has none as a file."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from senro.customers.actions import set_registration_method
from senro.exchange.rules.writers import cell_text
from senro.ui.toasts import say

from ..forms.small import MethodForm
from ..shapes.users import narrowed
from ..shared import CHANGE, account_of, done, tab_of
from .accounts import csv_answer

COLUMNS = (
    "key", "account", "employee_no", "site", "name", "email", "employment",
    "registration_method", "invited_at", "first_login_at",
)  # fmt: skip


@require_POST
def method(request: Any, key: str) -> HttpResponse:
    """Set how people register: those of a site, without e-mail, without any method, or all."""
    account = account_of(request, key, CHANGE)
    form, back = MethodForm(request.POST), tab_of(account, "users")
    if not form.is_valid():
        say(request, _("Nothing was changed."), level=messages.ERROR)
        return redirect(back)
    who, site = form.cleaned_data["who"], form.cleaned_data["site"]
    query = QueryDict(mutable=True)
    query.update({"site": site, "without": "" if who == "all" else who})
    keys = narrowed(request.actor, account, query).values_list("key", flat=True)
    changed = set_registration_method(
        account=account,
        keys=list(keys),
        method=form.cleaned_data["method"],
        by=request.actor,
        at=request.at,
    )
    if not changed:
        return done(request, _("Nobody had to be changed."), back, undo=False)
    words = ngettext("Set for %(n)s person.", "Set for %(n)s people.", changed)
    return done(request, words % {"n": f"{changed:,}"}, back)


@require_GET
def end_users_csv(request: Any, key: str) -> HttpResponse:
    """The shown end users in the columns of an import, so that the file can come back."""
    account = account_of(request, key)
    text = StringIO()
    out = csv.writer(text)
    out.writerow(COLUMNS)
    for row in narrowed(request.actor, account, request.GET):
        values = {"account": account.key, "site": row.site.name if row.site else ""}
        cells = [values[name] if name in values else getattr(row, name) for name in COLUMNS]
        out.writerow([cell_text(cell) for cell in cells])
    return csv_answer(text.getvalue(), "end-users.csv")
