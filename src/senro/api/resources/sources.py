"""Sources: rows of other databases, asked for by SQL, read only, and imported like files."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from senro.exchange.actions import ask_source, remove_source, save_source
from senro.exchange.models import PullSource
from senro.exchange.pulling.connections import connections
from senro.exchange.pulling.run import Trial, try_out
from senro.exchange.queries import may_import, visible_sources, waiting_rows
from senro.kernel.access import require
from senro.kernel.errors import Missing

from ..bodies import Body, read
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..short_lists import lists

router = Router(tags=["Imports"])
Text = Annotated[str, Field(max_length=20_000)]


class SourceIn(Body):
    """What is asked of which database, as what its rows are imported, and how often."""

    connection: Annotated[str, Field(max_length=60)]
    kind: Annotated[str, Field(max_length=30)]
    sql: Text
    mapping: dict[str, str | list[str] | None] = {}
    cursor: Annotated[str, Field(max_length=100)] = ""
    minutes: Annotated[int, Field(ge=0, le=10_080)] = 0


class PullIn(Body):
    """`anew`: from the beginning, not only what is new. `refused`: only the refused rows again."""

    anew: bool = False
    refused: bool = False


class SourceShape(Shape):
    """A source. `wanted`: the worker asks it next; `failure` is that of the last time.

    `refused`: so many rows were refused, are kept, and can be tried again.
    """

    key: str
    connection: str
    kind: str
    sql: str
    mapping: dict[str, str | list[str] | None]
    cursor: str
    minutes: int
    wanted: bool
    asked_at: str | None
    next_at: str | None
    rows: int | None
    refused: int
    last_import: str | None
    failure: str
    version: int


class Sources(Shape):
    """The sources, and the names of the databases that the host lets Senro read."""

    items: list[SourceShape]
    next_cursor: str | None = None
    connections: list[str]


class SourceRefusal(Shape):
    """A row that would be refused."""

    row: int
    field: str
    code: str
    message: str


class SourceTrial(Shape):
    """The first rows of the answer, and what importing the first 200 would do."""

    columns: list[str]
    first: list[list[Any]]
    mapping: dict[str, str | list[str] | None]
    read: int
    created: int
    updated: int
    unchanged: int
    refused: int
    rejects: list[SourceRefusal]


@lists(router, "/sources", Sources)
def list_sources(request: ApiRequest) -> dict[str, Any]:
    """The sources of the team, for whoever may import; nobody else sees any."""
    names = sorted(connections()) if may_import(request.actor) else []
    rows = visible_sources(request.actor)
    return {"items": [_shown(row) for row in rows], "connections": names}


@reads(router, "/sources/{key}", SourceShape)
def get_source(request: ApiRequest, key: str) -> dict[str, Any]:
    """One source: what it asks, and how the last time went."""
    return _shown(_row(request, key))


@writes(router, "PUT", "/sources/{key}", SourceShape, takes=SourceIn)
def put_source(request: ApiRequest, key: str) -> dict[str, Any]:
    """Make a source or change it. The SQL is one SELECT; the worker asks it every `minutes`.

    With a `cursor`, a column of the answer that grows, only rows from its last value on are asked for.
    """
    if not may_import(request.actor):
        raise Missing()
    fields = read(request, SourceIn).model_dump()
    return _shown(save_source(key=key, fields=fields, by=request.actor, at=request.at))


@writes(router, "DELETE", "/sources/{key}", SourceShape)
def delete_source(request: ApiRequest, key: str) -> dict[str, Any]:
    """Ask it no more. What it brought stays."""
    row = _row(request, key)
    remove_source(source=row, by=request.actor, at=request.at)
    return _shown(row)


@writes(router, "POST", "/sources/{key}/pull", SourceShape, takes=PullIn)
def pull_a_source(request: ApiRequest, key: str) -> dict[str, Any]:
    """Let the worker ask it now. `wanted` is false again when it has."""
    row = _row(request, key)
    body = read(request, PullIn)
    asked = ask_source(
        source=row, anew=body.anew, refused=body.refused, by=request.actor, at=request.at
    )
    return _shown(asked)


@writes(router, "POST", "/source-trials", SourceTrial, takes=SourceIn)
def try_a_source(request: ApiRequest) -> dict[str, Any]:
    """Ask for the first rows and say what importing them would do. Nothing is written.

    409 `source_failed` with what the database said.
    """
    require(request.actor, "import.run")
    fields = read(request, SourceIn).model_dump()
    return trial_shape(try_out(fields, by=request.actor, at=request.at))


def trial_shape(found: Trial) -> dict[str, Any]:
    """What was tried."""
    told = found.result.as_dict()
    names = ("mapping", "read", "created", "updated", "unchanged", "refused")
    kept = {name: told[name] for name in names}
    return {**kept, "columns": found.columns, "first": found.rows, "rejects": told["rejects"][:20]}


def _row(request: ApiRequest, key: str) -> PullSource:
    found = visible_sources(request.actor).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def _shown(row: PullSource) -> dict[str, Any]:
    return {
        "key": row.key,
        "connection": row.connection,
        "kind": row.kind,
        "sql": row.sql,
        "mapping": row.mapping,
        "cursor": row.cursor,
        "minutes": row.minutes,
        "wanted": bool(row.wanted),
        "asked_at": row.asked_at.isoformat() if row.asked_at else None,
        "next_at": row.next_at.isoformat() if row.next_at else None,
        "rows": row.rows,
        "refused": waiting_rows(row),
        "last_import": str(row.last_import_id) if row.last_import_id else None,
        "failure": row.failure,
        "version": row.version,
    }
