"""`senro import list`, `--undo ID`, `--redo ID`, `--cancel ID`: imports that were begun or are done."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from .base import Refused, acting, answer, set_up
from .base import gettext as _
from .terminal import progress_bar

SHOWN = 20
DONE, SOME_KEPT = 0, 1


def run(kind: str | None, file: Path | None, asked: dict[str, str | None]) -> int:
    """The list, or one of them taken back, done again or stopped."""
    chosen = [(verb, id) for verb, id in asked.items() if id]
    if file is not None or len(chosen) + (kind is not None) != 1:
        raise click.UsageError(_("Use one of: list, --undo ID, --redo ID, --cancel ID."))
    set_up()
    return _revert(*chosen[0]) if chosen else _list()


def _list() -> int:
    from senro.exchange.queries import visible_imports
    from senro.kernel import clock

    rows = list(visible_imports(acting(clock.now()))[:SHOWN])
    answer({"imports": [_told(row) for row in rows]}, lambda: _say_list(rows))
    return DONE


def _told(row: Any) -> dict[str, Any]:
    counts = {n: getattr(row, n) for n in ("read", "created", "updated", "unchanged", "refused")}
    when = row.committed_at or row.created_at
    about = {"id": str(row.pk), "kind": row.kind, "file": row.file_name, "state": row.state}
    return {**about, "at": when.isoformat(timespec="seconds"), **counts}


def _say_list(rows: list[Any]) -> None:
    if not rows:
        click.echo(_("Nothing was imported yet."))
    for row in rows:
        told = _told(row)
        counts = f"+{row.created:,} ~{row.updated:,}"
        click.echo(
            f"{told['id']}  {told['at']}  {row.state:<10} {row.kind:<10} {counts}  {row.file_name}"
        )


def _revert(verb: str, id: str) -> int:
    from senro.exchange.actions import cancel_import, redo_whole, revert_import, undo_whole
    from senro.kernel import clock
    from senro.kernel.errors import Conflict

    at = clock.now()
    by, row = acting(at), _row(id, acting(at))
    try:
        with progress_bar(row.file_name) as progress:
            if verb == "cancel":
                row = cancel_import(import_row=row, by=by, at=at, in_worker=False)
                done: Any = (
                    revert_import(row, progress=progress) if row.state == "undoing" else None
                )
            else:
                whole = undo_whole if verb == "undo" else redo_whole
                done = whole(import_row=row, by=by, at=at, progress=progress)
    except Conflict as error:
        raise Refused(str(error.message)) from error
    row.refresh_from_db()
    kept = row.options.get("kept_count", 0)
    restored = done.restored if done else row.options.get("restored", 0)
    told = {"id": str(row.pk), "state": row.state, "restored": restored, "kept": kept}
    answer(told, lambda: _say(restored, kept))
    return SOME_KEPT if kept else DONE


def _row(id: str, by: Any) -> Any:
    from senro.exchange.queries import visible_imports

    try:
        row = visible_imports(by).filter(pk=UUID(id)).first()
    except ValueError:
        row = None
    if row is None:
        raise Refused(_("There is no import %(id)s. `senro import list` shows them.") % {"id": id})
    return row


def _say(restored: int, kept: int) -> None:
    click.echo(_("%(count)s rows were put back.") % {"count": f"{restored:,}"})
    if kept:
        words = _("%(count)s were changed since and stay as they are.")
        click.echo(words % {"count": f"{kept:,}"})
