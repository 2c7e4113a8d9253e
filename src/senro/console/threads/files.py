"""Files beside a thing: handed out only to those who may see it, under a harmless name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.actions import change_audience, remove_file
from senro.kernel.errors import Missing
from senro.kernel.models import File
from senro.kernel.queries import bytes_of, file_for
from senro.kernel.rules.filenames import neutral_name

from ..customers.shared import staff_only
from ..onboarding.views.common import Acting, back_to, refusals_said


@require_safe
def download(request: Any, file_id: UUID) -> FileResponse:
    """The bytes, as a download whatever they are."""
    found = file_of(request, file_id)
    return FileResponse(
        _opened(found),
        as_attachment=True,
        filename=neutral_name(found.name),
        content_type="application/octet-stream",
    )


@require_safe
def preview(request: Any, file_id: UUID) -> FileResponse:
    """A picture, shown in the page. Anything else is not there."""
    found = file_of(request, file_id)
    if not found.content_type.startswith("image/"):
        raise Missing()
    return FileResponse(_opened(found), content_type=found.content_type)


@require_POST
def audience(request: Any, file_id: UUID) -> HttpResponse:
    """For the team only, or meant for the customer."""
    found = file_of(request, file_id)
    acting = Acting(request)
    internal = request.POST.get("audience", "internal") != "customer"
    with refusals_said(request):
        change_audience(file=found, internal=internal, by=request.actor, at=request.at)
        acting.say(_("Now for the team only.") if internal else _("Now meant for the customer."))
    return back_to(request, _thread_url(found))


@require_POST
def removal(request: Any, file_id: UUID) -> HttpResponse:
    """Take it away; the toast brings it back."""
    found = file_of(request, file_id)
    acting = Acting(request)
    with refusals_said(request):
        remove_file(file=found, by=request.actor, at=request.at)
        acting.say(_("The file is removed."))
    return back_to(request, _thread_url(found))


def file_of(request: Any, file_id: UUID) -> File:
    """The file, if this colleague may have it. Raises Missing."""
    staff_only(request)
    found = file_for(request.actor, file_id)
    if found is None:
        raise Missing()
    return found


def _opened(found: File) -> Any:
    try:
        return bytes_of(found).open("rb")
    except FileNotFoundError as error:
        raise Missing() from error


def _thread_url(found: File) -> str:
    return reverse("thread", args=[found.subject_kind, found.subject_id]) + "#thread"
