"""Failures in plain words, each with its exit status: 2 refused, 3 a defect."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

import click

from .base import State
from .base import gettext as _

REFUSED, DEFECT, INTERRUPTED = 2, 3, 130


def exit_code_of(error: BaseException, state: State) -> int:
    """Say what went wrong on standard error; the exit status it means."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, SystemExit):
        return _ended(error)
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    if isinstance(error, click.ClickException):
        error.show()
        return REFUSED
    said = _said(error)
    if said:
        for line in said:
            click.echo(f"senro: {line}", err=True)
        return REFUSED
    traceback.print_exception(error)
    click.echo(_("This is a defect of Senro. Please report the lines above."), err=True)
    return DEFECT


def _ended(error: SystemExit) -> int:
    if isinstance(error.code, str):
        # A setting that cannot be used says so and ends.
        click.echo(error.code, err=True)
        return REFUSED
    return int(error.code or 0)


def _said(error: BaseException) -> list[str]:
    """The lines for an expected failure; none for a defect."""
    for known in (_of_the_domain, _of_the_database, _of_the_machine):
        said = known(error)
        if said:
            return said
    return []


def _of_the_domain(error: Any) -> list[str]:
    if "senro.kernel.errors" not in sys.modules:
        return []
    from senro.kernel.clock import BadClock
    from senro.kernel.errors import Invalid, SenroError

    if isinstance(error, BadClock):
        return [str(error)]
    if isinstance(error, Invalid):
        return [f"{wrong.field}: {wrong.message}" for wrong in error.errors]
    if isinstance(error, SenroError):
        reasons = [f"  {reason.message}" for reason in getattr(error, "reasons", ())]
        return [str(error.message), *reasons]
    return []


def _of_the_database(error: Any) -> list[str]:
    if "django.db.utils" not in sys.modules:
        return []
    from django.db.utils import OperationalError

    if isinstance(error, OperationalError):
        return [_("The database does not answer: %(why)s") % {"why": str(error).strip()}]
    return []


def _of_the_machine(error: Any) -> list[str]:
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return [f"{error.filename}: {error.strerror}"]
    if isinstance(error, OSError) and error.strerror:
        return [f"{error.strerror}"]
    return []
