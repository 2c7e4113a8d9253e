"""`senro export`: records as files that import back to no change."""

from __future__ import annotations

from pathlib import Path

import click

from . import archiving
from .base import Command, Refused, acting, answer, option, set_up
from .base import gettext as _


@click.command(cls=Command)
@click.argument("kinds", nargs=-1)
@option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="Folder for the files, one KIND.csv each; or X.zip for one archive of everything.",
)
def command(kinds: tuple[str, ...], folder: Path) -> None:
    """Export products, accounts, contacts, contracts, end-users, cases, meetings or health (all if none is named).

    UTF-8 with BOM, so that Excel opens them. Text that a spreadsheet would run as a formula gets
    an apostrophe, which an import takes away again. cases.csv has one line an attempt; its column
    `details` says as JSON what cells cannot: dates of phases, sites, options, approved criteria of
    one case, waivers. Into X.zip goes everything: records, method, facts and stored files, for
    `senro import archive`.
    """
    if folder.suffix.lower() == ".zip":
        if kinds:
            raise Refused(_("An archive holds everything: name no kinds, or a folder."))
        archiving.write(folder)
        return
    set_up()
    from senro.exchange.engine.source import CannotImport
    from senro.exchange.exporting import export_kinds
    from senro.kernel import clock

    try:
        counts = export_kinds(kinds, folder, by=acting(clock.now()))
    except CannotImport as error:
        raise Refused(str(error.message)) from error
    files = {kind: str((folder / f"{kind}.csv").absolute()) for kind in counts}
    lines = "\n".join(f"{counts[kind]:>9,}  {path}" for kind, path in files.items())
    answer({"counts": counts, "files": files}, lambda: click.echo(lines))
