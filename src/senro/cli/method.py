"""`senro method`: the team's method as YAML, to review in git."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from .base import Command, Group, Refused, acting, answer, option, set_up

FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
Part = tuple[Path, str, str, dict[str, Any]]


@click.group(cls=Group)
def command() -> None:
    """The team's method (phases, gates, criteria, policies) as YAML."""


@command.command("export", cls=Command)
@option(
    "--to", "folder", default=".", type=click.Path(file_okay=False, path_type=Path), help="Folder."
)
def export(folder: Path) -> None:
    """Write what is published, one KIND.CODE.yaml for each part."""
    set_up()
    from senro.kernel import clock
    from senro.kernel.queries.versions import published_all
    from senro.kernel.rules.bodies import to_yaml
    from senro.kernel.versions import KINDS

    at, written = clock.now(), []
    folder.mkdir(parents=True, exist_ok=True)
    for kind in sorted(KINDS):
        for version in published_all(kind, at):
            path = folder / f"{kind}.{version.code}.yaml"
            path.write_text(to_yaml(kind, version.code, version.body), "utf-8")
            written.append(str(path))
    answer({"files": written}, lambda: click.echo("\n".join(written)))


@command.command("import", cls=Command)
@FILES
@option("--note", default="", help="Why: it stands beside the version.")
@option("--draft", is_flag=True, help="Keep them as drafts; publish on screen.")
def import_(files: tuple[Path, ...], note: str, draft: bool) -> None:
    """Publish parts of the method from YAML: all of them, or none."""
    set_up()
    from senro.kernel import clock

    at = clock.now()
    parts = list(_parts(files))
    wrong = _wrong(parts)
    if wrong and not draft:
        raise Refused("\n".join(f"{line['file']}: {line['message']}" for line in wrong))
    results = _put(parts, note, draft, at)
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
    from senro.kernel import clock
    from senro.kernel.queries.versions import diff as differences
    from senro.kernel.queries.versions import published

    at, found = clock.now(), []
    for _path, kind, code, body in _parts(files):
        current = published(kind, code, at)
        found += [
            {
                "part": f"{kind}/{code}",
                "path": one.path,
                "kind": one.kind,
                "before": one.before,
                "after": one.after,
            }
            for one in differences(current.body if current else {}, body)
        ]
    answer(found, lambda: _lines(_sentence(row) for row in found))


def _sentence(row: dict[str, Any]) -> str:
    signs = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}
    return f"{signs[row['kind']]} {row['part']} {row['path']}: {row['before']} → {row['after']}"


def _lines(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _parts(files: tuple[Path, ...]) -> Iterator[Part]:
    from senro.kernel.rules.bodies import NotAMethod, from_yaml

    for given in files:
        paths = sorted(given.glob("*.yaml")) if given.is_dir() else [given]
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


def _put(parts: list[Part], note: str, draft: bool, at: datetime) -> list[dict[str, Any]]:
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
            version = publish(kind=kind, code=code, note=note, by=by, at=at)
            same = before is not None and before.number == version.number
            status = "unchanged" if same else "published"
            results.append({"part": f"{kind}/{code}", "status": status, "number": version.number})
    return results
