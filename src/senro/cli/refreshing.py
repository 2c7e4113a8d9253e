"""`senro refresh`: bring values up to date now."""

from __future__ import annotations

import click

from .base import Command, answer, moment, option, set_up, tell


@click.command(cls=Command)
@option("--as-of", "as_of", default="", metavar="T", help="A date, or an instant with an offset.")
def command(as_of: str) -> None:
    """Bring metrics, gates, signals and due routes up to date. The worker does it by itself."""
    set_up()
    from senro.health.refreshing import refresh_everybody
    from senro.kernel import clock
    from senro.kernel.duties import run_duties
    from senro.kernel.reactions import run_reactions
    from senro.kernel.schedules import refresh
    from senro.usage.refreshing import refresh_all

    at = moment(as_of, clock.now())
    while run_reactions(at=at, machine=clock.machine_now()):
        pass
    while run_duties(at=clock.now(), clock=clock.machine_now):
        pass
    refresh_all(at=at, clock=clock.machine_now)
    ran = ["usage.refresh_values", *refresh(at=at), "health.refresh_signals"]
    refresh_everybody(at=at, clock=clock.machine_now)
    for name in ran:
        tell(name)
    answer({"as_of": at.isoformat(), "ran": ran}, lambda: None)
