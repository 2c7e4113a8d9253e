"""The same change to many accounts or cases: looked at first, done as one, undone as one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Router
from pydantic import Field

from senro.exchange.actions import redo_bulk_edit, undo_bulk_edit
from senro.exchange.editing import TARGETS, chosen_keys, preview
from senro.exchange.editing.run import edit_in_bulk
from senro.exchange.models import BulkEdit
from senro.exchange.queries import visible_bulk_edits
from senro.kernel.access import require
from senro.kernel.editing import Edited
from senro.kernel.errors import Invalid, Missing
from senro.kernel.lists import LISTS, cleaned
from senro.kernel.queries import view_of

from ..bodies import Body, read
from ..ids import uuid_of
from ..problems import field_errors
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape, WrongField

router = Router(tags=["Bulk edit"])
MOST_KEYS = 20_000


class BulkEditIn(Body):
    """`keys` (of accounts, ids of cases), or a list: `view`, `where`, `q`, `filters`. `fields`: their
    new values; null clears. `dry_run` says what would change and changes nothing."""

    keys: Annotated[list[str], Field(max_length=MOST_KEYS)] | None = None
    view: str | None = None
    where: Annotated[str, Field(max_length=4000)] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    filters: dict[str, Any] = {}
    fields: dict[str, Any]
    dry_run: bool = False


class ChangeShape(Shape):
    """One kind of change, and to how many rows."""

    field: str
    before: Any
    after: Any
    rows: int


class RefusedShape(Shape):
    """A row that may not be changed so, and why."""

    key: str
    name: str
    errors: list[WrongField]


class BulkEditShape(Shape):
    """What changed, or would. `id` is null for a dry run."""

    id: str | None
    state: Literal["preview", "running", "done", "undone"]
    total: int
    changed: int
    unchanged: int
    refused: int
    changes: list[ChangeShape] | None = None
    refusals: list[RefusedShape] | list[dict[str, Any]]


def _bulk(target: str) -> Any:
    def bulk_edit(request: ApiRequest) -> dict[str, Any]:
        actor, at = request.actor, request.at
        require(actor, TARGETS[target].permission)
        body = read(request, BulkEditIn)
        asked = None if body.keys is not None else _asked(actor, target, body)
        keys = chosen_keys(target, actor, at=at, keys=body.keys, asked=asked)
        if body.dry_run:
            return _previewed(preview(target, keys, body.fields, by=actor, at=at))
        return _shown(edit_in_bulk(target=target, keys=keys, fields=body.fields, by=actor, at=at))

    bulk_edit.__name__ = f"bulk_edit_{target}"
    bulk_edit.__doc__ = (
        f"The same change to many {target}; with `dry_run` only what it would do.\n\n"
        "Rows that may not be changed are named and stay. More than 12,000 rows are changed by the"
        " worker: ask for the id until its state is `done`."
    )
    return bulk_edit


for code in TARGETS:
    writes(router, "POST", f"/{code}/bulk-edit", BulkEditShape, takes=BulkEditIn)(_bulk(code))


@reads(router, "/bulk-edits/{id}", BulkEditShape)
def get_bulk_edit(request: ApiRequest, id: str) -> dict[str, Any]:
    """How far a change of many rows is."""
    return _shown(_row(request, id))


@writes(router, "DELETE", "/bulk-edits/{id}", BulkEditShape)
def undo_a_bulk_edit(request: ApiRequest, id: str) -> dict[str, Any]:
    """Put back every row that nobody has changed since; the others are listed."""
    row = _row(request, id)
    undone = undo_bulk_edit(bulk=row, by=request.actor, at=request.at)
    return {**_shown(_row(request, id)), "restored": undone.restored, "kept": undone.kept[:200]}


@writes(router, "POST", "/bulk-edits/{id}/redo", BulkEditShape)
def redo_a_bulk_edit(request: ApiRequest, id: str) -> dict[str, Any]:
    """Change again every row that was put back and that nobody has changed since."""
    row = _row(request, id)
    again = redo_bulk_edit(bulk=row, by=request.actor, at=request.at)
    return {**_shown(_row(request, id)), "restored": again.restored, "kept": again.kept[:200]}


def _asked(actor: Any, target: str, body: BulkEditIn) -> dict[str, Any]:
    view = view_of(actor, target, body.view) if body.view else None
    if body.view and view is None:
        raise Missing()
    given = dict(view.query) if view else {}
    given |= {name: value for name in ("where", "q") if (value := getattr(body, name))}
    given["filters"] = {**(given.get("filters") or {}), **body.filters}
    kept, errors = cleaned(LISTS[target], given)
    if errors:
        raise Invalid(*errors)
    return {name: kept[name] for name in ("where", "q", "filters") if name in kept}


def _row(request: ApiRequest, id: str) -> BulkEdit:
    rows = visible_bulk_edits(request.actor)
    found = rows.filter(pk=uuid_of(id)).first()
    if found is None:
        raise Missing()
    return found


def _previewed(told: Edited) -> dict[str, Any]:
    return {
        "id": None,
        "state": "preview",
        "total": told.total,
        "changed": told.changed,
        "unchanged": told.unchanged,
        "refused": told.refused,
        "changes": [
            {"field": name, "before": before, "after": after, "rows": rows}
            for name, before, after, rows in told.changes
        ],
        "refusals": [
            {"key": one.key, "name": one.name, "errors": field_errors(one.errors)}
            for one in told.refusals
        ],
    }


def _shown(row: BulkEdit) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "state": row.state,
        "fact": str(row.fact) if row.fact else None,
        "total": row.total,
        "changed": row.changed,
        "unchanged": row.unchanged,
        "refused": row.refused,
        "refusals": row.refusals,
    }
