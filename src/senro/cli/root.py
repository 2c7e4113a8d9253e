"""The group of all commands: found by name, imported when asked for, failing in plain words."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from .base import OPTIONS, Spoken, State, teach_click
from .base import gettext as _
from .failures import exit_code_of

# name -> module; the module's `command` is the click command.
COMMANDS = {
    "demo": "senro.cli.demo",
    "init": "senro.cli.init",
    "serve": "senro.cli.serving",
    "worker": "senro.cli.working",
    "import": "senro.cli.importing",
    "pull": "senro.cli.pulling",
    "export": "senro.cli.exporting",
    "refresh": "senro.cli.refreshing",
    "method": "senro.cli.method",
    "user": "senro.cli.users",
    "api-key": "senro.cli.keys",
    "backup": "senro.cli.backup",
    "restore": "senro.cli.restore",
    "doctor": "senro.cli.doctor",
    "manage": "senro.cli.manage",
}


class Commands(Spoken, click.Group):
    """Imports a command when it is asked for, so that `senro --help` does not wait for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands of this installation, in the order of the list above."""
        return [name for name, module in COMMANDS.items() if find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        module = COMMANDS.get(cmd_name)
        if module is None or not find_spec(module):
            return None
        command: click.Command = import_module(module).command
        command.name = cmd_name
        return command

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end with 0, 1, 2 or 3 as the README says."""
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        state = State()
        teach_click()
        try:
            code = super().main(args, prog_name, standalone_mode=False, obj=state, **extra)
        except BaseException as error:
            sys.exit(exit_code_of(error, state))
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader (`| head`) has what it wanted.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(code if isinstance(code, int) else 0)


main = Commands(
    name="senro",
    help=_(
        "Senro runs customer onboarding: from a signed contract to the outcome it was bought for."
    ),
    params=list(OPTIONS()),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@main.result_callback()
def _ended(result: Any, **_: Any) -> Any:
    return result
