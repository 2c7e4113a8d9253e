"""`senro method`: the team's method as YAML or JSON, to review in git."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import Command, Group, Refused, acting, answer, option, set_up
from .base import gettext as _

if TYPE_CHECKING:
    from senro.onboarding.queries.past_cases import Past

FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
Part = tuple[Path, str, str, dict[str, Any]]


@click.group(cls=Group)
def command() -> None:
    """The team's method (phases, gates, criteria, roadmap, checklist) as YAML or JSON."""


@command.command("export", cls=Command)
@option(
    "--to", "folder", default=".", type=click.Path(file_okay=False, path_type=Path), help="Folder."
)
@option(
    "--format", "form", default="yaml", type=click.Choice(["yaml", "json"]), help="Kind of files."
)
def export(folder: Path, form: str) -> None:
    """Write what is published, one KIND.CODE.yaml (or .json) for each part."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.queries.versions import published_all
    from senro.kernel.rules.bodies import to_json, to_yaml
    from senro.kernel.versions import KINDS

    at, written = clock.now(), []
    folder.mkdir(parents=True, exist_ok=True)
    for kind in sorted(KINDS):
        for version in published_all(kind, at):
            path = folder / f"{kind}.{version.code}.{form}"
            write = to_json if form == "json" else to_yaml
            path.write_text(write(kind, version.code, version.body), "utf-8")
            written.append(str(path))
    answer({"files": written}, lambda: click.echo("\n".join(written)))


@command.command("import", cls=Command)
@FILES
@option("--note", default="", help="Why: it stands beside the version.")
@option("--draft", is_flag=True, help="Keep them as drafts; publish on screen.")
@option("--from", "since", default="", metavar="DAY", help="Day from which they hold; else now.")
def import_(files: tuple[Path, ...], note: str, draft: bool, since: str) -> None:
    """Publish parts of the method from YAML or JSON: all of them, or none."""
    set_up()
    from senro.kernel import clock

    at = clock.now()
    parts = list(_parts(files))
    wrong = _wrong(parts)
    if wrong and not draft:
        raise Refused("\n".join(f"{line['file']}: {line['message']}" for line in wrong))
    results = _put(parts, note, draft, at, _day(since))
    answer(results, lambda: _lines(f"{row['part']}  {row['status']}" for row in results))


@command.command("validate", cls=Command)
@FILES
def validate(files: tuple[Path, ...]) -> None:
    """Check parts of the method. Ends with 1 when something is wrong."""
    set_up()
    wrong = _wrong(list(_parts(files)))
    answer(
        {"ok": not wrong, "errors": wrong},
        lambda: _lines(f"{row['file']}: {row['field']}: {row['message']}" for row in wrong),
    )
    if wrong:
        raise click.exceptions.Exit(1)


@command.command("schema", cls=Command)
@click.argument("kind")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of parts, for editors and reviews."""
    set_up()
    from senro.kernel.versions import KINDS

    if kind not in KINDS or not KINDS[kind].schema:
        raise Refused(_("There is no such kind. Known: %(known)s.") % {"known": ", ".join(KINDS)})
    found = KINDS[kind].schema
    answer(found, lambda: click.echo(json.dumps(found, indent=2, ensure_ascii=False)))


@command.command("diff", cls=Command)
@FILES
def diff(files: tuple[Path, ...]) -> None:
    """What publishing these files would change."""
    set_up()
    from django.utils.translation import get_language

    from senro.kernel import clock
    from senro.kernel.queries.versions import published
    from senro.programs.queries import change_dict, changes_between

    at, found = clock.now(), []
    for _path, kind, code, body in _parts(files):
        current = published(kind, code, at)
        found += [
            {"part": f"{kind}/{code}", **change_dict(one, get_language() or "ja")}
            for one in changes_between(current.body if current else {}, body)
        ]
    answer(found, lambda: _lines(f"{row['part']}  {row['sentence']}" for row in found))


@command.command("impact", cls=Command)
@click.argument("part")
def impact(part: str) -> None:
    """Whom a draft (KIND/CODE) would touch: running cases, and gates that would open or close.

    A draft of phases or criteria is tried on past cases too: who would have passed, by what was
    written down then.
    """
    set_up()
    from senro.kernel import clock
    from senro.kernel.queries.versions import draft_of
    from senro.onboarding.queries.impact import method_impact
    from senro.onboarding.queries.past_cases import method_past

    kind, _slash, code = part.partition("/")
    draft, at = draft_of(kind, code), clock.now()
    if draft is None:
        raise Refused(_("There is no draft of %(part)s.") % {"part": part})
    wrong = _wrong([(Path(part), kind, code, draft.body)])
    if wrong:
        raise Refused("\n".join(f"{line['field']}: {line['message']}" for line in wrong))
    by = acting(at)
    found, past = method_impact(by, draft, at=at), method_past(by, draft, at=at)
    rows = [
        {"account": one.key, "name": one.name, "phase": one.phase, "change": one.change}
        for one in found.cases
    ]
    words = {
        "opens": _("Gate would open"),
        "closes": _("Gate would close"),
        "unknown": _("Gate would be unknown"),
        "cannot": _("Could not follow"),
    }

    def lines() -> Iterator[str]:
        yield _("Running cases: %(n)s") % {"n": found.running}
        for row in rows:
            yield f"{row['account']}  {row['name']}  {row['phase']}  {words[row['change']]}"
        if past is not None:
            yield from _past_lines(past)

    told = {"running": found.running, **found.counts, "cases": rows}
    answer({**told, "past": past and _past_told(past)}, lambda: _lines(lines()))


def _past_told(past: Past) -> dict[str, Any]:
    cases = [
        {"account": one.key, "name": one.name, "answer": one.answer, "items": list(one.items)}
        for one in past.cases
    ]
    return {"tried": past.tried, **past.counts, "cases": cases}


def _past_lines(past: Past) -> Iterator[str]:
    from django.utils.translation import pgettext

    words = {
        "fails": pgettext("past cases", "Would not have passed"),
        "unknown": pgettext("past cases", "Cannot be told: it was not written down"),
        "passes": pgettext("past cases", "Would have passed"),
    }
    yield _("Past cases: %(n)s") % {"n": past.tried}
    for name, number in past.counts.items():
        yield f"{words[name]}: {number}"
    for one in past.cases:
        yield f"{one.key}  {one.name}  {words[one.answer]}  {', '.join(one.items)}".rstrip()


def _lines(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _parts(files: tuple[Path, ...]) -> Iterator[Part]:
    from senro.kernel.rules.bodies import NotAMethod, from_yaml

    # JSON is read as the YAML that it is.
    for given in files:
        found = (
            [path for path in given.iterdir() if path.suffix in (".yaml", ".json")]
            if given.is_dir()
            else [given]
        )
        paths = sorted(found)
        for path in paths:
            try:
                kind, code, body = from_yaml(path.read_text("utf-8-sig"))
            except (NotAMethod, UnicodeDecodeError) as error:
                raise Refused(f"{path}: {error}") from error
            yield path, kind, code, body


def _wrong(parts: list[Part]) -> list[dict[str, str]]:
    from senro.kernel.versions import problems

    return [
        {"file": str(path), "field": one.field, "code": one.code, "message": str(one.message)}
        for path, kind, _code, body in parts
        for one in problems(kind, body)
    ]


def _day(text: str) -> datetime | None:
    """The first instant of a day of the organisation."""
    if not text:
        return None
    from senro.kernel.clock import start_of_day
    from senro.kernel.queries import organization

    try:
        return start_of_day(date.fromisoformat(text), organization().timezone)
    except ValueError as error:
        raise Refused(_("Write a day as 2026-11-20.")) from error


def _put(
    parts: list[Part], note: str, draft: bool, at: datetime, since: datetime | None
) -> list[dict[str, Any]]:
    from django.db import transaction

    from senro.kernel.actions import publish, save_draft
    from senro.kernel.queries.versions import history_of

    by = acting(at)
    results: list[dict[str, Any]] = []
    with transaction.atomic():
        for _path, kind, code, body in parts:
            before = history_of(kind, code).first()
            save_draft(kind=kind, code=code, body=body, by=by, at=at)
            if draft:
                results.append({"part": f"{kind}/{code}", "status": "draft", "number": None})
                continue
            version = publish(kind=kind, code=code, note=note, effective_from=since, by=by, at=at)
            same = before is not None and before.number == version.number
            status = "unchanged" if same else "published"
            results.append({"part": f"{kind}/{code}", "status": status, "number": version.number})
    return results
