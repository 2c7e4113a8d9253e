"""A file to import: sent, looked at, its columns mapped, then written or left."""

from __future__ import annotations

import codecs
from typing import Annotated, Any

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from senro.exchange.actions import NotOpen, look_at, receive_import, run_import, start_import
from senro.exchange.looking import refused_rows
from senro.exchange.models import Import
from senro.exchange.rules.mapping import said_of
from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.file_store import path_of

from ..bodies import Body, read
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..versions import unchanged
from .cases.base import who
from .imports import ImportShape, import_of, import_shown, router

__all__ = ["router"]
IMPORT = "import.run"
# Fewer rows are written while the program waits, more by the worker.
AT_ONCE = 5_000
Words = Annotated[str, Field(max_length=200)]


class MappingOfFileIn(Body):
    """Which column is which field: a name, several, or null for none. What is left out is guessed.

    `keep`: the next file of this kind is read by it too.
    """

    mapping: dict[str, str | list[str] | None] | None = None
    encoding: Words = "auto"
    sheet: Words | None = None
    keep: bool = False


class ColumnShape(Shape):
    """A column of the file, the field it is taken for, and the first cell."""

    name: str
    field: str | list[str] | None
    sample: str


class RejectShape(Shape):
    """A row that would be refused, and why."""

    row: int
    field: str
    code: str
    message: str


class LookShape(Shape):
    """What would happen. `partial`: only the first 20,000 rows were looked at. `error`: why the file
    cannot be imported as it is; another mapping or encoding may help."""

    encoding: str
    sheets: list[str]
    columns: list[ColumnShape]
    counts: dict[str, int]
    partial: bool
    rejects: list[RejectShape]
    error: str
    code: str


class UploadShape(ImportShape):
    """An import and, until it is done, what it would do."""

    preview: LookShape | None
    version: int


@writes(router, "POST", "/imports", UploadShape, created=True)
def upload_import(request: ApiRequest) -> tuple[dict[str, Any], int]:
    """Send a file to be imported, as `multipart/form-data`; nothing is written yet.

    `kind` (accounts, contacts, contracts, end-users, cases, …) and `file`; `encoding` and `sheet` where
    they are not found by themselves. The answer tells what importing it would do: `preview`.
    """
    require(request.actor, IMPORT)
    upload, told = request.FILES.get("file"), request.POST
    wrong = [] if upload else [FieldError("file", "required", _("Choose a file."))]
    if not told.get("kind"):
        wrong.append(FieldError("kind", "required", _("This field is required.")))
    options = _options(told.get("encoding") or "auto", told.get("sheet") or None, wrong)
    if wrong or upload is None:
        raise Invalid(*wrong)
    kind, name = told.get("kind", ""), upload.name or "file"
    row = receive_import(kind=kind, stream=upload, file_name=name, **who(request))
    return _told(look_at(row, options=options, **who(request))), 201


@reads(router, "/imports/{id}", UploadShape)
def get_import(request: ApiRequest, id: str) -> dict[str, Any]:
    """One import: its state, how far it is while it runs or is being undone, and `preview` before."""
    return _told(import_of(request, id))


@writes(router, "PUT", "/imports/{id}/mapping", UploadShape, takes=MappingOfFileIn)
def map_import_columns(request: ApiRequest, id: str) -> dict[str, Any]:
    """Say which column is which field, and see what importing it so would do.

    422 where the mapping names a column or a field that is not there, or the file cannot be read so:
    the mapping before stays. 409 `import_not_open` for an import that runs or is done.
    """
    row = import_of(request, id)
    require(request.actor, IMPORT)
    body, wrong = read(request, MappingOfFileIn), list[FieldError]()
    unchanged(request, row.version)
    _open(row)
    options = _options(body.encoding, body.sheet, wrong)
    if wrong:
        raise Invalid(*wrong)
    told = {
        name: ",".join(code) or None if isinstance(code, list) else code or None
        for name, code in (body.mapping or {}).items()
    }
    mapping = told if body.mapping is not None else None
    options["keep"] = body.keep
    return _told(look_at(row, mapping=mapping, options=options, refuse=True, **who(request)))


@writes(router, "POST", "/imports/{id}/commitment", UploadShape)
def commit_an_import(request: ApiRequest, id: str) -> dict[str, Any]:
    """Import the file: the good rows go in, the bad ones are refused with their reasons.

    At once up to 5,000 rows, else by the worker: ask for the import until its state is `committed`, or
    stop it. It is undone as a whole. Asked while it runs it is once; 409 `import_not_open` when it is done.
    """
    row = import_of(request, id)
    require(request.actor, IMPORT)
    preview = row.options.get("preview") or {}
    read_rows = (preview.get("counts") or {}).get("read", 0)
    short = not preview.get("partial") and read_rows <= AT_ONCE
    running = row.state == "running"
    if not running:
        _open(row)
    row = start_import(import_row=row, in_worker=not short, **who(request))
    if short and not running:
        run_import(row)
    return _told(import_of(request, id))


@reads(router, "/imports/{id}/rejects", UploadShape)
def get_rejects(request: ApiRequest, id: str) -> Any:
    """The refused rows as they came, with their reasons in a column: to be mended and sent again."""
    row = import_of(request, id)
    if row.rejects_file is not None:
        stream = path_of(row.rejects_file.sha256).open("rb")
        return FileResponse(stream, as_attachment=True, filename=row.rejects_file.name)
    path = refused_rows(row, **who(request)) if row.state in {"uploaded", "previewed"} else None
    if path is None:
        raise Missing()
    stream = path.open("rb")
    # Open files stay readable; the name is not needed any more.
    path.unlink()
    return FileResponse(stream, as_attachment=True, filename=path.name)


def _open(row: Import) -> None:
    # What a source brought has no file of its own that could be read again.
    if row.state not in {"uploaded", "previewed", "failed"} or row.file is None:
        raise NotOpen()


def _options(encoding: str, sheet: str | None, wrong: list[FieldError]) -> dict[str, Any]:
    try:
        codecs.lookup("utf-8" if encoding == "auto" else encoding)
    except (LookupError, ValueError):
        words = _("There is no such encoding.")
        wrong.append(FieldError("encoding", "unknown_value", words))
    return {"encoding": encoding, "sheet": sheet}


def _told(row: Import) -> dict[str, Any]:
    return {
        **import_shown(row),
        "preview": _preview(row.options.get("preview")),
        "version": row.version,
    }


def _preview(told: dict[str, Any] | None) -> dict[str, Any] | None:
    if not told:
        return None
    columns = [
        {"name": one["name"], "field": said_of(one["field"] or None), "sample": one["sample"]}
        for one in told.get("columns", ())
    ]
    return {
        "encoding": told.get("encoding", ""),
        "sheets": told.get("sheets", []),
        "columns": columns,
        "counts": told.get("counts", {}),
        "partial": told.get("partial", False),
        "rejects": told.get("rejects", []),
        "error": told.get("error", ""),
        "code": told.get("code", ""),
    }
