"""The parts that entries are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from senro.kernel.locales import locale
from senro.programs.rules.words import words

from ..shapes.places import key_of, list_of

Choices = list[tuple[str, Any]]
# What may be chosen, from the body that the entry stands in.
Options = Callable[[Mapping[str, Any]], Choices]


@dataclass(frozen=True)
class Part:
    """One field of an entry. `name` may be a path of mappings: `timing.days`.

    kind    text | words | long (words of several lines) | count | number | flag | yes | maybe
            | choice | several | rule | lines | hidden | rows
    """

    name: str
    label: Any
    kind: str = "text"
    options: Options | None = None
    help: Any = ""
    rows: tuple[Part, ...] = ()
    subject: str = "case"
    default: Any = None
    wide: bool = False
    # Stored even where it is what it would be without.
    needed: bool = False


@dataclass(frozen=True)
class Spec:
    """An entry: what it is called and what it has."""

    title: Any
    parts: tuple[Part, ...]
    # Parts that depend on what the entry holds (the value of a policy).
    more: Callable[[Mapping[str, Any]], tuple[Part, ...]] | None = None
    new: Any = ""
    start: str = ""
    fresh: dict[str, Any] = field(default_factory=dict)

    def parts_of(self, entry: Mapping[str, Any]) -> tuple[Part, ...]:
        """All parts of this entry."""
        return (*self.parts, *(self.more(entry) if self.more else ()))


def said(value: Any) -> str:
    """Words of the method in the reader's language."""
    return words(value).of(get_language() or "ja")


def joined(items: Iterable[Any]) -> str:
    """A list in one line, as the reader's language does it."""
    comma = "、" if locale() == "ja" else ", "
    return comma.join(str(one) for one in items)


def fixed(*choices: tuple[str, Any]) -> Options:
    """Always the same choices."""
    return lambda body: list(choices)


def named(list_path: str, empty: Any = None, title: str = "name") -> Options:
    """The items of a list of the body, by their codes."""

    def options(body: Mapping[str, Any]) -> Choices:
        found: Choices = [] if empty is None else [("", empty)]
        for number, item in enumerate(list_of(body, list_path)):
            if isinstance(item, dict):
                label = said(item.get(title)) or said(item.get("title"))
                code = str(item.get("code") or key_of(item, number))
                found.append((code, f"{code} {label}".strip()))
        return found

    return options


TIERS: Choices = [
    ("ENT", _("Enterprise")),
    ("MM", _("Mid-market")),
    ("SMB", pgettext_lazy("tier", "SMB")),
]
LAYERS: Choices = [
    ("decision_maker", _("Decision maker")),
    ("admin", _("Admin")),
    ("site_manager", _("Site manager")),
    ("end_user", _("End user")),
]
TOUCHES: Choices = [
    ("high", pgettext_lazy("touch", "High touch")),
    ("low", pgettext_lazy("touch", "Low touch")),
    ("self", pgettext_lazy("touch", "Self-serve")),
]
CODE = Part(
    "code",
    pgettext_lazy("method", "Code"),
    help=_("What rules, imports and the API call it. Left empty, one is made."),
)
HIDDEN_CODE = Part("code", "", "hidden")
NAME = Part("name", pgettext_lazy("method", "Name"), "words")
TITLE = Part("title", pgettext_lazy("method", "Title"), "words")
SCOPE = (
    Part(
        "applies_to.tiers",
        _("For these tiers only"),
        "several",
        fixed(*TIERS),
        help=_("None ticked: for every tier."),
    ),
    Part(
        "applies_to.products",
        _("For these products only"),
        "lines",
        help=_("One key a line. Empty: for every product."),
    ),
)
