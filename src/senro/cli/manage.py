"""`senro manage`: Django's own commands."""

from __future__ import annotations

import sys

import click

from .base import choose_folder
from .base import gettext as _


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
    help=_("Run one of Django's own commands (migrate, shell, …) on this installation."),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Everything after `manage` is Django's."""
    choose_folder()
    from django.core.management import execute_from_command_line

    # The development server starts itself again from argv[0].
    execute_from_command_line([sys.argv[0], *arguments])
