"""`senro manage`: Django's own commands."""

from __future__ import annotations

import os
import sys

import click

from .base import State
from .base import gettext as _


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
    help=_("Run one of Django's own commands (migrate, shell, …) on this installation."),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def command(state: State, arguments: tuple[str, ...]) -> None:
    """Everything after `manage` is Django's."""
    if state.data_dir:
        os.environ["SENRO_DATA_DIR"] = state.data_dir
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "senro.config.settings")
    from django.core.management import execute_from_command_line

    # The development server starts itself again from argv[0].
    execute_from_command_line([sys.argv[0], *arguments])
