"""What a filter lets one choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext

Choice = tuple[str, Any, int]


def counted(choices: Iterable[Choice]) -> list[Choice]:
    """(code, words, how many) of a filter: everything first, and nothing of which there is none."""
    there = list(choices)
    everything = ("", pgettext("filter", "All"), sum(count for _code, _words, count in there))
    return [everything, *(one for one in there if one[2])]
