"""Publishing a draft, and throwing it away."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from senro.console.customers.shared import done
from senro.console.onboarding.forms.base import day_field, text_field
from senro.kernel.actions import discard_draft, publish
from senro.kernel.errors import Invalid
from senro.onboarding.queries.impact import method_impact
from senro.ui.toasts import say

from ..shapes.diffs import lines
from ..shapes.part import MethodPart, part_of
from ..shared import editor, mend_href, page_of


class PublicationForm(forms.Form):
    """From which day, and what changed."""

    effective = day_field(gettext_lazy("Effective from"), required=False)
    note = text_field(
        gettext_lazy("What changed, in a sentence"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Stands in the history of versions."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_effective(self) -> Any:
        """Never in the past: what was in effect then, stays what it was."""
        day = self.cleaned_data["effective"]
        if day and day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


@require_http_methods(["GET", "POST"])
def publication(request: Any, kind: str, code: str) -> HttpResponse:
    """What will change, from when; then it is a version that never changes again."""
    editor(request)
    part = part_of(kind, code, request.at)
    today = timezone.localtime(request.at).date()
    version = part.draft.version if part.draft else 0
    form = PublicationForm(
        request.POST if request.method == "POST" else None,
        initial={"effective": today, "version": version},
        today=today,
    )
    status = 200
    if request.method == "POST" and form.is_valid() and part.draft is not None:
        if form.cleaned_data["version"] not in (None, version):
            form.data = {**request.POST.dict(), "version": str(version)}
            form.add_error(None, _("Somebody changed the draft meanwhile. Look at it again."))
            status = 409
        else:
            try:
                return _published(request, part, form, today)
            except Invalid:
                status = 422
    elif form.is_bound and form.errors:
        status = 422
    context = page_of(
        request,
        part,
        None,
        form=form,
        lines=lines(part.kind, part.latest.body if part.latest else None, part.body),
        concerned=_concerned(request, part),
        publishing=True,
        troubles=[(one, mend_href(part, one.field)) for one in part.troubles],
    )
    return render(request, "console/programs/publication.html", context, status=status)


def _concerned(request: Any, part: MethodPart) -> int | None:
    """How many running cases the draft is about."""
    if part.draft is None or part.kind == "health_model":
        return None
    return method_impact(request.actor, part.draft, at=request.at).running


def _published(request: Any, part: MethodPart, form: Any, today: Any) -> HttpResponse:
    day = form.cleaned_data["effective"]
    begins = timezone.make_aware(datetime.combine(day, time())) if day and day > today else None
    version = publish(
        kind=part.kind,
        code=part.code,
        note=form.cleaned_data["note"],
        effective_from=begins,
        by=request.actor,
        at=request.at,
    )
    said = _("Published: %(name)s version %(number)s.")
    say(request, said % {"name": part.title, "number": version.number})
    return redirect(part.href("history"))


@require_POST
def discard(request: Any, kind: str, code: str) -> HttpResponse:
    """Throw the draft away; the toast brings it back."""
    editor(request)
    part = part_of(kind, code, request.at)
    discard_draft(kind=kind, code=code, by=request.actor, at=request.at)
    where = part.home if part.latest else "/method/"
    return done(request, _("The draft was thrown away."), where)
