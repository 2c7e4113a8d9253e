"""`senro manage`: Django's own commands."""

from __future__ import annotations

import sys

import click

from .base import Spoken, choose_folder, state_of_run
from .base import gettext as _


@click.command(
    cls=Spoken,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
    help=_("Run one of Django's own commands (migrate, shell, …) on this installation."),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Everything after `manage` is Django's, but the data folder, which every command takes."""
    rest = _without_folder(list(arguments))
    choose_folder()
    from django.core.management import execute_from_command_line

    # The development server starts itself again from argv[0].
    execute_from_command_line([sys.argv[0], *rest])


def _without_folder(arguments: list[str]) -> list[str]:
    """What is left once `--data-dir DIR` has been read."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name != "--data-dir":
            continue
        if not equals and at + 1 == len(arguments):
            raise click.BadOptionUsage(name, _("--data-dir needs a folder."))
        state_of_run().data_dir = value if equals else arguments[at + 1]
        return arguments[:at] + arguments[at + (1 if equals else 2) :]
    return arguments
