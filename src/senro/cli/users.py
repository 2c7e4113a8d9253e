"""`senro user`: people with access."""

from __future__ import annotations

import sys
from typing import Any

import click

from .base import Command, Group, Refused, acting, answer, option, set_up
from .base import gettext as _
from .init import ask_password


@click.group(cls=Group)
def command() -> None:
    """People who sign in."""


@command.command("create", cls=Command)
@option("--email", required=True, metavar="MAIL", help="Address to sign in with.")
@option("--name", required=True, help="As colleagues know them.")
@option("--role", "roles", required=True, multiple=True, help="May be given several times.")
@option("--team", default="", metavar="KEY", help="Key of their team.")
@option("--account", default="", metavar="KEY", help="For a customer's person: their account.")
@option("--partner", default="", metavar="KEY", help="For a partner's person: their partner.")
@option("--no-password", is_flag=True, help="They choose one by mail before they sign in.")
def create(
    email: str,
    name: str,
    roles: tuple[str, ...],
    team: str,
    account: str,
    partner: str,
    no_password: bool,
) -> None:
    """Add somebody. Their password is asked for, or read from standard input."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.actions import create_person

    at = clock.now()
    fields = {
        "email": email,
        "name": name,
        "roles": list(roles),
        "team": team,
        "account_key": account,
        "partner_key": partner,
    }
    password = None if no_password else ask_password()
    person = create_person(fields=fields, password=password, by=acting(at), at=at)
    answer({"id": str(person.pk), "email": person.email}, lambda: click.echo(person.email))


@command.command("password", cls=Command)
@click.argument("mail")
def password(mail: str) -> None:
    """Set somebody's password; they are signed out everywhere."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.actions import set_password

    at = clock.now()
    person = find(mail)
    set_password(person=person, password=ask_password(), by=acting(at), at=at)
    answer({"email": person.email}, lambda: None)


@command.command("list", cls=Command)
def listing() -> None:
    """Everybody with access."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.queries import all_people

    people = all_people(acting(clock.now()))
    document = [
        {
            "id": str(line.pk),
            "email": line.email,
            "name": line.name,
            "roles": line.roles,
            "teams": line.team_names,
            "active": line.is_active,
        }
        for line in people
    ]
    answer(document, lambda: _print(people))


def _print(people: list[Any]) -> None:
    for line in people:
        state = "" if line.is_active else f"  ({_('switched off')})"
        click.echo(f"{line.email}  {line.name}  {', '.join(line.role_words)}{state}")
    sys.stdout.flush()


def find(mail: str) -> Any:
    """The person of an address. Raises Refused."""
    from senro.kernel.models import Person

    person = Person.objects.filter(email__iexact=mail, undone_at=None).first()
    if person is None:
        raise Refused(_("Nobody here has the address %(mail)s.") % {"mail": mail})
    return person
