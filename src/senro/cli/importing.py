"""`senro import`: the customers and cases that a team already has, from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .base import Command, Refused, acting, answer, language, option, set_up, state_of_run, tell
from .base import gettext as _
from .terminal import progress_bar

SHOWN = 20
DONE, SOME_REFUSED = 0, 1


@click.command(cls=Command)
@click.argument("kind", required=False)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON {column: field, [field, field] or null} for columns that are not found.",
)
@option("--encoding", default="auto", metavar="NAME", help="auto, utf-8, cp932, utf-16, euc_jp …")
@option("--sheet", default=None, metavar="NAME", help="Which sheet of a workbook.")
@option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@option("--history", is_flag=True, help="The rows were known when they happened, not just now.")
@option(
    "--rejects",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where refused rows go (else into the data folder).",
)
@option(
    "--watch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Take in files of events that appear in this folder until stopped.",
)
@option("--once", is_flag=True, help="With --watch: take in what is there, then end.")
@option("--undo", metavar="ID", help="Take back a whole import; what was changed since stays.")
@option("--redo", metavar="ID", help="Do an import again that was undone.")
@option("--cancel", metavar="ID", help="Stop an import that is running and take back its rows.")
def command(
    kind: str | None,
    file: Path | None,
    mapping: Path | None,
    encoding: str,
    sheet: str | None,
    dry_run: bool,
    history: bool,
    rejects: Path | None,
    watch: Path | None,
    once: bool,
    undo: str | None,
    redo: str | None,
    cancel: str | None,
) -> int:
    """Import a file of products, accounts, contacts, contracts, end-users, cases, meetings, events or usage.

    CSV, TSV, XLSX, JSON lines or Parquet. Bad rows are refused with their reasons and come back as a file;
    the good ones go in. The same file twice changes nothing. `senro import archive X.zip` takes in
    everything of another installation, in place of `senro init`; `senro import list` shows the
    imports there were, with the IDs by which they are undone.
    """
    asked = {"undo": undo, "redo": redo, "cancel": cancel}
    if kind == "list" or any(asked.values()):
        from . import imports_done

        return imports_done.run(kind, file, asked)
    if watch is not None:
        from . import watching

        return watching.run(kind, file, watch, once=once)
    if kind is None or file is None:
        raise click.UsageError(_("Say which kind and which file: senro import KIND FILE."))
    if kind == "archive":
        from . import archiving

        archiving.take_in(file)
        return DONE
    set_up()
    from senro.exchange.actions import import_file, preview_file
    from senro.exchange.engine.source import CannotImport, Options
    from senro.kernel import clock

    at = clock.now()
    options = Options(_mapping(mapping), encoding, None, sheet, history)
    by = acting(at)
    run = preview_file if dry_run else import_file
    try:
        with progress_bar(file.name) as progress:
            result = run(
                kind=kind,
                path=file,
                by=by,
                at=at,
                options=options,
                rejects=rejects,
                progress=progress,
            )
    except CannotImport as error:
        raise Refused(str(error.message)) from error
    answer(result.as_dict(), lambda: say_result(result))
    return SOME_REFUSED if result.refused else DONE


def _mapping(path: Path | None) -> Any:
    from senro.exchange.rules.mapping import read_mapping_file
    from senro.exchange.rules.said import MappingRefused

    if path is None:
        return None
    try:
        return read_mapping_file(path)
    except MappingRefused as error:
        lines = (one.message(language(state_of_run().lang)) for one in error.errors)
        raise Refused(f"{path}: " + " ".join(lines)) from error


def say_result(result: Any) -> None:
    """What became of the rows, for a person."""
    counts = {
        _("Rows read"): result.read,
        _("Rows new"): result.created,
        _("Rows changed"): result.updated,
        _("Rows unchanged"): result.unchanged,
        _("Rows refused"): result.refused,
    }
    click.echo(" · ".join(f"{words} {count:,}" for words, count in counts.items()))
    ignored = [column for column, field in result.mapping.items() if field is None]
    if ignored:
        click.echo(_("Columns left out: %(columns)s") % {"columns": ", ".join(ignored)})
    for one in result.rejects[:SHOWN]:
        where = f"{one['field']}: " if one["field"] else ""
        row = _("row %(row)s") % {"row": one["row"]}
        click.echo(f"  {row}  {where}{one['message']}")
    if len(result.rejects) > SHOWN:
        more = len(result.rejects) - SHOWN
        click.echo("  " + _("and %(count)s more reasons") % {"count": more})
    if result.rejects_file:
        click.echo(_("Refused rows: %(path)s") % {"path": result.rejects_file})
    if result.dry_run:
        tell(_("Nothing was written (--dry-run)."))
