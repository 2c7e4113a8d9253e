"""`senro pull`: rows of other databases, now."""

from __future__ import annotations

from typing import Any

import click

from .base import Command, Refused, acting, answer, option, set_up
from .base import gettext as _
from .importing import say_result

DONE, SOME_FAILED = 0, 1


@click.command(cls=Command)
@click.argument("key", required=False)
@option("--anew", is_flag=True, help="From the beginning, not only what is new.")
@option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
def command(key: str | None, anew: bool, dry_run: bool) -> int:
    """Ask a source now and import what is new; without KEY, list the sources.

    Sources are made under Settings, Imports, or with `PUT /api/v1/sources/{key}`; the databases are
    named in SENRO_SOURCES.
    """
    set_up()
    from senro.exchange.queries import visible_sources
    from senro.kernel import clock

    by = acting(clock.now())
    if key is None:
        rows = list(visible_sources(by))
        told = [_told(row) for row in rows]
        answer({"sources": told}, lambda: _list(rows))
        return DONE
    row = visible_sources(by).filter(key=key).first()
    if row is None:
        raise Refused(_("There is no source %(key)s. `senro pull` lists them.") % {"key": key})
    return _try(row, by) if dry_run else _pull(row, by, anew)


def _try(row: Any, by: Any) -> int:
    from senro.exchange.actions.sources import FIELDS
    from senro.exchange.pulling.run import try_out
    from senro.kernel import clock

    found = try_out({name: getattr(row, name) for name in FIELDS}, by=by, at=clock.now())
    document = {**found.result.as_dict(), "columns": found.columns}
    answer(document, lambda: say_result(found.result))
    return SOME_FAILED if found.result.refused else DONE


def _pull(row: Any, by: Any, anew: bool) -> int:
    from senro.exchange.pulling.run import pull
    from senro.kernel import clock

    result = pull(row, by=by, at=clock.now(), clock=clock.machine_now, anew=anew)
    if row.failure:
        raise Refused(row.failure)
    if result is None:
        answer({"read": 0}, lambda: click.echo(_("Nothing new.")))
        return DONE
    answer(result.as_dict(), lambda: say_result(result))
    return SOME_FAILED if result.refused else DONE


def _list(rows: list[Any]) -> None:
    for row in rows:
        click.echo("  ".join(_line(row)))


def _told(row: Any) -> dict[str, Any]:
    names = ("key", "connection", "kind", "minutes", "rows", "failure")
    when = row.asked_at.isoformat(timespec="seconds") if row.asked_at else None
    return {**{name: getattr(row, name) for name in names}, "asked_at": when}


def _line(row: Any) -> list[str]:
    told = _told(row)
    return [row.key, row.connection, row.kind, told["asked_at"] or "-", row.failure]
