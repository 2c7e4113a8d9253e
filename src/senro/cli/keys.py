"""`senro api-key`: access for programs."""

from __future__ import annotations

from typing import Any

import click

from .base import Command, Group, Refused, acting, answer, option, set_up, tell
from .base import gettext as _


@click.group(cls=Group)
def command() -> None:
    """Keys for programs. A key acts as a person and never has more than its scope."""


@command.command("create", cls=Command)
@option("--name", required=True, metavar="N", help="What it is for.")
@option("--scope", required=True, type=click.Choice(["read", "write", "ingest"]), help="It may.")
def create(name: str, scope: str) -> None:
    """Make a key and show it: this once."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.access import SYSTEM
    from senro.kernel.actions import create_api_key
    from senro.kernel.models import Person

    at = clock.now()
    person = Person.objects.get(pk=acting(at).person_id)
    # Whoever may run this command may read the database: `--as` says whom the key acts as.
    key, secret = create_api_key(person=person, name=name, scope=scope, by=SYSTEM, at=at)
    tell(_("Keep it now: it is shown only once."))
    document = {"key": secret, "id": str(key.pk), "name": key.name, "scope": key.scope}
    answer({**document, "as": person.email}, lambda: click.echo(secret))


@command.command("list", cls=Command)
def listing() -> None:
    """All keys, those that work first."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.queries import api_keys

    keys = api_keys(acting(clock.now()))
    document = [
        {
            "id": str(key.pk),
            "name": key.name,
            "prefix": key.prefix,
            "scope": key.scope,
            "as": key.person.email,
            "revoked_at": key.revoked_at,
            "last_used_at": key.last_used_at,
        }
        for key in keys
    ]
    answer(document, lambda: _print(keys))


def _print(keys: list[Any]) -> None:
    for key in keys:
        state = f"  ({_('switched off')})" if key.revoked_at else ""
        click.echo(f"{key.pk}  {key.prefix}…  {key.scope}  {key.name}  {key.person.email}{state}")


@command.command("revoke", cls=Command)
@click.argument("which")
def revoke(which: str) -> None:
    """Switch a key off, named by its id, its name or how it begins."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.actions import revoke_api_key
    from senro.kernel.queries import api_keys

    at = clock.now()
    by = acting(at)
    found = [
        key
        for key in api_keys(by)
        if key.revoked_at is None and which in (str(key.pk), key.name, key.prefix)
    ]
    if len(found) != 1:
        message = _("%(count)d working keys are called %(name)s; name one by its id.")
        raise Refused(message % {"count": len(found), "name": which})
    revoke_api_key(key=found[0], by=by, at=at)
    answer({"id": str(found[0].pk)}, lambda: None)
