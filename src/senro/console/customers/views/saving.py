"""A record's form, saved with the version that was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from senro.customers.actions import Put
from senro.kernel.errors import Invalid, StaleVersion

from ..forms.base import RecordForm, custom_initial
from ..shared import done, form_page, into_form, overtaken

Save = Callable[[dict[str, Any], int | None], Put[Any]]


def saved(
    request: Any, form: RecordForm, save: Save, current: Callable[[], dict[str, Any]], **page: Any
) -> tuple[Put[Any] | None, HttpResponse | None]:
    """What was saved, or the page that says what is wrong or that somebody was faster."""
    if form.is_bound and form.is_valid():
        try:
            return save(form.values(), form.cleaned_data["version"]), None
        except Invalid as refused:
            into_form(form, refused)
        except StaleVersion:
            now = current()
            rows = overtaken(form, now, now["version"])
            return None, form_page(request, form, stale=True, differences=rows, **page)
    return None, form_page(request, form, **page)


def initial_of(row: Any, shape: Callable[[Any], dict[str, Any]], own: Any) -> dict[str, Any]:
    """What the form shows at first."""
    return {**shape(row), **custom_initial(own, row.custom)}


def finished(request: Any, put: Put[Any] | None, where: str) -> HttpResponse:
    """Say that it is saved, and offer its undo where something changed."""
    changed = bool(put and put.changed)
    return done(request, _("Saved.") if changed else _("Nothing was changed."), where, undo=changed)
