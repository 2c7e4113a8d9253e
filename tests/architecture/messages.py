"""Every string that a person may see: extracted from the code and read from the catalogues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.guards import ROOT, SRC, python_files

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CONTEXT_FIRST = {name for name in KEYWORDS if "pgettext" in name}
LOCALE = SRC / "locale"
TEMPLATES = (".html", ".txt")


@dataclass(frozen=True)
class Wanted:
    """One message of the code: what is asked of a catalogue, and where from."""

    context: str | None
    msgid: str
    place: str


def from_python(source: bytes, place: str) -> Iterator[Wanted]:
    """The messages of Python source."""
    for line, function, found, _comments in extract_python(
        BytesIO(source), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        parts = list(found) if isinstance(found, tuple | list) else [found]
        context = parts.pop(0) if function in CONTEXT_FIRST and len(parts) > 1 else None
        if parts and parts[0]:
            yield Wanted(context, parts[0], f"{place}:{line}")


def from_template(source: str, place: str) -> Iterator[Wanted]:
    """The messages of a Django template, which Django itself turns into Python-like calls."""
    calls = templatize(source)
    # What is left of the text around the calls keeps its indentation, which Python would refuse.
    flat = "\n".join(line.strip() for line in calls.splitlines())
    yield from from_python(flat.encode(), place)


def wanted_messages() -> list[Wanted]:
    """Every message of src/senro."""
    found: list[Wanted] = []
    for path in python_files():
        found += from_python(path.read_bytes(), path.relative_to(ROOT).as_posix())
    for path in sorted(SRC.rglob("*")):
        if path.suffix in TEMPLATES and "templates" in path.parts:
            found += from_template(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    return found


def catalogue_files(language: str = "ja") -> list[Path]:
    """The tracked parts of one language."""
    folder = LOCALE / language
    return sorted([*folder.glob("parts/*.po"), *folder.glob("LC_MESSAGES/*.po")])


def entries(path: Path) -> Iterator[Message]:
    """The written, not fuzzy entries of one part."""
    with path.open("rb") as file:
        for message in read_po(file, locale=path.parents[1].name):
            if message.id and not message.fuzzy:
                yield message


def msgid(message: Message) -> str:
    """The singular msgid, by which a plural is found too."""
    return message.id[0] if isinstance(message.id, tuple | list) else str(message.id)


def texts(message: Message) -> list[str]:
    """The translations of one entry."""
    return (
        list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]
    )


PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]|\{(\w*)\}")


def placeholders(text: str) -> set[str]:
    """`%(name)s`, `%s` and `{name}` of a text."""
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def untranslated(wanted: list[Wanted], known: set[tuple[str | None, str]]) -> list[str]:
    """Messages of the code that no catalogue translates."""
    missing: dict[tuple[str | None, str], str] = {}
    for message in wanted:
        key = (message.context, message.msgid)
        if key not in known:
            missing.setdefault(key, message.place)
    return [f"{place}: {text!r}" for (_context, text), place in sorted(missing.items(), key=str)]
