"""The picture at the head of a checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from senro.kernel.locales import locale
from senro.programs.rules.checklist import is_own_picture, parse_checklist
from senro.programs.rules.words import Words


@dataclass(frozen=True)
class Logo:
    """An address, whether pages may load it, and what the picture shows."""

    address: str
    alt: Words
    words: str

    @property
    def shown(self) -> bool:
        """Whether a page can show it."""
        return is_own_picture(self.address)


def logo_of(body: Mapping[str, Any]) -> Logo:
    """What a body says of it."""
    layout = parse_checklist(dict(body)).layout
    return Logo(layout.logo, layout.logo_alt, layout.logo_alt.of(locale()))
