"""The kinds of versioned things. A domain registers its kinds in its `registry`:

    register_kind("phase_set", _("Phase set"), validate=problems_of_a_phase_set)

`validate(body)` returns FieldErrors (field = a path such as `phases[P1].gate`); a draft may be
wrong, a published version never is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import FieldError, Invalid

Validator = Callable[[dict[str, Any]], Iterable[FieldError]]


@dataclass(frozen=True)
class VersionKind:
    """A registered kind of versions."""

    name: str
    words: Any
    validate: Validator
    # The JSON Schema of a whole file of this kind.
    schema: dict[str, Any] = field(default_factory=dict, hash=False)


KINDS: dict[str, VersionKind] = {}
# The kind of request by which a draft is put before the managers.
REVISION = "revision"
# Kinds whose publication needs a manager's word, and whether it does at an instant.
_NEEDING: dict[str, Callable[[datetime], bool]] = {}


def publication_needs_approval(kind: str, when: Callable[[datetime], bool]) -> None:
    """From now on drafts of a kind are published by whoever may approve, where `when` says so."""
    _NEEDING[kind] = when


def needs_approval(kind: str, at: datetime) -> bool:
    """Whether publishing a draft of this kind needs a manager's word."""
    when = _NEEDING.get(kind)
    return when is not None and when(at)


def register_kind(
    name: str,
    words: Any,
    validate: Validator = lambda body: (),
    schema: dict[str, Any] | None = None,
) -> None:
    """Offer a kind. Raises RuntimeError for a second definition."""
    if name in KINDS:
        raise RuntimeError(f"the kind of versions {name} is registered twice")
    KINDS[name] = VersionKind(name, words, validate, schema or {})


def problems(kind: str, body: dict[str, Any]) -> list[FieldError]:
    """Everything that keeps the body from being published."""
    if kind not in KINDS:
        return [FieldError("kind", "unknown_kind", _("There is no such kind of versions."))]
    return list(KINDS[kind].validate(body))


def must_know(kind: str) -> None:
    """Raises Invalid for a kind that nobody registered."""
    if kind not in KINDS:
        raise Invalid(*problems(kind, {}))
