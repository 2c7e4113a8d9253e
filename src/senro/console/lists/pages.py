"""A page of a list, as the pagination wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pages:
    """Knows its number and how many there are."""

    found: Any

    @property
    def paginator(self) -> Pages:
        """Its own."""
        return self

    @property
    def count(self) -> int:
        """All rows."""
        return int(self.found.total)

    @property
    def num_pages(self) -> int:
        """All pages."""
        return int(self.found.pages)

    @property
    def number(self) -> int:
        """This page."""
        return int(self.found.page)

    def has_next(self) -> bool:
        """There is more."""
        return self.number < self.num_pages

    def has_previous(self) -> bool:
        """This is not the first."""
        return self.number > 1

    def next_page_number(self) -> int:
        """The page after this."""
        return self.number + 1

    def previous_page_number(self) -> int:
        """The page before this."""
        return self.number - 1
