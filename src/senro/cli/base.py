"""What every command shares: its options, Django when it is needed, who acts and when."""

from __future__ import annotations

import gettext as catalogues
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import click

LANGUAGES = ("ja", "en")
LOCALES = Path(__file__).resolve().parent.parent / "locale"


class Refused(click.ClickException):
    """The command cannot do this: nothing was written."""

    exit_code = 2


def language(given: str = "") -> str:
    """--lang, else SENRO_LANG, else the shell's language where it is one of ours, else Japanese."""
    shell = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    for wanted in (given, os.environ.get("SENRO_LANG", ""), shell):
        if wanted[:2].lower() in LANGUAGES:
            return wanted[:2].lower()
    return LANGUAGES[0]


def _asked_language() -> str:
    # Help is written before options are read, so --lang is looked for by hand.
    arguments = sys.argv[1:]
    for at, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
    return ""


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    return catalogues.translation("django", LOCALES, [code], fallback=True)


def gettext(message: str) -> str:
    """A message in the language of this run, without waiting for Django."""
    # The empty message is the catalogue's own header.
    return _catalogue(language(_asked_language())).gettext(message) if message else ""


_ = gettext


def teach_click() -> None:
    """Click's own words ("Usage", "Missing argument") in the language of this run.

    Click asks the standard library, which reads the environment and knows one domain a process.
    """
    os.environ["LANGUAGE"] = language(_asked_language())
    catalogues.bindtextdomain("click", str(LOCALES))
    catalogues.textdomain("click")


@dataclass
class State:
    """The options of this run, wherever on the line they stood."""

    data_dir: str = ""
    as_mail: str = ""
    json: bool = False
    lang: str = ""
    ready: bool = field(default=False, repr=False)


def _store(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def keep(ctx: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        state = ctx.ensure_object(State)
        if value not in (None, "", False):
            setattr(state, name, value)
        return value

    return keep


def OPTIONS() -> Iterator[click.Option]:  # noqa: N802 - a constant, made anew for each command
    """The options that every command takes, before or after its name."""
    kinds: dict[str, dict[str, Any]] = {
        "--data-dir": {
            "metavar": "DIR",
            "help": _("Data folder ($SENRO_DATA_DIR, else ./senro-data)."),
        },
        "--as": {"metavar": "MAIL", "help": _("Act as this person, not as the administrator.")},
        "--json": {"is_flag": True, "help": _("One JSON document on standard output.")},
        "--lang": {"type": click.Choice(LANGUAGES), "help": _("Language of messages.")},
    }
    names = {"--data-dir": "data_dir", "--as": "as_mail", "--json": "json", "--lang": "lang"}
    for flag, more in kinds.items():
        yield click.Option(
            [flag, f"option_{names[flag]}"],
            expose_value=False,
            callback=_store(names[flag]),
            is_eager=True,
            **more,
        )


def _folded(doc: str | None) -> str | None:
    """A docstring on one line, in the language of this run."""
    return gettext(re.sub(r"\s+", chr(32), doc).strip()) if doc else doc


def _short(text: str | None, most: int) -> str:
    """The first sentence, cut by columns: click cuts between words, which Japanese does not part."""
    first = re.split(r"(?<=。)|(?<=\.)\s", text or "", maxsplit=1)[0].rstrip("。.")
    width, kept = 0, ""
    for character in first:
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > most - 1:
            return f"{kept}…"
        kept += character
    return kept


class Spoken(click.Command):
    """Help in the language of this run."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its line in the list of commands."""
        return _short(self.help, limit)


class Command(Spoken):
    """A command with the options that every command takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *OPTIONS()]
        self.help = _folded(self.help)


class Group(Spoken, click.Group):
    """Commands about one thing."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = _folded(self.help)


def option(*names: str, help: str = "", **more: Any) -> Any:
    """A click option whose help is in the language of this run."""
    return click.option(*names, help=gettext(help), **more)


def state_of_run() -> State:
    """The options of this run."""
    return click.get_current_context().ensure_object(State)


def set_up(*, must_exist: bool = True, any_state: bool = False) -> State:
    """Django on the data folder of this run. Raises Refused when there is no installation there.

    With `any_state`, one that is broken or out of date will do.
    """
    state = state_of_run()
    if state.ready:
        return state
    choose_folder()
    if must_exist and not os.environ.get("SENRO_DATABASE_URL") and not database_file().exists():
        raise not_initialised()
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language(state.lang))
    state.ready = True
    if must_exist:
        _must_be_initialised(any_state)
    return state


def choose_folder() -> None:
    """Hand the options of this run on to the settings, which read the environment."""
    given = state_of_run().data_dir
    if given:
        os.environ["SENRO_DATA_DIR"] = given
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "senro.config.settings")


def data_folder() -> Path:
    """The data folder of this run; it need not exist."""
    return Path(os.environ.get("SENRO_DATA_DIR") or "senro-data").expanduser().absolute()


def database_file() -> Path:
    """Where the embedded database lies."""
    return data_folder() / "senro.sqlite3"


def not_initialised() -> Refused:
    """There is no installation here."""
    message = _("There is no installation in %(folder)s. Make one with `senro init`.")
    return Refused(message % {"folder": data_folder()})


def _must_be_initialised(any_state: bool) -> None:
    from django.db import connection

    from senro.kernel.models import Organization

    if Organization._meta.db_table not in connection.introspection.table_names():
        raise not_initialised()
    if any_state:
        return
    if pending_migrations():
        raise Refused(_("The database is older than this Senro. Run `senro manage migrate`."))
    if not Organization.objects.exists():
        raise not_initialised()


def pending_migrations() -> list[str]:
    """Migrations that have not been applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def acting(at: datetime) -> Any:
    """Who acts: --as MAIL, else the first administrator."""
    from senro.kernel.models import Person
    from senro.kernel.queries import actor_of, first_administrator

    mail = state_of_run().as_mail
    if mail:
        person = Person.objects.filter(email__iexact=mail, is_active=True, undone_at=None).first()
        if person is None:
            raise Refused(_("Nobody here has the address %(mail)s.") % {"mail": mail})
    else:
        person = first_administrator()
        if person is None:
            raise Refused(_("There is no administrator. Name somebody with --as MAIL."))
    return actor_of(person, at=at)


def moment(text: str, now: datetime) -> datetime:
    """`--as-of`: a bare date is the end of that local day; later than now is now."""
    from datetime import date

    from senro.kernel.clock import EARLIEST, BadClock, end_of_day, parse_instant
    from senro.kernel.queries import organization

    if not text:
        return now
    try:
        if len(text) == len("2026-11-20"):
            asked = end_of_day(date.fromisoformat(text), organization().timezone)
        else:
            asked = parse_instant(text)
        return max(min(now, asked), EARLIEST)
    except (ValueError, OverflowError, BadClock) as error:
        message = _("%(text)s is neither a date nor an instant with an offset.")
        raise Refused(message % {"text": text}) from error


def answer(document: Any, text: Callable[[], Any]) -> None:
    """The result: one JSON document with --json, else what `text` prints."""
    if state_of_run().json:
        click.echo(json.dumps(document, ensure_ascii=False, default=str))
    else:
        text()


def tell(message: str) -> None:
    """Progress and remarks go to standard error, so that standard output is only the result."""
    click.echo(message, err=True)
