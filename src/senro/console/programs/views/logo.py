"""The picture at the head of a checklist: put there, replaced, taken away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from senro.console.customers.shared import done, into_form
from senro.kernel.errors import Invalid
from senro.programs.actions import keep_logo, remove_logo

from ..forms.logo import LogoForm
from ..shapes.logo import logo_of
from ..shapes.part import part_of
from ..shared import editor, entry_href
from .entries import entry_page

KIND = "checklist"


@require_POST
def logo(request: Any, code: str) -> HttpResponse:
    """Keep what was sent in the draft; `do=remove` takes the picture away."""
    editor(request)
    part = part_of(KIND, code, request.at)
    who = {"code": code, "by": request.actor, "at": request.at}
    if request.POST.get("do") == "remove":
        remove_logo(**who)
        return done(request, _("The logo is taken out of the draft."), entry_href(part, ""))
    form = LogoForm(logo_of(part.body), request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data
        file, alt = sent["file"], {"ja": sent["alt_ja"], "en": sent["alt_en"]}
        try:
            keep_logo(stream=file, name=file.name if file else "", alt=alt, **who)
        except Invalid as refused:
            into_form(form, refused)
        else:
            return done(request, _("The logo is in the draft."), entry_href(part, ""))
    return entry_page(request, KIND, code, logo_form=form, status=422)
