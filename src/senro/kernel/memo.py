"""What is asked again and again within one request or one verb is asked of the database once.

Only for the organisation, the versions of the method and the names of rules, with the team's own
fields: every verb and every page needs them and they hardly ever change. Outside of `remembering()` nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

T = TypeVar("T")
KINDS: Final = frozenset({"organization", "version", "customfield"})
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("senro_memo", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep answers until the end; inside of another one, until the end of that."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def remembered(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of this request or verb; asked where there is none."""
    kept = _kept.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    found: T = kept[key]
    return found


def recalled(key: Hashable) -> Any:
    """An answer of this request or verb, None where there is none yet."""
    return (_kept.get() or {}).get(key)


def forget() -> None:
    """Something remembered has changed, or a change was taken back."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()
