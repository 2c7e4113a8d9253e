"""Files that the import wizard gives back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from senro.exchange.engine.source import CannotImport
from senro.exchange.looking import refused_rows, without_email
from senro.exchange.rules.writers import cell_text
from senro.kernel.errors import Missing
from senro.kernel.file_store import path_of

from .views import find, for_importers


@require_safe
@for_importers
def rejects(request: Any, import_id: UUID) -> Any:
    """The refused rows as they came, with their reasons in a column."""
    row = find(request, import_id)
    if row.rejects_file is not None:
        stream = path_of(row.rejects_file.sha256).open("rb")
        return FileResponse(stream, as_attachment=True, filename=row.rejects_file.name)
    if row.state not in {"uploaded", "previewed"}:
        raise Missing()
    try:
        path = refused_rows(row, by=request.actor, at=request.at)
    except CannotImport as error:
        raise Missing() from error
    if path is None:
        raise Missing()
    stream = path.open("rb")
    # Open files stay readable; the name is not needed any more.
    path.unlink()
    return FileResponse(stream, as_attachment=True, filename=path.name)


@require_safe
@for_importers
def no_email(request: Any, import_id: UUID) -> HttpResponse:
    """The people of an end-users file who have no e-mail address."""
    row = find(request, import_id)
    if row.kind != "end-users" or row.file is None:
        raise Missing()
    try:
        header, rows = without_email(row)
        lines = [header, *rows]
    except CannotImport as error:
        raise Missing() from error
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = _("without-email")
    response.headers["Content-Disposition"] = _attachment(
        f"{row.file_name.rsplit('.', 1)[0]}-{name}.csv"
    )
    response.write(_csv(lines))
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


def _csv(lines: list[list[str]]) -> bytes:
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out).writerows([[cell_text(cell) for cell in line] for line in lines])
    return out.getvalue().encode("utf-8-sig")
