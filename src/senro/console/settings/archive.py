"""One archive of everything, for moving house: asked for here, made by the worker."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.exchange.archive.shelf import ask_for_archive, path_of_archive, shelved
from senro.kernel.errors import Missing
from senro.ui.toasts import say

from .views import for_admins


@for_admins
@require_http_methods(["GET", "POST"])
def archive(request: Any) -> Any:
    """What there is, a new one, and with `?file=` the file."""
    if request.method == "POST":
        ask_for_archive(by=request.actor)
        say(request, _("The archive is being made. You can leave this page."))
        return redirect("archive")
    if "file" in request.GET:
        path = path_of_archive(request.GET["file"], by=request.actor)
        if path is None:
            raise Missing()
        name = f"senro-{path.stem[-8:]}.zip"
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)
    found = shelved(by=request.actor)
    waiting = any(one.size is None for one in found)
    context = {"archives": found, "waiting": waiting}
    return render(request, "console/settings/archive.html", context)
