"""`senro worker`: background work."""

from __future__ import annotations

import click

from .base import Command, answer, option, set_up


@click.command(cls=Command)
@option("--once", is_flag=True, help="Do what is due, then end.")
@click.option("--parent", type=int, hidden=True)
def command(once: bool, parent: int | None) -> None:
    """Do background work: reactions, schedules, jobs. `senro serve` runs one by itself."""
    set_up()
    from senro.kernel.worker import run_worker

    done = run_worker(once=once, parent=parent)
    answer({"done": done}, lambda: None)
