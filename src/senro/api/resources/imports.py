"""Imports: what was read and how far it is; stopped, undone as a whole, and done again."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router

from senro.exchange.actions import cancel_import, redo_whole, undo_whole
from senro.exchange.models import Import
from senro.exchange.queries import visible_imports
from senro.exchange.rules.mapping import said_of
from senro.kernel.errors import Missing

from ..ids import uuid_of
from ..lists import page
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape

router = Router(tags=["Imports"])
COLUMNS = {"created_at": "created_at"}


class KeptShape(Shape):
    """A row that stays as it is when its import is undone: changed, or built on, since."""

    subject: str | None = None
    row: str | None = None
    fields: list[str] = []


class ImportShape(Shape):
    """One file. `progress` is how many rows of `total` are written, while it runs; `restored` how
    many rows an undoing has put back; `kept` are the first of the `kept_count` that stay. `taken` are
    events that came by the watched folder: they are not undone as a whole."""

    id: str
    kind: str
    file_name: str
    state: Literal[
        "uploaded", "previewed", "running", "committed", "taken", "undoing", "undone", "redoing",
        "cancelled", "failed", "expired",
    ]  # fmt: skip
    created_at: str
    committed_at: str | None
    by: str | None
    encoding: str
    mapping: dict[str, str | list[str] | None]
    read: int
    created: int
    updated: int
    unchanged: int
    refused: int
    progress: int | None
    total: int | None
    restored: int | None
    kept_count: int | None
    kept: list[KeptShape]
    failure: str


class Imports(Shape):
    """Imports, the newest first."""

    items: list[ImportShape]
    next_cursor: str | None


@reads(router, "/imports", Imports, query=("sort", "limit", "cursor"))
def list_imports(request: ApiRequest) -> dict[str, Any]:
    """The imports of the team, for whoever may import; nobody else sees any."""
    rows = visible_imports(request.actor)
    found, cursor = page(request, rows, columns=COLUMNS, default="-created_at")
    return {"items": [import_shown(row) for row in found], "next_cursor": cursor}


@writes(router, "POST", "/imports/{id}/cancellation", ImportShape)
def cancel_an_import(request: ApiRequest, id: str) -> dict[str, Any]:
    """Stop an import that is running and take back what it has written.

    The worker does it: ask for the import until its state is `cancelled`. Asked twice it is once;
    409 `import_not_running` for an import that is not running.
    """
    row = import_of(request, id)
    cancel_import(import_row=row, by=request.actor, at=request.at)
    return import_shown(import_of(request, id))


@writes(router, "POST", "/imports/{id}/undo", ImportShape)
def undo_an_import(request: ApiRequest, id: str) -> dict[str, Any]:
    """Put back every row of an import that nobody has changed since; the others stay and are listed.

    A long import is undone by the worker, in pieces: its state is `undoing` until it is through. 409 `import_not_done` for an import that does not stand.
    """
    row = import_of(request, id)
    undo_whole(import_row=row, by=request.actor, at=request.at, in_worker=True)
    return import_shown(import_of(request, id))


@writes(router, "POST", "/imports/{id}/redo", ImportShape)
def redo_an_import(request: ApiRequest, id: str) -> dict[str, Any]:
    """Do an import again that was undone. 409 `import_not_done` when it stands."""
    row = import_of(request, id)
    redo_whole(import_row=row, by=request.actor, at=request.at, in_worker=True)
    return import_shown(import_of(request, id))


def import_of(request: ApiRequest, id: str) -> Import:
    """The import of an address. Raises Missing."""
    rows = visible_imports(request.actor)
    found = rows.filter(pk=uuid_of(id)).first()
    if found is None:
        raise Missing()
    return found


def import_shown(row: Import) -> dict[str, Any]:
    """An import as the API gives it."""
    told = row.options
    reverting = told.get("reverting") or {}
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "file_name": row.file_name,
        "state": row.state,
        "created_at": row.created_at.isoformat(),
        "committed_at": row.committed_at.isoformat() if row.committed_at else None,
        "by": row.created_by.email if row.created_by else None,
        "encoding": row.encoding,
        "mapping": {column: said_of(one) for column, one in row.mapping.items()},
        "read": row.read,
        "created": row.created,
        "updated": row.updated,
        "unchanged": row.unchanged,
        "refused": row.refused,
        "progress": row.read if row.state == "running" else None,
        "total": told.get("total"),
        "restored": reverting.get("restored", told.get("restored")),
        "kept_count": told.get("kept_count"),
        "kept": [
            {name: one.get(name) for name in ("subject", "row", "fields")}
            for one in told.get("kept", ())
        ],
        "failure": row.failure,
    }
