"""`senro doctor`: is everything as it should be?"""

from __future__ import annotations

from typing import Any

import click

from .base import Command, answer, set_up
from .base import gettext as _

SIGNS = {"ok": "✓", "warning": "!", "failure": "✗"}


@click.command(cls=Command)
def command() -> None:
    """Check the installation. Ends with 1 when something is wrong."""
    set_up(any_state=True)
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


def _print(results: list[Any]) -> None:
    for result in results:
        click.echo(f"{SIGNS[result.status]} {result.words}")
        for finding in result.findings:
            click.echo(f"    {finding.message}")
    if all(result.status == "ok" for result in results):
        click.echo(_("Everything is as it should be."))
