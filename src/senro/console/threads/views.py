"""Notes: read, write, edit, pin, delete. Each works as a page of its own, and inside of others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.kernel.access import require
from senro.kernel.actions import (
    attach_file,
    delete_comment,
    edit_comment,
    pin_comment,
    write_comment,
)
from senro.kernel.errors import Conflict, Forbidden, Invalid, Missing
from senro.kernel.models import Comment
from senro.kernel.queries import comment_for, completions, earlier_texts
from senro.kernel.subjects import SUBJECTS, subject_row

from ..customers.shared import staff_only
from ..onboarding.views.common import Acting, back_to, refusals_said
from .shapes import WRITE, page_of, thread_context

LONGEST = 10_000


class EditForm(forms.Form):
    """The words of a note, and the version they are a change of."""

    text = forms.CharField(
        label=gettext_lazy("Note"), widget=forms.Textarea({"rows": 8}), max_length=LONGEST
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def subject_of(request: Any, kind: str, subject_id: UUID) -> Any:
    """The thing, if this colleague may see it. Raises Missing."""
    staff_only(request)
    return subject_row(request.actor, kind, subject_id)


@require_http_methods(["GET", "POST"])
def thread(request: Any, kind: str, subject_id: UUID) -> HttpResponse:
    """All that hangs on one thing. POST writes a note, attaches files, or both."""
    row = subject_of(request, kind, subject_id)
    error, text = "", ""
    if request.method == "POST":
        require(request.actor, WRITE)
        text = request.POST.get("text", "")
        try:
            _add(request, row, text)
        except Invalid as refused:
            error = str(refused.errors[0].message)
        else:
            return back_to(request, f"{request.path}#thread")
    here = request.POST.get("next") or request.path
    context = {
        "title": SUBJECTS[kind].title(row),
        "back": page_of(kind, row),
        "thread": thread_context(request.actor, kind, subject_id, here=here),
        "error": error,
        "text": text,
    }
    return render(request, "console/threads/page.html", context, status=422 if error else 200)


def _add(request: Any, row: Any, text: str) -> None:
    """The files first: if one is refused, the note is not there without it."""
    acting = Acting(request)
    who = {"by": request.actor, "at": request.at}
    internal = request.POST.get("audience", "internal") != "customer"
    uploads = request.FILES.getlist("file")
    for upload in uploads:
        attach_file(subject=row, stream=upload, name=upload.name, internal=internal, **who)
    if uploads:
        acting.say(_("Attached."))
    if text.strip() or not uploads:
        write_comment(subject=row, text=text, **who)
        acting.say(_("Noted."))


@require_safe
def people(request: Any, kind: str, subject_id: UUID) -> JsonResponse:
    """Colleagues for what stands after an `@`."""
    subject_of(request, kind, subject_id)
    begun = request.GET.get("q", "")[:60]
    found = completions(request.actor, begun, kind, subject_id)
    names = [one.name for one in found]
    items = [
        {"name": one.name, "email": one.email,
         "insert": one.email if names.count(one.name) > 1 or not one.name else one.name}
        for one in found
    ]  # fmt: skip
    return JsonResponse({"items": items})


@require_safe
def comment(request: Any, comment_id: UUID) -> HttpResponse:
    """To where the note stands: links in notifications lead here."""
    found = comment_of(request, comment_id)
    row = subject_row(request.actor, found.subject_kind, found.subject_id)
    inside = found.subject_kind in ("case", "account")
    page = page_of(found.subject_kind, row) if inside else _thread_url(found)
    return redirect(f"{page}#note-{found.pk}")


@require_http_methods(["GET", "POST"])
def edit(request: Any, comment_id: UUID) -> HttpResponse:
    """One's own words."""
    found = comment_of(request, comment_id)
    require(request.actor, WRITE)
    if found.created_by_id != request.actor.person_id:
        raise Forbidden(_("Only whoever wrote it may change it."))
    back = (
        request.GET.get("next") or request.POST.get("next") or reverse("comment", args=[found.pk])
    )
    form = EditForm(request.POST or None, initial={"text": found.note, "version": found.version})
    now = ""
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            edit_comment(comment=found, by=request.actor, at=request.at, **form.cleaned_data)
        except Invalid as refused:
            form.add_error("text", refused.errors[0].message)
        except Conflict as refused:
            form.add_error(None, str(refused.message))
            form.data = request.POST.copy()
            form.data["version"] = str(found.version)  # type: ignore[index]
            now = found.note
        else:
            acting.say(_("Saved."))
            return back_to(request, back)
    status = 409 if now else 422 if form.is_bound else 200
    context = {"form": form, "back": back, "now": now, "note": found}
    return render(request, "console/threads/edit.html", context, status=status)


@require_safe
def earlier(request: Any, comment_id: UUID) -> HttpResponse:
    """What a note said before."""
    found = comment_of(request, comment_id)
    context = {"note": found, "earlier": earlier_texts(found)}
    context["back"] = reverse("comment", args=[found.pk])
    return render(request, "console/threads/earlier.html", context)


@require_POST
def removal(request: Any, comment_id: UUID) -> HttpResponse:
    """Take it away; the toast brings it back."""
    found = comment_of(request, comment_id)
    acting = Acting(request)
    with refusals_said(request):
        delete_comment(comment=found, by=request.actor, at=request.at)
        acting.say(_("The note is deleted."))
    return back_to(request, f"{_thread_url(found)}#thread")


@require_POST
def pin(request: Any, comment_id: UUID) -> HttpResponse:
    """Keep it on top, or no longer."""
    found = comment_of(request, comment_id)
    acting = Acting(request)
    pinned = request.POST.get("pinned", "yes") == "yes"
    with refusals_said(request):
        pin_comment(comment=found, pinned=pinned, by=request.actor, at=request.at)
        acting.say(_("Pinned on top.") if pinned else _("No longer pinned."))
    return back_to(request, f"{_thread_url(found)}#thread")


def comment_of(request: Any, comment_id: UUID) -> Comment:
    """The note, if this colleague may read it. Raises Missing."""
    staff_only(request)
    found = comment_for(request.actor, comment_id)
    if found is None:
        raise Missing()
    return found


def _thread_url(found: Comment) -> str:
    return reverse("thread", args=[found.subject_kind, found.subject_id])
