"""Writes docs/reference/ from the code: `make docs`. A test fails when a page is missing or stale.

Each section reads one registry of the code and returns a page. What a registry cannot know, such
as what a setting is for, stands in docs/reference/words.yaml, and a missing word fails.
"""

from __future__ import annotations

import ast
import atexit
import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module, util
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "senro"
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Generated from the code by `make docs`. Do not edit. -->"

Page = str | None
SECTIONS: dict[str, tuple[str, Callable[[], Page]]] = {}


class MissingWords(LookupError):
    """Something the code has and words.yaml does not explain."""


def section(name: str, title: str) -> Callable[[Callable[[], Page]], Callable[[], Page]]:
    """Register a page. It may return None where its registry does not exist yet."""

    def register(write: Callable[[], Page]) -> Callable[[], Page]:
        SECTIONS[name] = (title, write)
        return write

    return register


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table; nothing in a cell can break it."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "---|" * lines[0].count(" | ") + "---|")
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: Any) -> str:
    """One value as a cell."""
    return " ".join(str(value).replace("|", "\\|").split())


def module(name: str) -> Any:
    """A module, or None where it is not built yet. A module that exists must import."""
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        if util.find_spec(".".join(parts[:depth])) is None:
            return None
    return import_module(name)


def first_sentence(doc: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join(inspect.cleandoc(doc or "").split("\n\n")[0].split())


# --- settings -------------------------------------------------------------------------------


def environment_reads() -> Iterator[tuple[str, str, str]]:
    """(variable, kind, default) of every `SENRO_…` that the code reads."""
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and node.args
                and isinstance(node.func, ast.Attribute | ast.Name)
            ):
                found = node.args[0]
                if isinstance(found, ast.Constant) and str(found.value).startswith("SENRO_"):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                    if name in {"text", "boolean", "integer", "get", "getenv"}:
                        yield str(found.value), kind_of(name, node), default_of(node)


def kind_of(reader: str, call: ast.Call) -> str:
    """What a reader accepts, with its bounds."""
    bounds = {key.arg: ast.unparse(key.value) for key in call.keywords}
    if reader == "integer":
        return f"whole number, {bounds.get('least', '')} to {bounds.get('most', '')}"
    return {"boolean": "yes or no"}.get(reader, "text")


def default_of(call: ast.Call) -> str:
    """The default as the code writes it."""
    return ast.unparse(call.args[1]) if len(call.args) > 1 else ""


def words(kind: str) -> dict[str, str]:
    """What people wrote about one kind of thing."""
    import yaml

    return yaml.safe_load((REFERENCE / "words.yaml").read_text("utf-8")).get(kind) or {}


@section("settings", "Settings")
def settings() -> Page:
    """Environment variables, with the words of words.yaml."""
    known = words("settings")
    reads: dict[str, tuple[str, str]] = {}
    for name, kind, default in environment_reads():
        if name not in reads or not reads[name][1].strip("'\""):
            reads[name] = (kind, default)
    if missing := sorted(set(reads) - set(known)):
        raise MissingWords(f"settings without words in docs/reference/words.yaml: {missing}")
    rows = [
        (f"`{name}`", kind, f"`{default}`" if default.strip("'\"") else "", known[name])
        for name, (kind, default) in sorted(reads.items())
    ]
    lead = "Everything a host may change is an environment variable. A bad value is refused at the start, by name."
    return f"{lead}\n\n" + table(["variable", "takes", "default", "what it does"], rows)


# --- facts and errors -----------------------------------------------------------------------


@section("facts", "Facts")
def facts() -> Page:
    """Every verb: the fact it leaves."""
    import_domains()
    verbs = module("senro.kernel.verbs")
    rows = [
        (
            f"`{verb.name}`",
            verb.words,
            "yes" if verb.undoable else "no",
            f"`{verb.permission}`",
            first_sentence(verb.doc),
        )
        for verb in sorted(verbs.REGISTRY.values(), key=lambda verb: verb.name)
        if verb.name.split(".")[0] not in {"test", "tests"}
    ]
    lead = "Every verb leaves exactly one fact under its name, in the same transaction."
    return f"{lead}\n\n" + table(
        ["verb", "in words", "can be undone", "permission", "what it does"], rows
    )


@section("errors", "Errors")
def errors() -> Page:
    """Every expected failure: its stable code and its sentence."""
    import_domains()
    module("senro.api.urls")  # the API's own failures, whatever else has been imported
    base = module("senro.kernel.errors").SenroError
    rows = {
        (f"`{error.code}`", error.message, first_sentence(error.__doc__))
        for error in subclasses(base)
        if error.__module__.startswith("senro.")
    }
    lead = "Expected failures. The HTTP API answers with a problem document that carries the code."
    return f"{lead}\n\n" + table(["code", "sentence", "when"], sorted(rows, key=str))


def subclasses(base: type) -> Iterator[type]:
    """All classes under one."""
    for found in base.__subclasses__():
        yield found
        yield from subclasses(found)


def import_domains() -> None:
    """Import every module that stands beside a `models`: only then is every registry full."""
    for package in sorted({path.parent for path in SRC.glob("*/models*")}):
        for path in sorted(package.rglob("*.py")):
            if "migrations" not in path.parts:
                dotted = ".".join(path.relative_to(SRC.parent).with_suffix("").parts)
                import_module(dotted.removesuffix(".__init__"))


# --- rules ----------------------------------------------------------------------------------


@section("rules", "The rule language")
def rules() -> Page:
    """Values, operators, functions, names and refusals, from what the checker itself uses."""
    language = module("senro.kernel.rules.language.reference")
    names = module("senro.kernel.names")
    if language is None or names is None:
        return None
    parts = [language.page()]
    for subject in sorted(names.REGISTRY):
        rows = [
            (
                f"`{code}`",
                found.name.type,
                found.name.kind,
                found.name.title("en"),
                found.name.title("ja"),
            )
            for code, found in sorted(names.REGISTRY[subject].items())
        ]
        parts += [
            f"## Names for rules about {subject}s",
            table(["name", "type", "kind", "in words", "日本語"], rows),
        ]
    return "\n\n".join(parts)


@section("views", "Views for BI tools")
def sql_views() -> Page:
    """Every read-only view of the database with its columns."""
    parts = [
        "The same views stand in SQLite and in PostgreSQL. The guide says how a tool reads them."
    ]
    for name, view in sorted(module("senro.kernel.sql_views").SQL_VIEWS.items()):
        columns = [(f"`{code}`", told) for code, told in view.columns.items()]
        parts += [f"## {name}", view.about, table(["column", "holds"], columns)]
    return "\n\n".join(parts)


# --- import, API, command line --------------------------------------------------------------


@section("imports", "Import kinds and columns")
def imports() -> Page:
    """Every kind with its columns, from the table the importer itself uses."""
    kinds = module("senro.exchange.rules.kinds")
    found = getattr(kinds, "KINDS", None)
    if not found:
        return None
    parts = ["A header maps by itself under each of the names given. `*` is required."]
    for code, kind in {**found, **kinds.BULK}.items():
        keys = " or ".join(f"`{' + '.join(names)}`" for names in kind.keys)
        columns = table(
            ["column", "takes", "headers that map by themselves"],
            [
                (f"`{one.code}`{'*' * one.required}", takes(one), headers(one))
                for one in kind.fields
            ],
        )
        parts += [
            f"## {code}",
            f"{kind.en} ({kind.ja}). A row is matched by {keys or '`id`'}.",
            columns,
        ]
    phrases = module("senro.exchange.rules.phrases")
    rows = [
        (f"`{code}`", english) for code, (_japanese, english) in sorted(phrases.PHRASES.items())
    ]
    return "\n\n".join(
        [*parts, "## What is said of rows and files", table(["code", "in words"], rows)]
    )


def takes(one: Any) -> str:
    """What a column accepts."""
    choices = ", ".join(f"`{choice.code}`" for choice in one.choices)
    return f"{one.type}: {choices}{' or others' * one.open_choices}" if choices else str(one.type)


def headers(one: Any) -> str:
    """The headers under which a column is found."""
    return ", ".join(dict.fromkeys((one.ja, one.en, *one.aliases)))


@section("api", "HTTP API")
def api() -> Page:
    """Every operation, from the OpenAPI document the server itself serves."""
    document = openapi()
    if document is None:
        return None
    rows = [
        (
            f"`{method.upper()}`",
            f"`{path}`",
            operation.get("summary", ""),
            operation.get("description", ""),
        )
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
    ]
    lead = (
        "JSON under `/api/v1/`, `Authorization: Bearer KEY`. The whole description is "
        "[openapi.json](openapi.json), served at `/api/v1/openapi.json`; readable pages stand at `/api/v1/docs`."
    )
    return f"{lead}\n\n" + table(["", "path", "does", ""], rows)


def openapi() -> dict[str, Any] | None:
    """The OpenAPI document, or None while there is no API."""
    for name in ("senro.api.urls", "senro.api.api", "senro.api"):
        found = getattr(module(name), "api", None)
        if hasattr(found, "get_openapi_schema"):
            return json.loads(json.dumps(found.get_openapi_schema(), default=str))
    return None


@section("method", "Parts of the method")
def method() -> Page:
    """Every kind of versions with its JSON Schema, for editors and for `senro method validate`."""
    rows = [
        (f"`{kind.name}`", kind.words, f"[schema-{kind.name}.json](schema-{kind.name}.json)")
        for kind in method_kinds()
    ]
    lead = (
        "One file is one part: `kind`, `code` and `body`, as YAML or JSON. A draft may be wrong; a "
        "published version never is. `senro method schema KIND` prints the same schema."
    )
    return f"{lead}\n\n" + table(["kind", "holds", "schema"], rows)


def method_kinds() -> list[Any]:
    """The registered kinds of versions in the order of their names."""
    kinds = getattr(module("senro.kernel.versions"), "KINDS", {})
    return [kinds[name] for name in sorted(kinds) if kinds[name].schema]


@section("cli", "The senro command")
def cli() -> Page:
    """Every command with its own --help."""
    if module("senro.cli") is None:
        return None
    # The command's language is that of its process: it is asked in one of its own.
    code = f"import runpy; runpy.run_path({__file__!r})['print_helps']()"
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SENRO_LANG": "en"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return "\n\n".join(f"## `{name}`\n\n```\n{text}\n```" for name, text in json.loads(said.stdout))


def print_helps() -> None:
    """(name, help) of every command, as JSON."""
    from senro.cli import main as command

    print(json.dumps(list(helps(command, "senro"))))


def helps(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """(name, help) of a command and of those under it."""
    import click

    context = click.Context(
        command,
        info_name=name,
        terminal_width=88,
        max_content_width=88,
        help_option_names=["-h", "--help"],
    )
    yield name, command.get_help(context)
    for child in command.list_commands(context) if isinstance(command, click.Group) else []:
        yield from helps(command.get_command(context, child), f"{name} {child}")


# --- all of it ------------------------------------------------------------------------------


def set_up() -> None:
    """Django on a throw-away data folder, in English, unless it runs already."""
    import django
    from django.conf import settings as django_settings
    from django.utils import translation

    if not django_settings.configured:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "senro.config.settings")
        os.environ["SENRO_DATA_DIR"] = tempfile.mkdtemp(prefix="senro-docs-")
        atexit.register(shutil.rmtree, os.environ["SENRO_DATA_DIR"], ignore_errors=True)
    django.setup()
    translation.activate("en")


def render_all() -> dict[str, str]:
    """File name -> content of everything in docs/reference/ that is generated."""
    pages, index = {}, []
    for name, (title, write) in SECTIONS.items():
        body = write()
        if body is not None:
            pages[f"{name}.md"] = f"{NOTE}\n\n# {title}\n\n{body}\n"
            index.append((f"[{title}]({name}.md)", first_sentence(write.__doc__)))
    document = openapi()
    if document is not None:
        pages["openapi.json"] = (
            json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        )
    for kind in method_kinds():
        pages[f"schema-{kind.name}.json"] = json.dumps(kind.schema, indent=1) + "\n"
    pages["README.md"] = f"{NOTE}\n\n# Reference\n\n" + table(["page", "holds"], index) + "\n"
    return pages


def stale() -> list[str]:
    """Pages that are missing, differ from the code, or have lost their source."""
    wanted = render_all()
    there = {path.name for path in REFERENCE.glob("*") if path.suffix in {".md", ".json"}}
    differing = [
        name
        for name, text in wanted.items()
        if name not in there or (REFERENCE / name).read_text("utf-8") != text
    ]
    return sorted({*differing, *(there - set(wanted))})


def main() -> int:
    """Write the pages; with --check only name the stale ones."""
    set_up()
    if "--check" in sys.argv:
        names = stale()
        print("\n".join(names))
        return 1 if names else 0
    REFERENCE.mkdir(exist_ok=True)
    for name, text in render_all().items():
        (REFERENCE / name).write_text(text, "utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
