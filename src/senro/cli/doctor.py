"""`senro doctor`: is everything as it should be?"""

from __future__ import annotations

from typing import Any

import click

from .base import Command, answer, database_file, not_initialised, set_up
from .base import gettext as _

SIGNS = {"ok": "✓", "warning": "!", "failure": "✗"}


@click.command(cls=Command)
def command() -> None:
    """Check the installation. Ends with 1 when something is wrong."""
    set_up(must_exist=False)
    _must_be_there()
    from senro.kernel import clock
    from senro.kernel.doctor import examine

    results = examine(at=clock.now(), machine=clock.machine_now())
    document = {
        "ok": all(result.status != "failure" for result in results),
        "checks": [
            {
                "name": result.name,
                "status": result.status,
                "findings": [
                    {"level": finding.level, "message": str(finding.message)}
                    for finding in result.findings
                ],
            }
            for result in results
        ],
    }
    answer(document, lambda: _print(results))
    if not document["ok"]:
        raise click.exceptions.Exit(1)


def _must_be_there() -> None:
    from django.db import connection

    # Django makes an empty file as soon as it is asked; that is no installation either.
    if "kernel_organization" not in connection.introspection.table_names():
        if database_file().exists() and not database_file().stat().st_size:
            database_file().unlink()
        raise not_initialised()


def _print(results: list[Any]) -> None:
    for result in results:
        click.echo(f"{SIGNS[result.status]} {result.words}")
        for finding in result.findings:
            click.echo(f"    {finding.message}")
    if all(result.status == "ok" for result in results):
        click.echo(_("Everything is as it should be."))
