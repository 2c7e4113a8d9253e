"""`senro init`: a new, empty installation."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from .base import (
    Command,
    Refused,
    answer,
    choose_folder,
    data_folder,
    language,
    option,
    set_up,
    tell,
)
from .base import gettext as _


@click.command(cls=Command)
@option("--organization", required=True, metavar="NAME", help="Your organisation.")
@option("--admin-email", required=True, metavar="MAIL", help="The first administrator.")
@option("--admin-name", default="", metavar="NAME", help="Their name (default: from the address).")
@option("--timezone", default="Asia/Tokyo", show_default=True, help="Whose days count.")
@option("--currency", default="JPY", show_default=True, help="Of all amounts.")
def command(
    organization: str, admin_email: str, admin_name: str, timezone: str, currency: str
) -> None:
    """Make a new, empty installation. The administrator's password is asked for, or read from
    standard input.
    """
    choose_folder()
    fields = {
        "email": admin_email,
        "name": admin_name or admin_email.partition("@")[0],
        "roles": ["admin"],
    }
    with _nothing_left_when_refused(data_folder()):
        state = set_up(must_exist=False)
        from senro.kernel import clock
        from senro.kernel.tables import make_tables

        make_tables()
        _must_be_new()
        settings = {"timezone": timezone, "currency": currency, "locale": language(state.lang)}
        fill(organization, settings, fields, ask_password(), clock.now())
    tell(_("Ready. Start it with `senro serve`."))
    answer({"organization": organization, "data_dir": str(data_folder())}, lambda: None)


@contextmanager
def _nothing_left_when_refused(folder: Path) -> Iterator[None]:
    """A refused `init` takes back the folder it made; one that held anything is not touched."""
    was_there = folder.exists()
    empty = not was_there or not any(folder.iterdir())
    try:
        yield
    except BaseException:
        if empty and folder.exists():
            _close_database()
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            if not was_there:
                folder.rmdir()
        raise


def _close_database() -> None:
    from django.db import connections

    connections.close_all()


def fill(
    organization: str,
    settings: dict[str, Any],
    admin: dict[str, Any],
    password: str | None,
    at: datetime,
) -> Any:
    """The organisation, its administrator and the default method: all of it, or nothing."""
    from django.db import transaction

    from senro.kernel.access import SYSTEM
    from senro.kernel.actions import create_organization, create_person
    from senro.programs.actions import publish_default_method

    with transaction.atomic():
        create_organization(name=organization, by=SYSTEM, at=at, **settings)
        person = create_person(fields=admin, password=password, by=SYSTEM, at=at)
        publish_default_method(by=SYSTEM, at=at)
    return person


def _must_be_new() -> None:
    from senro.kernel.models import Organization

    found = Organization.objects.first()
    if found is not None:
        message = _("%(folder)s already holds the installation of %(name)s.")
        raise Refused(message % {"folder": data_folder(), "name": found.name})


def ask_password() -> str:
    """Asked for twice on a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=True, err=True))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refused(_("Standard input holds no password."))
    return password
