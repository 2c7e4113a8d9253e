"""The import wizard. Only administrators and CS Ops; for others there is nothing here."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.exchange.actions import (
    cancel_import,
    look_at,
    receive_import,
    redo_whole,
    run_import,
    start_import,
    undo_whole,
)
from senro.exchange.engine.source import CannotImport
from senro.exchange.models import Import
from senro.exchange.queries import may_import, visible_imports
from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.kernel.file_store import TooLarge
from senro.ui.toasts import say

from .forms import ENCODINGS, UploadForm
from .shapes import done_context, line_words, mapping_context

View = Callable[..., HttpResponse]
# Fewer rows are imported while one waits, more by the worker.
WHILE_ONE_WAITS = 5_000


def for_importers(view: View) -> View:
    """404 for whoever may not import; 403 when they try to change something."""

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            require(request.actor, "import.run")
        elif not may_import(request.actor):
            raise Missing()
        return view(request, *args, **kwargs)

    return guarded


def find(request: Any, import_id: UUID) -> Import:
    """The import, when this person may see it."""
    row = visible_imports(request.actor).filter(pk=import_id).first()
    if row is None:
        raise Missing()
    return row


@require_safe
@for_importers
def index(request: Any) -> HttpResponse:
    """All imports, the newest first."""
    page = Paginator(visible_imports(request.actor), 50).get_page(request.GET.get("page"))
    lines = [line_words(row) for row in page.object_list]
    return render(request, "console/exchange/index.html", {"lines": lines, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def new(request: Any) -> HttpResponse:
    """Choose a kind and a file."""
    form = UploadForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect("import", _received(request, form).pk)
            except TooLarge as refused:
                form.add_error("file", str(refused.errors[0].message))
                status = 413
    return render(request, "console/exchange/new.html", {"form": form}, status=status)


def _received(request: Any, form: UploadForm) -> Import:
    upload = form.cleaned_data["file"]
    row = receive_import(
        kind=form.cleaned_data["kind"],
        stream=upload,
        file_name=upload.name,
        by=request.actor,
        at=request.at,
    )
    return look_at(row, by=request.actor, at=request.at)


@require_safe
@for_importers
def show(request: Any, import_id: UUID) -> HttpResponse:
    """One import: to be mapped, being done, or done."""
    row = find(request, import_id)
    # What came by itself was never mapped by hand.
    if row.state in {"uploaded", "previewed", "failed"} and row.file_id:
        return render(request, "console/exchange/mapping.html", mapping_context(row))
    return render(request, "console/exchange/done.html", done_context(row))


@require_POST
@for_importers
def mapping(request: Any, import_id: UUID) -> HttpResponse:
    """Another mapping or encoding: look again."""
    row = find(request, import_id)
    columns = (row.options.get("preview") or {}).get("columns") or []
    told = {
        column["name"]: request.POST.get(f"column_{place}") or None
        for place, column in enumerate(columns)
    }
    encoding = request.POST.get("encoding", "auto")
    options: dict[str, Any] = {"keep": "keep" in request.POST}
    another = encoding != (row.options.get("encoding") or "auto")
    if encoding in dict(ENCODINGS):
        options["encoding"] = encoding
    # Read otherwise, the columns have other names.
    look_at(
        row, mapping=None if another else told, options=options, by=request.actor, at=request.at
    )
    if options["keep"]:
        say(request, _("This mapping is used for the next file of this kind."))
    return redirect("import", row.pk)


@require_POST
@for_importers
def commit(request: Any, import_id: UUID) -> HttpResponse:
    """Import: at once where it is short, else in the worker."""
    row = find(request, import_id)
    preview = row.options.get("preview") or {}
    count = (preview.get("counts") or {}).get("read", 0)
    short = not preview.get("partial") and count <= WHILE_ONE_WAITS
    row = start_import(import_row=row, by=request.actor, at=request.at, in_worker=not short)
    if short:
        try:
            run_import(row)
        except CannotImport as error:
            say(request, error.message, level=messages.ERROR)
    return redirect("import", row.pk)


@require_POST
@for_importers
def undo(request: Any, import_id: UUID) -> HttpResponse:
    """Undo a whole import, or redo one that was undone."""
    row = find(request, import_id)
    back = redo_whole if row.state == "undone" else undo_whole
    done = back(import_row=row, by=request.actor, at=request.at, in_worker=True)
    if done is None:
        return redirect("import", row.pk)
    words = _("%(count)s rows were put back.") % {"count": f"{done.restored:,}"}
    if done.kept:
        more = _("%(count)s were changed since and stay as they are.")
        words = f"{words} {more % {'count': f'{len(done.kept):,}'}}"
    say(request, words)
    return redirect("import", row.pk)


@require_POST
@for_importers
def cancel(request: Any, import_id: UUID) -> HttpResponse:
    """Stop an import that is running; what it has written is taken back."""
    row = find(request, import_id)
    cancel_import(import_row=row, by=request.actor, at=request.at)
    say(request, _("The import is being cancelled. What was written is taken back."))
    return redirect("import", row.pk)
