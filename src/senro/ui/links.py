"""Addresses of things that a page links hundreds of times."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, reverse

ANY = str(UUID(int=0))


def link(name: str, key: UUID) -> str:
    """`reverse(name, args=[key])`, looked up once for all keys."""
    return _pattern(name, get_script_prefix()).replace(ANY, str(key))


@lru_cache(maxsize=256)
def _pattern(name: str, _prefix: str) -> str:
    return reverse(name, args=[ANY])
