"""A checklist: what the customer is asked, in sections, with questions that depend on answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .applying import EVERYBODY, AppliesTo, applies_to
from .reading import Problem, duplicates, items_of
from .words import NO_WORDS, Words, words

CHOOSING = ("choice", "multi")
# What an answer is to a rule (`visible_if`).
ANSWER_TYPES = {
    "text": "text",
    "number": "number",
    "date": "date",
    "choice": "text",
    "multi": "list",
    "yes_no": "boolean",
    "feature_wish": "boolean",
}
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")
_OWN = re.compile(r"^/(?!/)[^\s\\]*$")
_DRAWN = re.compile(r"^data:image/(png|jpeg|gif|webp);base64,")
_KEPT = re.compile(r"^/files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/preview/$")


@dataclass(frozen=True)
class Choice:
    """One answer to choose."""

    code: str
    title: Words


@dataclass(frozen=True)
class Question:
    """One question, and when it is asked and needed."""

    code: str
    type: str
    title: Words
    help: Words = NO_WORDS
    required: bool = False
    required_in_phase: str = ""
    visible_if: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Section:
    """Questions that belong together."""

    code: str
    title: Words
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How the customer's page looks."""

    accent: str = ""
    logo: str = ""
    logo_alt: Words = NO_WORDS
    intro: Words = NO_WORDS


@dataclass(frozen=True)
class Checklist:
    """The sections in their order."""

    sections: tuple[Section, ...]
    name: Words = NO_WORDS
    layout: Layout = Layout()
    applies_to: AppliesTo = EVERYBODY

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of all sections."""
        return tuple(one for section in self.sections for one in section.questions)


def parse_checklist(body: dict[str, Any]) -> Checklist:
    """The body of a checklist as values."""
    layout = body.get("layout")
    layout = layout if isinstance(layout, dict) else {}
    return Checklist(
        sections=tuple(_section(item) for item in items_of(body, "sections")),
        name=words(body.get("name")),
        layout=Layout(
            str(layout.get("accent") or ""),
            str(layout.get("logo") or ""),
            words(layout.get("logo_alt")),
            words(layout.get("intro")),
        ),
        applies_to=applies_to(body),
    )


def _section(item: dict[str, Any]) -> Section:
    questions = tuple(_question(part) for part in items_of(item, "questions"))
    return Section(str(item.get("code") or ""), words(item.get("title")), questions)


def _question(item: dict[str, Any]) -> Question:
    return Question(
        code=str(item.get("code") or ""),
        type=item.get("type") or "text",
        title=words(item.get("title")),
        help=words(item.get("help")),
        required=bool(item.get("required", False)),
        required_in_phase=item.get("required_in_phase") or "",
        visible_if=item.get("visible_if") or "",
        choices=tuple(
            Choice(str(one.get("code") or ""), words(one.get("title")))
            for one in items_of(item, "choices")
        ),
    )


def checklist_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a checklist from being published, besides its shape; rules are checked elsewhere."""
    sections = items_of(body, "sections")
    yield from duplicates(sections, "sections")
    layout = body.get("layout")
    yield from _layout_problems(layout if isinstance(layout, dict) else {})
    seen: set[str] = set()
    for section in sections:
        place = f"sections[{section.get('code')}]"
        if not words(section.get("title")):
            yield Problem(f"{place}.title", "required")
        for item in items_of(section, "questions"):
            yield from _question_problems(item, f"{place}.questions[{item.get('code')}]", seen)


def logo_address(file_id: object) -> str:
    """Where the console shows a kept picture."""
    return f"/files/{file_id}/preview/"


def kept_logo(body: dict[str, Any]) -> str:
    """The id of the file at the head of the sheet; nothing where it is no kept picture."""
    layout = body.get("layout")
    found = _KEPT.match(str(layout.get("logo") or "")) if isinstance(layout, dict) else None
    return found[1] if found else ""


def is_own_picture(address: object) -> bool:
    """Whether this installation serves it: pages load no picture of anybody else."""
    return isinstance(address, str) and bool(_OWN.match(address) or _DRAWN.match(address))


def _layout_problems(layout: dict[str, Any]) -> Iterator[Problem]:
    accent, logo = layout.get("accent"), layout.get("logo")
    if accent and not (isinstance(accent, str) and _COLOUR.match(accent)):
        yield Problem("layout.accent", "not_a_colour")
    if isinstance(logo, str) and logo and not is_own_picture(logo):
        yield Problem("layout.logo", "not_our_picture")


def _question_problems(item: dict[str, Any], place: str, seen: set[str]) -> Iterator[Problem]:
    code = str(item.get("code") or "")
    if code in seen:
        yield Problem(f"{place}.code", "duplicate")
    seen.add(code)
    if not _NAME.match(code):
        yield Problem(f"{place}.code", "not_a_name")
    if not words(item.get("title")):
        yield Problem(f"{place}.title", "required")
    choices = items_of(item, "choices")
    yield from duplicates(choices, f"{place}.choices")
    if item.get("type") in CHOOSING and not choices:
        yield Problem(f"{place}.choices", "required")
    if item.get("type") not in CHOOSING and choices:
        yield Problem(f"{place}.choices", "no_choices_here")


def rules_of(body: dict[str, Any]) -> Iterator[tuple[str, str, tuple[Question, ...]]]:
    """(place, rule, questions that come before): a question depends on earlier answers only."""
    earlier: list[Question] = []
    for section in items_of(body, "sections"):
        for item in items_of(section, "questions"):
            if item.get("visible_if"):
                place = f"sections[{section.get('code')}].questions[{item.get('code')}].visible_if"
                yield place, str(item["visible_if"]), tuple(earlier)
            earlier.append(_question(item))
